"""What a run of a scenario says, in numbers and sentences, ready for terminal and page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from evenhand.engines.outcome import CustodyOutcome
from evenhand.fitting.custody_fit import CustodyFit
from evenhand.model.classes import CLASSES, EXITS, LACK_OF_BEDS, ORIGINS, REASONS
from evenhand.model.custody import Array
from evenhand.observations.table import Observations
from evenhand.reports.numbers import change, day, people, percent
from evenhand.results.tables import total_by_month
from evenhand.scenarios.schema import Scenario
from evenhand.simulation import Simulation

FULL = 0.995
"""Beds count as full from this share on."""
YEAR = 365


@dataclass(frozen=True)
class Line:
    """One row of the summary: a measure in the baseline and in the scenario."""

    measure: str
    unit: str
    baseline: float
    scenario: float

    @property
    def difference(self) -> float:
        """Scenario minus baseline."""
        return self.scenario - self.baseline


@dataclass(frozen=True)
class FirstAnswer:
    """Everything a report of one scenario is made from."""

    scenario: Scenario
    fit: CustodyFit
    observations: Observations
    baseline: Simulation
    changed: Simulation
    summary: tuple[Line, ...]
    sentences: tuple[str, ...]

    @property
    def is_baseline(self) -> bool:
        """Whether the scenario changes nothing."""
        return not self.scenario.changes


def first_answer(
    scenario: Scenario,
    fit: CustodyFit,
    observations: Observations,
    baseline: Simulation,
    changed: Simulation,
) -> FirstAnswer:
    """Sum up a scenario against the baseline.

    Args:
        scenario: What was changed.
        fit: The fitted model, with its record.
        observations: The record.
        baseline: The run without the changes.
        changed: The run with them.
    """
    summary = tuple(_summary(baseline, changed))
    sentences = tuple(_sentences(scenario, changed, summary))
    return FirstAnswer(scenario, fit, observations, baseline, changed, summary, sentences)


def _summary(baseline: Simulation, changed: Simulation) -> list[Line]:
    lines = []
    pairs = (baseline.outcome, changed.outcome)
    year = min(YEAR, len(pairs[0].stock))
    last = pairs[0].first_day + timedelta(days=len(pairs[0].stock) - 1)
    year_end = pairs[0].first_day + timedelta(days=year - 1)
    for title, index in ((day(year_end), year - 1), (day(last), -1)):
        totals = [float(outcome.stock[index].sum()) for outcome in pairs]
        lines.append(Line(f"In detention on {title}", "people", *totals))
    peaks = [float(outcome.stock.sum(axis=(1, 2)).max()) for outcome in pairs]
    lines.append(Line("Most in detention on any day", "people", *peaks))
    removal = EXITS.index("removal")
    flows: dict[str, Callable[[CustodyOutcome], Array]] = {
        "Booked in": lambda o: o.book_ins[:year],
        "Removed from detention": lambda o: o.exits[:year, :, :, removal],
        "Left detention in other ways": lambda o: np.delete(o.exits[:year], removal, axis=3),
        "Released for lack of beds": lambda o: o.short[:year],
        "Book-ins refused for lack of beds": lambda o: o.refused[:year],
    }
    for name, pick in flows.items():
        values = [float(pick(outcome).sum()) for outcome in pairs]
        if any(values) or not name.endswith("beds"):
            lines.append(Line(f"{name}, first {year} days", "people", *values))
    other = CLASSES.index("other")
    shares = [float(o.stock[-1, :, other].sum() / max(1.0, o.stock[-1].sum())) for o in pairs]
    lines.append(Line(f"Share without conviction or charge, {day(last)}", "share", *shares))
    return lines


def full_days(simulation: Simulation) -> list[date]:
    """The days on which the beds of a run are full."""
    outcome = simulation.outcome
    stock = outcome.stock.sum(axis=(1, 2))
    full = np.flatnonzero(np.isfinite(outcome.beds) & (stock >= FULL * outcome.beds))
    return [outcome.first_day + timedelta(days=int(index)) for index in full]


def _sentences(scenario: Scenario, changed: Simulation, summary: tuple[Line, ...]) -> list[str]:
    by_name = {line.measure.split(",")[0]: line for line in summary}
    said = []
    end = summary[0]
    days = len(changed.outcome.stock)
    span = "year" if days >= YEAR else f"{days} days"
    if not scenario.changes:
        text = f"{end.measure}: {people(end.baseline)} people, if everything stays as it was."
        return [text, f"Removed from detention in the first {span}: about "
                      f"{people(by_name['Removed from detention'].baseline)}."]  # fmt: skip
    said.append(
        f"{end.measure}: about {people(end.scenario)} people, {change(end.difference)} than in "
        f"the baseline ({people(end.baseline)})."
    )
    removed = by_name["Removed from detention"]
    said.append(
        f"Removals from detention in the first {span}: about {people(removed.scenario)}, "
        f"{change(removed.difference)} than in the baseline."
    )
    full = full_days(changed)
    if full:
        beds = float(changed.outcome.beds[(full[0] - changed.outcome.first_day).days])
        said.append(f"The {beds:,.0f} beds are first full on {day(full[0])}.")
    elif np.isfinite(changed.outcome.beds).any():
        said.append("The beds are never full.")
    short = by_name.get("Released for lack of beds")
    if short is not None and short.scenario > 0:
        said.append(
            f"Released for lack of beds in the first {span}: about {people(short.scenario)}."
        )
    refused = by_name.get("Book-ins refused for lack of beds")
    if refused is not None and refused.scenario > 0:
        said.append(f"Book-ins refused in the first {span}: about {people(refused.scenario)}.")
    first = changed.outcome.first_day
    early = [name for name, change in scenario.changes.items() if change.from_ < first]
    if early:
        said.append(
            f"Begun before the run and taken to be under way on {day(first)}: {', '.join(early)}."
        )
    share = summary[-1]
    said.append(
        f"Share without conviction or charge among those in detention at the end: "
        f"{percent(share.scenario)} (baseline {percent(share.baseline)})."
    )
    return said


def stock_lines(answer: FirstAnswer) -> pl.DataFrame:
    """People in detention by day: ``day, value, line`` for record, baseline, scenario, beds."""
    frames = [_record_stock(answer.fit)]
    runs = [("baseline", answer.baseline)]
    if not answer.is_baseline:
        runs.append(("scenario", answer.changed))
    for name, simulation in runs:
        stock = simulation.outcome.stock.sum(axis=(1, 2))
        frames.append(_line(name, simulation.outcome.first_day, stock))
    beds = answer.changed.outcome.beds
    if np.isfinite(beds).any():
        frames.append(_line("beds", answer.changed.outcome.first_day, beds))
    return pl.concat(frames).filter(pl.col("value").is_finite())


def _line(name: str, first: date, values: object) -> pl.DataFrame:
    numbers = np.asarray(values, dtype=np.float64)
    days = [first + timedelta(days=index) for index in range(0, len(numbers), 7)]
    return pl.DataFrame({"day": days, "value": numbers[::7].round(), "line": name})


def _record_stock(fit: CustodyFit) -> pl.DataFrame:
    """Snapshots, and months' means at their middle where there was no snapshot."""
    days = [knot.day for knot in fit.record.knots]
    values = [float(knot.people.sum()) for knot in fit.record.knots]
    return pl.DataFrame({"day": days, "value": values, "line": "record"})


def past_error_band(answer: FirstAnswer, factors: pl.DataFrame) -> pl.DataFrame:
    """The baseline with the spread of past forecast errors: ``day, low, high``.

    Args:
        answer: The answer.
        factors: ``horizon, low, high`` as factors on a forecast.
    """
    stock = answer.baseline.outcome.stock.sum(axis=(1, 2))
    first = answer.baseline.outcome.first_day
    days, low, high = [first], [float(stock[0])], [float(stock[0])]
    for horizon, below, above in factors.iter_rows():
        index = min(len(stock) - 1, round(30.4 * (horizon - 0.5)))
        days.append(first + timedelta(days=index))
        low.append(float(stock[index] * below))
        high.append(float(stock[index] * above))
    return pl.DataFrame({"day": days, "low": low, "high": high})


FLOW_PANELS = ("Book-ins", "Removals from detention", "Releases of all kinds")


def flow_lines(answer: FirstAnswer) -> pl.DataFrame:
    """Flows by full month: ``day, value, line, panel``, people per day."""
    frames = [_record_flows(answer.observations, answer.fit.model.cut_off)]
    runs = [("baseline", answer.baseline)]
    if not answer.is_baseline:
        runs.append(("scenario", answer.changed))
    for name, simulation in runs:
        frames.extend(
            _flow(monthly, name, panel)
            for panel, monthly in zip(FLOW_PANELS, _run_flows(simulation), strict=True)
        )
    return pl.concat(frames)


def _run_flows(simulation: Simulation) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    monthly = simulation.monthly
    book_ins = total_by_month(monthly, "book-ins")
    removals = total_by_month(monthly, "exits", detail="removal")
    ways = [*EXITS, LACK_OF_BEDS]
    ways.remove("removal")
    ways.remove("transfer")
    others = [total_by_month(monthly, "exits", detail=way) for way in ways]
    releases = others[0].with_columns(
        value=sum((other["value"] for other in others[1:]), others[0]["value"])
    )
    return book_ins, removals, releases


def _flow(months: pl.DataFrame, line: str, panel: str) -> pl.DataFrame:
    first = pl.col("month").str.to_date("%Y-%m")
    whole = months.filter(pl.col("days") >= first.dt.month_end().dt.day())
    daily = (pl.col("value") / pl.col("days")).round()
    return whole.select(day=first, value=daily, line=pl.lit(line),
                        panel=pl.lit(panel))  # fmt: skip


def _record_flows(observations: Observations, cut_off: date) -> pl.DataFrame:
    book_ins = observations.series("initial-book-ins", cut_off).filter(pl.col("complete"))
    book_ins = book_ins.filter(pl.col("agency") == "ALL")
    outs = observations.series("final-book-outs", cut_off).filter(
        pl.col("complete") & (pl.col("criminality") == "all")
    )
    kept_in_custody = ("removal", "transfer")
    released = [reason for reason, way in REASONS.items() if way not in kept_in_custody]
    parts = (
        (FLOW_PANELS[0], book_ins),
        (FLOW_PANELS[1], outs.filter(pl.col("detail") == "removal")),
        (FLOW_PANELS[2], outs.filter(pl.col("detail").is_in(released))),
    )
    frames = []
    for panel, rows in parts:
        days = (pl.col("end") - pl.col("start")).dt.total_days() + 1
        total = (
            rows.group_by("start").agg(value=(pl.col("value") / days).sum().round()).sort("start")
        )
        frames.append(
            total.select(day="start", value="value", line=pl.lit("record"), panel=pl.lit(panel))
        )
    return pl.concat(frames)


CLASS_PANELS = {
    "convicted": "With a conviction",
    "pending": "With a pending charge",
    "other": "With neither",
}


def class_lines(answer: FirstAnswer) -> pl.DataFrame:
    """People in detention by criminality: ``day, value, line, panel``."""
    rows = answer.observations.series("detained", answer.fit.model.cut_off).filter(
        (pl.col("agency") == "ALL") & pl.col("criminality").is_in(CLASSES)
    )
    frames = [
        rows.select(
            day="start",
            value="value",
            line=pl.lit("record"),
            panel=pl.col("criminality").replace_strict(CLASS_PANELS, return_dtype=pl.String),
        )
    ]
    runs = [("baseline", answer.baseline)]
    if not answer.is_baseline:
        runs.append(("scenario", answer.changed))
    for name, simulation in runs:
        for index, kind in enumerate(CLASSES):
            stock = simulation.outcome.stock[:, :, index].sum(axis=1)
            line = _line(name, simulation.outcome.first_day, stock)
            frames.append(line.with_columns(panel=pl.lit(CLASS_PANELS[kind])))
    return pl.concat(frames)


def fitted_facts(fit: CustodyFit) -> list[tuple[str, str]]:
    """What the fit found, in words: name and value with unit."""
    model = fit.model
    facts = [
        ("Newest snapshot of people in detention", day(model.start)),
        ("Posted by", day(model.cut_off)),
        ("People in detention on that day", f"{people(float(model.state.sum()))} people"),
    ]
    for index, origin in enumerate(ORIGINS):
        facts += [
            (f"Arrested by {origin}, in detention", f"{people(float(model.stock[index]))} people"),
            (f"Book-ins by {origin} that the baseline continues",
             f"{people(float(model.book_ins[index]))} people a day"),
        ]  # fmt: skip
        leaving = float(model.level[index]) / model.parameters["base_stay"]
        facts.append((f"Mean further stay of a long stay, {origin}", f"{people(1 / leaving)} days"))
    removal = EXITS.index("removal")
    for index, kind in enumerate(CLASSES):
        share = float(model.reason_shares[index, removal])
        facts.append((f"Exits that are removals, class {kind}", percent(share)))
    return facts

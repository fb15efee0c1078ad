"""How far to trust it: what the backtest, the fit and the model's own notes say."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import polars as pl

from evenhand.backtests.forecasts import KINDS
from evenhand.backtests.rolling import MODEL
from evenhand.backtests.score_pages import best_other, every_part
from evenhand.backtests.scores import score_table
from evenhand.backtests.shipped import error_band, shipped_forecasts
from evenhand.engines.order import ORDER_OF_THE_DAY
from evenhand.model.posterior import shipped_record, shipped_table
from evenhand.results.provenance import code_digest
from evenhand.web.knowledge import Knowledge
from evenhand.web.lever_list import title_of
from evenhand.web.wire.trust import (
    ForecastPoint,
    ForecastRecord,
    PosteriorRow,
    ScoreRow,
    TargetRow,
    TextPart,
    Trust,
)

SHOWN_HORIZON = 3
RELIABILITY = {
    "A": "A government file that was read here.",
    "B": "An official statement, or one that was reviewed by peers.",
    "C": "From a backtest, the press, or derived from better figures.",
    "D": "Weak: one source, old, or of another place.",
    "E": "An assumption.",
}
FORECAST_SAYS = (
    "Rolling monthly origins, each fitted only to what had been posted by then. Conditional: "
    "arrests or book-ins as they happened, so that the error is the model's own. Unconditional: "
    "nothing of the future is known."
)
LIMITS = (
    TextPart(title="What it is not", paragraphs=(
        "It works on counts. It knows no person, no address and no facility's residents, and it "
        "cannot say where to look for anybody.",
        "A scenario is a stated change on a baseline that stays as the record had it at the "
        "start. It is no forecast of policy, of courts or of what people will do in answer.",
    )),
    TextPart(title="What is weakly known", paragraphs=(
        "Levers of reliability D and E are weak evidence or assumptions; their ranges are wide "
        "and the record does not always narrow them. They are marked wherever they are shown.",
        "Areas differ in what is recorded. Cooperation by area is derived from arrests in jails "
        "per noncitizen adult; it is no statement about any jurisdiction's law or conduct.",
        "Arrests by area and month come from released records that end in January 2026.",
    )),
    TextPart(title="What intervals leave out", paragraphs=(
        "Intervals hold what is not known about the levers, and chance where replicates were asked "
        "for. They do not hold what the model's structure may have wrong, nor changes of policy.",
        "Lines on the page are expected values with central levers; they can lie away from the "
        "median of the draws where an effect is not linear.",
    )),
)  # fmt: skip


def trust_page(knowledge: Knowledge) -> Trust:
    """Everything on trust.

    Args:
        knowledge: The record.
    """
    rows = posterior_rows()
    return Trust(
        forecast=forecast_record(),
        posterior=rows,
        targets=target_rows(),
        not_moved=tuple(row.lever for row in rows if row.moved != "yes"),
        limits=LIMITS,
        methods=methods(),
        provenance=provenance(knowledge),
        reliability=RELIABILITY,
    )


@cache
def forecast_record() -> ForecastRecord:
    """The backtest that ships."""
    forecasts = shipped_forecasts()
    band = {
        str(horizon): (float(low), float(high))
        for horizon, low, high in error_band(forecasts).iter_rows()
    }
    return ForecastRecord(
        says=FORECAST_SAYS, scores=tuple(_scores()), points=tuple(_points()), error_band=band
    )


def _scores() -> list[ScoreRow]:
    forecasts = shipped_forecasts()
    found = []
    for kind, target, group in every_part():
        chosen = forecasts.filter(
            pl.col("kind") == kind, pl.col("target") == target, pl.col("group") == group
        )
        if chosen.is_empty():
            continue
        gains = _gains(chosen, kind, target, group)
        for row in score_table(chosen, reference=MODEL).iter_rows(named=True):
            mine = row["method"] == MODEL
            found.append(
                ScoreRow(
                    kind=kind, target=target, group=group, horizon=row["horizon"],
                    method=row["method"], origins=row["forecasts"],
                    mean_absolute_percentage_error=_known(row["error"]),
                    weighted_interval_score=_known(row["wis"]),
                    relative_skill=gains.get(row["horizon"]) if mine else None,
                    coverage_50=_known(row["coverage50"]), coverage_80=_known(row["coverage80"]),
                    coverage_90=_known(row["coverage90"]), bias=_known(row["bias"]),
                )
            )  # fmt: skip
    return found


def _gains(chosen: pl.DataFrame, kind: str, target: str, group: str) -> dict[int, float]:
    """By horizon, by which share the model's score is better than the best other method's."""
    if set(chosen["method"]) <= {MODEL}:
        return {}
    table = best_other(chosen, kind, target, group)
    return {row["horizon"]: 1 - row["ratio"] for row in table.iter_rows(named=True)}


def _points() -> list[ForecastPoint]:
    chosen = shipped_forecasts().filter(
        pl.col("kind") == KINDS[0], pl.col("target") == "stock", pl.col("group") == "all",
        pl.col("method") == MODEL, pl.col("horizon") == SHOWN_HORIZON,
    ).sort("month")  # fmt: skip
    return [
        ForecastPoint(origin=row["origin"], month=row["month"], horizon=row["horizon"],
                      low=row["q05"], median=row["q50"], high=row["q95"], actual=row["actual"])
        for row in chosen.iter_rows(named=True)
    ]  # fmt: skip


def _known(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


@cache
def posterior_rows() -> tuple[PosteriorRow, ...]:
    """Prior against posterior by lever, what the record moved first."""
    rows = [
        PosteriorRow(
            lever=row["lever"], title=title_of(row["lever"]), unit=row["unit"],
            moved=row["moved"], reliability=row["reliability"],
            **{name: float(row[name]) for name in (
                "prior_low", "prior_median", "prior_high", "posterior_low", "posterior_median",
                "posterior_high", "shrinkage", "shift",
            )},
        )
        for row in shipped_table()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.moved != "yes", -row.shrinkage, row.lever)))


@cache
def target_rows() -> tuple[TargetRow, ...]:
    """The figures that the posterior was fitted to."""
    return tuple(
        TargetRow(
            target=row["target"], unit=row["unit"], record=row["record"],
            prior=tuple(row["prior"]), posterior=tuple(row["posterior"]),
            off=_known(row["off, posterior median"]),
        )
        for row in shipped_record()["targets"]
    )  # fmt: skip


@cache
def methods() -> tuple[TextPart, ...]:
    """How it works, from the model's own tables."""
    some = shipped_record()["diagnostics"]
    return (
        TextPart(title="The model", paragraphs=(
            "People move day by day through stages: asked for in jails, looked for or met, "
            "arrested, booked in, before a judge, removed or released. Officers' hours, beds, "
            "judges and seats limit what can happen on a day; whoever finds no place waits, is "
            "released or is not arrested.",
            "One day goes in this order: " + "; ".join(ORDER_OF_THE_DAY) + ".",
        )),
        TextPart(title="The start and the fit", paragraphs=(
            "A run begins on the day after the newest snapshot, with the people, stays and arrests "
            "of the record. Every joint draw of the levers is fitted to it again.",
            f"The posterior was made by {some['runs of the year']:,} runs of a past year against "
            f"{len(target_rows())} recorded figures.",
        )),
        TextPart(title="Lines and intervals", paragraphs=(
            "Lines are expected values with central levers, the same numbers as the command "
            "'evenhand run' gives without draws. Intervals come from joint draws of the levers, "
            "each run beside its own baseline, so that differences are taken draw by draw.",
        )),
    )  # fmt: skip


def provenance(knowledge: Knowledge) -> dict[str, Any]:
    """What answers are made from.

    Args:
        knowledge: The record.
    """
    record = shipped_record()
    return {
        "code": code_digest(),
        "observations": knowledge.digest,
        "newest edition": str(knowledge.newest_edition["edition"]),
        "editions": knowledge.editions.height,
        "posterior": {"arguments": record["arguments"], "outputs": record["outputs"],
                      "software": record["software"]},
    }  # fmt: skip

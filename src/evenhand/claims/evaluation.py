"""Computing what a claims file asks for, from the record alone: the same record, the same value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

import numpy as np

from evenhand.claims.computations import (
    Computation,
    Constant,
    Day,
    OfAgreements,
    OfEvent,
    OfFindings,
    OfList,
    OfModel,
    OfSeries,
    OfStatement,
    Operation,
    Said,
)
from evenhand.claims.record import Record
from evenhand.claims.series_values import series_value
from evenhand.claims.units import unit_of
from evenhand.claims.values import (
    Used,
    Value,
    arithmetic,
    from_draws,
    holds,
    nothing,
    number,
    of_probability,
    together,
)
from evenhand.registers import agreements_287g
from evenhand.registers.findings_of_law import GONE, OPEN, FindingOfLaw, position
from evenhand.registers.published_statements import PublishedStatement

EXACT = 1e-9
"""Numbers that differ by less than this share are the same."""


@dataclass(frozen=True)
class Evaluation:
    """Computes for one claim.

    Args:
        record: What there is.
        said: The last day on which the statement was made.
        known_by: Only what was published by this day; None for everything.
        event_day: Where given, legal events are asked for this day, not for the claim's.
    """

    record: Record
    said: date
    known_by: date | None = None
    event_day: date | None = None

    def of(self, one: Computation) -> Value:
        """The value of a computation.

        Args:
            one: The computation.

        Raises:
            ClaimError: when its periods overlap, so that days would be counted twice.
            DataError: when a series is unknown.
        """
        if isinstance(one, OfSeries):
            return series_value(self.record, one, self.known_by)
        if isinstance(one, OfStatement):
            return self._statement(one)
        if isinstance(one, Said):
            return self._said(one)
        if isinstance(one, OfAgreements):
            return self._agreements(one)
        if isinstance(one, OfList):
            return self._listed(one)
        if isinstance(one, OfEvent):
            return self._event(one)
        if isinstance(one, OfFindings):
            return self._findings(one)
        if isinstance(one, OfModel):
            return self._model(one)
        if isinstance(one, Constant):
            return number(one.value * unit_of(one.unit).factor)
        assert isinstance(one, Operation)
        return self._operation(one)

    def _day(self, day: Day | None) -> date:
        latest = self.known_by or date.max
        found = latest if day is None else day if isinstance(day, date) else self.said
        return min(found, self.known_by) if self.known_by is not None else found

    # ------------------------------------------------------------------------------- registers

    def _statement(self, one: OfStatement) -> Value:
        found = self.record.statements.get(one.statement)
        if found is None or found.low is None or found.high is None:
            return nothing(f"the register has no figure of '{one.statement}'")
        if found.published > self._day(None):
            return nothing(f"'{one.statement}' was published later, on {found.published}")
        factor = unit_of(found.unit).factor
        low = found.low if one.bound != "high" else found.high
        high = found.high if one.bound != "low" else found.low
        value = number(low * factor, high * factor)
        return replace(value, used=(_used_statement(found),), first=found.begins, last=found.ends)

    def _said(self, one: Said) -> Value:
        found = self.record.statements.get(one.statement)
        if found is None or found.published > self._day(one.until):
            return Value(truth="no", why=f"no statement '{one.statement}' is on record by then")
        used = (_used_statement(found),)
        return Value(truth="yes", used=used, first=found.published, last=found.published)

    def _agreements(self, one: OfAgreements) -> Value:
        day = self._day(one.at)
        month = day.replace(day=1)
        areas = one.areas or (agreements_287g.NATION,)
        rows = [
            row for row in self.record.agreements
            if row.month == month and row.area in areas
            and (self.known_by is None or row.listed <= self.known_by)
        ]  # fmt: skip
        if not rows:
            return nothing(f"the register has no list of agreements of {month:%B %Y}")
        models = one.models or tuple(agreements_287g.MODELS)
        counts = [sum(row.counts[model] for model in models) for row in rows]
        used = tuple(
            Used("register", "agreements-287g", f"{row.area}: {', '.join(models)}",
                 f"{month:%Y-%m}", row.listed, row.listed, float(count), "agreements",
                 row.cell.rpartition(":")[0], f"line {row.cell.rpartition(':')[2]}",
                 agreements_287g.SOURCE, row.listed, agreements_287g.RELIABILITY)
            for row, count in zip(rows, counts, strict=True)
        )  # fmt: skip
        value = number(float(sum(counts)))
        days = [row.listed for row in rows]
        return replace(value, used=used, first=min(days), last=max(days))

    def _listed(self, one: OfList) -> Value:
        found = self.record.lists.get(one.name)
        if found is None or found.date > self._day(one.at):
            return nothing(f"the list '{one.name}' had not been published by then")
        entries = [
            entry for entry in self.record.entries
            if entry.list == one.name and (not one.levels or entry.level in one.levels)
        ]  # fmt: skip
        used = Used(
            "register", one.name, f"entries: {', '.join(one.levels) or 'all'}",
            found.date.isoformat(), found.date, found.date, float(len(entries)), "jurisdictions",
            "public_list_entries.csv", f"{len(entries)} lines", found.source, found.date,
            found.reliability, found.note,
        )  # fmt: skip
        value = number(float(len(entries)))
        return replace(value, used=(used,), first=found.date, last=found.date)

    def _event(self, one: OfEvent) -> Value:
        found = self.record.events.get(one.event)
        if found is None:
            return nothing(f"the register has no legal event '{one.event}'")
        day = self._day(self.event_day or one.at)
        reached = [change for change in found.changes if change.date <= day]
        status = reached[-1].status if reached else None
        used = tuple(
            Used("register", one.event, f"{found.title}: {change.status}", change.date.isoformat(),
                 change.date, change.date, None, "", "legal_events.csv", found.forum,
                 change.source, change.date, change.reliability, change.note)
            for change in reached[-1:]
        )  # fmt: skip
        asked = min(day, max(change.date for change in found.changes))
        said = (f"{found.title}: {status}" if status else f"{found.title} did not exist yet",)
        truth = Value(truth="yes" if status in one.statuses else "no", remarks=said)
        return replace(truth, used=used, first=asked, last=asked)

    def _findings(self, one: OfFindings) -> Value:
        until = self._day(one.until)
        found = [
            each for each in self.record.findings
            if each.proposition == one.proposition and each.date <= until
            and (one.since is None or each.date >= one.since)
            and (not one.kinds or each.kind in one.kinds)
        ]  # fmt: skip
        if one.holds and one.take == "count":
            found = [each for each in found if each.holds in one.holds]
        used = tuple(_used_finding(each) for each in found)
        last = max((each.date for each in found), default=None)
        if one.take == "count":
            return replace(number(float(len(found))), used=used, last=last)
        decided = [each for each in found if each.holds != "neither" and each.standing not in GONE]
        if one.take == "share":
            if not decided:
                return nothing("no finding on record decides it")
            share = sum(each.holds == "yes" for each in decided) / len(decided)
            return replace(number(share), used=used, last=last)
        answer = position(found)
        if answer is None:
            return replace(nothing("no finding on record decides it"), used=used)
        counted = [each for each in found if each.standing not in GONE]
        count = {which: sum(each.holds == which for each in counted) for which in ("yes", "no")}
        still = sum(each.standing in OPEN for each in counted)
        told = f"{count['yes']} findings for it, {count['no']} against"
        told += f", {still} of them interim or under appeal" if still else ""
        return Value(truth=answer, used=used, last=last, remarks=(told,))

    def _model(self, one: OfModel) -> Value:
        found = self.record.answers.get(one)
        if found is None:
            return nothing("the model has not been asked; check with --afresh")
        unit = unit_of(found.unit)
        used = Used(
            "model", one.measure, f"{one.scenario or 'baseline'}: {one.statistic}",
            f"{found.first}/{found.last}", found.first, found.last, float(np.median(found.values)),
            found.unit, "model runs", found.made, "", found.last, "C",
        )  # fmt: skip
        binds = [
            f"{name} in {'all' if share == 1 else f'{100 * share:.0f} % of the'} months"
            for name, share in found.binding
        ]
        remarks = [f"at its limit: {', '.join(binds)}"] if binds else []
        value = from_draws(np.array(found.values) * unit.factor)
        remarks += [f"what it would take: {'; or '.join(found.takes)}"] if found.takes else []
        return replace(
            value, used=(used,), first=found.first, last=found.last, remarks=tuple(remarks)
        )

    # ------------------------------------------------------------------------------ operations

    def _operation(self, one: Operation) -> Value:
        parts = tuple(self.of(part) for part in one.parts)
        return together(parts, _operate(one, parts))


def _operate(one: Operation, parts: tuple[Value, ...]) -> Value:
    if one.name in {"all", "any", "not", "how-many"}:
        return _logic(one.name, parts)
    if not all(part.known for part in parts):
        return nothing("a part of it has no value")
    if one.name in {"largest-of", "smallest-of", "mean-of", "range-of"}:
        return _choose(one.name, parts)
    if one.name == "add":
        return reduce(lambda a, b: arithmetic(np.add, a, b), parts)
    if one.name == "multiply":
        return reduce(lambda a, b: arithmetic(np.multiply, a, b), parts)
    first, second = parts
    if one.name == "subtract":
        return arithmetic(np.subtract, first, second)
    if one.name == "divide":
        return arithmetic(np.divide, first, second)
    if one.name == "change":
        ratio = arithmetic(np.divide, second, first)
        return arithmetic(np.subtract, ratio, number(1.0)) if ratio.known else ratio
    return _compare(one, first, second)


def _choose(name: str, parts: tuple[Value, ...]) -> Value:
    if any(part.draws is not None for part in parts):
        function = {"largest-of": np.maximum, "smallest-of": np.minimum}.get(name)
        if function is None:
            return nothing("draws of the model have no such mean or range")
        return reduce(lambda a, b: arithmetic(function, a, b), parts)
    lows = [part.low or 0.0 for part in parts]
    highs = [part.high or 0.0 for part in parts]
    if name == "largest-of":
        return number(max(lows), max(highs))
    if name == "smallest-of":
        return number(min(lows), min(highs))
    if name == "mean-of":
        return number(sum(lows) / len(parts), sum(highs) / len(parts))
    return number(min(lows), max(highs))


def _compare(one: Operation, first: Value, second: Value) -> Value:
    if one.name in {"increases", "decreases"}:
        step = 1 + one.tolerance if one.name == "increases" else 1 - one.tolerance
        base = arithmetic(np.multiply, first, number(step))
        name = "more-than" if one.name == "increases" else "less-than"
        return _compare(Operation(name, one.parts), second, base)
    if one.name == "within":
        lower = arithmetic(np.multiply, second, number(1 - one.tolerance))
        upper = arithmetic(np.multiply, second, number(1 + one.tolerance))
        above = _compare(Operation("at-least", one.parts), first, lower)
        below = _compare(Operation("at-most", one.parts), first, upper)
        return _logic("all", (above, below))
    if one.name in {"at-most", "less-than"}:
        mirrored = "at-least" if one.name == "at-most" else "more-than"
        return _compare(Operation(mirrored, one.parts), second, first)
    if first.draws is not None or second.draws is not None:
        left, right = (
            each.draws if each.draws is not None else np.array([each.single or 0.0])
            for each in (first, second)
        )
        met = left >= right if one.name == "at-least" else left > right
        return of_probability(float(np.mean(met)))
    low, high = (first.low or 0.0), (first.high or 0.0)
    least, most = (second.low or 0.0), (second.high or 0.0)
    slack = EXACT * max(abs(low), abs(high), abs(least), abs(most))
    if one.name == "at-least":
        return holds(low >= most - slack, high >= least - slack)
    return holds(low > most + slack, high > least + slack)


def _logic(name: str, parts: tuple[Value, ...]) -> Value:
    truths = [part.truth for part in parts]
    if name == "how-many":
        if any(truth is None for truth in truths):
            return nothing("a part of it is not known")
        return number(float(truths.count("yes")), float(len(truths) - truths.count("no")))
    if name == "not":
        opposite: dict[str | None, Value] = {
            "yes": Value(truth="no"),
            "no": Value(truth="yes"),
            "contested": Value(truth="contested"),
        }
        return opposite.get(truths[0], nothing("its part is not known"))
    ends, rest = ("no", "yes") if name == "all" else ("yes", "no")
    if ends in truths:
        return Value(truth="no" if ends == "no" else "yes")
    if None in truths:
        return nothing("a part of it is not known")
    if "contested" in truths:
        return Value(truth="contested")
    return Value(truth="yes" if rest == "yes" else "no")


def _used_statement(found: PublishedStatement) -> Used:
    value = None if found.low is None or found.high is None else (found.low + found.high) / 2
    many = f" ({found.low:,.10g} to {found.high:,.10g})" if found.low != found.high else ""
    return Used(
        "published statement", found.id, f"{found.quantity}{many}",
        f"{found.begins}/{found.ends}" if found.begins != found.ends else f"{found.begins}",
        found.begins, found.ends, value, found.unit, "published_statements.csv", found.id,
        f"{found.publisher}: {found.source}", found.published, found.reliability, found.note,
    )  # fmt: skip


def _used_finding(found: FindingOfLaw) -> Used:
    words = {"yes": "holds it", "no": "does not hold it", "neither": "decides neither"}
    return Used(
        "register", found.proposition,
        f"{found.title} ({found.forum}): {words[found.holds]}, {found.standing}",
        found.date.isoformat(), found.date, found.date, None, "", "findings_of_law.csv", found.id,
        found.source, found.date, found.reliability, found.note,
    )  # fmt: skip

"""Computing what a claims file asks for, from the record alone: the same record, the same value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

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
from evenhand.claims.operations import operate
from evenhand.claims.record import Record
from evenhand.claims.series_values import series_value
from evenhand.claims.units import unit_of
from evenhand.claims.values import (
    Used,
    Value,
    from_draws,
    nothing,
    number,
    together,
)
from evenhand.registers import agreements_287g
from evenhand.registers.findings_of_law import GONE, OPEN, FindingOfLaw, position
from evenhand.registers.published_statements import PublishedStatement


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
        return together(parts, operate(one, parts))


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

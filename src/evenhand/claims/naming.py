"""Whether the names and units in a computation exist and fit, before anything is computed."""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.claims.computations import (
    Computation,
    Constant,
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
from evenhand.claims.forms import OPERATIONS
from evenhand.claims.record import Record
from evenhand.claims.units import PURE, Unit, product, quotient, shown, unit_of
from evenhand.errors import Problem, did_you_mean
from evenhand.model.levers import levers
from evenhand.observations.catalogue import TOTALS
from evenhand.registers.legal_events import STATUSES
from evenhand.scenarios.bounds import FITTED
from evenhand.scenarios.files import shipped_scenarios
from evenhand.studies.windows import measure_problems
from evenhand.studies.windows import unit_of as unit_of_measure

DIMENSIONS = ("place", "agency", "criminality", "detail")
ANY = None
"""The unit of numbers that fit any: plain numbers and counts of what holds."""


def name_problems(
    computation: Computation, record: Record, unit: str | None = None
) -> list[Problem]:
    """Names that do not exist, and units that do not fit.

    Args:
        computation: A computation.
        record: What is there.
        unit: The unit of the statement; None where any will do.
    """
    check = _Check(record)
    found = check.unit(computation)
    if unit is not None and found is not ANY and not check.problems:
        wanted = unit_of(unit)
        if wanted.base != found.base:
            what = f"gives {shown(found)}, and the statement counts {shown(wanted)}"
            fix = "write the unit that is counted, count another series, or mark it as 'other'"
            check.problems.append(Problem(computation.where, what, fix))
    return check.problems


def unit_found(computation: Computation, record: Record) -> Unit | None:
    """The unit that a computation gives; None where it fits any or has none.

    Args:
        computation: A computation.
        record: What is there.
    """
    return _Check(record).unit(computation)


class _Check:
    """Walks one computation and gathers what is wrong."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.problems: list[Problem] = []

    def _refuse(self, one: Computation, what: str, fix: str) -> None:
        self.problems.append(Problem(one.where, what, fix))

    def _known(self, one: Computation, name: str, names: Iterable[str], noun: str) -> bool:
        listed = list(names)
        if name in listed:
            return True
        article = "an" if noun[0] in "aeiou" else "a"
        fix = did_you_mean(name, listed, noun="there are")
        self._refuse(one, f"'{name}' is not {article} {noun}", fix)
        return False

    def unit(self, one: Computation) -> Unit | None:
        """The unit of a computation; None where it fits any or has none."""
        if isinstance(one, OfSeries):
            return self._series(one)
        if isinstance(one, (OfStatement, Said)):
            return self._statement(one)
        if isinstance(one, OfAgreements):
            areas = {row.area for row in self.record.agreements}
            for area in one.areas:
                self._known(one, area, areas, "area")
            return Unit("agreements")
        if isinstance(one, OfList):
            self._known(one, one.name, self.record.lists, "public list")
            return Unit("jurisdictions")
        if isinstance(one, OfEvent):
            self._known(one, one.event, self.record.events, "legal event")
            for status in one.statuses:
                self._known(one, status, STATUSES, "status")
            return ANY
        if isinstance(one, OfFindings):
            self._known(one, one.proposition, self.record.propositions(), "proposition")
            return Unit(PURE) if one.take == "share" else ANY
        if isinstance(one, OfModel):
            return self._model(one)
        if isinstance(one, Constant):
            return unit_of(one.unit) if one.unit else ANY
        assert isinstance(one, Operation)
        return self._operation(one)

    def _series(self, one: OfSeries) -> Unit | None:
        names = self.record.names()
        if one.unpublished and one.series not in names:
            return ANY
        if not self._known(one, one.series, names, "series"):
            return ANY
        frame = self.record.series(one.series)
        for dimension in DIMENSIONS:
            there = frame[dimension].unique().sort().to_list()
            wanted = getattr(one, dimension)
            if dimension == "place":
                wanted = wanted or one.but_place
                for name in filter(None, (one.on_list, one.off_list)):
                    wanted = (name,)
                    if self._known(one, name, self.record.lists, "public list"):
                        wanted = tuple(self.record.listed(name))
                        if not set(wanted) <= set(there):
                            fix = "use a series by state, such as arrests-by-state"
                            self._refuse(one, "the series is not told apart by state", fix)
                    there = [*there, *wanted]
            for name in wanted:
                if name not in there:
                    what = f"the series has no {dimension} '{name}'"
                    fix = did_you_mean(name, [each or "(none)" for each in there],
                                       noun="there are")  # fmt: skip
                    self._refuse(one, what, fix)
            if not wanted and TOTALS[dimension] not in there and len(there) > 1:
                what = f"the series is told apart by {dimension} and has no total"
                fix = f"say which {dimension}: {', '.join(there[:12])}{', …' * (len(there) > 12)}"
                self._refuse(one, what, fix)
        unit = unit_of(str(frame["unit"][0]))
        if one.take == "count":
            return ANY
        return quotient(unit, Unit("days")) if one.take == "per-day" else unit

    def _statement(self, one: OfStatement | Said) -> Unit | None:
        if not self._known(one, one.statement, self.record.statements, "published statement"):
            return ANY
        found = self.record.statements[one.statement]
        if isinstance(one, Said):
            return ANY
        if found.low is None:
            fix = "ask whether it was said: {said: …}"
            self._refuse(one, f"the statement '{one.statement}' gives no figure", fix)
        return unit_of(found.unit)

    def _model(self, one: OfModel) -> Unit | None:
        problems = measure_problems(one.where, one.measure, one.statistic, one.classes)
        self.problems += problems
        if one.scenario is not None:
            self._known(one, one.scenario, shipped_scenarios(), "shipped scenario")
        for lever, _ in one.levers:
            self._known(one, lever, [name for name in levers() if name not in FITTED], "lever")
        if problems:
            return ANY
        unit = unit_of(unit_of_measure(one.measure))
        return product(unit, Unit("days")) if one.statistic == "total" else unit

    def _operation(self, one: Operation) -> Unit | None:
        units = [self.unit(part) for part in one.parts]
        if one.name == "divide":
            above, below = units
            return ANY if above is ANY or below is ANY else quotient(above, below)
        if one.name == "multiply":
            found: Unit | None = units[0]
            for unit in units[1:]:
                found = unit if found is ANY else found if unit is ANY else product(found, unit)
            return found
        known = [unit for unit in units if unit is not ANY]
        different = next((unit for unit in known if unit.base != known[0].base), None)
        if different is not None:
            what = f"'{one.name}' takes {shown(known[0])} and {shown(different)} together"
            self._refuse(one, what, "use numbers of one unit, or divide one by the other")
        if OPERATIONS[one.name].truth or one.name == "how-many":
            return ANY
        if one.name == "change":
            return Unit(PURE)
        return known[0] if known else ANY

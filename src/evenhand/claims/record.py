"""What claims are judged against: observations, dated registers, and answers of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from evenhand.claims.answers import ModelAnswer, shipped_answers
from evenhand.claims.computations import OfModel
from evenhand.observations.table import Observations
from evenhand.registers.agreements_287g import AgreementsOfMonth, agreements_287g
from evenhand.registers.findings_of_law import FindingOfLaw, findings_of_law
from evenhand.registers.legal_events import LegalEvent, legal_events
from evenhand.registers.list_entries import ListEntry, list_entries
from evenhand.registers.public_lists import PublicList, public_lists
from evenhand.registers.published_statements import PublishedStatement, published_statements


@dataclass(frozen=True)
class Record:
    """Everything that claims are judged against; ``judge`` reads nothing else.

    Args:
        observations: The observations.
        statements: Published statements by name.
        findings: Findings of law.
        events: Legal events by name.
        lists: Public lists by name.
        entries: Entries of public lists.
        agreements: Agreements under section 287(g) by month and area.
        answers: Answers of the model by what was asked, without a threshold; those that ship, if
            not given.
    """

    observations: Observations
    statements: Mapping[str, PublishedStatement] = field(default_factory=published_statements)
    findings: tuple[FindingOfLaw, ...] = field(default_factory=findings_of_law)
    events: Mapping[str, LegalEvent] = field(default_factory=legal_events)
    lists: Mapping[str, PublicList] = field(default_factory=public_lists)
    entries: tuple[ListEntry, ...] = field(default_factory=list_entries)
    agreements: tuple[AgreementsOfMonth, ...] = field(default_factory=agreements_287g)
    answers: Mapping[OfModel, ModelAnswer] = field(default_factory=shipped_answers)
    _series: dict[tuple[str, date | None], pl.DataFrame] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def series(self, name: str, known_by: date | None = None) -> pl.DataFrame:
        """The newest values of a series, in the order of their periods; kept for the next call.

        Args:
            name: The series.
            known_by: Only what had been posted by this day.

        Raises:
            DataError: when there is no such series.
        """
        if (name, known_by) not in self._series:
            self._series[name, known_by] = self.observations.series(name, known_by)
        return self._series[name, known_by]

    def names(self) -> list[str]:
        """Names of the series there are, alphabetical; kept for the next call."""
        if ("", None) not in self._series:
            frame = self.observations.frame.select(pl.col("series").unique().sort())
            self._series["", None] = frame
        return list(self._series["", None]["series"].to_list())

    def listed(self, name: str) -> list[str]:
        """Names of the states on a public list, the District of Columbia among them.

        Cities and counties are left out: no series is told apart by them.

        Args:
            name: The list; none of a list that is not there.
        """
        return [one.name for one in self.entries if one.list == name and one.level == "state"]

    def propositions(self) -> dict[str, str]:
        """The propositions of the findings of law, each with its sentence."""
        return {one.proposition: one.says for one in self.findings}

"""The shipped ledger, judged once against the record of this server."""

from __future__ import annotations

from functools import cached_property

from evenhand.claims.files import load_ledger
from evenhand.claims.record import Record
from evenhand.claims.schema import Ledger
from evenhand.claims.verdicts import Verdict, judge_ledger
from evenhand.web.knowledge import Knowledge


class ClaimRecord:
    """The ledger and what it is judged against.

    Args:
        knowledge: The record.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    @cached_property
    def record(self) -> Record:
        """Everything that claims are judged against."""
        return Record(self._knowledge.observations)

    @cached_property
    def ledger(self) -> Ledger:
        """The shipped ledger."""
        return load_ledger(record=self.record)

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """Every statement of it, judged, by id."""
        return {one.name: one for one in judge_ledger(self.record, self.ledger)}

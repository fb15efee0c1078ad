"""Checking a claims file from Python: ``check_claims("mine.yaml").to_html("page.html")``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from evenhand.claims.files import load_ledger, only_claims
from evenhand.claims.model_answers import DRAWS, SEED, with_answers
from evenhand.claims.record import Record
from evenhand.claims.schema import Ledger
from evenhand.claims.tables import figure_table, summary_table, verdict_table
from evenhand.claims.verdicts import Verdict, judge_all
from evenhand.observations.table import Observations
from evenhand.reports.claims_report import LEDGER, claims_files
from evenhand.results.store import write_files
from evenhand.sources.ledger import load_observations


@dataclass(frozen=True)
class ClaimsCheck:
    """A claims file, judged.

    Args:
        ledger: The claims file.
        verdicts: Its claims with their verdicts, in the order of the file.
        record: What they were judged against.
        source: Name and text of the file, for the provenance; no text for a shipped ledger.
    """

    ledger: Ledger
    verdicts: tuple[Verdict, ...]
    record: Record
    source: tuple[str, str] = ("", "")

    def __getitem__(self, name: str) -> Verdict:
        """The verdict of a claim.

        Args:
            name: Its id.
        """
        return {one.name: one for one in self.verdicts}[name]

    def table(self) -> pl.DataFrame:
        """One row per claim."""
        return summary_table(self.verdicts)

    def definitions(self) -> pl.DataFrame:
        """One row per definition of a claim."""
        return verdict_table(self.verdicts)

    def figures(self) -> pl.DataFrame:
        """One row per figure used, with file and cell."""
        return figure_table(self.verdicts)

    def to_html(self, path: str | Path) -> Path:
        """Write the page with the proof: one file, no network.

        Args:
            path: The file to write.

        Raises:
            EvenhandError: when it cannot be written.
        """
        name, text = self.source
        kept = {LEDGER: {"name": name, "text": text}} if name else {}
        files = claims_files(self.ledger, list(self.verdicts), self.record, arguments=kept)
        target = Path(path)
        write_files(target.parent, {target.name: files["claims.html"]})
        return target


def check_claims(
    path: str | Path | None = None,
    *,
    claims: Sequence[str] = (),
    observations: Observations | None = None,
    afresh: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: int | None = 1,
) -> ClaimsCheck:
    """Judge a claims file against the record.

    Args:
        path: The file, or the name of a shipped ledger; that of early 2025 if not given.
        claims: Only these claims; all if none is named.
        observations: Everything that was read; the shipped and the user's own if not given.
        afresh: Whether to ask the model again where answers ship.
        draws: Joint draws of the posterior, for claims of what would be.
        seed: Seed of chance, for those.
        workers: Processes, for those.

    Raises:
        ClaimError: with everything that is wrong in the file.
    """
    record = Record(load_observations() if observations is None else observations)
    ledger = load_ledger(path, record=record)
    chosen = only_claims(ledger, list(claims))
    record = with_answers(record, chosen, afresh=afresh, draws=draws, seed=seed, workers=workers)
    file = Path(path) if path is not None else None
    text = file.read_text("utf-8") if file is not None and file.exists() else ""
    source = (file.name if file is not None else "", text)
    return ClaimsCheck(ledger, tuple(judge_all(record, chosen)), record, source)

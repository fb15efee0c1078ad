"""A posterior of one's own: what ``evenhand fit`` has written, checked before it is used.

What cannot be used is refused: files that were changed, or made from other tables of parameters
than this version has. What can be used and is not the same is said: another record, other code.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.errors import EvenhandError, Problem
from evenhand.fitting.custody_fit import record_digest
from evenhand.fitting.system_posterior import table_digests
from evenhand.model.posterior import DRAWS_FILE, RECORD_FILE, Draws, read_draws, shipped_draws
from evenhand.observations.table import Observations
from evenhand.results.provenance import code_digest, read_record

FIT_AGAIN = "make it again with 'evenhand fit --out {folder}'"


@dataclass(frozen=True)
class OwnPosterior:
    """Joint draws of the levers from a folder.

    Args:
        folder: The folder, as it was named.
        draws: The draws.
        digest: SHA-256 of their file.
        said: What a reader should know: what is not the same as now.
    """

    folder: str
    draws: Draws
    digest: str
    said: tuple[str, ...]

    @property
    def argument(self) -> dict[str, str]:
        """What a run's record says of it, so that it can be found and checked again."""
        return {"folder": self.folder, "draws": self.digest}


def own_posterior(folder: Path, observations: Observations) -> OwnPosterior:
    """The posterior in a folder.

    Args:
        folder: The folder that ``evenhand fit`` has written.
        observations: Everything that was read, to compare with what it was fitted to.

    Raises:
        EvenhandError: when there is none, its files were changed, or it is of other tables.
    """
    if not folder.is_dir():
        what = "is no folder" if folder.exists() else "does not exist"
        fix = "name a folder that 'evenhand fit --out' has written"
        raise EvenhandError(Problem(f"--posterior {folder}", what, fix))
    draws = read_draws(folder)
    record = _record(folder)
    digest = hashlib.sha256((folder / DRAWS_FILE).read_bytes()).hexdigest()
    again = FIT_AGAIN.format(folder=folder)
    problems = []
    if record["outputs"].get(DRAWS_FILE) != digest:
        what = f"is not the file that {RECORD_FILE} beside it tells of: it was changed since"
        problems.append(Problem(str(folder / DRAWS_FILE), what, again))
    now, then = table_digests(), record["data"]["tables"]
    other = [name for name in sorted(set(now) | set(then)) if now.get(name) != then.get(name)]
    if other:
        what = f"was fitted with other tables than this version has: {', '.join(other)}"
        problems.append(Problem(str(folder), what, f"{again}, or use the version it was made with"))
    if problems:
        raise EvenhandError(problems)
    said = []
    if record["data"].get("observations") != record_digest(observations, None):
        said.append(f"{folder}: fitted to other observations than those of this run")
    if record["software"].get("code") != code_digest():
        version = record["software"].get("evenhand", "another version")
        said.append(f"{folder}: fitted with other code than this ({version})")
    return OwnPosterior(str(folder), draws, digest, tuple(said))


def _record(folder: Path) -> dict[str, Any]:
    """How the posterior in a folder was made.

    Raises:
        EvenhandError: when that is not told.
    """
    record = read_record(folder / RECORD_FILE)
    tables = record["data"].get("tables")
    if not isinstance(tables, dict):
        what = "is the record of a run, not of a fit"
        fix = "name a folder that 'evenhand fit --out' has written"
        raise EvenhandError(Problem(str(folder / RECORD_FILE), what, fix))
    return record


def posterior_of(
    argument: dict[str, str] | None, observations: Observations
) -> tuple[Draws, tuple[str, ...]]:
    """The draws that a run's arguments name, and what a reader should know about them.

    Args:
        argument: What ``OwnPosterior.argument`` gave; None for the shipped posterior. The digest
            may be empty where no run has been made yet.
        observations: Everything that was read.

    Raises:
        EvenhandError: when the folder is gone, cannot be used, or holds another posterior now.
    """
    if argument is None:
        return shipped_draws(), ()
    folder = Path(argument["folder"])
    if not folder.exists():
        what = f"is gone; the run drew from it (draws of SHA-256 {argument['draws'][:12]}…)"
        fix = "put it back, or say where it is now with --posterior"
        raise EvenhandError(Problem(f"the posterior {folder}", what, fix))
    found = own_posterior(folder, observations)
    if argument["draws"] != found.digest:
        what = (
            f"holds other draws than the run used (SHA-256 {found.digest[:12]}…, "
            f"not {argument['draws'][:12]}…)"
        )
        fix = "say where those are with --posterior, or make the run again"
        raise EvenhandError(Problem(f"the posterior {folder}", what, fix))
    return found.draws, found.said

"""Making the files of an answer, or of a check of claims, again from its record."""

from __future__ import annotations

from pathlib import Path

from evenhand.errors import EvenhandError, Problem
from evenhand.observations.table import Observations
from evenhand.reports.answer import answer
from evenhand.reports.claims_report import CLAIMS, claims_report_files
from evenhand.reports.report import ASKED, files_of
from evenhand.results.provenance import differences, read_record
from evenhand.results.store import write_files


def replay(
    observations: Observations, record_path: Path, out: Path, posterior: Path | None = None
) -> list[str]:
    """Make the files of a run again from its record, and compare the bytes.

    Args:
        observations: Everything that is known now.
        record_path: The ``provenance.json`` of the run, or its folder.
        out: Where to write.
        posterior: Where the posterior that the run drew from is now, if it is not the shipped one
            and not where it was.

    Returns:
        The names of the files, all with the same bytes as then.

    Raises:
        EvenhandError: when the bytes differ; the files are written all the same, and the message
            says what else is different.
    """
    then = read_record(record_path)
    if posterior is not None and "posterior" not in then["arguments"]:
        what = "is given, and the run drew from no posterior of one's own"
        raise EvenhandError(Problem(f"--posterior {posterior}", what, "leave it out"))
    asked = then["arguments"]
    try:
        if CLAIMS in asked:
            files = claims_report_files(observations, asked, form=asked[ASKED])
        else:
            found = answer(observations, asked, posterior=posterior)
            files = files_of(found, found.arguments)
    except (KeyError, TypeError, ValueError) as error:
        what = f"has arguments that no run has had ({type(error).__name__}: {error})"
        raise EvenhandError(Problem(str(record_path), what, "use the record as written")) from None
    write_files(out, files)
    now = read_record(out)
    different = [
        name
        for name in sorted(set(then["outputs"]) | set(now["outputs"]))
        if then["outputs"].get(name) != now["outputs"].get(name)
    ]
    if different:
        causes = differences(then, now)
        fix = "; ".join(causes) or "no difference in software or data was found: please report it"
        what = f"differ from the bytes of then: {', '.join(different)}"
        raise EvenhandError(Problem(str(out), what, fix))
    return sorted(files)

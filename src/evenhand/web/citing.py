"""How to cite the program, a run of it, or a recorded number."""

from __future__ import annotations

from evenhand import __version__
from evenhand.results.provenance import code_digest
from evenhand.web.knowledge import Knowledge
from evenhand.web.wire.trust import Citation


def citation(knowledge: Knowledge, scenario: str | None, title: str | None) -> Citation:
    """How to cite a run, or the program where no scenario is named.

    Args:
        knowledge: The record.
        scenario: A shipped scenario's name; None for the program, or a scenario of one's own.
        title: The title of a scenario of one's own.
    """
    edition = str(knowledge.newest_edition["edition"])
    through = knowledge.newest_day.isoformat()
    year = knowledge.newest_day.year
    what = title or (f"scenario {scenario}" if scenario else "")
    of = f", {what}" if what else ""
    code = code_digest()[:12]
    text = (
        f"Evenhand contributors ({year}). Evenhand {__version__}{of}. An open, calibrated model of "
        f"US interior immigration enforcement; code {code}, data through {through} ({edition})."
    )
    bibtex = (
        f"@software{{evenhand,\n  author = {{Evenhand contributors}},\n"
        f"  title = {{Evenhand{of}}},\n  version = {{{__version__}}},\n  year = {{{year}}},\n"
        f"  note = {{code {code}; data through {through}, edition {edition}}}\n}}"
    )
    cff = (
        "cff-version: 1.2.0\n"
        "message: Please cite the sources of any figure you take from it, too.\n"
        f"type: software\ntitle: Evenhand\nversion: {__version__}\nauthors:\n"
        "  - name: Evenhand contributors\n"
    )
    run = f"evenhand run {scenario}" if scenario else "evenhand run SCENARIO.yaml"
    return Citation(text=text, bibtex=bibtex, cff=cff, reproduce=f"{run} --out out/")

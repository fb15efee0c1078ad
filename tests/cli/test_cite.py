from __future__ import annotations

import json
import re

import pytest

from evenhand.claims.files import DEFAULT_LEDGER
from evenhand.reports.claims_report import claims_report_files
from evenhand.results.store import write_files
from tests.reports.pages import Page


@pytest.fixture
def run(evenhand, undrawn, tmp_path):
    """A short run by chance in a folder: the record of it."""
    status, _, err = evenhand("run", "full-cooperation", "--until", "2026-04-30", "--draws", "0",
                              "--replicates", "3", "--out", "run")  # fmt: skip
    assert status == 0, err
    return json.loads((tmp_path / "run/provenance.json").read_text("utf-8"))


def test_a_number_is_cited_down_to_its_cell(evenhand, shipped):
    status, out, err = evenhand("cite", "detained", "2026-01-25")
    assert (status, err) == (0, "")
    row = shipped.series("detained").filter(
        (shipped.series("detained")["period"] == "2026-01-25")
        & (shipped.series("detained")["agency"] == "ALL")
        & (shipped.series("detained")["criminality"] == "all")
    ).row(0, named=True)  # fmt: skip
    for words in (
        f"{row['value']:,.0f} people", row["file"], row["cell"], row["edition"],
        str(row["published"]), "reliability", "US Immigration and Customs Enforcement",
        "https://www.ice.gov",
    ):  # fmt: skip
        assert words in out


def test_without_a_period_the_newest_is_cited(evenhand):
    _, newest, _ = evenhand("cite", "detained")
    _, named, _ = evenhand("cite", "detained", "2026-01-25")
    assert newest == named


def test_a_part_of_a_series_is_cited_by_its_dimensions(evenhand):
    _, whole, _ = evenhand("cite", "detained", "2026-01-25")
    status, out, _ = evenhand(
        "cite", "detained", "2026-01-25", "--agency", "ICE", "--criminality", "pending"
    )
    assert status == 0
    assert out != whole
    assert "(ICE, pending)" in out


def test_a_number_is_cited_as_it_was_known_on_a_day(evenhand):
    _, out, _ = evenhand("cite", "average-daily-population", "2025-12", "--published-by",
                         "2026-01-15")  # fmt: skip
    posted = re.search(r"^  posted +(\S+)", out, flags=re.MULTILINE)
    assert posted[1] <= "2026-01-15"


def test_bibtex_and_csl_can_be_read_by_bibliographies(evenhand):
    _, out, _ = evenhand("cite", "detained", "--format", "bibtex")
    assert out.startswith("@misc{evenhand-detained-2026-01-25,\n")
    assert out.rstrip().endswith("}")
    assert out.count("{") == out.count("}")
    assert "detentionStats" in out
    assert not re.search(r"(?<!\\)[_%&#](?![^{]*\}\},?\n  note)", out.split("howpublished")[0])
    _, out, _ = evenhand("cite", "detained", "--format", "csl-json")
    item = json.loads(out)[0]
    assert item["type"] == "dataset"
    assert item["issued"]["date-parts"][0][0] == 2026
    assert item["URL"].startswith("https://")


def test_a_figure_typed_from_a_document_names_the_document_and_no_day_of_posting(evenhand):
    status, out, _ = evenhand("cite", "docket-convicted")
    assert status == 0
    assert out.startswith("ICE letter to the House of Representatives")
    assert re.search(r"posted +not stated", out)
    assert "(2026)" not in out


def test_a_run_is_cited_by_what_it_was_made_from(evenhand, run):
    status, out, err = evenhand("cite", "run")
    assert (status, err) == (0, "")
    for words in ("full-cooperation", run["software"]["code"][:12], "3 replicates",
                  run["data"]["digest"][:12], "evenhand replay"):  # fmt: skip
        assert words in out
    _, same, _ = evenhand("cite", "run/provenance.json")
    assert same == out
    _, csl, _ = evenhand("cite", "run", "--format", "csl-json")
    assert json.loads(csl)[0]["type"] == "software"


def test_a_page_is_cited_as_the_command_cites_it(evenhand, tmp_path, run):
    _, out, _ = evenhand("cite", "run")
    page = Page((tmp_path / "run/report.html").read_bytes())
    assert out.split("\n")[0] in page.text()


def test_a_check_is_cited_as_well(evenhand, tmp_path, shipped, undrawn):
    write_files(tmp_path / "check", claims_report_files(shipped, DEFAULT_LEDGER, ["C01"]))
    status, out, _ = evenhand("cite", "check")
    assert status == 0
    assert "check of statements" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["detaned"], ["is neither a series nor a run's folder", "did you mean 'detained'"]),
        (["detained", "2026-02-30"], ["--period '2026-02-30'", "did you mean '2026-0"]),
        (["detained", "--agency", "ICEE"], ["--agency 'ICEE'", "did you mean 'ICE'"]),
        (["detained", "--criminality", "convict"], ["did you mean 'convicted'"]),
        (["detained", "--agency", "X", "--criminality", "Y"], ["2 problems"]),
        (["arrests-by-area", "CY2025"], ["has 25 values", "--place 'Atlanta'"]),
        (["detained", "--published-by", "2001-01-01"], ["nothing that was posted by"]),
        (["detained", "--published-by", "then"], ["then"]),
        (["run.json"], ["cannot be read"]),
        (["odd.json"], ["lacks what a run's record has", "as it was written"]),
        (["odd.json", "--place", "US"], ["is a run, which has no --place"]),
        (["odd.json", "2026"], ["is a run, which has no PERIOD"]),
    ],
)
def test_what_cannot_be_cited_is_refused_with_what_to_do(evenhand, tmp_path, words, said):
    record = {"form": 1, "software": {}, "data": {}, "outputs": {}, "arguments": {"scenarios": []}}
    (tmp_path / "odd.json").write_text(json.dumps(record), "utf-8")
    status, out, err = evenhand("cite", *words)
    assert status == 2
    assert out == ""
    for part in said:
        assert part in err
    assert "Traceback" not in err

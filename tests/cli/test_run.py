from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from evenhand.scenarios.files import shipped_scenarios
from tests.scenarios.wrong_scenarios import GOOD

NAMES = ["daily.parquet", "monthly.csv", "provenance.json", "report.html"]


def test_a_run_prints_sentences_and_a_table_and_writes_nothing(evenhand, tmp_path):
    status, out, err = evenhand("run", "beds-41500")
    assert status == 0
    assert "Beds for 41,500 people" in out
    assert "The 41,500 beds are first full on 1 March 2026." in out
    assert "Booked in, first 365 days" in out
    assert err == ""
    assert list(tmp_path.iterdir()) == []


def test_the_baseline_is_printed_without_a_comparison(evenhand):
    _, out, _ = evenhand("run", "baseline", "--format", "csv")
    assert out.splitlines()[0] == "measure,baseline,unit"


def test_a_table_for_programs_is_a_table_and_nothing_else(evenhand):
    _, out, _ = evenhand("run", "removals-faster", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == ["measure", "baseline", "scenario", "difference", "unit"]
    for row in rows:
        gap = float(row["scenario"]) - float(row["baseline"])
        assert abs(gap - float(row["difference"])) < 1e-6
    _, out, _ = evenhand("run", "removals-faster", "--format", "json")
    assert len(json.loads(out)) == len(rows)


def test_a_run_writes_its_files_and_can_be_made_again(evenhand, tmp_path, undrawn):
    status, out, _ = evenhand("run", "beds-41500", "--until", "2026-06-30", "--out", "first")
    assert status == 0
    assert sorted(path.name for path in (tmp_path / "first").iterdir()) == NAMES
    assert "wrote first/report.html" in out
    status, out, _ = evenhand("replay", "first", "--out", "second")
    assert status == 0
    assert out.startswith(f"the same bytes: {', '.join(NAMES)} in second")
    for name in NAMES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_where_files_went_is_told_beside_the_table_for_programs(evenhand, undrawn):
    _, out, err = evenhand("run", "baseline", "--until", "2026-03-31", "--out", "o",
                           "--format", "json")  # fmt: skip
    assert json.loads(out)
    assert "wrote o/report.html" in err


def test_a_replay_that_differs_ends_with_status_2_and_names_the_file(evenhand, tmp_path, undrawn):
    evenhand("run", "baseline", "--until", "2026-03-31", "--out", "first")
    path = tmp_path / "first" / "provenance.json"
    record = json.loads(path.read_text("utf-8"))
    record["outputs"]["monthly.csv"] = "0" * 64
    path.write_text(json.dumps(record), "utf-8")
    status, _, err = evenhand("replay", "first", "--out", "second")
    assert status == 2
    assert "differ from the bytes of then: monthly.csv" in err


def test_ones_own_scenario_is_run_from_its_file(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD, "utf-8")
    status, out, _ = evenhand("run", "mine.yaml", "--until", "2026-12-31")
    assert status == 0
    assert "More book-ins by ICE" in out


def test_every_problem_of_a_scenario_is_printed_and_counted_without_a_traceback(evenhand, tmp_path):
    text = GOOD.replace("author:", "auhtor:").replace("value: 1500", "value: many")
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    status, out, err = evenhand("run", "mine.yaml")
    assert (status, out) == (2, "")
    assert "mine.yaml:2:1 in auhtor  unknown key 'auhtor'" in err
    assert "mine.yaml:10:5 in changes › more › value  'many' is not a number" in err
    assert err.rstrip().endswith("3 problems")
    assert "Traceback" not in err


def test_a_misspelt_scenario_is_answered_with_the_nearest(evenhand):
    status, _, err = evenhand("run", "beds-41000")
    assert status == 2
    assert "did you mean 'beds-41500'?" in err


def test_days_that_cannot_be_are_refused(evenhand):
    for words, said in (
        (("--until", "soon"), "soon  is not a day"),
        (("--until", "2020-01-01"), "is not after the start of the model"),
        (("--cut-off", "2018-01-01"), "record by 2018-01-01  had no book-ins"),
        (("--until", "2026-02-15"), "after the run ends"),
    ):
        status, _, err = evenhand("run", "beds-41500", *words)
        assert status == 2, words
        assert said in err


def test_a_run_from_an_earlier_day_uses_what_had_been_posted_by_then(evenhand):
    _, out, _ = evenhand("run", "baseline", "--cut-off", "2024-06-30")
    assert "2025" in out
    assert "In detention on" in out


def test_a_folder_that_cannot_be_written_is_an_error(evenhand, tmp_path, undrawn):
    (tmp_path / "taken").write_text("a file")
    status, _, err = evenhand("run", "baseline", "--until", "2026-03-01", "--out", "taken")
    assert status == 2
    assert "taken  cannot be written" in err
    assert (tmp_path / "taken").read_text() == "a file"


def test_the_shipped_scenarios_are_listed_with_their_questions(evenhand):
    _, out, _ = evenhand("scenarios", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["name"] for row in rows] == sorted(shipped_scenarios())
    assert all(row["question"] for row in rows)


def test_a_scenario_is_explained_with_the_order_of_the_day_and_its_file(evenhand):
    status, out, _ = evenhand("explain", "beds-41500")
    assert status == 0
    assert "back-to-41500-beds: beds 41,500 beds from 1 March 2026; above that: release" in out
    assert "1. Levels:" in out
    assert shipped_scenarios()["beds-41500"] in out


def test_a_missing_record_is_an_error(evenhand):
    status, _, err = evenhand("replay", "nowhere", "--out", "again")
    assert status == 2
    assert "nowhere  cannot be read" in err
    assert not Path("again").exists()

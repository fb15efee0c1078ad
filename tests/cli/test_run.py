from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from evenhand.scenarios.files import shipped_scenarios
from tests.reports.test_answer import NAMES
from tests.scenarios.wrong_scenarios import GOOD

CENTRAL = ("--draws", "0", "--replicates", "0")
SHORT = ("--until", "2026-04-30", *CENTRAL)


def test_a_run_prints_sentences_and_a_table_and_writes_nothing(evenhand, tmp_path):
    status, out, err = evenhand("run", "beds-100k", "--until", "2026-12-31", *CENTRAL)
    assert status == 0
    assert "100,000 beds by the end of November 2026" in out
    assert "arrests a day" in out
    assert "In detention at the end of it" in out
    assert err == ""
    assert list(tmp_path.iterdir()) == []


def test_the_baseline_is_printed_without_a_comparison(evenhand):
    _, out, _ = evenhand("run", "baseline", *SHORT, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["run"] for row in rows} == {"baseline"}


def test_a_table_for_programs_is_a_table_and_nothing_else(evenhand):
    _, out, _ = evenhand("run", "seats-doubled", *SHORT, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == ["section", "number", "unit", "run", "value"]
    for one in {row["number"] for row in rows}:
        value = {row["run"]: float(row["value"]) for row in rows if row["number"] == one}
        gap = value["scenario"] - value["baseline"]
        assert abs(gap - value["difference"]) <= 1e-6 * max(1, abs(value["baseline"]))
    _, out, _ = evenhand("run", "seats-doubled", *SHORT, "--format", "json")
    assert len(json.loads(out)) == len(rows)


def test_measures_can_be_asked_for_by_name(evenhand):
    words = ("--measure", "arrests: jail", "--per", "week", "--by", "class", "--format", "csv")
    _, out, _ = evenhand("run", "full-cooperation", *SHORT, *words)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["run"] for row in rows} == {"baseline", "scenario", "difference"}
    assert {row["class"] for row in rows} == {"convicted", "pending", "other"}
    status, _, err = evenhand("run", "baseline", *SHORT, "--measure", "arests")
    assert status == 2
    assert "did you mean 'arrests'?" in err


def test_replicates_come_with_intervals_and_the_seed_decides(evenhand):
    words = ("--replicates", "6", "--format", "csv")
    said = [evenhand("run", "beds-100k", *SHORT, *words, "--seed", seed)[1] for seed in (1, 1, 2)]
    assert said[0] == said[1] != said[2]
    assert said[0].splitlines()[0].endswith("median,low50,high50,low90,high90")


def test_two_scenarios_are_compared_under_their_names(evenhand):
    status, out, _ = evenhand("compare", "eo50-as-happened", "eo50-in-force", "--until",
                              "2025-06-30", *CENTRAL)  # fmt: skip
    assert status == 0
    assert "eo50-as-happened" in out
    assert "eo50-in-force" in out
    status, _, err = evenhand("compare", "beds-100k", "eo50-in-force")
    assert status == 2
    assert "begin on different days" in err


def test_a_run_writes_its_files_and_can_be_made_again(evenhand, tmp_path, undrawn):
    status, out, _ = evenhand("run", "beds-100k", *SHORT, "--out", "first")
    assert status == 0
    assert sorted(path.name for path in (tmp_path / "first").iterdir()) == NAMES
    assert "wrote first/report.html" in out
    status, out, _ = evenhand("replay", "first", "--out", "second")
    assert status == 0
    assert out.startswith(f"the same bytes: {', '.join(NAMES)} in second")
    for name in NAMES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_where_files_went_is_told_beside_the_table_for_programs(evenhand, undrawn):
    _, out, err = evenhand("run", "baseline", *SHORT, "--out", "o", "--format", "json")
    assert json.loads(out)
    assert "wrote o/report.html" in err


def test_a_replay_that_differs_ends_with_status_2_and_names_the_file(evenhand, tmp_path, undrawn):
    evenhand("run", "baseline", *SHORT, "--out", "first")
    path = tmp_path / "first" / "provenance.json"
    record = json.loads(path.read_text("utf-8"))
    record["outputs"]["costs.csv"] = "0" * 64
    path.write_text(json.dumps(record), "utf-8")
    status, _, err = evenhand("replay", "first", "--out", "second")
    assert status == 2
    assert "differ from the bytes of then: costs.csv" in err


def test_ones_own_scenario_is_run_from_its_file(evenhand, tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD, "utf-8")
    status, out, _ = evenhand("run", "mine.yaml", *SHORT)
    assert status == 0
    assert "More cooperation in one place" in out


def test_every_problem_of_a_scenario_is_printed_and_counted_without_a_traceback(evenhand, tmp_path):
    text = GOOD.replace("author:", "auhtor:").replace("value: 0.5", "value: many")
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    status, out, err = evenhand("run", "mine.yaml")
    assert (status, out) == (2, "")
    assert "mine.yaml:2:1 in auhtor  unknown key 'auhtor'" in err
    assert "mine.yaml:10:5 in changes › more › value  'many' is not a number" in err
    assert err.rstrip().endswith("3 problems")
    assert "Traceback" not in err


def test_a_misspelt_scenario_is_answered_with_the_nearest(evenhand):
    status, _, err = evenhand("run", "beds-10k")
    assert status == 2
    assert "did you mean 'beds-100k'?" in err


def test_days_that_cannot_be_are_refused(evenhand):
    for words, said in (
        (("--until", "soon"), "soon  is not a day"),
        (("--until", "2020-01-01"), "is before the run begins"),
        (("--until", "2326-01-01"), "years ahead"),
        (("--cut-off", "2018-01-01"), "record by 2018-01-01  had no book-ins"),
        (("--until", "2026-01-28"), "after the run ends"),
    ):
        status, _, err = evenhand("run", "beds-100k", *words)
        assert status == 2, words
        assert said in err


def test_a_run_from_an_earlier_day_uses_what_had_been_posted_by_then(evenhand):
    _, out, _ = evenhand(
        "run", "baseline", "--cut-off", "2024-06-30", "--until", "2024-12-31", *CENTRAL
    )
    assert "December 2024" in out


def test_a_folder_that_cannot_be_written_is_an_error(evenhand, tmp_path, undrawn):
    (tmp_path / "taken").write_text("a file")
    status, _, err = evenhand("run", "baseline", *SHORT, "--out", "taken")
    assert status == 2
    assert "taken  cannot be written" in err
    assert (tmp_path / "taken").read_text() == "a file"


def test_the_shipped_scenarios_are_listed_with_their_questions(evenhand):
    _, out, _ = evenhand("scenarios", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["name"] for row in rows] == sorted(shipped_scenarios())
    assert all(row["question"] for row in rows)


def test_the_schema_for_editors_is_printed(evenhand):
    _, out, _ = evenhand("scenarios", "--schema")
    assert json.loads(out)["title"] == "Scenario"


def test_a_scenario_is_explained_before_it_is_run(evenhand):
    status, out, _ = evenhand("explain", "beds-100k", "--order", "--text")
    assert status == 0
    assert "from 73,000 to 100,000 people" in out
    assert "when: from 1 February 2026, reached in equal steps over 302 days" in out
    assert "1. Levels:" in out
    assert shipped_scenarios()["beds-100k"] in out


def test_a_missing_record_is_an_error(evenhand):
    status, _, err = evenhand("replay", "nowhere", "--out", "again")
    assert status == 2
    assert "nowhere  cannot be read" in err
    assert not Path("again").exists()


def test_one_lever_can_be_tried_at_an_end_of_its_evidence(evenhand):
    status, out, _ = evenhand("try", "court.judges", "high", *SHORT)
    assert status == 0
    assert "Immigration judges: 700 judges" in out
    status, _, err = evenhand("try", "court.judge", "high")
    assert status == 2
    assert "did you mean 'court.judges'?" in err


def test_the_levers_are_listed_by_part_of_the_strategy(evenhand):
    _, out, _ = evenhand("levers", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {int(row["part"]) for row in rows} >= set(range(1, 23)) - {20}
    assert all(row["source"] and row["unit"] and row["reliability"] for row in rows)
    _, out, _ = evenhand("levers", "--row", "8")
    assert "evenhand run three-cities-only" in out

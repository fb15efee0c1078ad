"""Answers: two runs side by side, their numbers, sentences and files."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.observations.table import Observations
from evenhand.reports.answer import answer, arguments_of
from evenhand.reports.answer_files import answer_files
from evenhand.reports.answer_tables import MOST_ROWS, measures_table, summary_table
from evenhand.reports.replay import replay
from evenhand.results.store import write_files

NAMES = [
    "areas.csv", "binding.csv", "costs.csv", "daily_posts.csv", "docket.csv", "flows.csv",
    "levers.csv", "measures.csv", "measures.parquet", "officers.csv", "provenance.json",
    "report.html", "resources.csv", "summary.csv",
]  # fmt: skip
SHORT = {"until": date(2026, 4, 30)}


def table(files, name):
    return pl.read_csv(io.BytesIO(files[name]), try_parse_dates=True, infer_schema_length=None)


@pytest.fixture
def written(shipped, undrawn, tmp_path):
    """The files of a short run in a folder, their charts without pictures."""
    asked = arguments_of(["beds-100k"], **SHORT)
    folder = tmp_path / "run"
    write_files(folder, answer_files(answer(shipped, asked), asked))
    return folder


def edit(folder, change):
    path = folder / "provenance.json"
    record = json.loads(path.read_text("utf-8"))
    change(record)
    path.write_text(json.dumps(record), "utf-8")


# --------------------------------------------------------------------------------------- numbers


def test_the_order_as_it_happened_is_exactly_the_baseline(shipped):
    found = answer(shipped, arguments_of(["eo50-as-happened"], until=date(2026, 3, 31)))
    for pair in found.numbers:
        np.testing.assert_array_equal(pair.first.values, pair.second.values)
    np.testing.assert_array_equal(found.first.months.flow, found.second.months.flow)
    np.testing.assert_array_equal(found.first.posts.flow, found.second.posts.flow)


def test_the_order_in_force_brings_more_people_out_of_jails_there_alone(answers):
    found = answers["eo50"]
    numbers = {pair.first.name: pair for pair in found.numbers}
    jail = numbers["in jails, by officers"]
    assert jail.second.values > jail.first.values
    flows = found.second.months.flow - found.first.months.flow
    index = found.first.months.arrows.index(("jail pickup", "served"))
    by_place = flows[:, index].sum(axis=0).reshape(-1, 3).sum(axis=1)
    places = [place for place, _ in found.first.months.groups[::3]]
    assert by_place[places.index("New York City")] > 100
    assert abs(by_place).sum() < 1.3 * by_place[places.index("New York City")]


def test_differences_are_taken_replicate_by_replicate(answers):
    found = answers["full-cooperation"]
    pair = next(one for one in found.numbers if one.first.name == "Arrests by all channels")
    assert pair.first.values.shape == (12,)
    np.testing.assert_array_equal(pair.difference.values, pair.second.values - pair.first.values)
    # The same random numbers: a difference varies less than either run would let it.
    alone = np.hypot(pair.first.values.std(), pair.second.values.std())
    assert pair.difference.values.std() < alone


def test_two_scenarios_that_begin_on_different_days_are_not_compared(shipped):
    with pytest.raises(EvenhandError, match=r"begin on different days \(.*2025-01-20"):
        answer(shipped, arguments_of(["beds-100k", "eo50-in-force"]))


def test_sentences_tell_all_parts_of_the_system(answers):
    for name, found in answers.items():
        said = " ".join(found.sentences)
        for words in ("arrests a day", "officer-hours", "At their limit", "removals from detention",
                      "Cost of all stages"):  # fmt: skip
            assert words in said, name
    assert "baseline" not in " ".join(answers["baseline"].sentences)


def test_days_that_cannot_be_are_refused(shipped):
    for until, words in ((date(2025, 1, 1), "is before the run begins"),
                         (date(2099, 1, 1), "years ahead")):  # fmt: skip
        with pytest.raises(EvenhandError, match=words):
            answer(shipped, arguments_of(["baseline"], until=until))


# ----------------------------------------------------------------------------------------- files


def test_a_run_has_a_page_tables_and_a_record_of_their_digests(files):
    for made in files.values():
        assert sorted(made) == NAMES
        record = json.loads(made["provenance.json"])
        for name in set(NAMES) - {"provenance.json"}:
            assert record["outputs"][name] == hashlib.sha256(made[name]).hexdigest()


def test_tables_hold_both_runs_and_their_difference(files):
    made = files["full-cooperation"]
    for name in ("measures.csv", "officers.csv", "resources.csv", "costs.csv", "docket.csv",
                 "summary.csv"):  # fmt: skip
        frame = table(made, name)
        assert set(frame["run"]) == {"baseline", "scenario", "difference"}, name
        assert {"median", "low50", "high50", "low90", "high90"} <= set(frame.columns), name
        kept = frame.filter(pl.col("median").is_not_null())
        for low, high in (("low90", "low50"), ("low50", "median"), ("median", "high50"),
                          ("high50", "high90")):  # fmt: skip
            assert (kept[low] <= kept[high]).all(), name
    assert set(table(files["baseline"], "measures.csv")["run"]) == {"baseline"}
    assert set(table(files["eo50"], "summary.csv")["run"]) == {
        "eo50-as-happened", "eo50-in-force", "difference",
    }  # fmt: skip


def test_small_cells_are_left_out_below_the_level_of_an_area_alone(files):
    frame = table(files["baseline"], "areas.csv")
    hidden = frame.filter(pl.col("suppressed"))
    assert hidden.height > 0
    assert hidden["value"].is_null().all()
    assert hidden["class"].is_not_null().all()
    shown = frame.filter(~pl.col("suppressed") & pl.col("value").is_not_null())
    flows = shown.filter((pl.col("unit") == "people/day") & pl.col("class").is_not_null())
    assert (flows["value"] * flows["days"] >= 11 - 1e-6).all()


def test_changed_levers_are_listed_with_before_and_after(files):
    frame = table(files["full-cooperation"], "levers.csv")
    assert set(frame["lever"]) == {"cooperation"}
    assert (frame["after"] == 0.9).all()
    assert table(files["baseline"], "levers.csv").height == 0


def test_daily_posts_count_more_than_arrests_and_removals(files):
    frame = table(files["baseline"], "daily_posts.csv").filter(pl.col("kind") == "mean")
    means = dict(frame.group_by("definition").agg(pl.col("people").mean()).iter_rows())
    assert means["posted arrests"] > means["ICE arrests"]
    assert means["removed and returned"] > means["removals"]


def test_the_flow_table_balances_in_every_split(files):
    frame = table(files["baseline"], "flows.csv")
    into = dict(frame.group_by("target").agg(pl.col("people").sum()).iter_rows())
    out = dict(frame.group_by("source").agg(pl.col("people").sum()).iter_rows())
    for stage in ("arrest processing", "track", "decision", "removal papers"):
        assert into[stage] == pytest.approx(out[stage], rel=1e-6)


def test_the_summary_is_in_the_table_for_programs(answers):
    frame = summary_table(answers["baseline"])
    assert frame.columns == ["section", "number", "unit", "run", "value"]
    assert frame.height == len(answers["baseline"].numbers)


def test_measures_come_by_the_period_and_groups_asked_for(shipped):
    asked = arguments_of(["baseline"], until=date(2026, 3, 31), per="week", by="place",
                         measures=("arrests: jail",))  # fmt: skip
    frame = measures_table(answer(shipped, asked), asked)
    assert frame["place"].n_unique() == 26
    assert set(frame["days"]) == {7, 2}
    assert set(frame["measure"]) == {"arrests: jail"}


def test_unknown_measures_and_endless_tables_are_refused(shipped, answers, arguments):
    wrong = arguments["baseline"] | {"measures": ["arests: jail"]}
    with pytest.raises(EvenhandError, match=r"did you mean 'arrests: jail'"):
        measures_table(answers["baseline"], wrong)
    large = arguments["baseline"] | {"per": "day", "by": "place and class"}
    with pytest.raises(EvenhandError, match=r"would have about [\d,]+ rows") as found:
        measures_table(answers["baseline"], large)
    assert int(re.findall(r"[\d,]{6,}", str(found.value))[0].replace(",", "")) > MOST_ROWS


def test_numbers_of_the_page_are_rounded_and_have_commas(pages):
    for name in ("baseline", "full-cooperation", "eo50"):
        text = pages[name].text()
        assert not re.search(r"\d\.\d{5,}", text)
        assert "None" not in text
        assert not re.search(r"\bnan\b", text)


def test_the_page_names_file_sheet_and_cell_of_the_newest_snapshot(pages, shipped):
    newest = shipped.series("detained").filter(
        (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
    )
    row = newest.row(-1, named=True)
    text = pages["baseline"].text()
    assert row["file"] in text
    assert f"cell {row['cell']}" in text


def test_the_record_lists_the_editions_that_were_used(files, answers):
    record = json.loads(files["full-cooperation"]["provenance.json"])
    listed = record["data"]["editions"]
    assert record["data"]["digest"] == answers["baseline"].model.custody.editions
    assert len({one["edition"] for one in listed}) > 50
    assert all(one["file"] and one["published"] and one["through"] for one in listed)


# ------------------------------------------------------------------------------------ making again

PROGRAM = """
import hashlib
from datetime import date
from evenhand.reports.answer import answer, arguments_of
from evenhand.reports.answer_files import answer_files
from evenhand.sources.ledger import load_observations
asked = arguments_of(["full-cooperation"], until=date(2027, 6, 30), replicates=12)
made = answer_files(answer(load_observations(), asked, workers={}), asked)
print({{name: hashlib.sha256(content).hexdigest() for name, content in sorted(made.items())}})
"""


def test_fresh_processes_give_the_same_bytes_with_any_number_of_workers(files, tmp_path):
    plain = os.environ | {"EVENHAND_DATA": str(tmp_path / "none")}
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM.format(workers)],
                         env=plain | {"PYTHONHASHSEED": workers}, cwd=tmp_path,
                         stdout=subprocess.PIPE, text=True)
        for workers in ("1", "2")
    ]  # fmt: skip
    said = [process.communicate()[0] for process in running]
    here = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in sorted(files["full-cooperation"].items())
    }
    assert said == [f"{here}\n"] * 2


def test_a_replay_gives_the_same_bytes(shipped, files, tmp_path):
    write_files(tmp_path / "run", files["eo50"])
    assert replay(shipped, tmp_path / "run", tmp_path / "again") == NAMES
    for name in NAMES:
        assert (tmp_path / "again" / name).read_bytes() == files["eo50"][name]


@pytest.mark.parametrize("name", ["costs.csv", "report.html"])
def test_a_record_with_another_digest_is_noticed_and_the_file_named(
    shipped, written, tmp_path, name
):
    edit(written, lambda record: record["outputs"].update({name: "0" * 64}))
    with pytest.raises(EvenhandError, match=rf"differ from the bytes of then: {name}\n"):
        replay(shipped, written, tmp_path / "again")


def test_a_record_with_another_scenario_is_noticed(shipped, written, tmp_path):
    def change(record):
        content = record["arguments"]["scenarios"][0]["content"]
        content["changes"]["hundred-thousand-beds"]["value"] = 75_000.0

    edit(written, change)
    with pytest.raises(EvenhandError, match=r"levers\.csv.*resources\.csv"):
        replay(shipped, written, tmp_path / "again")


def test_a_record_of_another_version_says_what_was_different(shipped, written, tmp_path):
    def change(record):
        record["software"]["code"] = "f" * 64
        record["outputs"]["report.html"] = "0" * 64

    edit(written, change)
    with pytest.raises(EvenhandError, match=r"report\.html\n    software code: was ffffff"):
        replay(shipped, written, tmp_path / "again")


@pytest.mark.parametrize("arguments", [{}, {"scenarios": "x"}, {"scenarios": [{"name": 1}]}],
                         ids=str)  # fmt: skip
def test_a_record_whose_arguments_are_no_arguments_is_an_error(
    shipped, written, tmp_path, arguments
):
    edit(written, lambda record: record.update(arguments=arguments))
    with pytest.raises(EvenhandError, match=r"has arguments that no run has had"):
        replay(shipped, written, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_run_of_an_earlier_day_is_made_again_after_later_editions_were_added(
    shipped, tmp_path, undrawn
):
    cut_off = date(2025, 3, 31)
    then = Observations(shipped.frame.filter(pl.col("published") <= cut_off + timedelta(days=40)))
    asked = arguments_of(["baseline"], cut_off=cut_off, until=date(2025, 6, 30))
    write_files(tmp_path / "then", answer_files(answer(then, asked), asked))
    assert replay(shipped, tmp_path / "then", tmp_path / "again") == NAMES

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
from datetime import date, timedelta

import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.observations.table import Observations
from evenhand.reports.run_report import answer_scenario, replay, run_files
from evenhand.results.store import write_files

NAMES = ["daily.parquet", "monthly.csv", "provenance.json", "report.html"]


@pytest.fixture
def written(answers, undrawn, tmp_path):
    """The files of a run in a folder, their charts without pictures."""
    folder = tmp_path / "run"
    write_files(folder, run_files(*answers["beds-41500"]))
    return folder


def edit(folder, change):
    path = folder / "provenance.json"
    record = json.loads(path.read_text("utf-8"))
    change(record)
    path.write_text(json.dumps(record), "utf-8")


def test_a_run_has_a_page_tables_and_a_record_of_their_digests(files):
    made = files["beds-41500"]
    assert sorted(made) == NAMES
    record = json.loads(made["provenance.json"])
    for name in ("daily.parquet", "monthly.csv", "report.html"):
        assert record["outputs"][name] == hashlib.sha256(made[name]).hexdigest()
    assert record["arguments"]["scenario"]["file"] == "beds-41500.yaml"
    assert "overflow: release" in record["arguments"]["scenario"]["text"]


def test_the_record_lists_the_editions_that_were_used(files, answers):
    record = json.loads(files["beds-41500"]["provenance.json"])
    listed = record["data"]["editions"]
    assert record["data"]["digest"] == answers["beds-41500"][0].fit.model.editions
    assert len({one["edition"] for one in listed}) > 50
    assert all(one["file"] and one["published"] and one["through"] for one in listed)


def test_tables_tell_the_baseline_and_the_scenario_apart(files):
    monthly = pl.read_csv(io.BytesIO(files["beds-41500"]["monthly.csv"]))
    daily = pl.read_parquet(io.BytesIO(files["beds-41500"]["daily.parquet"]))
    for table in (monthly, daily):
        assert table.columns[0] == "run"
        assert set(table["run"]) == {"baseline", "scenario"}
    alone = pl.read_csv(io.BytesIO(files["baseline"]["monthly.csv"]))
    assert set(alone["run"]) == {"baseline"}


def test_numbers_of_the_page_are_rounded_and_have_commas(pages):
    text = pages["beds-41500"].text()
    assert "about 41,500 people" in text
    assert not re.search(r"\d\.\d{4,}", text)
    assert "None" not in text
    assert "nan" not in text.lower().replace("finance", "").replace("nanc", "")


def test_the_page_names_file_sheet_and_cell_of_the_newest_snapshot(pages, shipped):
    newest = shipped.series("detained").filter(
        (pl.col("agency") == "ALL") & (pl.col("criminality") == "all")
    )
    row = newest.row(-1, named=True)
    text = pages["baseline"].text()
    assert row["file"] in text
    assert f"cell {row['cell']}" in text


def test_every_parameter_is_on_the_page_with_its_reliability(pages):
    from evenhand.model.parameters import parameters

    text = pages["baseline"].text()
    for row in parameters().values():
        assert row.description in text
        assert f"({row.reliability})" in text


def test_a_report_can_be_made_for_a_day_before_reasons_were_published(shipped, undrawn):
    answer = answer_scenario(shipped, "baseline", cut_off=date(2022, 6, 30))
    assert b"<h1>" in run_files(*answer)["report.html"]


# ------------------------------------------------------------------------------------ making again

PROGRAM = """
import hashlib, sys
from evenhand.reports.run_report import answer_scenario, run_files
from evenhand.sources.ledger import load_observations
made = run_files(*answer_scenario(load_observations(), "beds-41500"))
print({name: hashlib.sha256(content).hexdigest() for name, content in sorted(made.items())})
"""


def test_fresh_processes_give_the_same_bytes_twice(files, tmp_path):
    plain = os.environ | {"EVENHAND_DATA": str(tmp_path / "none")}
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM], env=plain | {"PYTHONHASHSEED": seed},
                         cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        for seed in ("1", "2")
    ]  # fmt: skip
    said = [process.communicate()[0] for process in running]
    here = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in sorted(files["beds-41500"].items())
    }
    assert said == [f"{here}\n"] * 2


def test_a_replay_gives_the_same_bytes(shipped, files, tmp_path):
    write_files(tmp_path / "run", files["beds-41500"])
    assert replay(shipped, tmp_path / "run", tmp_path / "again") == NAMES
    for name in NAMES:
        assert (tmp_path / "again" / name).read_bytes() == files["beds-41500"][name]


@pytest.mark.parametrize("name", ["monthly.csv", "report.html"])
def test_a_record_with_another_digest_is_noticed_and_the_file_named(
    shipped, written, tmp_path, name
):
    edit(written, lambda record: record["outputs"].update({name: "0" * 64}))
    with pytest.raises(EvenhandError, match=rf"differ from the bytes of then: {name}\n"):
        replay(shipped, written, tmp_path / "again")


def test_a_record_with_an_output_left_out_is_noticed(shipped, written, tmp_path):
    edit(written, lambda record: record["outputs"].pop("monthly.csv"))
    with pytest.raises(EvenhandError, match=r"differ from the bytes of then: monthly\.csv"):
        replay(shipped, written, tmp_path / "again")


def test_a_record_with_another_scenario_is_noticed(shipped, written, tmp_path):
    def change(record):
        text = record["arguments"]["scenario"]["text"]
        record["arguments"]["scenario"]["text"] = text.replace("value: 41500", "value: 41501")

    edit(written, change)
    with pytest.raises(EvenhandError, match=r"daily\.parquet, monthly\.csv, report\.html"):
        replay(shipped, written, tmp_path / "again")


def test_a_record_of_another_version_says_what_was_different(shipped, written, tmp_path):
    def change(record):
        record["software"]["code"] = "f" * 64
        record["outputs"]["report.html"] = "0" * 64

    edit(written, change)
    with pytest.raises(EvenhandError, match=r"report\.html\n    software code: was ffffff"):
        replay(shipped, written, tmp_path / "again")


def test_changed_data_are_named_by_their_digest(shipped, written, tmp_path):
    more = pl.when(pl.col("series") == "detained").then(pl.col("value") + 1).otherwise("value")
    changed = Observations(shipped.frame.with_columns(value=more))
    with pytest.raises(
        EvenhandError, match=r"differ from the bytes of then.*\n    data digest: was"
    ):
        replay(changed, written, tmp_path / "again")


@pytest.mark.parametrize(
    "arguments",
    [{}, {"scenario": "x"}, {"scenario": {"file": "a", "text": "b"}},
     {"scenario": {"file": 1, "text": 2}, "cut_off": None, "until": None}],
    ids=str,
)  # fmt: skip
def test_a_record_whose_arguments_are_no_arguments_is_an_error(
    shipped, written, tmp_path, arguments
):
    edit(written, lambda record: record.update(arguments=arguments))
    with pytest.raises(EvenhandError, match=r"."):
        replay(shipped, written, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_run_of_an_earlier_day_is_made_again_after_later_editions_were_added(
    shipped, tmp_path, undrawn
):
    cut_off = date(2025, 3, 31)
    then = Observations(shipped.frame.filter(pl.col("published") <= cut_off + timedelta(days=40)))
    write_files(tmp_path / "then", run_files(*answer_scenario(then, "baseline", cut_off=cut_off)))
    assert replay(shipped, tmp_path / "then", tmp_path / "again") == NAMES

"""Runs that draw from a posterior of one's own."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from evenhand.fitting.own_posterior import own_posterior
from evenhand.model.posterior import DRAWS_FILE
from evenhand.reports.answer import answer, arguments_of
from tests.fitting.test_own_posterior import fitted  # noqa: F401 (a fixture)

SHORT = ("--until", "2026-02-28", "--replicates", "0")


@pytest.fixture
def folder(fitted, tmp_path):  # noqa: F811
    """A copy of a small fit, beside which the program runs."""
    return shutil.copytree(fitted, tmp_path / "own")


def test_a_run_draws_from_the_folder_and_says_so_in_its_record(evenhand, folder, tmp_path):
    words = ("run", "baseline", *SHORT, "--draws", "3", "--format", "csv")
    status, own, err = evenhand(*words, "--posterior", folder, "--out", "one")
    assert status == 0, err
    _, shipped, _ = evenhand(*words)
    assert own != shipped
    record = json.loads((tmp_path / "one" / "provenance.json").read_text("utf-8"))
    assert record["arguments"]["posterior"]["folder"] == str(folder)
    assert len(record["arguments"]["posterior"]["draws"]) == 64


def test_a_run_is_made_again_from_its_record_while_the_folder_is_the_same(evenhand, folder):
    evenhand("run", "baseline", *SHORT, "--draws", "2", "--posterior", folder, "--out", "one")
    status, out, err = evenhand("replay", "one", "--out", "two")
    assert status == 0, err
    assert "the same bytes" in out
    moved = folder.rename(folder.with_name("elsewhere"))
    status, _, err = evenhand("replay", "one", "--out", "three")
    assert status == 2
    assert "is gone" in err and "--posterior" in err
    status, out, err = evenhand("replay", "one", "--out", "three", "--posterior", moved)
    assert status == 0, err
    lines = (moved / DRAWS_FILE).read_text("utf-8").splitlines()
    (moved / DRAWS_FILE).write_text("\n".join([*lines[:-1], lines[-2]]) + "\n", "utf-8")
    status, _, err = evenhand("replay", "one", "--out", "four", "--posterior", moved)
    assert status == 2
    assert "changed since" in err


def test_replay_refuses_a_posterior_that_the_run_did_not_draw_from(evenhand, folder):
    evenhand("run", "baseline", *SHORT, "--draws", "2", "--out", "one")
    status, _, err = evenhand("replay", "one", "--out", "two", "--posterior", folder)
    assert status == 2
    assert "no posterior of one's own" in err


@pytest.mark.parametrize("verb", ["run", "compare", "try"])
def test_where_no_number_is_given_all_of_few_draws_are_taken(evenhand, folder, verb):
    what = {"run": ["baseline"], "compare": ["baseline", "beds-100k"], "try": ["beds", "high"]}
    status, out, err = evenhand(verb, *what[verb], *SHORT, "--posterior", folder)
    assert status == 0, err
    assert f"20 joint draws from {folder}" in out


def test_a_posterior_that_nothing_is_drawn_from_is_refused(evenhand, folder):
    words = ("run", "baseline", *SHORT, "--draws", "0", "--posterior", folder)
    status, _, err = evenhand(*words)
    assert status == 2
    assert "nothing is drawn" in err


def test_influence_is_that_of_the_levers_of_the_folder(evenhand, folder, tmp_path):
    words = ("run", "baseline", *SHORT, "--draws", "0", "--influence", "", "--posterior", folder)
    status, _, err = evenhand(*words, "--out", "one")
    assert status == 0, err
    table = (tmp_path / "one" / "influence.csv").read_text("utf-8").splitlines()[1:]
    named = {line.split(",")[0] for line in table}
    assert named and named <= set(
        (folder / DRAWS_FILE).read_text("utf-8").splitlines()[0].split(",")
    )


def test_a_folder_that_is_none_is_refused_and_nothing_is_written(evenhand, tmp_path):
    status, _, err = evenhand("run", "baseline", *SHORT, "--posterior", "nowhere", "--out", "x")
    assert status == 2
    assert "nowhere" in err and "evenhand fit" in err
    assert not (tmp_path / "x").exists()


def test_other_code_is_said_where_the_numbers_do_not_stand(evenhand, folder):
    file = folder / "provenance.json"
    record = json.loads(file.read_text("utf-8"))
    record["software"]["code"] = "0"
    file.write_text(json.dumps(record), "utf-8")
    words = ("run", "baseline", *SHORT, "--draws", "2", "--format", "csv")
    status, out, err = evenhand(*words, "--posterior", folder)
    assert status == 0
    assert "other code" in err and "other code" not in out


def test_from_python_the_same_is_asked_for_by_its_folder(folder, shipped):
    own = own_posterior(folder, shipped)
    asked = arguments_of(["baseline"], until=date(2026, 2, 28), draws=2, posterior=own)
    found = answer(shipped, asked, workers=1)
    assert found.posterior.values.tobytes() == own.draws.values.tobytes()

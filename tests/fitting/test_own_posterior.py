"""A posterior of one's own, checked before it is used."""

from __future__ import annotations

import json
import shutil

import numpy as np
import polars as pl
import pytest

from evenhand.errors import EvenhandError
from evenhand.fitting.custody_fit import record_digest
from evenhand.fitting.own_posterior import own_posterior, posterior_of
from evenhand.fitting.system_posterior import fit_posterior
from evenhand.fitting.system_tables import posterior_files
from evenhand.model.posterior import DRAWS_FILE, RECORD_FILE, shipped_draws
from evenhand.observations.table import Observations
from evenhand.results.provenance import code_digest
from evenhand.results.store import write_files
from tests.fitting.toy_year import LEVERS, ToyYear


@pytest.fixture(scope="module")
def fitted(tmp_path_factory, shipped):
    """The folder of a small fit."""
    found = fit_posterior(ToyYear(), draws=20, size=32, levers=LEVERS, workers=1)
    folder = tmp_path_factory.mktemp("fitted")
    write_files(folder, posterior_files(found, {"seed": 0}, record_digest(shipped, None)))
    return folder


@pytest.fixture
def folder(fitted, tmp_path):
    """A copy of it that a test may spoil."""
    return shutil.copytree(fitted, tmp_path / "own")


def changed_record(folder, change):
    file = folder / RECORD_FILE
    record = json.loads(file.read_text("utf-8"))
    change(record)
    file.write_text(json.dumps(record), "utf-8")


def test_what_a_fit_has_written_is_read_and_there_is_nothing_to_say(folder, shipped):
    found = own_posterior(folder, shipped)
    assert found.said == ()
    assert found.draws.levers == LEVERS
    assert len(found.draws) == 20
    again, said = posterior_of(found.argument, shipped)
    assert (again.values.tobytes(), said) == (found.draws.values.tobytes(), ())


def test_without_a_folder_the_shipped_posterior_is_used(shipped):
    assert posterior_of(None, shipped) == (shipped_draws(), ())


def test_draws_that_were_changed_are_refused(folder, shipped):
    file = folder / DRAWS_FILE
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines[:-1], lines[-2]]) + "\n", "utf-8")
    with pytest.raises(EvenhandError, match=r"draws\.csv(.|\n)*changed since(.|\n)*evenhand fit"):
        own_posterior(folder, shipped)


def test_a_fit_with_other_tables_is_refused_and_they_are_named(folder, shipped):
    changed_record(folder, lambda record: record["data"]["tables"].update({"system.csv": "0"}))
    with pytest.raises(EvenhandError, match=r"other tables(.|\n)*: system\.csv"):
        own_posterior(folder, shipped)


def test_a_fit_to_other_observations_is_used_and_said(folder, shipped):
    with_less = Observations(shipped.frame.filter(pl.col("published") < pl.date(2026, 1, 1)))
    assert "other observations" in " ".join(own_posterior(folder, with_less).said)


def test_a_fit_by_other_code_is_used_and_said(folder, shipped):
    assert code_digest()
    changed_record(folder, lambda record: record["software"].update({"code": "0"}))
    assert "other code" in " ".join(own_posterior(folder, shipped).said)


def test_draws_without_their_record_are_refused(folder, shipped):
    (folder / RECORD_FILE).unlink()
    with pytest.raises(EvenhandError, match=r"provenance\.json(.|\n)*cannot be read"):
        own_posterior(folder, shipped)


def test_the_record_of_a_run_is_no_record_of_a_fit(folder, shipped):
    changed_record(folder, lambda record: record["data"].pop("tables"))
    with pytest.raises(EvenhandError, match="record of a run, not of a fit"):
        own_posterior(folder, shipped)


def test_what_is_no_folder_is_refused(tmp_path, folder, shipped):
    with pytest.raises(EvenhandError, match=r"nowhere(.|\n)*does not exist(.|\n)*fit --out"):
        own_posterior(tmp_path / "nowhere", shipped)
    with pytest.raises(EvenhandError, match="is no folder"):
        own_posterior(folder / DRAWS_FILE, shipped)


def test_draws_of_what_has_no_prior_are_refused(folder, shipped):
    file = folder / DRAWS_FILE
    text = file.read_text("utf-8").replace(LEVERS[0], "detainers.unheard_of", 1)
    file.write_text(text, "utf-8")
    with pytest.raises(EvenhandError, match=r"no prior: detainers\.unheard_of"):
        own_posterior(folder, shipped)


def test_a_folder_that_is_gone_or_holds_other_draws_is_said(folder, shipped):
    argument = own_posterior(folder, shipped).argument
    with pytest.raises(EvenhandError, match=r"holds other draws than the run used"):
        posterior_of(argument | {"draws": "0" * 64}, shipped)
    shutil.rmtree(folder)
    with pytest.raises(EvenhandError, match=r"is gone(.|\n)*--posterior"):
        posterior_of(argument, shipped)


def test_the_draws_are_those_of_the_file_to_the_last_digit_written(folder, shipped):
    found = own_posterior(folder, shipped).draws
    table = np.genfromtxt(folder / DRAWS_FILE, delimiter=",", skip_header=1)
    assert np.array_equal(found.values, table)

"""Fitting the levers to the record: bytes, resumption, recovery, and what is shipped."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import numpy as np
import polars as pl
import pytest

from evenhand.errors import EvenhandError, ModelError
from evenhand.fitting.custody_fit import record_digest
from evenhand.fitting.system_hindcast import hindcast
from evenhand.fitting.system_posterior import fit_posterior, table_digests
from evenhand.fitting.system_predictions import PREDICTIONS, predictions
from evenhand.fitting.system_sampler import log_likelihood
from evenhand.fitting.system_tables import posterior_files, posterior_table
from evenhand.fitting.system_targets import misses, targets
from evenhand.model.areas import arrest_rates
from evenhand.model.classes import CLASSES
from evenhand.model.posterior import (
    DRAWS_FILE,
    read_draws,
    shipped_draws,
    shipped_record,
    shipped_table,
)
from evenhand.model.priors import priors
from tests.fitting.toy_year import (
    LEVERS,
    UNTESTED,
    StoppedError,
    StoppingYear,
    ToyYear,
    scaled,
    toy_predictions,
)

SMALL = {"draws": 40, "size": 128, "seed": 5, "levers": LEVERS}


def fit(make=None, **more):
    return fit_posterior(make or ToyYear(), **(SMALL | {"workers": 1} | more))


def written(found):
    return posterior_files(found, {"seed": 5}, "none")


def test_the_same_seed_gives_the_same_bytes_on_one_worker_and_on_two():
    one, two, other = fit(), fit(workers=2), fit(seed=6)
    assert written(one) == written(two)
    assert written(one)[DRAWS_FILE] != written(other)[DRAWS_FILE]


@pytest.mark.parametrize("runs", [3, 60, 400])
def test_an_interrupted_fit_goes_on_to_the_same_bytes(tmp_path, runs):
    log = tmp_path / "fit.log"
    with pytest.raises(StoppedError):
        fit(StoppingYear(runs), log=log)
    with log.open("ab") as file:
        file.write(b"cut off")  # as if the machine had stopped in the middle of a result
    done = []
    found = fit(StoppingYear(100_000), log=log, progress=lambda *told: done.append(told))
    assert written(found) == written(fit())
    assert found.evaluations - runs == len(done)


def test_the_log_of_another_fit_is_refused(tmp_path):
    log = tmp_path / "fit.log"
    fit(log=log)
    with pytest.raises(EvenhandError, match="another record, table, code, seed or size"):
        fit(log=log, seed=9)


def test_levers_to_which_no_target_responds_keep_their_prior():
    found = fit(size=256)
    table = posterior_table(found)
    assert set(found.levers) - set(found.tested) == set(UNTESTED)
    rows = {row["lever"]: row for row in table.iter_rows(named=True)}
    for name in UNTESTED:
        assert rows[name]["moved"] == "no target responds"
        assert rows[name]["posterior_low"] == rows[name]["prior_low"]
        column = found.draws.values[:, found.levers.index(name)]
        assert abs(np.mean(column < priors()[name].central) - 0.5) < 0.2
    assert rows["court.new_cases"]["moved"] == "yes"
    assert rows["court.new_cases"]["shrinkage"] > 0.3


def test_what_made_the_figures_lies_within_the_intervals_at_the_stated_rate():
    """Draw levers from the prior, make the record from them, fit, and count; 20 times 8 levers."""
    random = np.random.default_rng(20260126)
    tested = [name for name in LEVERS if name not in UNTESTED]
    inside = []
    for repeat in range(20):
        point = random.standard_normal(len(tested))
        truth = {
            n: float(priors()[n].at(np.asarray(z))) for n, z in zip(tested, point, strict=True)
        }
        noise = random.standard_normal(len(targets()))
        made = misses(toy_predictions(truth)) + noise

        def missed(predicted, made=made):
            return misses(predicted) - made

        found = fit(size=128, seed=repeat, missed=missed)
        for name in tested:
            values = found.points[:, found.levers.index(name)]
            low, high = np.quantile(priors()[name].at(values), [0.05, 0.95])
            inside.append(low <= truth[name] <= high)
    # 160 of them at 0.9, and levers of one repeat go together: three standard errors and a half.
    assert 0.82 < np.mean(inside) < 0.97


def test_a_toy_lever_is_scaled_as_its_prior():
    for name in LEVERS:
        assert abs(scaled(name, priors()[name].central)) < 1e-12


# --------------------------------------------------------------------------------------- targets


def test_every_target_is_predicted_and_every_prediction_has_a_target():
    assert [one.name for one in targets()] == list(PREDICTIONS)
    assert all(one.error > 0 and one.discrepancy >= 0 and one.why for one in targets())


def test_targets_that_the_shipped_record_holds_are_its_own(shipped):
    by_name = {one.name: one for one in targets()}
    months = [(2025, 6), (2025, 7), (2025, 8)], [(2025, 11), (2025, 12), (2026, 1)]
    from datetime import date

    for name, some in zip(("summer", "winter"), months, strict=True):
        large = np.mean([arrest_rates(date(*month, 1))[:, :, 1].sum() for month in some])
        assert by_name[f"arrests at large in {name}"].value == pytest.approx(large, rel=0.01)
    other = [arrest_rates(date(*month, 1)).sum(axis=(0, 2)) for month in months[1]]
    share = np.sum(other, axis=0)[CLASSES.index("other")] / np.sum(other)
    assert by_name["share without conviction or charge"].value == pytest.approx(share, abs=0.002)
    everyone = shipped.series("detained", None).filter(pl.col("criminality") == "all")
    for agency in ("ICE", "CBP"):
        for label, first, last in (
            ("June", date(2025, 6, 1), date(2025, 6, 30)),
            ("January", date(2026, 1, 1), date(2026, 1, 31)),
        ):
            some = everyone.filter(
                (pl.col("agency") == agency) & pl.col("start").is_between(first, last)
            )
            target = by_name[f"detained after arrest by {agency} in {label}"]
            assert target.value == pytest.approx(float(some["value"].mean()), rel=0.01)


# ---------------------------------------------------------------------------- the shipped posterior


def test_the_shipped_posterior_belongs_to_the_shipped_record_and_tables(shipped):
    record = shipped_record()
    again = "make it again: evenhand fit --out src/evenhand/model/posterior"
    assert record["data"]["tables"] == table_digests(), again
    assert record["data"]["observations"] == record_digest(shipped, None), again


def test_the_shipped_posterior_was_fitted_to_what_the_model_still_says(shipped):
    now = predictions(hindcast(shipped), {})
    then = [row["central values"] for row in shipped_record()["targets"]]
    again = "the model's numbers have changed: evenhand fit --out src/evenhand/model/posterior"
    # A quarter of a target's own error is too little to matter.
    assert np.abs(misses(now) - misses(np.array(then))).max() < 0.25, again


def test_a_draw_that_the_model_refuses_or_in_which_nobody_is_looked_for_is_far_from_the_record(
    shipped,
):
    year = hindcast(shipped)
    refused = predictions(year, {"venues.worksite_arrests": 1e9})
    assert np.isnan(refused).all()
    nobody = predictions(year, {"jail.officer_hours": 150.0})  # no hours are left for the street
    assert np.isfinite(nobody).all()
    both, central = misses(np.array([refused, nobody])), misses(predictions(year, {}))
    assert (log_likelihood(both) < log_likelihood(central) - 100).all()


def test_the_shipped_draws_are_those_of_the_shipped_table():
    draws = shipped_draws()
    assert len(draws) == 200
    assert set(draws.levers) == set(priors())
    assert [row["lever"] for row in shipped_table()] == list(draws.levers)
    for row in shipped_table():
        one = priors()[row["lever"]]
        values = draws.values[:, draws.levers.index(row["lever"])]
        assert (values >= 0).all()
        width = float(row["posterior_high"]) - float(row["posterior_low"])
        middle = float(row["posterior_median"])
        assert abs(np.median(values) - middle) <= 0.35 * width + 1e-9, one.attribute


def test_the_shipped_sample_is_large_enough():
    found = shipped_record()["diagnostics"]
    assert found["smallest effective number of points"] >= 200
    assert found["distinct points"] >= 400
    assert found["rounds"][-1]["likelihood counts"] == 1.0


def test_shipped_files_are_small_and_as_recorded():
    from importlib import resources

    folder = resources.files("evenhand.model.posterior")
    for name, digest in shipped_record()["outputs"].items():
        content = folder.joinpath(name).read_bytes()
        assert len(content) < 200_000
        assert hashlib.sha256(content).hexdigest() == digest


def test_written_draws_are_read_again(tmp_path):
    files = written(fit())
    (tmp_path / DRAWS_FILE).write_bytes(files[DRAWS_FILE])
    draws = read_draws(tmp_path)
    assert draws.levers == LEVERS
    assert len(draws.first(7)) == 7
    assert draws.draw(3)[LEVERS[0]] == draws.values[3, 0]
    with pytest.raises(ModelError, match="fewer than 99"):
        draws.first(99)
    with pytest.raises(ModelError, match="cannot be read"):
        read_draws(tmp_path / "missing")
    for text in ("nothing.such\n1\n", "", LEVERS[0] + "\nword\n", ",".join(LEVERS[:2]) + "\n1\n"):
        (tmp_path / "wrong.csv").write_text(text)
        with pytest.raises(ModelError):
            read_draws(tmp_path / "wrong.csv")


def test_the_record_of_a_fit_says_what_was_predicted_before_and_after():
    record = json.loads(written(fit())["provenance.json"])
    assert {row["target"] for row in record["targets"]} == {one.name for one in targets()}
    assert all(row["prior"][0] <= row["prior"][2] for row in record["targets"])
    rows = list(csv.DictReader(io.StringIO(written(fit())["posterior.csv"].decode())))
    assert {row["moved"] for row in rows} <= {"yes", "no", "no target responds"}

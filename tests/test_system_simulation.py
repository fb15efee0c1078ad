"""The whole system: what a run begins with, conserves, and answers to."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from evenhand.errors import ScenarioError
from evenhand.fitting.system_fit import fit_system
from evenhand.model.levers import levers
from evenhand.model.places import AREAS, PLACES
from evenhand.model.surge import Rotation
from evenhand.results.costs import costs, grants
from evenhand.results.daily_post import daily_posts, largest_day
from evenhand.results.flows import flow_table
from evenhand.results.measures import measure, measures
from evenhand.results.officer_hours import hours_by_use, hours_per_arrest
from evenhand.results.resources import resources
from evenhand.scenarios.bounds import FITTED, bounds
from evenhand.scenarios.single import single_change
from evenhand.sources.ledger import load_observations
from evenhand.system_simulation import prepare, run_chance, run_mean

DAYS = 365


@cache
def model(cut_off=None):
    return fit_system(load_observations(None), cut_off)


@cache
def yearly(**changes):
    """National daily means of the year for changed levers."""
    run = prepare(model(), DAYS, {k.replace("__", "."): one(v) for k, v in changes.items()})
    return run_mean(run, per="run", by="all"), run


def one(value):
    return np.full((1, 1, 1), float(value))


def total(counts, name):
    return float(measure(counts, name).sum())


def test_the_start_holds_everybody_of_the_newest_snapshot():
    fitted = model()
    assert fitted.detained.sum() == pytest.approx(fitted.custody.state.sum())
    run = prepare(fitted, 1)
    detained = measure(run_mean(run, per="day", by="all"), "detained").sum()
    assert detained == pytest.approx(fitted.custody.state.sum(), rel=0.01)


def test_the_baseline_goes_on_with_the_arrests_of_the_record():
    counts, _ = yearly()
    jail, street = model().arrests.sum(axis=(0, 1))
    assert total(counts, "detainers: custody followed") == pytest.approx(jail, rel=0.02)
    at_large = total(counts, "arrests: at-large targeted")
    at_large += total(counts, "arrests: at-large collateral")
    assert at_large == pytest.approx(street, rel=0.1)


def test_the_same_model_starts_before_the_strategy():
    early = model(date(2025, 1, 20))
    assert early.first_day < date(2025, 1, 21)
    assert 35_000 < early.detained.sum() < 45_000
    assert early.arrests.sum() < 0.4 * model().arrests.sum()


def test_at_full_beds_more_officers_hardly_raise_removals_but_more_beds_do():
    tight = {"beds": 50_000, "beds__rule": 1}
    base, _ = yearly(**tight)
    more, _ = yearly(**tight, detailees__hsi=13_000, workforce__field_hours=1800)
    beds, _ = yearly(beds=60_000, beds__rule=1)
    assert total(more, "arrests") > 1.05 * total(base, "arrests")
    removals = "removals: from detention"
    # New arrivals leave sooner than those whose place they take, so a little is left of the rise.
    rise = total(more, "arrests") / total(base, "arrests") - 1
    assert total(more, removals) / total(base, removals) - 1 < 0.2 * rise
    assert total(more, "releases: lack of beds") > total(base, "releases: lack of beds")
    assert total(beds, removals) > 1.05 * total(base, removals)


def test_recorded_refusal_is_not_the_only_loss_between_detainer_and_custody():
    counts, _ = yearly()
    issued = total(counts, "detainers issued")
    ends = [
        total(counts, f"detainers: {end}")
        for end in ("custody followed", "refused", "not collected")
    ]
    assert sum(ends) == pytest.approx(issued, rel=0.01)
    assert ends[2] > ends[1] > 0


def test_officers_short_of_hours_collect_fewer_from_jails():
    counts, _ = yearly(jail__officer_hours=8, workforce__field_hours=1000,
                       detailees__full_time_share=0.2, workforce__officers=0,
                       workforce__added_officers=0)  # fmt: skip
    few = counts.along((("jail pickup", "lapsed"),)).sum()
    assert few >= 0
    assert total(counts, "arrests: at-large targeted") < total(
        yearly()[0], "arrests: at-large targeted"
    )


def test_street_and_jail_hours_are_an_outcome():
    counts, run = yearly()
    found = hours_per_arrest(counts, run.values, run.hours)
    assert found["jail"][0] == pytest.approx(3, rel=0.05)
    assert 10 < found["street to jail"][0] < 100
    use = hours_by_use(counts, run.values, run.hours)
    used, _ = counts.capacity("officer hours")
    assert use["jail"][0] + use["at-large"][0] == pytest.approx(used[0] / DAYS, rel=1e-6)


def test_a_surge_makes_an_arrest_dearer_and_collateral_larger():
    visits = Rotation(
        name="visits", first_day=model().first_day, last_day=None, places=AREAS[:9],
        shares=(1.0,) * 9, order="round robin", at_a_time=3, visit_days=7, teams=60.0,
        from_home=0.0, active=np.ones(DAYS),
    )  # fmt: skip
    run = prepare(model(), DAYS, rotations=[visits])
    surge, base = run_mean(run, per="run", by="all"), yearly()[0]
    share = "collateral share of at-large arrests"
    assert measure(surge, share)[0, 0] > measure(base, share)[0, 0]
    before = hours_per_arrest(base, yearly()[1].values, yearly()[1].hours)
    after = hours_per_arrest(surge, run.values, run.hours)
    assert after["at-large targeted"][0] > before["at-large targeted"][0]


def test_fewer_judges_and_seats_make_people_wait_in_detention():
    base, run = yearly()
    no_judges, _ = yearly(court__judges=50)
    no_seats, _ = yearly(removal__flights=40)
    assert total(no_judges, "waiting for a hearing in detention") > 1000
    assert total(no_seats, "waiting for a seat") > 1000
    names = [one.name for one in resources(base, run.values)]
    assert names == ["officer-hours", "beds", "judges", "air seats"]


def test_the_docket_is_depleted_by_arrests_and_fed_by_refusals():
    base = yearly()[0]
    closed, _ = yearly(cooperation=0.02)
    assert total(closed, "docket: new") > total(base, "docket: new")
    assert total(closed, "docket") > total(base, "docket")


def test_every_measure_is_a_number():
    counts, _ = yearly()
    for name in measures():
        assert np.isfinite(measure(counts, name)).all(), name


def test_the_bill_adds_up_and_says_who_pays():
    counts, run = yearly()
    bill = costs(counts, run.values, run.hours)
    by_stage = {line.stage: float(line.amount[0]) for line in bill}
    assert by_stage["detention"] == pytest.approx(total(counts, "detained") * 165, rel=1e-6)
    assert {line.payer for line in bill} == {"ICE", "lending agencies", "courts", "counties"}
    assert (grants(counts, run.values)["withheld"] == 0).all()


def test_the_daily_post_is_not_the_day_s_arrests():
    run = prepare(model(), 120)
    counts = run_chance(run, 8, seed=2, per="day", by="all")
    posts = daily_posts(counts, run.values)
    _, ratio = largest_day(posts["ICE arrests"])
    assert (ratio > 1.2).all() and (ratio < 3).all()
    assert (posts["removed and returned"] > posts["removals"]).all()
    assert not np.array_equal(posts["posted arrests"][:, 5:], posts["ICE arrests"][:, 5:])


def test_chance_and_mean_agree_and_the_same_seed_gives_the_same_numbers():
    run = prepare(model(), 120)
    mean = run_mean(run, per="run", by="all")
    one_thread = run_chance(run, 6, seed=4, per="run", workers=1)
    two_threads = run_chance(run, 6, seed=4, per="run", workers=2)
    assert (one_thread.flow == two_threads.flow).all()
    for name in ("arrests", "book-ins", "removals: from detention", "detained"):
        by_chance = float(measure(one_thread, name).mean())
        assert by_chance == pytest.approx(total(mean, name), rel=0.03), name


def test_nothing_differs_before_the_first_change():
    changed = np.full((120, 1, 1), 73_000.0)
    changed[60:] = 45_000.0
    base = run_chance(prepare(model(), 120), 2, seed=1, per="day")
    other = run_chance(prepare(model(), 120, {"beds": changed}), 2, seed=1, per="day")
    assert (base.flow[:, :60] == other.flow[:, :60]).all()
    assert (base.flow[:, 60:] != other.flow[:, 60:]).any()


def test_flows_are_a_table_of_stages():
    frame = flow_table(yearly()[0])
    assert {"jail pickup", "docket", "detention"} <= set(frame["source"])
    assert (frame["people"] > 0).all()


def test_the_border_makes_no_arrests():
    counts = run_mean(prepare(model(), 30), per="run", by="place")
    border = PLACES.index("Border")
    assert measure(counts, "arrests: jail")[0, border] == 0
    assert measure(counts, "arrests: at-large targeted")[0, border] == 0


MOST_ARRESTS = 200_000
"""A day's arrests that no single lever may go beyond: twice its largest direct inflow."""


@pytest.mark.parametrize("end", [0, 1], ids=["lowest", "highest"])
def test_every_lever_can_be_run_at_the_bounds_that_a_scenario_may_give_it(end):
    for name, lever in levers().items():
        if name in FITTED:
            continue
        scenario = single_change(name, f"{bounds(lever)[end]:g}")
        counts = run_mean(prepare(model(), 60, scenario=scenario), per="run", by="all")
        for each in ("arrests", "detained", "removals", "court docket"):
            assert np.isfinite(measure(counts, each)).all(), (name, each)
        assert measure(counts, "arrests").sum() < MOST_ARRESTS, name


def test_a_lever_beyond_its_bounds_is_refused_in_words():
    with pytest.raises(ScenarioError, match=r"give 0 to 0\.95 share"):
        single_change("at_large.collateral_share", "1")

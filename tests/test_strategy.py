"""Every part of the strategy is a lever or stage that moves what it should."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest

from evenhand.compiled.network import GRAIN
from evenhand.fitting.system_fit import fit_system
from evenhand.model.levers import levers
from evenhand.model.places import PLACES
from evenhand.model.strategy import STRATEGY
from evenhand.results.daily_post import daily_posts
from evenhand.results.measures import measure
from evenhand.scenarios.files import load_scenario, shipped_scenarios
from evenhand.scenarios.single import single_change
from evenhand.sources.ledger import load_observations
from evenhand.system_simulation import prepare, run_mean

DAYS = 200


@cache
def model():
    return fit_system(load_observations(None))


@cache
def year(lever=None, value=None, places=(), classes=()):
    """A run of some months with one lever at one value, or the baseline."""
    scenario = lever and single_change(lever, value, places=places, classes=classes)
    run = prepare(model(), DAYS, scenario=scenario)
    return run_mean(run, per="run", by="place and class"), run


def total(counts, name):
    return float(measure(counts, name).sum())


def test_there_are_22_parts_each_with_a_command_that_exists():
    assert [part.row for part in STRATEGY] == list(range(1, 23))
    verbs = {"try", "run", "compare", "explain"}
    for part in STRATEGY:
        verb, *words = part.words
        assert verb in verbs
        if verb == "try":
            assert single_change(words[0], words[1]).changes
        else:
            assert set(words) <= set(shipped_scenarios())


def test_every_lever_belongs_to_a_part():
    rows = {part.row for part in STRATEGY}
    for lever in levers().values():
        assert set(lever.rows) <= rows
        assert lever.rows


MOVES = [
    # part, lever, end, measure, sign of the change
    (1, "jail.officer_hours", "low", "arrests: at-large targeted", 1),
    (2, "cooperation", "high", "arrests: jail", 1),
    (3, "detainers.issued", "high", "detainers issued", 1),
    (3, "detainers.recorded_refusal", "high", "detainers: refused", 1),
    (5, "at_large.hours_per_arrest", "low", "arrests: at-large targeted", 1),
    (6, "at_large.collateral_share", "low", "arrests: at-large collateral", -1),
    (7, "workforce.multiplier", "5", "arrests: at-large targeted", 1),
    (9, "detailees.cbp", "low", "arrests: at-large targeted", -1),
    (10, "venues.worksite_operations", "high", "arrests: worksite", 1),
    (10, "venues.worksite_arrests", "high", "arrests: worksite", 1),
    (10, "venues.worksite_hours", "high", "arrests: at-large targeted", -1),
    (11, "agreements_287g.task_force", "high", "arrests: 287(g)", 1),
    (11, "agreements_287g.jail_share", "high", "arrests: 287(g)", 1),
    (13, "prosecution.share", "high", "diverted to prosecution", 1),
    (13, "prosecution.days", "low", "arrests: prosecution", 1),
    (13, "prosecution.return_share", "low", "arrests: prosecution", -1),
    (14, "docket.leave", "high", "docket", -1),
    (14, "docket.new_cases", "high", "docket", 1),
    (14, "docket.others", "high", "docket", 1),
    (15, "beds", "low", "detained", -1),
    (15, "atd.share", "high", "alternatives to detention", 1),
    (15, "release.bond", "high", "releases: bond", 1),
    (15, "processing.booked_in", "low", "book-ins", -1),
    (16, "court.judges", "high", "docket decisions", 1),
    (16, "court.order_share", "low", "orders to leave", -1),
    (17, "removal.flights", "low", "waiting for a seat", 1),
    (17, "removal.refusing_share", "high", "awaiting travel documents", 1),
    (17, "removal.land_share", "high", "removals: land", 1),
    (18, "border.bookins", "high", "book-ins: border", 1),
]


@pytest.mark.parametrize(("row", "lever", "end", "name", "sign"), MOVES, ids=str)
def test_a_lever_moves_what_its_part_is_about(row, lever, end, name, sign):
    assert row in levers()[lever].rows
    before, after = total(year()[0], name), total(year(lever, end)[0], name)
    assert (after - before) * sign > 1e-3 * abs(before)


def test_worksites_of_one_area_are_raised_there_alone():
    counts, _ = year("venues.worksite_operations", "20", places=("Denver",))
    before = measure(year()[0], "arrests: worksite").reshape(len(PLACES), 3).sum(axis=1)
    after = measure(counts, "arrests: worksite").reshape(len(PLACES), 3).sum(axis=1)
    changed = np.flatnonzero(np.abs(after - before) > 1e-9)
    assert [PLACES[index] for index in changed] == ["Denver"]
    assert after.sum() < 2 * before.sum()


def test_priorities_in_jails_leave_people_for_the_docket():
    counts, _ = year("priorities.jail", "0", classes=("other",))
    assert measure(counts, "arrests: jail").reshape(-1, 3)[:, 2].sum() == 0
    assert total(counts, "detainers: not collected") > total(year()[0], "detainers: not collected")


def test_the_border_brings_people_of_all_classes_in_their_parts():
    before = measure(year()[0], "book-ins: border").reshape(-1, 3).sum(axis=0)
    after = measure(year("border.bookins", "516")[0], "book-ins: border")
    np.testing.assert_allclose(after.sum(), 516, atol=2 * GRAIN, rtol=0)  # rounded by class
    np.testing.assert_allclose(
        after.reshape(-1, 3).sum(axis=0) / after.sum(), before / before.sum(), rtol=1e-6
    )


def test_a_post_counts_more_when_other_agencies_arrests_are_added():
    def posted(**changes):
        scenario = single_change("reporting.other_arrests", "high") if changes else None
        run = prepare(model(), 60, scenario=scenario)
        return np.nanmean(daily_posts(run_mean(run, "day", "all"), run.values)["posted arrests"])

    assert posted(high=True) > 1.2 * posted()


def test_the_order_in_force_moves_its_area_alone_and_the_order_as_it_happened_nothing():
    early = fit_system(load_observations(None), date(2025, 1, 20))
    plain = run_mean(prepare(early, DAYS), "run", "place and class")
    happened, _ = load_scenario("eo50-as-happened")
    force, _ = load_scenario("eo50-in-force")
    same = run_mean(prepare(early, DAYS, scenario=happened), "run", "place and class")
    np.testing.assert_array_equal(same.flow, plain.flow)
    changed = run_mean(prepare(early, DAYS, scenario=force), "run", "place and class")
    more = (measure(changed, "arrests: jail") - measure(plain, "arrests: jail")).reshape(-1, 3)
    assert more[PLACES.index("New York City")].sum() > 0.5
    others = np.delete(more, PLACES.index("New York City"), axis=0)
    np.testing.assert_allclose(others, 0, atol=1e-9)

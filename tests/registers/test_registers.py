from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from evenhand.errors import DataError
from evenhand.model.places import AREAS
from evenhand.registers.grants import ALL_FUNDS, NEXUS, grants, grants_by_area
from evenhand.registers.legal_events import STATUSES, legal_events, legal_events_of
from evenhand.registers.public_lists import public_lists
from evenhand.sources.area_lists import register_tables

DATA = Path(__file__).parents[3] / "shared" / "data"
published = pytest.mark.skipif(not DATA.exists(), reason="the published data are not here")


@published
def test_the_shipped_lists_are_what_the_published_ones_give():
    folder = resources.files("evenhand.registers")
    for name, content in register_tables(DATA).items():
        assert folder.joinpath(name).read_bytes() == content


def test_new_yorks_order_was_never_in_force():
    order = legal_events()["eo50"]
    assert [change.status for change in order.changes] == [
        "signed", "restrained", "enjoined", "void", "revoked",
    ]  # fmt: skip
    days = [date(2025, 4, 7), date(2025, 4, 8), date(2025, 6, 1), date(2025, 9, 8),
            date(2026, 1, 1)]  # fmt: skip
    assert [order.status_on(day) for day in days] == [
        None, "signed", "restrained", "void", "revoked",
    ]  # fmt: skip


def test_every_event_has_statuses_in_order_with_sources():
    for event in legal_events().values():
        dates = [change.date for change in event.changes]
        assert dates == sorted(dates)
        assert set(event.places) <= set(AREAS)
        for change in event.changes:
            assert change.status in STATUSES
            assert change.source
            assert change.reliability in "ABCDE"


def test_a_register_that_is_wrong_names_its_lines():
    head = "event,title,forum,places,date,status,source,reliability,note\n"
    text = head + "a,A,,,2025-01-01,valid,s,B,\na,A,,,soon,void,s,B,\na,A,,,2025-01-01,void,s,X,\n"
    with pytest.raises(DataError, match=r"legal_events\.csv:2.*status 'valid'") as found:
        legal_events_of(text)
    assert len(found.value.problems) == 3


def test_a_list_says_what_share_of_an_area_it_covers():
    one = public_lists()["doj-2025-08-05"]
    assert one.date == date(2025, 8, 5)
    assert set(one.shares) <= set(AREAS)
    assert one.shares["Los Angeles"] == 1  # a listed state
    assert 0 < one.shares["Philadelphia"] < 0.5  # a listed city in a state that is not
    assert "Miami" not in one.shares
    assert "never an estimate" in one.note
    assert one.areas() == tuple(sorted(one.shares))
    assert "Philadelphia" not in one.areas(least=0.5)


def test_grants_are_within_their_range_and_belong_to_areas_and_events():
    for grant in grants():
        assert grant.low <= grant.central <= grant.high
        assert grant.area in AREAS
        assert grant.event in legal_events()
    assert grants_by_area(NEXUS)["New York City"] < grants_by_area(ALL_FUNDS)["New York City"] / 100
    assert grants_by_area()["San Francisco"] == 7.3e9

from __future__ import annotations

from evenhand.compiled.custody import RELEASE_ORDER
from evenhand.model.classes import (
    AGE_BANDS,
    AGE_DAYS,
    CLASSES,
    EXITS,
    LACK_OF_BEDS,
    ORIGINS,
    REASONS,
    REMOVAL,
)


def test_index_sets_name_each_thing_once():
    for names in (ORIGINS, CLASSES, EXITS):
        assert len(set(names)) == len(names)
    assert LACK_OF_BEDS not in EXITS


def test_bands_of_age_begin_at_zero_and_rise_to_less_than_the_last_age():
    assert AGE_BANDS[0] == 0
    assert list(AGE_BANDS) == sorted(set(AGE_BANDS))
    assert AGE_BANDS[-1] < AGE_DAYS


def test_every_published_reason_is_a_way_out_and_every_way_out_is_published():
    assert set(REASONS.values()) == set(EXITS)
    assert EXITS[REMOVAL] == "removal" == REASONS["removal"]
    assert EXITS[-1] == "other"


def test_everyone_has_a_place_in_the_order_of_release():
    assert sorted(RELEASE_ORDER) == sorted(CLASSES)


def test_the_reasons_of_the_shipped_record_are_all_known(shipped):
    details = set()
    for series in ("final-book-outs", "final-releases"):
        details |= set(shipped.series(series)["detail"])
    unknown = {one for one in details if one not in REASONS} - {"", "total"}
    assert not {one for one in unknown if not one.startswith("bond set")}, unknown

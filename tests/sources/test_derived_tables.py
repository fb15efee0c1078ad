"""Tables that repeat the workbooks: what they map to, and that they never win over a workbook."""

from __future__ import annotations

import importlib
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from evenhand.errors import SourceError
from evenhand.observations.table import DERIVED, KEY, Observations, keep_changes, observations_frame
from evenhand.sources.door import read_file
from evenhand.sources.editions import USUAL_POSTING_LAG
from evenhand.sources.ledger import EDITION_SCHEMA, OBSERVATIONS_FILE, add_files, load_editions
from tests.observations.test_table import version
from tests.sources.longer_tables import ADDED, longer
from tests.sources.synthetic import make_workbook
from tests.sources.wrong_files.makers import raw

VERIFICATION = Path(__file__).parents[2] / "verification"
NOTHING_KNOWN = pl.DataFrame(schema=EDITION_SCHEMA)
HEADINGS = "agency,month,count,complete,as_of,source_file\n"
LATER = "FY26_detentionStats03022026.xlsx"
READ_BEFORE = {"arrests_monthly.csv", "border_encounters_monthly.csv", "weekly_event_counts.csv"}


@pytest.fixture(scope="module")
def second_opinion():
    """The program that compares the tables with the workbooks."""
    sys.path.insert(0, str(VERIFICATION))
    try:
        yield importlib.import_module("second_opinion")
    finally:
        sys.path.remove(str(VERIFICATION))


def table(folder, *rows, name="t.csv"):
    return raw(name, (HEADINGS + "".join(f"{row}\n" for row in rows)).encode())(folder)


def stored(folder):
    return Observations(pl.read_parquet(folder / OBSERVATIONS_FILE))


def changed_on(path, day):
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    return path


NOT_KEPT = {"atd_by_technology.csv": 39, "bookouts_monthly_by_reason_criminality.csv": 83}
"""Values that differ from a newer one of the same key, or from the sheet of the right year."""


@pytest.mark.parametrize("name", sorted(set(ADDED) - READ_BEFORE))
def test_a_table_is_mapped_as_the_comparison_with_the_workbooks_maps_it(
    name, records, second_opinion
):
    ours = {}
    for row in read_file(records / "tables" / name).frame.iter_rows(named=True):
        day = row["period"] if len(row["period"]) == len("2026-01") else row["period"][-10:]
        key = (row["series"], day, row["agency"], row["criminality"], row["detail"].casefold())
        ours[key] = row["value"]
    compared = [
        one
        for one in second_opinion.second_opinion(records / "tables")
        if one.table == name and one.column != "atd_last_snapshot"
    ]
    other = 0
    for one in compared:
        series, month, *rest = one.key
        # a count to date is dated by the last day of its fiscal year when it was posted after it
        days = (month,) if month else (one.day.isoformat(), f"{one.day:%Y}-09-30")
        other += one.value not in [ours.get((series, day, *rest)) for day in days]
    assert len(compared) > 100
    assert other == NOT_KEPT.get(name, 0)


def test_every_table_of_the_folder_is_read_and_the_one_that_is_no_table_says_so(records):
    refused = {}
    for path in sorted((records / "tables").iterdir()):
        try:
            assert read_file(path).frame.height > 0
        except SourceError as error:
            refused[path.name] = str(error)
    assert list(refused) == ["arrest_outcomes_2022-10_2026-03.json"]
    assert "is JSON, not a table" in refused["arrest_outcomes_2022-10_2026-03.json"]


def test_the_tables_as_they_are_add_nothing_to_what_the_workbooks_say(records, shipped, tmp_path):
    files = [records / "tables" / name for name in ADDED]
    outcome = add_files(files, tmp_path, known=load_editions(tmp_path))
    assert not outcome.refused
    assert not set(stored(tmp_path).names()) & set(shipped.names())


def test_a_workbook_wins_over_a_derived_table_in_whatever_order_they_come(tmp_path):
    book = make_workbook(tmp_path, LATER, through=date(2026, 2, 21))
    rows = ("CBP,2026-02,9999,true,2026-04-04,x", "CBP,2026-03,8888,true,2026-04-04,x")
    derived = table(tmp_path, *rows)
    orders = {"one": [book, derived], "two": [derived, book], "three": [derived]}
    for name, files in orders.items():
        add_files(files, tmp_path / name, known=NOTHING_KNOWN)
    add_files([book], tmp_path / "three", known=NOTHING_KNOWN)
    for name in orders:
        newest = stored(tmp_path / name).series("initial-book-ins")
        found = dict(newest.filter(pl.col("agency") == "CBP").select("period", "file").rows())
        assert (found["2026-02"], found["2026-03"]) == (LATER, "t.csv"), name


def test_a_longer_derived_table_revises_a_shorter_one(tmp_path):
    first = table(tmp_path, "CBP,2026-03,5,false,2026-03-22,x", name="a.csv")
    second = table(tmp_path, "CBP,2026-03,8,true,2026-04-04,y", name="b.csv")
    for name, files in (("one", [first, second]), ("two", [second, first])):
        add_files(files, tmp_path / name, known=NOTHING_KNOWN)
        (row,) = stored(tmp_path / name).series("initial-book-ins").to_dicts()
        assert (row["value"], row["complete"], row["end"]) == (8, True, date(2026, 3, 31))


@pytest.mark.parametrize("published", [1, 5, 9])
def test_a_derived_value_never_wins_over_a_published_one_however_new(published):
    rows = [
        version(1, 5.0, as_of=1, published=3),
        version(2, 6.0, as_of=9, published=published, trust=DERIVED),
    ]
    for order in (rows, rows[::-1]):
        frame = observations_frame(order)
        assert Observations(frame).newest()["value"].to_list() == [5.0]
        assert Observations(keep_changes(frame)).newest()["value"].to_list() == [5.0]


def test_a_published_value_is_kept_beside_an_equal_derived_one():
    rows = [
        version(1, 5.0, as_of=1, published=1, trust=DERIVED),
        version(2, 5.0, as_of=2, published=2),
        version(3, 6.0, as_of=3, published=3, trust=DERIVED),
    ]
    kept = keep_changes(observations_frame(rows))
    assert Observations(kept).newest()["value"].to_list() == [5.0]


def test_a_count_dated_a_day_after_its_workbook_is_the_same_count(tmp_path):
    removals = "fy,as_of,label,file,removals_fytd\n2026,2026-01-26,Total,x,144378\n"
    removals += "2026,2026-02-08,Total,y,160000\n"
    outcome = add_files(
        [raw("r.csv", removals.encode())(tmp_path)], tmp_path / "d", known=NOTHING_KNOWN
    )
    assert outcome.repeated == {outcome.added[0].digest: 1}
    assert stored(tmp_path / "d").newest()["period"].to_list() == ["FY2026..2026-02-08"]


@pytest.mark.parametrize(
    ("stated", "changed", "published", "basis"),
    [
        (date(2026, 4, 9), date(2026, 6, 1), date(2026, 4, 9), "option"),
        (None, date(2026, 6, 1), date(2026, 6, 1), "file"),
        (None, date(2026, 4, 4), date(2026, 4, 4), "file"),
        (None, date(2020, 1, 1), date(2026, 4, 4) + USUAL_POSTING_LAG, "estimate"),
    ],
)
def test_the_day_of_publication_is_the_one_stated_else_the_files_never_before_its_data(
    stated, changed, published, basis, tmp_path
):
    path = changed_on(table(tmp_path, "CBP,2026-02,5,true,2026-04-04,x"), changed)
    reading = read_file(path, stated)
    assert (reading.published, reading.published_by) == (published, basis)
    assert set(reading.frame["published"]) == {published}


def test_a_table_known_by_its_layout_is_dated_by_its_file_once_it_is_longer(tmp_path):
    short = changed_on(
        raw("s.csv", b"month,usbp_encounters\n2026-01,5\n")(tmp_path), date(2027, 1, 1)
    )
    long = changed_on(
        raw("l.csv", b"month,usbp_encounters\n2026-01,5\n2026-03,6\n")(tmp_path), date(2026, 5, 5)
    )
    assert (read_file(short).published, read_file(short).published_by) == (
        date(2026, 2, 28),
        "layout",
    )
    assert (read_file(long).published, read_file(long).published_by) == (date(2026, 5, 5), "file")


def test_typed_figures_that_differ_from_those_that_ship_are_dated_by_their_file(tmp_path):
    text = "series,date,value,unit,source_url,confidence,note\nice_removals,2026-03,9,people,u,B,\n"
    path = changed_on(raw("f.csv", text.encode())(tmp_path), date(2026, 5, 5))
    outcome = add_files([path], tmp_path / "d", known=load_editions(tmp_path / "d"))
    (row,) = stored(tmp_path / "d").frame.to_dicts()
    assert (row["published"], outcome.added[0].published_by) == (date(2026, 5, 5), "file")


def test_a_month_that_is_not_complete_ends_where_its_data_end(tmp_path):
    (row,) = read_file(table(tmp_path, "CBP,2026-04,5,false,2026-04-04,x")).frame.to_dicts()
    assert (row["start"], row["end"], row["complete"]) == (
        date(2026, 4, 1),
        date(2026, 4, 4),
        False,
    )
    assert (row["as_of"], row["trust"], row["note"]) == (date(2026, 4, 4), DERIVED, "taken from x")


@pytest.mark.parametrize(
    ("label", "period"),
    [
        ("Oct25-Mar26", "2025-10/2026-03"),
        ("Feb-Aug 2025", "2025-02/2025-08"),
        ("FY2024 (Oct23-Sep24)", "FY2024"),
    ],
)
def test_stretches_of_months_are_read_as_people_write_them(label, period, tmp_path):
    text = f"period,criminality,release_reason,count,share\n{label},Total,Bonded Out,11,0.1\n"
    (row,) = read_file(raw("m.csv", text.encode())(tmp_path)).frame.to_dicts()
    assert (row["period"], row["detail"], row["value"]) == (period, "bonded out", 11)


def test_small_counts_below_areas_are_not_kept(records, tmp_path):
    names = ("surge_metros.csv", "mn_collateral_monthly.csv")
    files = [records / "tables" / name for name in names]
    add_files(files, tmp_path, known=NOTHING_KNOWN)
    assert stored(tmp_path).frame["value"].min() >= 11


def test_all_that_is_wrong_with_a_table_is_told_at_once(tmp_path):
    rows = ("CBP,2026-13,few,true,2026-04-04,x", "CBP,2026-02,-5,true,2026-04-04,x")
    more = ("ICE,2026-02,many,true,2026-04-04,x", "ICE,2026-02,7,true,2026-04-04,x")
    path = table(tmp_path, *rows, *more)
    path.write_text(path.read_text().replace("count", "cuont"))
    with pytest.raises(SourceError, match="did you mean 'count'") as caught:
        read_file(path)
    wheres = [problem.where for problem in caught.value.problems]
    cells = ("C1", "B2", "C2", "C3", "C4", "B5")
    assert wheres == [f"t.csv [{cell}]" for cell in cells]


def test_a_longer_table_keeps_the_keys_of_the_workbooks(records, shipped, tmp_path):
    """No new agency, class or unit comes in: only the reason that the workbooks have since 2026."""
    names = [name for name in KEY if name not in ("series", "period")]
    for name in sorted(set(ADDED) - READ_BEFORE - {"monthly_summary.csv"}):
        frame = read_file(longer(records / "tables", tmp_path, name)).frame
        known = shipped.frame.filter(pl.col("series").is_in(frame["series"].unique().to_list()))
        new = frame.join(known, on=["series", *names, "unit"], how="anti")
        assert set(new["detail"]) <= {"court ordered"}, name

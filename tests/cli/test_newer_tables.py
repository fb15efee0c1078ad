"""The real tables with three more months, brought through the one door: the whole way."""

from __future__ import annotations

import csv
import io
from dataclasses import fields, is_dataclass
from datetime import date

import numpy as np
import polars as pl
import pytest

from evenhand.fitting.custody_fit import fit_custody
from evenhand.observations.table import KEY, Observations
from evenhand.sources.ledger import load_observations
from tests.fitting.tampering import custody_only
from tests.sources import longer_tables as made

CUT_OFF = date(2026, 2, 2)
"""The day that the published forecast knows the record of."""
PUBLISHED = date(2026, 5, 15)
FACTS = [*KEY, "start", "end", "value", "unit", "complete"]
WORDS = {
    "Convicted Criminal": "convicted",
    "Pending Criminal Charges": "pending",
    "Other Immigration Violator": "other",
    "Total": "all",
}


@pytest.fixture
def added(records, evenhand, tmp_path):
    """The data folder after all tables, made longer, were added; and what the program said."""
    files = made.all_longer(records / "tables", tmp_path / "tables")
    folder = tmp_path / "data"
    status, out, err = evenhand(
        "data", "add", *files, "--published", PUBLISHED, "--data-dir", folder
    )
    assert (status, "error" in err) == (0, False), err
    assert f"{len(files)} added, 0 known already, 0 refused" in out
    return folder, out


def value(observations, series, period, **words):
    wanted = {"place": "US", "agency": "ALL", "criminality": "all", "detail": ""} | words
    rows = observations.series(series).filter(
        pl.col("period") == period, *(pl.col(name) == word for name, word in wanted.items())
    )
    (row,) = rows.to_dicts()
    return row["value"], row["unit"], row["end"], row["complete"]


def test_the_months_after_the_record_are_there_in_the_right_units(added):
    known = load_observations(added[0])
    for month in (*made.MONTHS, made.PART):
        covered = (made.ends(month), month != made.PART)
        for agency in (*made.AGENCIES, "TOTAL"):
            word = agency.replace("TOTAL", "ALL")
            count = made.book_ins(agency, month)
            got = value(known, "initial-book-ins", month, agency=word)
            assert got == (count, "people", *covered)
        for agency in (*made.AGENCIES, "ALL"):
            for label, word in WORDS.items():
                kind = {"agency": agency, "criminality": word}
                people = made.population(agency, label, month)
                got = value(known, "average-daily-population", month, **kind)
                assert got == (people, "people", *covered)
                assert value(known, "average-length-of-stay", month, **kind)[1] == "days"
        for reason, word in (("Release to Remove", "removal"), ("Court Ordered", "court ordered")):
            for label, criminality in WORDS.items():
                kind = {"detail": word, "criminality": criminality}
                count = made.book_outs(reason, label, month)
                got = value(known, "final-book-outs", month, **kind)
                assert got == (count, "people", *covered)
        everyone = made.book_outs("Total", "Total", month)
        assert value(known, "final-book-outs", month) == (everyone, "people", *covered)
    for month in made.MONTHS:
        whole = (made.ends(month), True)
        assert value(known, "arrests", month) == (made.arrests(month), "people", *whole)
        crossings = made.encounters(month)
        assert value(known, "border-encounters", month) == (crossings, "encounters", *whole)


def test_the_days_after_the_record_are_there_in_the_right_units(added):
    known = load_observations(added[0])
    for number, label in enumerate(made.SNAPSHOTS):
        day = date.fromisoformat(label)
        stock = value(known, "detained", label, agency="ICE", criminality="pending")
        assert stock == (20_002 + number, "people", day, True)
        assert value(known, "detained", label) == (70_503 + 3 * number, "people", day, True)
        removed = value(known, "removals-to-date", f"FY2026..{label}")
        assert removed == (made.removals(label), "people", day, False)
        watched = value(known, "atd-participants-by-technology", label, detail="SmartLINK")
        assert watched == (130_000, "people", day, True)
        cost = value(known, "atd-daily-technology-cost", label)
        assert cost == (260_000.5, "USD/day", day, True)
    assert value(known, "arrests-by-week-of-sunday", "2026-02-01/7", detail="counted once") == (
        8_000,
        "people",
        date(2026, 2, 7),
        True,
    )


def test_the_program_shows_the_new_months_with_file_and_cell(added, evenhand):
    folder, _ = added
    words = ("--since", "2026-02-01", "--format", "csv", "--data-dir", folder)
    shown = {}
    for series in ("average-daily-population", "initial-book-ins", "final-book-outs", "arrests"):
        status, out, _ = evenhand("data", "show", series, *words)
        assert status == 0
        shown[series] = list(csv.DictReader(io.StringIO(out)))
    for series, rows in shown.items():
        months = made.MONTHS if series == "arrests" else (*made.MONTHS, made.PART)
        assert [row["period"] for row in rows] == list(months)
        assert {row["unit"] for row in rows} == {"people"}
        assert all(row["file"].endswith(".csv") and row["cell"] for row in rows)
        assert {row["published"] for row in rows} == {PUBLISHED.isoformat()}


def test_nothing_before_february_2026_changed(added, shipped):
    now = load_observations(added[0]).newest()
    before = shipped.newest()
    old = now.join(before, on="series", how="semi").filter(pl.col("end") <= date(2026, 1, 31))
    was = before.filter(pl.col("end") <= date(2026, 1, 31))
    assert old.select(FACTS).equals(was.select(FACTS))
    from_workbooks = was.filter(pl.col("sheet") != "").join(old, on=[*KEY, "file", "cell"])
    assert from_workbooks.height == was.filter(pl.col("sheet") != "").height


def test_what_was_known_at_the_cut_off_is_the_same_row_for_row(added, shipped):
    now, before = load_observations(added[0]), Observations(shipped.frame)
    assert now.newest(CUT_OFF).equals(before.newest(CUT_OFF))
    new = now.frame.filter(
        pl.col("edition").is_in(set(now.frame["edition"]) - set(before.frame["edition"]))
    )
    assert new.height > 0
    assert new["published"].min() > CUT_OFF


def same_bits(one, other):
    """Whether two results are of one type and hold the same bits."""
    if is_dataclass(one):
        return type(one) is type(other) and all(
            same_bits(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)
        )
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same_bits, one, other))
    return bool(one == other)


def test_a_fit_at_the_cut_off_gives_the_same_bits_as_before(added, shipped):
    before = fit_custody(custody_only(shipped), CUT_OFF)
    after = fit_custody(custody_only(load_observations(added[0])), CUT_OFF)
    assert same_bits(after.model, before.model)
    assert same_bits(after.record, before.record)


def test_the_program_says_how_much_only_repeats_what_is_known(added):
    _, out = added
    (line,) = (line for line in out.splitlines() if line.startswith("bookins_monthly"))
    assert line.endswith("posted 2026-05-15 (by option), 276 values, of which 264 only repeat "
                         "what is known and are left out")  # fmt: skip


def test_the_summary_alone_brings_stock_book_ins_book_outs_and_encounters(
    records, evenhand, tmp_path
):
    file = made.longer(records / "tables", tmp_path, "monthly_summary.csv")
    folder = tmp_path / "data"
    status, _, err = evenhand("data", "add", file, "--data-dir", folder)
    assert status == 0, err
    known = load_observations(folder)
    for month in made.MONTHS:
        whole = (made.ends(month), True)
        stock = value(known, "average-daily-population", month, agency="ICE")
        assert stock == (made.population("ICE", "Total", month), "people", *whole)
        taken = value(known, "initial-book-ins", month)
        assert taken == (made.book_ins("TOTAL", month), "people", *whole)
        left = value(known, "final-book-outs", month, detail="removal")
        assert left == (made.book_outs("Release to Remove", "Total", month), "people", *whole)
    part = value(known, "initial-book-ins", made.PART)
    assert part[2:] == (date(2026, 5, 3), False)
    crossings = value(known, "border-encounters", "2026-04")
    assert crossings == (made.encounters("2026-04"), "encounters", date(2026, 4, 30), True)


def test_a_day_before_the_last_data_is_refused_and_nothing_is_written(records, evenhand, tmp_path):
    file = made.longer(records / "tables", tmp_path, "bookins_monthly_by_agency.csv")
    words = ("--published", "2026-05-01", "--data-dir", tmp_path / "data")
    status, _, err = evenhand("data", "add", file, *words)
    assert status == 2
    assert "cannot have been published on 2026-05-01: its data go to 2026-05-09" in err
    assert not (tmp_path / "data").exists()
    status, out, _ = evenhand("data", "check", file, "--published", "2026-05-12", "--format", "csv")
    assert status == 0
    assert "posted 2026-05-12" in out

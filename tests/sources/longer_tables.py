"""The tables beside the workbooks, made longer by three months. All added numbers are made up."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from evenhand.timeline import month_end

MONTHS = ("2026-02", "2026-03", "2026-04")
PART = "2026-05"
"""A month of which only the days up to the last edition are covered."""
EDITION = "2026-05-09"
"""The last day of the data of the edition that the added months are taken from."""
AGENCIES = ("CBP", "ICE")
CLASSES = ("Convicted Criminal", "Other Immigration Violator", "Pending Criminal Charges")
REASONS = ("Bonded Out", "Court Ordered", "Release to Remove", "Transferred")
SNAPSHOTS = tuple(
    (date(2026, 2, 8) + timedelta(days=14 * n)).isoformat() for n in range(7)
)  # to 3 May
SOURCE = {"source_file": "MA_FY26_detentionStats05142026.xlsx", "copies_in": "made up"}
Row = dict[str, object]


def book_ins(agency: str, month: str) -> int:
    """Made-up book-ins of one agency, or of all."""
    own = {"CBP": 3_000, "ICE": 34_000}
    each = own.values() if agency == "TOTAL" else [own[agency]]
    return sum(count + 10 * _at(month) for count in each)


def population(agency: str, criminality: str, month: str) -> float:
    """A made-up average daily population."""
    agencies = AGENCIES if agency == "ALL" else (agency,)
    classes = CLASSES if criminality == "Total" else (criminality,)
    return sum(
        (3_500.25 if one == "CBP" else 20_000.25) + 100 * CLASSES.index(other) + _at(month)
        for one in agencies
        for other in classes
    )


def book_outs(reason: str, criminality: str, month: str) -> int:
    """Made-up book-outs."""
    reasons = REASONS if reason == "Total" else (reason,)
    classes = CLASSES if criminality == "Total" else (criminality,)
    return sum(
        (9_000 if one == "Release to Remove" else 200) + 7 * CLASSES.index(other) + _at(month)
        for one in reasons
        for other in classes
    )


def removals(day: str) -> int:
    """Made-up removals since 1 October."""
    return 144_378 + 1_450 * (date.fromisoformat(day) - date(2026, 1, 25)).days


def arrests(month: str) -> int:
    """Made-up arrests."""
    return 38_000 + _at(month)


def encounters(month: str) -> int:
    """Made-up encounters at the border."""
    return 7_000 + _at(month)


def _at(month: str) -> int:
    return (*MONTHS, PART).index(month)


def _edition(month: str) -> Row:
    return SOURCE | {"complete": "false" if month == PART else "true", "as_of": EDITION}


def _book_ins() -> Iterator[Row]:
    for agency in (*AGENCIES, "TOTAL"):
        for month in (*MONTHS, PART):
            count = book_ins(agency, month)
            yield {"agency": agency, "month": month, "count": count, **_edition(month)}


def _averages(column: str) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for agency in (*AGENCIES, "ALL"):
            for criminality in (*CLASSES, "Total"):
                for month in (*MONTHS, PART):
                    value = population(agency, criminality, month)
                    row: Row = {"agency": agency, "criminality": criminality, "month": month}
                    value = value if column == "adp" else 40.5 + _at(month)
                    yield row | {column: value, **_edition(month)}

    return rows


def _book_outs() -> Iterator[Row]:
    for reason in (*REASONS, "Total"):
        for criminality in ("Total",) if reason == "Total" else (*CLASSES, "Total"):
            for month in (*MONTHS, PART):
                count = book_outs(reason, criminality, month)
                row: Row = {"reason": reason, "criminality": criminality, "month": month}
                yield row | {"count": count, **_edition(month)}


def _snapshots() -> Iterator[Row]:
    for number, day in enumerate(SNAPSHOTS):
        row: Row = {"as_of": day, **SOURCE}
        for agency, level in (("ice", 20_000), ("cbp", 3_500), ("total", 23_500)):
            for at, criminality in enumerate(CLASSES):
                row[f"{agency}_{criminality.lower().replace(' ', '_')}"] = level + at + number
            row[f"{agency}_total"] = 3 * level + 3 + 3 * number
        yield row


def _removals() -> Iterator[Row]:
    for day in SNAPSHOTS:
        yield {
            "fy": 2026,
            "as_of": day,
            "label": "Total",
            "file": "x",
            "removals_fytd": removals(day),
        }


def _alternatives() -> Iterator[Row]:
    for day in SNAPSHOTS:
        row: Row = {"file": "x", "fy": 2026, "as_of": day}
        yield row | {"technology": "SmartLINK", "count": 130_000, "daily_tech_cost_usd": 124_800.5}
        yield row | {"technology": "Total", "count": 175_000, "daily_tech_cost_usd": 260_000.5}


def _summary() -> Iterator[Row]:
    for month in (*MONTHS, PART):
        row: Row = {"month": month, "bookins_complete": "false" if month == PART else "true"}
        row |= {f"bookins_{agency}": book_ins(agency, month) for agency in (*AGENCIES, "TOTAL")}
        for agency in (*AGENCIES, "ALL"):
            row |= {f"adp_{agency}": population(agency, "Total", month)}
            row |= {f"alos_{agency}": 40.5 + _at(month)}
        row |= {"bookouts_total": book_outs("Total", "Total", month)}
        row |= {"bookouts_release_to_remove": book_outs("Release to Remove", "Total", month)}
        last = max(day for day in SNAPSHOTS if day[:7] == month)
        at = SNAPSHOTS.index(last)
        row |= {"last_snapshot_date": last, "detained_last_snapshot": 70_503 + 3 * at}
        row |= {"detained_ice_last_snapshot": 60_003 + 3 * at, "atd_last_snapshot": 175_000}
        row |= {} if month == PART else {"usbp_encounters": encounters(month)}
        yield row | {"agreements_287g_total": 1_500}


def _arrests() -> Iterator[Row]:
    for month in MONTHS:
        count, part = arrests(month), 12_000 + _at(month)
        row: Row = {"month": month, "arrests_ddp_aug2026_release": count}
        row |= {"arrests_ddp_joined_jul2026_release": count + 100, "detained_within_window": 33_000}
        yield row | {"convicted": part, "pending": part, "other": count - 2 * part}


def _encounters() -> Iterator[Row]:
    for month in MONTHS:
        yield {"month": month, "usbp_encounters": encounters(month)}


def _weeks() -> Iterator[Row]:
    for number in range(12):
        sunday = date(2026, 2, 1) + timedelta(days=7 * number)
        yield {"week_sunday": sunday.isoformat(), "arrests_single": 8_000 + number}


ADDED: dict[str, Callable[[], Iterator[Row]]] = {
    "bookins_monthly_by_agency.csv": _book_ins,
    "adp_monthly_by_agency_criminality.csv": _averages("adp"),
    "alos_monthly_by_agency_criminality.csv": _averages("alos_days"),
    "bookouts_monthly_by_reason_criminality.csv": _book_outs,
    "detained_snapshots_biweekly.csv": _snapshots,
    "removals_fytd_and_deltas.csv": _removals,
    "atd_by_technology.csv": _alternatives,
    "monthly_summary.csv": _summary,
    "arrests_monthly.csv": _arrests,
    "border_encounters_monthly.csv": _encounters,
    "weekly_event_counts.csv": _weeks,
}


def longer(tables: Path, folder: Path, name: str) -> Path:
    """A copy of one table with the made-up rows below its own."""
    text = (tables / name).read_text("utf-8").rstrip("\n") + "\n"
    headings = next(csv.reader([text.splitlines()[0]]))
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        csv.DictWriter(file, headings, lineterminator="\n").writerows(ADDED[name]())
    return path


def all_longer(tables: Path, folder: Path) -> list[Path]:
    """Every table, made longer."""
    folder.mkdir(parents=True, exist_ok=True)
    return [longer(tables, folder, name) for name in ADDED]


def ends(month: str) -> date:
    """The last day of a month that the tables cover."""
    last = month_end(int(month[:4]), int(month[5:]))
    return date.fromisoformat(EDITION) if month == PART else last

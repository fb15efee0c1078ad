"""The second opinion: values of the monthly and fortnightly tables, in this project's words."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

CRIMINALITY = {
    "Total": "all",
    "Convicted Criminal": "convicted",
    "Pending Criminal Charges": "pending",
    "Other Immigration Violator": "other",
    "Non-Criminal": "non-convicted",
}
REASON = {
    "total": "",
    "bonded out": "bonded out",
    "bond set by ice": "bond set by ICE",
    "bond set by ij": "bond set by judge",
    "court ordered": "court ordered",
    "order of recognizance": "recognizance",
    "order of supervision": "supervision",
    "other": "other",
    "paroled": "parole",
    "proceedings terminated": "proceedings terminated",
    "release to remove": "removal",
    "relief granted by ij": "relief granted",
    "transfer to u.s. marshals or other agency": "transfer to US Marshals or other agency",
    "transferred": "transferred",
}
TECHNOLOGY = {
    "Total": "",
    "GPS": "GPS",
    "SmartLINK": "SmartLINK",
    "VoiceID": "VoiceID",
    "Ankle Monitor": "ankle monitor",
    "Wristworn": "wristworn",
    "Dual Tech": "dual technology",
    "No Tech": "no technology",
    "No Technology": "no technology",
}
FIRST_BOOK_OUTS = "2023-10"
"""From this month the table of book-outs holds final book-outs, before it final releases."""
SUMMARY = "monthly_summary.csv"
NOT_COMPARED = (
    "removals_interpolated",
    "agreements_287g_jem",
    "agreements_287g_tfm",
    "agreements_287g_wso",
    "agreements_287g_total",
    "usbp_encounters",
)
"""Columns of the summary that no workbook holds."""
Row = dict[str, str]


@dataclass(frozen=True)
class Theirs:
    """One value of the second opinion.

    Args:
        table: Name of its file.
        line: Line in that file, the heading being 1.
        column: Heading of its column.
        series: Name that the series has here.
        period: The month; empty for a value that holds for a day or up to one.
        agency: As in the observations.
        criminality: As in the observations.
        detail: As in the observations.
        value: The value.
        edition: The workbook that the table names.
        day: The day of that workbook, as the table has it.
        complete: Whether the table calls the month complete; None when it does not say.
    """

    table: str
    line: int
    column: str
    series: str
    period: str
    agency: str
    criminality: str
    detail: str
    value: float
    edition: str
    day: date
    complete: bool | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What it measures, without the day; words in small letters, as labels vary."""
        return (
            self.series,
            self.period,
            self.agency,
            self.criminality,
            self.detail.casefold(),
        )


def second_opinion(folder: Path) -> list[Theirs]:
    """Every value of the tables that a workbook should hold too."""
    basic = [*_monthly(folder), *_snapshots(folder), *_removals(folder), *_alternatives(folder)]
    return [*basic, *_summary(folder, basic)]


def _rows(folder: Path, table: str) -> Iterator[tuple[int, Row]]:
    with (folder / table).open(encoding="utf-8", newline="") as lines:
        yield from enumerate(csv.DictReader(lines), start=2)


def _monthly(folder: Path) -> Iterator[Theirs]:
    averages = {"adp": "average-daily-population", "alos": "average-length-of-stay"}
    tables = (
        ("bookins_monthly_by_agency.csv", "count"),
        ("adp_monthly_by_agency_criminality.csv", "adp"),
        ("alos_monthly_by_agency_criminality.csv", "alos_days"),
        ("bookouts_monthly_by_reason_criminality.csv", "count"),
    )
    for table, column in tables:
        for line, row in _rows(folder, table):
            series = averages.get(table.split("_")[0], "initial-book-ins")
            detail = ""
            if "reason" in row:
                series, detail = _book_outs(row["month"]), reason(row["reason"])
            yield Theirs(
                table,
                line,
                column,
                series,
                row["month"],
                row.get("agency", "ALL").replace("TOTAL", "ALL"),
                CRIMINALITY[row.get("criminality", "Total")],
                detail,
                float(row[column]),
                row["source_file"],
                date.fromisoformat(row["as_of"]),
                row["complete"] == "true",
            )


def _book_outs(month: str) -> str:
    return "final-book-outs" if month >= FIRST_BOOK_OUTS else "final-releases"


def reason(label: str) -> str:
    """The reason in the words of the observations; labels changed in the course of the years."""
    word = label.casefold()
    return REASON[word if word == "total" else word.removesuffix(" total")]


def _snapshots(folder: Path) -> Iterator[Theirs]:
    table = "detained_snapshots_biweekly.csv"
    agencies = {"ice": "ICE", "cbp": "CBP", "total": "ALL"}
    words = {name.casefold().replace(" ", "_"): word for name, word in CRIMINALITY.items()}
    for line, row in _rows(folder, table):
        for column, value in row.items():
            agency, _, criminality = column.partition("_")
            if agency not in agencies or not value:
                continue
            kind = ("detained", "", agencies[agency], words[criminality], "")
            day = date.fromisoformat(row["as_of"])
            yield Theirs(table, line, column, *kind, float(value), row["source_file"], day)


def _removals(folder: Path) -> Iterator[Theirs]:
    table, column = "removals_fytd_and_deltas.csv", "removals_fytd"
    for line, row in _rows(folder, table):
        kind = ("removals-to-date", "", "ALL", "all", "")
        day = date.fromisoformat(row["as_of"])
        yield Theirs(table, line, column, *kind, float(row[column]), row["file"], day)


def _alternatives(folder: Path) -> Iterator[Theirs]:
    table = "atd_by_technology.csv"
    columns = {
        "count": "atd-participants-by-technology",
        "daily_tech_cost_usd": "atd-daily-technology-cost",
    }
    for line, row in _rows(folder, table):
        for column, series in columns.items():
            if not row[column]:
                continue
            kind = (series, "", "ALL", "all", TECHNOLOGY[row["technology"]])
            day = date.fromisoformat(row["as_of"])
            yield Theirs(table, line, column, *kind, float(row[column]), row["file"], day)


def _summary(folder: Path, basic: list[Theirs]) -> Iterator[Theirs]:
    """The summary, each value with the edition of the row of a basic table that it was taken from.

    Where two rows say the same thing under two labels, the one with the same value is meant.
    """
    sources: dict[tuple[str, ...], list[Theirs]] = {}
    for one in basic:
        month = one.period or one.day.isoformat()[:7]
        sources.setdefault((one.series, month, *one.key[2:]), []).append(one)
    for line, row in _rows(folder, SUMMARY):
        for column, text in row.items():
            if not text or column in (*NOT_COMPARED, "month", "bookins_complete"):
                continue
            if column == "last_snapshot_date":
                continue
            key = _summary_key(column, row["month"])
            taken = sorted(sources.get(key, []), key=lambda one: one.day)
            same = [one for one in taken if one.value == float(text)] or taken
            if not same:
                raise ValueError(f"{SUMMARY} line {line}, {column}: no other table has it")
            source = same[-1]
            period = source.period and row["month"]
            whole = row["bookins_complete"] == "true" if column.startswith("bookins") else None
            yield Theirs(
                SUMMARY,
                line,
                column,
                key[0],
                period,
                *key[2:],
                float(text),
                source.edition,
                source.day,
                whole,
            )


def _summary_key(column: str, month: str) -> tuple[str, str, str, str, str]:
    """What a column of the summary measures."""
    if column.endswith("_last_snapshot"):
        if column.startswith("atd"):
            return ("atd-participants-by-technology", month, "ALL", "all", "")
        return ("detained", month, "ICE" if "_ice_" in column else "ALL", "all", "")
    kind, _, rest = column.partition("_")
    if kind == "bookouts":
        word = rest.replace("u_s__", "u.s. ").replace("_", " ")
        return (_book_outs(month), month, "ALL", "all", REASON[word].casefold())
    agency, _, criminality = rest.replace("TOTAL", "ALL").partition("_")
    series = {
        "bookins": "initial-book-ins",
        "adp": "average-daily-population",
        "alos": "average-length-of-stay",
    }[kind]
    return (series, month, agency, criminality or "all", "")

"""The page that reports the comparison with the second opinion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from statistics import quantiles

import polars as pl
from our_record import Reading, Record
from tables_comparison import (
    CUT,
    DATA,
    DEVICE,
    DIFFERS,
    EXCHANGED,
    LATER,
    LENGTH,
    NO_ROW,
    NOT_HELD,
    OLDER_LABEL,
    OTHER_SHEET,
    RELEASES,
    UNKNOWN,
    Compared,
    other_sheet,
    summary_rows,
)

MIDNIGHT = DATA / "ddp-facilities-daily-population.parquet"
STALE = 7
"""A footnote further than this many days from the averages was left over from an older edition."""

INTRODUCTION = """\
# Differences from a second opinion

Beside the workbooks stands a second opinion: eight tables that others derived from the same
publications. This page compares them with the shipped observations, value by value, and says of
every difference why it is there and who is right. It is written by
`python verification/tables_comparison.py --write`; a test keeps it up to date.

Monthly values are matched by series, month, agency, criminality and reason. Values for a day, or
up to a day, are matched through the workbook that the table names, else by the day. Counts must
agree exactly; averages may differ by rounding (1e-4 of the value, or 1e-5). Every cell of ours
named below was also read without our reader and holds what we say. Of the summary,
`removals_interpolated`, the 287(g) columns and `usbp_encounters` are not compared: no workbook
holds them.
"""

CAUSES = {
    LATER: """\
The tables take October 2025 to January 2026 from `FY26_detentionStats04092026.xlsx`, with data
to April 2026. That edition is later than the cut of 31 January 2026 and is not among our files,
so it could not be opened. Both sides are right for their day: ours is what was known with the
edition of 2 February 2026, theirs what was known in April. Two further consequences: January 2026
is a month of 25 days with us and a whole month with them, and the reason 'Court Ordered' first
appears in their edition.""",
    OLDER_LABEL: """\
The publisher's labels vary: 'Relief Granted by IJ Total', 'Transfer to U.S. Marshals or other
agency Total' and 'Transferred Total' lost their last word after April 2024; 'Bonded out' and
'Order of supervision' stand so in the edition of 8 January 2026 alone ('Detention FY26', A39 and
A55), elsewhere with a capital. The table treats each label as a reason of its own, and so keeps a
superseded edition's values beside the current ones. The workbook that the table names has exactly
the table's value, and a newer edition of ours has another. Ours is right: it is the newer one, and
the reason appears once.""",
    EXCHANGED: """\
In the edition with data through 22 February 2025 (`FY25_detentionStats02272025.xlsx`, sheet
'Detention FY25', B20:D23) the columns ICE and CBP of the people detained are exchanged. The same
sheet's averages for February, and the editions before and after, show it. The tables keep the
columns as printed; ours puts them right and says so in the note. Ours is right. The table of
participants names a later posting with the same last day (`FY25_detentionStats03052025.xlsx`)
that is not among our files; it may have been the publisher's own correction.""",
    OTHER_SHEET: """\
From autumn 2023 to December 2024 the workbooks carry two or three sheets on Alternatives to
Detention: the running one and those of finished years. The table has one row per label and
workbook. Where a label stands only on the older sheet (from January 2024 'GPS', 12,576 people on
30 September 2023, against 'Ankle Monitor' on the running sheet; 'No Technology', 386, against 'No
Tech'), the old row is taken for a current one, so that GPS seems not to change for a year. And
from the edition of October 2023 the table takes the running sheet, of 7 October, for 30 September.
Ours is right: each sheet has its own day.""",
    LENGTH: """\
Until July 2022 the sheet has no table by technology. The column that the table read as the daily
cost of technology is the average length in the programme, in days, of the table by family status
(`FY19-detentionstats.xlsx`, 'ATD FY19', C11: 352.2 days, not dollars). Ours has the same numbers
as `atd-average-length-in-program-by-status`. Ours is right.""",
    NOT_HELD: """\
The tables also used postings that are not among our files, and no file of ours has data through
the same day, so they cannot be checked. The row 'GPS' of 3 November 2024 (two values) is by its
size, 12,576 people, the old row described above.""",
    NO_ROW: """\
Editions of ours for whose day the tables have no row. That of 7 October 2023 is there, dated
30 September (see above).""",
    DEVICE: """\
'VeriWatch' (wrist-worn, 2023) and 'Dual Technology' (autumn 2023) have no row in the table.""",
    RELEASES: """\
The editions up to January 2024 report final releases for October 2023 to January 2024 too. The
table has final book-outs for these months, and so have we; we keep both series.""",
    UNKNOWN: "No cause has been found.",
}


def page(compared: list[Compared], record: Record) -> str:
    """The whole page as Markdown."""
    parts = [INTRODUCTION, _summary(compared)]
    for cause, text in CAUSES.items():
        group = [one for one in compared if one.cause == cause]
        if group:
            title = f"{cause[0].upper()}{cause[1:]}: {len(group)} values"
            parts.append(f"## {title}\n\n{text}\n\n{_listing(group, cause, record)}")
    parts += [_completeness(compared), _days(compared, record), _participants(record)]
    return "\n".join(parts)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def _folded(title: str, text: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{text}\n</details>\n"


def number(value: float) -> str:
    """A value as briefly as it can be told apart."""
    return f"{value:.0f}" if value.is_integer() else f"{value:.6f}".rstrip("0")


def _summary(compared: list[Compared]) -> str:
    head = ("table", "compared", "equal", "differ", "only in table", "only in ours")
    rows = summary_rows(compared)
    totals = ["all", *(sum(column) for column in list(zip(*rows, strict=True))[1:])]
    outcome = Counter((one.outcome, one.cause) for one in compared if one.cause)
    causes = [(cause, which, count) for (which, cause), count in sorted(outcome.items())]
    text = f"## In short\n\n{table(head, [*rows, totals])}\n"
    return text + table(("cause", "outcome", "values"), causes)


def _listing(group: list[Compared], cause: str, record: Record) -> str:
    if group[0].outcome == DIFFERS:
        valued = [one for one in group if one.outcome == DIFFERS]
        rows = [_difference(one, cause, record) for one in valued]
        head = ("table, line", "what", "table", "ours", "our cell")
        listing = _folded(f"Every value ({len(rows)})", table(head, rows))
        rest = [one for one in group if one.outcome != DIFFERS]
        return listing if not rest else f"{listing}\n{_grouped(rest)}"
    return _grouped(group)


def _difference(one: Compared, cause: str, record: Record) -> tuple[str, ...]:
    assert one.theirs is not None
    assert one.ours is not None
    where = f"{one.ours.file} [{one.ours.sheet}!{one.ours.cell}]"
    if cause == OTHER_SHEET:
        other = other_sheet(one.theirs.value, one.ours, one.key, record)
        where += f"; theirs is {other.sheet}!{other.cell}, {other.period}" if other else ""
    what = " ".join(word for word in one.key if word not in ("", "ALL", "all"))
    source = f"{one.table.split('_')[0]}, {one.theirs.line}"
    return (source, what, number(one.theirs.value), number(one.ours.value), where)


def _grouped(group: list[Compared]) -> str:
    """Values of one side only, counted by table, and edition or day."""
    found: Counter[tuple[str, str, str]] = Counter()
    for one in group:
        if one.theirs is not None:
            found[one.table, one.theirs.day.isoformat(), one.theirs.edition] += 1
        elif one.ours is not None:
            found[one.table, one.key[1], one.ours.file] += 1
    rows = [(*key, count) for key, count in sorted(found.items())]
    head = ("table", "day or month", "edition", "values")
    return _folded(f"Where ({len(group)} values)", table(head, rows))


def _completeness(compared: list[Compared]) -> str:
    """Months that one side calls complete and the other does not."""
    found: Counter[tuple[str, str, str, str, str]] = Counter()
    for one in compared:
        if one.theirs is None or one.ours is None or one.theirs.complete is None:
            continue
        if one.theirs.complete != one.ours.complete:
            theirs = "complete" if one.theirs.complete else "partial"
            ours = "complete" if one.ours.complete else "partial"
            found[one.table, one.key[1], theirs, ours, one.theirs.edition] += 1
    head = ("table", "month", "table says", "ours says", "edition of the table", "values")
    rows = [(*key, count) for key, count in sorted(found.items())]
    return (
        "## Months called complete\n\n"
        "Each side marks a month complete when its edition covers the whole month, so the marks\n"
        "differ exactly where the editions do.\n\n"
        f"{table(head, rows)}"
    )


def _days(compared: list[Compared], record: Record) -> str:
    shifts: dict[str, Counter[int]] = {}
    for one in compared:
        if one.theirs and one.ours and not one.theirs.period and "summary" not in one.table:
            days = (one.theirs.day - one.ours.end).days
            shifts.setdefault(one.table, Counter())[days] += 1
    rows = [
        (name, ", ".join(f"{days:+d}: {count}" for days, count in sorted(found.items())))
        for name, found in shifts.items()
    ]
    editions = sorted(record.readings.items(), key=lambda pair: (pair[1].edition.through, pair[0]))
    listed = [(_edition_row(file, reading), _remark(reading)) for file, reading in editions]
    doubtful = [(*row, remark) for row, remark in listed if remark]
    head = (
        "file",
        "ours: through",
        "ours: snapshot",
        "detention",
        "book-ins",
        "removals",
        "docket",
    )
    return f"""\
## Which day a value has

The tables date everything in a workbook by one day: the day of the docket, or (FY2023 to April
2024) the last day of data. Ours dates the people detained by the footnote 'ICE National Docket
data are a snapshot as of', everything up to a day by the last day over which the month's averages
were taken, and the participants by the day that their own table states. Days by which the table's
date is later than ours:

{table(("table", "days later: values"), rows)}
{_midnight(record)}
### Editions whose footnotes and figures disagree

Days as the visible footnotes say them, beside ours. Of {len(listed)} files {len(doubtful)} need
a word.

{table((*head, "remark"), doubtful)}
{_folded(f"All {len(listed)} files", table(head, [row for row, _ in listed]))}"""


def _edition_row(file: str, reading: Reading) -> tuple[str, ...]:
    notes = reading.footnotes
    days = [notes.get(name) for name in ("detention", "book-ins", "removals", "docket")]
    edition = reading.edition
    return (
        file,
        edition.through.isoformat(),
        edition.snapshot.isoformat(),
        *(day.isoformat() if day else "" for day in days),
    )


def _remark(reading: Reading) -> str:
    edition, notes = reading.edition, reading.footnotes
    stated, docket = notes.get("detention"), notes.get("docket")
    if stated is None:
        return "no footnote on detention data"
    gap = (stated - edition.through).days
    if abs(gap) > STALE:
        return "footnotes left over from another edition; the averages are believed"
    if gap == -1:
        return "averages taken over one day more than the footnote says; true last day uncertain"
    if gap:
        return f"averages taken over {edition.through.day} days, footnote says {stated.day}"
    removals = notes.get("removals")
    if removals and removals != stated:
        return "footnote on removals left over from an older edition"
    if docket and docket < edition.through:
        return "docket older than the data"
    return ""


def _midnight(record: Record) -> str:
    """Which midnight the people detained were counted at, by an independent source."""
    daily = pl.read_parquet(MIDNIGHT, columns=["date", "n_detained_at_midnight"])
    totals = daily.group_by("date").agg(pl.col("n_detained_at_midnight").sum())
    held: dict[date, int] = dict(totals.iter_rows())
    counted = {
        one.end: one.value for key, one in record.newest.items() if _is_national_snapshot(key)
    }
    before = {
        day: held[day - timedelta(days=1)] - value
        for day, value in counted.items()
        if day - timedelta(days=1) in held and day <= CUT
    }
    same = {day: held[day] - counted[day] for day in before}
    rows = [("the end of the day before", *_spread(before)), ("the end of the day", *_spread(same))]
    year_end = date(2023, 9, 30)
    footnote_day = date(2023, 10, 3)
    gap = held[footnote_day - timedelta(days=1)] - counted[year_end]
    return f"""\
### At which midnight the people detained were counted

The Deportation Data Project counts the people held at each midnight. Against these, over
{len(before)} snapshots since October 2022 (people at midnight less the workbook's count):

{table(("midnight at", "lower quartile", "median", "upper quartile"), rows)}
A snapshot 'as of' a day thus counts the people at its start, that is at the end of the day before.
One snapshot does not fit: 36,845 people in `FY23_detentionStats.xlsx` ('Detention FY23', F20;
Footnotes B72 says 30 September 2023, 'EID as of 10/03/2023'). Against the midnight
before 30 September the gap is {before[year_end]:.0f}, against that before 3 October {gap:.0f}: the
count is likely of 3 October 2023. Both sides follow the footnote.

The footnotes of `FY26_detentionStats01082026.xlsx` say 7 January 2026 for everything. For the
snapshot this fits (gap {before[date(2026, 1, 7)]:.0f}). The averages of January are over three days
('Detention FY26', E92:E103 are thirds), and the 2,366 book-ins of January (M20) are what three
days bring, not seven: for months and totals to date ours, 3 January, is right, and the 7 January
of the tables is not. The 25,983 removals before it took 21 days, 1,237 a day (the table: 1,039),
and the 26,214 after it 22 days, 1,192 a day (the table: 1,456).
"""


def _is_national_snapshot(key: tuple[str, ...]) -> bool:
    return key[0] == "detained" and key[2:4] == ("ALL", "all")


def _spread(gaps: dict[date, float]) -> tuple[str, ...]:
    return tuple(f"{cut:.0f}" for cut in quantiles(gaps.values(), n=4))


def _participants(record: Record) -> str:
    """Sheets whose table by area is dated otherwise than their table by family status."""
    rows = []
    for file, reading in sorted(record.readings.items()):
        by_status = {
            row.sheet: row
            for row in reading.rows
            if row.series == "atd-participants-by-status" and not row.detail
        }
        for row in reading.rows:
            other = by_status.get(row.sheet)
            if row.series != "atd-participants" or row.detail or other is None:
                continue
            if row.start != other.start:
                where = f"{file} [{row.sheet}!{row.cell}]"
                cell = f"{other.start} ({other.cell}: {number(other.value)})"
                rows.append((where, number(row.value), row.start, cell, row.published))
    text = """\
## Doubts about our own reading: days of participants by area

On each sheet about Alternatives to Detention the table by area repeats the total of the table by
family status above it, and that table's source note gives the day of the report. In these
workbooks the title of the table by area has another day, left over or with a slip in the year, and
our reader follows the title. The note is right wherever the totals agree.

"""
    head = ("our cell", "people", "our day", "day of the table by status", "posted")
    return text + (table(head, rows) if rows else "None: every sheet is dated by its note.\n")

"""Wrong files, each with the words that its message must hold: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from openpyxl.workbook import Workbook

from tests.sources.synthetic import (
    ATD,
    BONDS,
    CUSTODY,
    DETENTION,
    FACILITIES,
    FOOTNOTES,
    MONTHS,
    NAME,
    POPULATION_ROW,
    STAY_ROW,
)
from tests.sources.wrong_files.makers import (
    a_folder,
    bytes_of,
    cells,
    claims_to_unpack_to,
    compound_file,
    cut,
    edited,
    facility_days,
    large,
    no_file,
    other_workbook,
    parquet,
    parts,
    raw,
    scrambled_properties,
    without_sheet,
)
from tests.sources.wrong_files.wrong_file import WrongFile

AGAIN = "download it again"
WHOLE = "download the file again"
COMPARE = "compare with the file"
ENCOUNTERS = "month,usbp_encounters\n2025-01,29101\n2025-02,8346\n"
FIGURES = "series,date,value,unit,source_url,confidence,note\n"
ARRESTS = (
    "month,arrests_ddp_aug2026_release,arrests_ddp_joined_jul2026_release,"
    "detained_within_window,convicted,pending,other\n"
)


def _drop(first: str, rows: int, sheet: str = DETENTION) -> Callable[[Workbook], None]:
    """Blank a number of rows from the row of an address on."""

    def change(book: Workbook) -> None:
        start = book[sheet][first].row
        for row in book[sheet].iter_rows(min_row=start, max_row=start + rows - 1):
            for cell in row:
                cell.value = None

    return change


def _no_numbers(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    cell.value = None


def _zero_population(book: Workbook) -> None:
    for row in book[DETENTION].iter_rows(min_row=POPULATION_ROW + 2, max_row=POPULATION_ROW + 13):
        for cell in row[1:]:
            cell.value = 0


def _garbled_headings(book: Workbook) -> None:
    for column in range(2, 15):
        book[DETENTION].cell(POPULATION_ROW + 1, column, "#REF!")


def _no_fiscal_year(book: Workbook) -> None:
    for sheet in list(book):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = cell.value.replace("FY2026", "").replace("FY26", "")
        sheet.title = sheet.title.replace(" FY26", "")


def _exchange(book: Workbook) -> None:
    sheet = book[DETENTION]
    for row in range(20, 24):
        sheet[f"B{row}"].value, sheet[f"D{row}"].value = (
            sheet[f"D{row}"].value,
            sheet[f"B{row}"].value,
        )


def _no_programme_dates(book: Workbook) -> None:
    book[ATD]["A27"] = "Active ATD Participants and Average Length in Program, FY26"
    for address in ("A12", "A22"):
        book[ATD][address] = "Data from BI Inc. Participants Report"


def _headings_only(name: str = DETENTION) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[name].delete_rows(POPULATION_ROW + 1, 100)

    return change


REFUSED: tuple[WrongFile, ...] = (
    WrongFile("missing file", no_file("gone.xlsx"), ("gone.xlsx", "does not exist", "the name")),
    WrongFile("folder", a_folder("files"), ("files", "is a folder", "name the files in it")),
    WrongFile("empty file", raw(NAME, b""), (NAME, "is empty", AGAIN)),
    WrongFile("four bytes", raw(NAME, b"PK\x03\x04"), (NAME, "cut short", AGAIN)),
    WrongFile("cut after a tenth", cut(0.1), (NAME, "cut short", AGAIN)),
    WrongFile("cut in the middle", cut(0.5), (NAME, "cut short", AGAIN)),
    WrongFile("cut near its end", cut(0.99), (NAME, "cut short", AGAIN)),
    WrongFile(
        "properties that do not unpack",
        bytes_of(scrambled_properties),
        (NAME, "damaged", AGAIN),
    ),
    WrongFile(
        "error page of a web server",
        raw(NAME, b"\n<!DOCTYPE html><html><title>404 Not Found</title></html>"),
        (NAME, "not an Excel workbook", "a web page", "give the .xlsx file that ICE published"),
    ),
    WrongFile("PDF", raw(NAME, b"%PDF-1.7\n1 0 obj"), (NAME, "not an Excel workbook", "a PDF")),
    WrongFile(
        "CSV with the ending of a workbook",
        raw(NAME, ENCOUNTERS.encode()),
        (NAME, "not an Excel workbook", "a CSV or text file", "give the .xlsx"),
    ),
    WrongFile(
        "random bytes", raw(NAME, bytes(range(256)) * 9), (NAME, "something else", "give the .xlsx")
    ),
    WrongFile(
        "zip that is no workbook",
        parts({"xl/workbook.xml": lambda _: None}),
        (NAME, "is a zip file, but not an Excel workbook", "unpack it"),
    ),
    WrongFile(
        "workbook without its sheets' parts",
        parts({f"xl/worksheets/sheet{n}.xml": lambda _: None for n in range(1, 8)}),
        (NAME, "damaged workbook", AGAIN),
    ),
    WrongFile(
        "sheet cut in its XML",
        parts({"xl/worksheets/sheet3.xml": lambda xml: xml[: len(xml) // 2]}),
        (NAME, "damaged workbook", AGAIN),
    ),
    WrongFile(
        "list of sheets that is no XML",
        parts({"xl/workbook.xml": lambda _: b"<<<"}),
        (NAME, "damaged workbook", AGAIN),
    ),
    WrongFile(
        "old binary workbook",
        raw("FY19.xls", compound_file(["Workbook"])),
        ("FY19.xls", "old binary Excel file", "save it as .xlsx"),
    ),
    WrongFile(
        "workbook protected by a password",
        raw(NAME, compound_file(["EncryptionInfo", "EncryptedPackage"])),
        (NAME, "protected by a password", "save it without one"),
    ),
    WrongFile("oversized file", large(NAME, 50_000_001), (NAME, "larger than 50 MB", "check")),
    WrongFile(
        "zip that would fill the memory",
        bytes_of(claims_to_unpack_to(500_000_000)),
        (NAME, "absurd size", "not read"),
    ),
    WrongFile(
        "workbook of another publisher",
        other_workbook([["Region", "Sold"], ["North", 3]]),
        (NAME, "is not an ICE 'Detention Statistics' workbook", "'Sales'", WHOLE),
    ),
    WrongFile("workbook with an empty sheet", other_workbook([]), (NAME, "is not an ICE", WHOLE)),
    WrongFile(
        "no detention sheet",
        without_sheet("Detention"),
        (NAME, "no sheet with the tables of: Detention", "sheets found", "'Facilities FY26'"),
    ),
    WrongFile("no ATD sheet", without_sheet("ATD"), (NAME, "the tables of: ATD", "sheets found")),
    WrongFile(
        "no facilities sheet",
        without_sheet("Facilities"),
        (NAME, "no sheet with the tables of: Facilities", WHOLE),
    ),
    WrongFile(
        "no table of average daily population",
        edited(_drop(f"A{POPULATION_ROW}", 15)),
        (NAME, "average daily population table", WHOLE),
    ),
    WrongFile(
        "table cut off below its title",
        edited(_headings_only()),
        (NAME, f"[{DETENTION}!A{POPULATION_ROW}]", "has no headings below its title", AGAIN),
    ),
    WrongFile(
        "no numbers at all", edited(_no_numbers), (NAME, DETENTION, "no daily population at all")
    ),
    WrongFile(
        "population of zero all year",
        edited(_zero_population),
        (NAME, f"[{DETENTION}]", "no daily population at all", "is this the whole workbook?"),
    ),
    WrongFile(
        "headings that cannot be read",
        edited(_garbled_headings),
        (NAME, f"[{DETENTION}]", "no daily population at all"),
    ),
    WrongFile(
        "no fiscal year anywhere",
        edited(_no_fiscal_year),
        (NAME, "does not say which fiscal year it covers", "Detention Statistics"),
    ),
    WrongFile(
        "CSV without a column",
        raw(
            "arrests.csv",
            b"month,arrests_ddp_aug2026_release,detained_within_window,convicted,"
            b"pending,other\n2025-01,1,1,1,0,0\n",
        ),
        ("arrests.csv [row 1]", "lacks the columns arrests_ddp_joined_jul2026_release", AGAIN),
    ),
    WrongFile(
        "CSV of an unknown table",
        raw("mine.csv", b"name,score\nx,1\n"),
        ("mine.csv [row 1]", "is not a table that Evenhand knows", "border encounters by month"),
    ),
    WrongFile(
        "CSV with a column twice",
        raw("b.csv", b"month,usbp_encounters,usbp_encounters\n2025-01,1,2\n"),
        ("b.csv [C1]", "'usbp_encounters' is there twice", "keep the right one"),
    ),
    WrongFile(
        "CSV with a month that is none",
        raw("b.csv", (ENCOUNTERS + "2025-13,4\n").encode()),
        ("b.csv [A4]", "'2025-13' is not a month", "write it as YYYY-MM"),
    ),
    WrongFile(
        "CSV with words for a number",
        raw("b.csv", (ENCOUNTERS + "2025-03,many\n").encode()),
        ("b.csv [B4]", "'many' is not a number", "compare with the source"),
    ),
    WrongFile(
        "CSV with a negative count",
        raw("b.csv", (ENCOUNTERS + "2025-03,-4\n").encode()),
        ("b.csv [B4]", "-4 cannot be a count", "compare with the source"),
    ),
    WrongFile(
        "CSV with NaN",
        raw("b.csv", (ENCOUNTERS + "2025-03,nan\n").encode()),
        ("b.csv [B4]", "nan cannot be a count"),
    ),
    WrongFile(
        "CSV with an infinite count",
        raw("b.csv", (ENCOUNTERS + "2025-03,1e999\n").encode()),
        ("b.csv [B4]", "1e999 cannot be a count"),
    ),
    WrongFile(
        "CSV cut in a row",
        raw("b.csv", (ENCOUNTERS + "2025-0").encode()),
        ("b.csv [row 4]", "has 1 cells, the headings are 2", AGAIN),
    ),
    WrongFile(
        "CSV cut inside quotes",
        raw("b.csv", (ENCOUNTERS + '2025-03,"12').encode()),
        ("b.csv", "is damaged CSV"),
    ),
    WrongFile(
        "CSV without rows", raw("b.csv", b"month,usbp_encounters\n"), ("b.csv", "holds no value")
    ),
    WrongFile(
        "CSV that is not UTF-8",
        raw("b.csv", "month,usbp_encounters\n2025-01,1\u00e9".encode("latin-1")),
        ("b.csv", "neither a workbook nor text", "save it as CSV in UTF-8"),
    ),
    WrongFile(
        "figure without a unit",
        raw("f.csv", (FIGURES + "ice-removals,FY2024,1,,https://x,B,\n").encode()),
        ("f.csv [D2]", "the figure has no unit"),
    ),
    WrongFile(
        "figure without a source",
        raw("f.csv", (FIGURES + "ice-removals,FY2024,1,people,,B,\n").encode()),
        ("f.csv [E2]", "the figure has no source_url"),
    ),
    WrongFile(
        "figure of a period that ends before it starts",
        raw("f.csv", (FIGURES + "x,2025-08/2024-07,1,people,https://x,B,\n").encode()),
        ("f.csv [B2]", "is not a period", "earlier day first"),
    ),
    WrongFile(
        "damaged Parquet file",
        parquet(facility_days(), share=0.6),
        ("facilities.parquet", "damaged Parquet file", AGAIN),
    ),
    WrongFile(
        "Parquet file of unknown columns",
        parquet(pl.DataFrame({"a": [1]})),
        ("facilities.parquet [row 1]", "is not a table that Evenhand knows", "facility and day"),
    ),
    WrongFile(
        "Parquet file without a column",
        parquet(facility_days().drop("n_detained")),
        ("facilities.parquet [row 1]", "lacks the columns n_detained of the table", AGAIN),
    ),
    WrongFile(
        "Parquet file with days as text",
        parquet(facility_days(date=pl.lit("2025-01-01"))),
        ("facilities.parquet [column date]", "holds other than days"),
    ),
    WrongFile(
        "Parquet file without some days",
        parquet(facility_days(date=pl.lit(None, pl.Date))),
        ("facilities.parquet [column date]", "holds other than days"),
    ),
    WrongFile(
        "Parquet file with numbers for codes",
        parquet(facility_days(detention_facility_code=pl.lit(5))),
        ("facilities.parquet [column detention_facility_code]", "other than text"),
    ),
    WrongFile(
        "Parquet file with a negative count",
        parquet(facility_days(n_detained=pl.lit(-5))),
        ("facilities.parquet [column n_detained]", "other than counts", "compare"),
    ),
    WrongFile(
        "Parquet file with NaN",
        parquet(facility_days(n_detained=pl.lit(float("nan")))),
        ("facilities.parquet [column n_detained]", "other than counts"),
    ),
    WrongFile(
        "Parquet file with words for counts",
        parquet(facility_days(n_detained=pl.lit("many"))),
        ("facilities.parquet [column n_detained]", "other than counts"),
    ),
    WrongFile(
        "Parquet file without rows",
        parquet(facility_days().clear()),
        ("facilities.parquet", "holds no value"),
    ),
)
"""Files of which nothing may be read."""

P = POPULATION_ROW
WARNED: tuple[WrongFile, ...] = (
    WrongFile(
        "unknown agency",
        cells(DETENTION, {"I21": "DEA"}),
        (f"{NAME} [{DETENTION}!I21]", "unknown agency 'DEA'; its row is left out", "CBP"),
        (("initial-book-ins", "CBP", "all"),),
    ),
    WrongFile(
        "unknown criminality",
        cells(DETENTION, {"A22": "Pending Criminal Chargez"}),
        (
            f"{NAME} [{DETENTION}!A22]",
            "unknown criminality 'Pending Criminal Chargez'; its row is left out",
            "did you mean 'Pending Criminal Charge",
        ),
        (("detained", "ICE", "pending"), ("detained", "CBP", "pending")),
    ),
    WrongFile(
        "unknown area under known ones",
        cells(ATD, {"A33": "Bostom"}),
        (f"{NAME} [{ATD}!A33]", "unknown technology 'Bostom'"),
    ),
    WrongFile(
        "unknown area of a facility",
        cells(FACILITIES, {"D11": "XYZ"}),
        (f"{NAME} [{FACILITIES}!D11]", "unknown place 'XYZ'; its row is left out", "ATL"),
        (("facility-average-length-of-stay", "ALL", "all", "NORTH HOUSE"),),
    ),
    WrongFile(
        "unknown release reason",
        cells(DETENTION, {"A47": "Paroled by Committee"}),
        (
            f"{NAME} [{DETENTION}!A47]",
            "unknown reason 'Paroled by Committee'; kept under that name",
        ),
    ),
    WrongFile(
        "unknown technology",
        cells(ATD, {"A10": "Anklet Monitor"}),
        (f"{NAME} [{ATD}!A10]", "unknown technology", "did you mean 'Ankle Monitor'?"),
    ),
    WrongFile(
        "unknown disposition",
        cells(DETENTION, {"A13": "Administrative Removal"}),
        (f"{NAME} [{DETENTION}!A13]", "unknown disposition 'Administrative Removal'; kept"),
    ),
    WrongFile(
        "misspelt heading",
        cells(DETENTION, {"B28": "Convicted Criminla"}),
        (
            f"{NAME} [{DETENTION}!B28]",
            "unknown heading 'Convicted Criminla'",
            "its column is left out",
            "did you mean 'Convicted Criminal'?",
        ),
        (("initial-book-ins-to-date", "ALL", "convicted"),),
    ),
    WrongFile(
        "misspelt month",
        cells(DETENTION, {f"B{STAY_ROW + 1}": "Otc"}),
        (f"{NAME} [{DETENTION}!B{STAY_ROW + 1}]", "'Otc' is not a month", COMPARE),
    ),
    WrongFile(
        "month there twice",
        cells(DETENTION, {f"C{STAY_ROW + 1}": "Oct"}),
        (
            f"{NAME} [{DETENTION}!C{STAY_ROW + 2}]",
            "contradicts",
            f"B{STAY_ROW + 2}",
            "there twice?",
        ),
        (("average-length-of-stay", "CBP", "all", "", "2025-10"),),
    ),
    WrongFile(
        "label there twice",
        cells(DETENTION, {f"A{P + 4}": "Convicted Criminal"}),
        (f"{NAME} [{DETENTION}!B{P + 4}]", "contradicts", f"B{P + 3}", "both left out"),
        (("average-daily-population", "CBP", "convicted"),),
    ),
    WrongFile(
        "bond row that nobody knows",
        cells(BONDS, {"A7": "Median Bond Amount ($)"}),
        (
            f"{NAME} [{BONDS}!A7]",
            "unknown row 'Median Bond Amount ($)'; it is left out",
            "did you mean 'Average Bond Amount ($)'?",
        ),
        (("average-bond-amount", "ALL", "all"),),
    ),
    WrongFile(
        "text in a number cell",
        cells(DETENTION, {"J21": "see note 4"}),
        (f"{NAME} [{DETENTION}!J21]", "'see note 4' is not a number; left out", COMPARE),
        (("initial-book-ins", "CBP", "all", "", "2025-10"),),
    ),
    WrongFile(
        "error value in a number cell",
        cells(DETENTION, {"J22": "#DIV/0!"}),
        (f"{NAME} [{DETENTION}!J20]", "total 1500 differs from its parts by 1200"),
        (("initial-book-ins", "ICE", "all", "", "2025-10"),),
    ),
    WrongFile(
        "negative number",
        cells(DETENTION, {"J21": -300}),
        (f"{NAME} [{DETENTION}!J21]", "negative value -300; left out", COMPARE),
        (("initial-book-ins", "CBP", "all", "", "2025-10"),),
    ),
    WrongFile(
        "infinite number",
        parts({"xl/worksheets/sheet3.xml": lambda xml: xml.replace(b"<v>301</v>", b"<v>inf</v>")}),
        (f"{NAME} [{DETENTION}!K21]", "no number, inf; left out", COMPARE),
        (("initial-book-ins", "CBP", "all", "", "2025-11"),),
    ),
    WrongFile(
        "total that differs from its parts",
        cells(DETENTION, {"J20": 1600}),
        (f"{NAME} [{DETENTION}!J20]", "total 1600 differs from its parts by 100", "both are kept"),
    ),
    WrongFile(
        "ICE and CBP under each other's heading",
        edited(_exchange),
        (f"{NAME} [{DETENTION}!", "the ICE and CBP columns", "look exchanged", "decide"),
    ),
    WrongFile(
        "a year above a month of another year",
        cells(CUSTODY, {"L4": 2027}),
        (
            f"{NAME} [{CUSTODY.strip()}!L4]",
            "the year '2027' stands where 2026 is expected; the columns from here on are left out",
            COMPARE,
        ),
        (("in-custody-length-of-stay", "ALL", "all", "", "2026-01-15"),),
    ),
    WrongFile(
        "all days in custody dated a year early",
        cells(CUSTODY, {"B15": 2024}),
        (
            f"{NAME} [{CUSTODY.strip()}]",
            "the last day of 'Detainees' is 2025-01-15, the edition's data end 2026-01-25",
            "the table is left out",
            "is a year wrong above its months?",
        ),
        (("detained-by-days-in-custody",),),
    ),
    WrongFile(
        "all days in custody dated a year late",
        cells(CUSTODY, {"B15": 2026}),
        ("the last day of 'Detainees' is 2027-01-15", "the table is left out"),
        (("detained-by-days-in-custody",),),
    ),
    WrongFile(
        "a year that is none above days in custody",
        cells(CUSTODY, {"B15": "last year"}),
        (f"{NAME} [{CUSTODY.strip()}!B15]", "the year 'last year' stands where one is expected"),
        (("detained-by-days-in-custody",),),
    ),
    WrongFile(
        "no year above days in custody",
        cells(CUSTODY, {"B15": None}),
        (NAME, "the table of detained-by-days-in-custody holds no number; it is left out"),
        (("detained-by-days-in-custody",),),
    ),
    WrongFile(
        "misspelt month above days in custody",
        cells(CUSTODY, {"J5": "Decembre"}),
        (f"{NAME} [{CUSTODY.strip()}!J5]", "'Decembre' is not a month; its columns are left out"),
        (
            ("in-custody-length-of-stay", "ALL", "all", "", "2025-12-15"),
            ("in-custody-length-of-stay", "ALL", "all", "", "2025-12-31"),
        ),
    ),
    WrongFile(
        "part of a month that is neither its middle nor its end",
        cells(CUSTODY, {"H17": "start"}),
        (
            f"{NAME} [{CUSTODY.strip()}!H17]",
            "'start' is neither mid nor end; its column is left out",
        ),
        (("detained-by-days-in-custody", "ALL", "all", "", "2025-11-15"),),
    ),
    WrongFile(
        "unknown population",
        cells(CUSTODY, {"A30": "Unaccompanied Adults"}),
        (
            f"{NAME} [{CUSTODY.strip()}!A30]",
            "unknown population 'Unaccompanied Adults'; kept under that name",
        ),
    ),
    WrongFile(
        "unknown days in custody",
        cells(CUSTODY, {"A20": "181-356 Days"}),
        (
            f"{NAME} [{CUSTODY.strip()}!A20]",
            "unknown days-in-custody '181-356 Days'; kept under that name",
            "did you mean '181-365 Days'?",
        ),
    ),
    WrongFile(
        "population without a name",
        cells(CUSTODY, {"A30": None}),
        (f"{NAME} [{CUSTODY.strip()}!H31]", "contradicts", "both left out"),
        (("detained-by-days-in-custody", "ALL", "all", "family", "2025-11-15"),),
    ),
    WrongFile(
        "days in custody that slipped by a row",
        cells(CUSTODY, {"H20": 2006, "H19": 206}),
        (f"{NAME} [{CUSTODY.strip()}!H37]", "total 2112 differs from its parts by 1800"),
    ),
    WrongFile(
        "stale footnotes",
        cells(
            FOOTNOTES,
            {"B5": "FY2025 YTD ICE Detention data are updated through 06/20/2025 (IIDS)."},
        ),
        (
            f"{NAME} [{DETENTION}]",
            "footnotes say data through 2025-06-20, the averages say 2026-01-25",
            "the averages are believed",
        ),
    ),
    WrongFile(
        "ATD tables without a date",
        edited(_no_programme_dates),
        (f"{NAME} [{ATD}]", "gives no date near 2026-01-25", "it is dated 2026-01-25"),
    ),
    WrongFile(
        "ATD title with a date other than its note",
        cells(
            ATD,
            {"A27": "Active ATD Participants and Average Length in Program, as of 01/11/2026"},
        ),
        (f"{NAME} [{ATD}]", "the title says 2026-01-11, the note by it 2026-01-25", "it is dated"),
    ),
    WrongFile(
        "facility table dated in another year",
        cells(FACILITIES, {"A5": "Data Source: Decision Support (IIDS), 01/22/2024"}),
        (f"{NAME} [{FACILITIES}]", "missing or outside FY2026", "it is dated 2026-01-25"),
    ),
    WrongFile(
        "CSV with an unknown column",
        raw("b.csv", b"month,usbp_encounters,usbp_encounter\n2025-01,29101,3\n"),
        ("b.csv [C1]", "unknown column 'usbp_encounter'", "did you mean 'usbp_encounters'?"),
    ),
)
"""Files that are read, but for what is wrong."""

assert len(MONTHS) == 12

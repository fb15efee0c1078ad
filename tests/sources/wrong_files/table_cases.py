"""Wrong tables that repeat the workbooks, in the form of the corpus."""

from __future__ import annotations

from tests.sources.wrong_files.makers import raw
from tests.sources.wrong_files.wrong_file import WrongFile

BOOK_INS = "agency,month,count,complete,as_of,source_file,copies_in\n"
POPULATION = "agency,criminality,month,adp,complete,as_of,source_file,copies_in\n"
BOOK_OUTS = "reason,criminality,month,count,complete,as_of,source_file,copies_in\n"
REMOVALS = "fy,as_of,label,file,removals_fytd,delta,delta_days,per_day\n"
LAST = ",2026-04-04,x.xlsx,y\n"


def _table(name: str, *says: str, content: str, left_out: tuple[str, ...] = ()) -> WrongFile:
    wanted = (left_out,) if left_out else ()
    return WrongFile(name, raw("t.csv", content.encode()), says, wanted)


REFUSED_TABLES: tuple[WrongFile, ...] = (
    _table(
        "table with a misspelt heading",
        "t.csv [C1]",
        "unknown column 'cuont'",
        "'book-ins by month and agency' has 'count'",
        "did you mean 'count'?",
        content=BOOK_INS.replace("count", "cuont") + f"CBP,2026-02,5,true{LAST}",
    ),
    _table(
        "small table with a misspelt heading",
        "t.csv [B1]",
        "unknown column 'usbp_encouters'",
        "did you mean 'usbp_encounters'?",
        content="month,usbp_encouters\n2026-02,5\n",
    ),
    _table(
        "table with the delimiter of another country",
        "t.csv [row 1]",
        "columns separated by semicolons, not by commas",
        "save it as CSV with commas",
        content=(BOOK_INS + f"CBP,2026-02,5,true{LAST}").replace(",", ";"),
    ),
    _table(
        "table of tabs",
        "t.csv [row 1]",
        "separated by tabs",
        content=(BOOK_INS + f"CBP,2026-02,5,true{LAST}").replace(",", "\t"),
    ),
    _table("table of blank lines", "t.csv", "has no rows", "download it again", content="\n \n"),
    _table(
        "table with a month that is none",
        "t.csv [B2]",
        "'2026-13' is not a month",
        "write it as YYYY-MM",
        content=BOOK_INS + f"CBP,2026-13,5,true{LAST}",
    ),
    _table(
        "table with a day for a month",
        "t.csv [B2]",
        "'2026-02-01' is not a month",
        "write it as YYYY-MM",
        content=BOOK_INS + f"CBP,2026-02-01,5,true{LAST}",
    ),
    _table(
        "table with a mistyped year",
        "t.csv [C3]",
        "2062-02 lies more than a year after the period before it",
        "is its year mistyped?",
        content=BOOK_INS + f"CBP,2026-01,5,true{LAST}" + "CBP,2062-02,5,true,2062-04-04,x.xlsx,y\n",
    ),
    _table(
        "table with a negative count",
        "t.csv [C2]",
        "-5 cannot be a count",
        "compare with the source",
        content=BOOK_INS + f"CBP,2026-02,-5,true{LAST}",
    ),
    _table(
        "table with words for a number",
        "t.csv [D2]",
        "'about 700' is not a number",
        "compare with the source",
        content=POPULATION + f"ICE,Total,2026-02,about 700,true{LAST}",
    ),
    _table(
        "table with a formula for a number",
        "t.csv [C2]",
        "'=C3+C4' is a formula, not its value",
        "save the table with values in place of formulas",
        content=BOOK_INS + f"TOTAL,2026-02,=C3+C4,true{LAST}",
    ),
    _table(
        "table with a formula for a month",
        "t.csv [B2]",
        "'=B1+31' is a formula, not its value",
        "write it as YYYY-MM",
        content=BOOK_INS + f"TOTAL,=B1+31,7,true{LAST}",
    ),
    _table(
        "table with a formula for an agency",
        "t.csv [A2]",
        "'=A9' is a formula, not its value",
        "save the table with values",
        content=BOOK_INS + f"=A9,2026-02,7,true{LAST}CBP,2026-02,7,true{LAST}",
    ),
    _table(
        "table with a row twice",
        "t.csv [B4]",
        "the row of 2026-02, CBP is there twice, first in row 2",
        "keep the right one",
        content=BOOK_INS
        + f"CBP,2026-02,5,true{LAST}ICE,2026-02,9,true{LAST}CBP,2026-02,6,true{LAST}",
    ),
    _table(
        "table with a month twice",
        "t.csv [A3]",
        "the row of 2026-02 is there twice, first in row 2",
        content="month,usbp_encounters\n2026-02,5\n2026-02,5\n",
    ),
    _table(
        "month called complete that is not",
        "t.csv [D2]",
        "2026-04 is called complete, but its data end on 2026-04-04",
        "write false",
        content=BOOK_INS + f"CBP,2026-04,5,true{LAST}",
    ),
    _table(
        "month that begins after its data end",
        "t.csv [E2]",
        "the data end on 2026-04-04, before 2026-05 begins",
        content=BOOK_INS + f"CBP,2026-05,5,false{LAST}",
    ),
    _table(
        "completeness that is neither true nor false",
        "t.csv [D2]",
        "'maybe' is neither true nor false",
        content=BOOK_INS + f"CBP,2026-02,5,maybe{LAST}",
    ),
    _table(
        "removals under the wrong fiscal year",
        "t.csv [B2]",
        "2026-02-08 does not lie in fiscal year 2025",
        "it runs from 2024-10-01 to 2025-09-30",
        content=REMOVALS + "2025,2026-02-08,Total,x.xlsx,9,,,\n",
    ),
    _table(
        "table that no name dates",
        "t.csv",
        "does not say which months it is about",
        "name the file with them",
        content="method_bucket,apprehension_criminality,count\nx,1 Convicted Criminal,4\n",
    ),
    _table(
        "JSON",
        "t.csv",
        "is JSON, not a table",
        "CSV tables",
        content='{"headline": {"total_arrests": 705286}}',
    ),
)

WARNED_TABLES: tuple[WrongFile, ...] = (
    _table(
        "table with an unknown agency",
        "t.csv [A2]",
        "unknown agency 'DEA'; its row is left out",
        "CBP",
        content=BOOK_INS + f"DEA,2026-02,5,true{LAST}CBP,2026-02,5,true{LAST}",
    ),
    _table(
        "table with an unknown criminality",
        "t.csv [B2]",
        "unknown criminality 'Convicted Criminla'; its row is left out",
        "did you mean 'Convicted Criminal'?",
        content=POPULATION
        + f"ICE,Convicted Criminla,2026-02,5,true{LAST}ICE,Total,2026-02,5,true{LAST}",
    ),
    _table(
        "table with an unknown release reason",
        "t.csv [A2]",
        "unknown reason 'Paroled by Committee'; kept under that name",
        content=BOOK_OUTS + f"Paroled by Committee,Total,2026-02,5,true{LAST}",
    ),
    _table(
        "removals that are not the total",
        "t.csv [C2]",
        "unknown label 'Families'; its row is left out",
        "known: Total",
        content=REMOVALS
        + "2026,2026-02-08,Families,x.xlsx,9,,,\n2026,2026-02-08,Total,x.xlsx,99,,,\n",
    ),
    _table(
        "table with two values of one day",
        "t.csv [D3]",
        "initial-book-ins of 2026-02 differs from a value further up",
        "of each the first is kept",
        content="agency,month,source_file,count,complete,as_of\n"
        "CBP,2026-02,x.xlsx,5,true,2026-04-04\nCBP,2026-02,y.xlsx,6,true,2026-04-04\n",
    ),
)

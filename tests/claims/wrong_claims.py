"""Claims files that are wrong, and what must be said about each."""

from __future__ import annotations

from tests.scenarios.wrong_scenarios import Wrong

GOOD = """\
title: A statement for tests
author: Somebody
claims:
  T01:
    statement: ICE arrested 956 people in a single day.
    said-by: An office
    said-on: 2025-01-27
    source: A test of this package
    number: 956
    unit: people
    definitions:
      - name: Daily post
        what: Arrests in ICE's post of that day.
        wording: stated
        compute: {series: ice-daily-post-arrests, take: value, at: 2025-01-26}
    would-change: Another count of that day.
"""


def edited(old: str, new: str) -> str:
    """The good file with one place changed."""
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def _wrong(name: str, old: str, new: str, *said: str) -> Wrong:
    return Wrong(name, edited(old, new), said)


COMPUTE = "{series: ice-daily-post-arrests, take: value, at: 2025-01-26}"


def _compute(name: str, new: str, *said: str) -> Wrong:
    return _wrong(name, COMPUTE, new, *said)


def _nested(depth: int) -> str:
    return "{not: [" * depth + "{said: x}" + "]}" * depth


WRONG = (
    _wrong("misspelt key", "said-by:", "sayd-by:",
           "c.yaml:6:5 in claims › T01 › sayd-by", "unknown key 'sayd-by'",
           "did you mean 'said-by'?"),
    _wrong("no statement", "    statement: ICE arrested 956 people in a single day.\n", "",
           "c.yaml:4:3", "lacks 'statement'", "The statement in the checker's own words."),
    _wrong("no source", "    source: A test of this package\n", "", "lacks 'sources'",
           "a plain text will do for one"),
    _wrong("a source without a title", "source: A test of this package",
           "sources: [{address: there}]", "c.yaml:8:15 in claims › T01 › sources › 0",
           "lacks 'title'"),
    _wrong("a computed number and none stated", "    number: 956\n    unit: people\n", "",
           "gives a number, and the statement has none", "add the number and its unit"),
    _wrong("a number in words", "number: 956", "number: many",
           "c.yaml:9:5 in claims › T01 › number", "'many' is not a number"),
    _wrong("a number in quotes", "number: 956", "number: '956'", "'956' is not a number"),
    _wrong("a negative number", "number: 956", "number: -5", "c.yaml:9:5", "-5 is out of range"),
    _wrong("infinity", "number: 956", "number: .inf", "c.yaml:9:5", "inf is out of range"),
    _wrong("a number beyond everything", "number: 956", "number: 1e300", "c.yaml:9:5",
           "is out of range"),
    _wrong("no unit", "    unit: people\n", "", "lacks its unit", "add unit: people"),
    _wrong("a day in words", "2025-01-27", "last week", "c.yaml:7:5", "'last week' is not a day"),
    _wrong("no such day", "2025-01-27", "2025-02-29", "c.yaml:7:14", "'2025-02-29' is not a day"),
    _wrong("said last before it was said first", "said-on: 2025-01-27",
           "said-on: 2025-01-27\n    said-until: 2025-01-01", "c.yaml:8:5", "lies before said-on"),
    _wrong("unknown wording", "wording: stated", "wording: exact",
           "c.yaml:14:9", "unknown wording 'exact'", "near, other, stated"),
    _wrong("unknown way to say a number", "unit: people", "unit: people\n    says: exactish",
           "c.yaml:11:5 in claims › T01 › says", "unknown says 'exactish'"),
    _wrong("between one number", "unit: people", "unit: people\n    says: between",
           "'between' needs two numbers", "add to: the upper one"),
    _wrong("between upside down", "unit: people", "unit: people\n    says: between\n    to: 5",
           "c.yaml:12:5", "is below the number"),
    _wrong("an upper number for nothing", "unit: people", "unit: people\n    to: 1000",
           "means nothing for 'about'", "write says: between"),
    _wrong("that a number holds", "unit: people", "unit: people\n    says: holds",
           "'holds' is for statements without a number"),
    _wrong("an attribution without a statement", "unit: people",
           "unit: people\n    kind: stated", "names no published statement", "compute {said:"),
    _wrong("the model asked for nothing", "unit: people", "unit: people\n    kind: model",
           "asks the model for nothing", "compute {model: …}"),
    _compute("the model asked in passing", "{model: arrests, statistic: mean}",
             "asks the model, and is not of kind model", "write kind: model"),
    _wrong("a definition of nothing", f"        compute: {COMPUTE}\n", "",
           "says neither how it is computed nor which record is missing", "add compute:"),
    _wrong("missing without what would settle it", f"        compute: {COMPUTE}\n",
           "        missing: {record: A count of these}\n", "lacks 'settled-by'",
           "What would settle it"),
    _compute("a series that is not published, and no word of it",
             "{series: x, take: value, at: 2025-01, not-published: true}",
             "counts a series that is not published, and does not say so", "add missing:"),
    _wrong("two definitions of one name", "    would-change:",
           "      - {name: Daily post, what: The same again here, missing: "
           "{record: A record of it, settled-by: Somebody somewhere}}\n    would-change:",
           "'Daily post' is there twice", "tell them apart"),
    _wrong("misspelt way to take", "take: value", "take: summ",
           "c.yaml:15:51", "unknown take 'summ'", "did you mean 'sum'?"),
    _wrong("unknown key of a computation", "take: value", "run: rm, take: value",
           "c.yaml:15:51 in claims › T01 › definitions › 0 › compute › run", "unknown key 'run'"),
    _wrong("no definition", GOOD[GOOD.index("    definitions:"):GOOD.index("    would")],
           "    definitions: []\n", "c.yaml:11:5", "at least 1 item"),
    _wrong("a definition that is no list", "      - name: Daily post\n        what",
           "        name: Daily post\n        what", "c.yaml:11:5", "should be a list"),
    _wrong("only other counts", "wording: stated", "wording: other",
           "c.yaml:11:5 in claims › T01 › definitions",
           "has no definition of what the sentence itself says", "mark one as 'stated' or 'near'"),
    _wrong("a value without a period", ", at: 2025-01-26", "",
           "c.yaml:15:9", "lacks 'at', the period of the value", "such as at: 2025-01-26"),
    _wrong("a period that is none", "at: 2025-01-26", "at: recently",
           "c.yaml:15:64", "'recently' is not a period", "write a day (2025-01-26), a month"),
    _wrong("a value with days", "take: value", "take: value, from: 2025-01-01",
           "'value' takes one period", "use 'at' alone"),
    _wrong("a sum with a period", "take: value", "take: sum",
           "'sum' takes days, not one period", "use during: 2025-01-26, or from and until"),
    _wrong("a sum without days", "take: value, at: 2025-01-26", "take: sum",
           "'sum' lacks its days", "add during: 2025-02, or from and until"),
    _wrong("days that end before they begin", "take: value, at: 2025-01-26",
           "take: sum, from: 2025-01-28, until: 2025-01-23",
           "c.yaml:15:80", "ends before it begins", "exchange from and until"),
    _wrong("days twice", "take: value, at: 2025-01-26",
           "take: sum, during: 2025-01, from: 2025-01-28, until: 2025-01-29",
           "says the days twice", "drop from and until"),
    _wrong("a thousand years", "take: value, at: 2025-01-26",
           "take: sum, from: 1025-01-01, until: 2025-01-01", "counts more than a century"),
    _wrong("a window of nothing", "at: 2025-01-26", "at: 2025-01-26, windows-of: 7",
           "means nothing for 'value'", "take: largest"),
    _wrong("places twice", "at: 2025-01-26", "at: 2025-01-26, place: US, on-list: x",
           "says the places twice", "drop one of them"),
    _compute("no computation at all", "many", "'many' is not a computation", "such as {series:"),
    _compute("a list for a computation", "[1, 2]", "'[1, 2]' is not a computation"),
    _compute("code for a computation", "\"__import__('os').system('true')\"",
             "is not a computation", "write what to compute"),
    _compute("an unknown form", "{exec: ls}", "c.yaml:15:19", "'exec' is not something to compute",
             "forms: add,"),
    _compute("a misspelt form", "{divyde: [1, 2]}", "did you mean 'divide'?"),
    _compute("an empty form", "{}", "is an empty computation"),
    _compute("two forms at once", "{add: [1, 2], divide: [1, 2]}",
             "asks for 'add' and 'divide' at once", "put one inside the other"),
    _compute("a division of three", "{divide: [1, 2, 3]}", "'divide' takes 2 parts, not 3",
             "such as {divide:"),
    _compute("a sum of one", "{add: [1]}", "'add' takes 2 or more parts, not 1"),
    _compute("a sum that is no list", "{add: 5}", "'add' takes a list"),
    _compute("growth from nowhere", "{change: {to: 5}}", "'change' lacks 'from'"),
    _compute("growth in a list", "{change: [1, 2]}", "'change' takes from and to"),
    _compute("growth with a misspelt key", "{change: {form: 1, to: 5}}", "unknown key 'form'",
             "did you mean 'from'?"),
    _compute("a yes in a sum", "{add: [{said: x}, 5]}", "is a yes or no where a number is needed",
             "use how-many"),
    _compute("a number among truths", "{how-many: [5]}", "is a number where a yes or no is needed",
             "compare the number"),
    _compute("a yes for a number", "{at-least: [1, 2]}",
             "gives a yes or no, and the statement has a number"),
    _compute("a tolerance of a hundred", "{how-many: [{within: [1, 2], tolerance: 100}]}",
             "100 is no share from 0 to 1", "write 0.05 for 5 percent"),
    _compute("a path for a scenario", "{model: arrests, scenario: ../../etc/passwd}",
             "'../../etc/passwd' is a path", "name a shipped scenario"),
    _compute("a number without end", "{number: 1e400}", "is no number that can be counted"),
    _compute("a number of thousands of digits", "{number: " + "9" * 4000 + "}", "c.yaml:15"),
    _compute("levers in a list", "{model: arrests, levers: [beds]}", "cannot be 'levers'"),
    _compute("deep nesting", _nested(40), "c.yaml:15", "is nested too deeply"),
    _wrong("an anchor", COMPUTE, f"&a {COMPUTE}", "uses an anchor or alias"),
    _wrong("a bomb of aliases", "title: A statement for tests",
           "title: &a [x, x]\nb: &b [*a, *a, *a]", "c.yaml:1:8", "uses an anchor or alias"),
    _wrong("a tag", COMPUTE, "!!python/object/apply:os.system [ls]", "uses a tag"),
    _wrong("a statement of one word", "ICE arrested 956 people in a single day.", "Many.",
           "c.yaml:5:5", "says too little"),
    _wrong("yes for at least", "    unit: people", "    at-least: 'yes'\n    unit: people",
           "c.yaml:10:5 in claims › T01 › at-least", "unknown key 'at-least'"),
    _wrong("a flag without a reason", "    would-change",
           "    flags: [{name: some flag}]\n    would-change", "lacks 'because'"),
    _wrong("a flag by a number", "    would-change",
           "    flags: [{name: some flag, because: For some reason, when: {add: [1, 2]}}]\n"
           "    would-change", "is a number where a yes or no is needed"),
    _wrong("still to be filled in", "said-by: An office", 'said-by: "FILL IN: who"',
           "c.yaml:6:5", "is still to be filled in", "who"),
    _wrong("a tab", "    unit: people", "\tunit: people", "c.yaml:10:", "is not YAML"),
    _wrong("a claim given twice", "    would-change: Another count of that day.\n",
           "    would-change: Another count of that day.\n  T01: {}\n",
           "c.yaml:17:3", "names a key twice"),
    Wrong("a list instead of keys", "- title: x\n",
          ("c.yaml:1:1", "is not a claims file: it has no keys")),
    Wrong("claims as a list", "title: A title\nauthor: Me\nclaims: [a, b]\n",
          ("c.yaml:3:1 in claims", "should hold keys and values")),
    Wrong("no claims", "title: A title\nauthor: Me\nclaims: {}\n", ("c.yaml:3:1 in claims",)),
)  # fmt: skip
"""Wrong in their form: seen without any record."""

WRONG_NAMES = (
    _compute("no such series", "{series: arrest, take: sum, during: 2025-02}",
             "c.yaml:15:9", "'arrest' is not a series", "did you mean 'arrests'?"),
    _compute("no such class", "{series: arrests, take: sum, during: 2025-02, criminality: violent}",
             "the series has no criminality 'violent'", "convicted"),
    _compute("no total", "{series: arrests-by-programme, take: value, at: CY2024}",
             "is told apart by detail and has no total", "say which detail: 287g / Probation"),
    _compute("no such statement", "{published: denver-raid-detaned}",
             "'denver-raid-detaned' is not a published statement",
             "did you mean 'denver-raid-detained'?"),
    _compute("a statement without a figure", "{published: border-czar-worst-first}",
             "gives no figure", "{said: …}"),
    _compute("no such list", "{listed: doj-2026}", "'doj-2026' is not a public list"),
    _compute("no such proposition", "{findings: law, take: share}",
             "'law' is not a proposition", "there are: agreements-287g-allowed"),
    _compute("no such event", "{how-many: [{legal-status: eo51, is: void}]}",
             "'eo51' is not a legal event", "did you mean 'eo50'?"),
    _compute("no such status", "{how-many: [{legal-status: eo50, is: voided}]}",
             "'voided' is not a status", "did you mean 'void'?"),
    _compute("another unit", "{series: border-encounters, take: value, at: 2025-01}",
             "gives encounters, and the statement counts people"),
    _compute("people and cases together",
             "{add: [{series: arrests, take: value, at: 2025-01}, "
             "{series: eoir-pending, take: value, at: FY2024}]}",
             "'add' takes people and cases together", "divide one by the other"),
    _compute("people less people a day",
             "{subtract: [{series: arrests, take: value, at: 2025-01}, "
             "{series: arrests, take: per-day, during: 2025-01}]}",
             "takes people and people/day together"),
    _compute("a list of other places",
             "{series: arrests-by-area, take: value, at: CY2024, on-list: doj-2025-08-05, "
             "detail: at large}", "the series is not told apart by state", "arrests-by-state"),
)  # fmt: skip
"""Wrong in names and units: seen with the record."""

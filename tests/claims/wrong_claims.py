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


SUM = "take: sum, from: 2025-01-23, until: 2025-01-28"
WRONG = (
    _wrong("misspelt key", "said-by:", "sayd-by:",
           "c.yaml:6:5 in claims › T01 › sayd-by", "unknown key 'sayd-by'",
           "did you mean 'said-by'?"),
    _wrong("no statement", "    statement: ICE arrested 956 people in a single day.\n", "",
           "c.yaml:4:3", "lacks 'statement'", "The statement in the checker's own words."),
    _wrong("no source", "    source: A test of this package\n", "", "lacks 'source'"),
    _wrong("no number", "    number: 956\n", "", "lacks 'number'", "The number in the statement."),
    _wrong("a number in words", "number: 956", "number: many",
           "c.yaml:9:5 in claims › T01 › number", "'many' is not a number"),
    _wrong("a negative number", "number: 956", "number: -5", "c.yaml:9:5", "-5 is out of range"),
    _wrong("infinity", "number: 956", "number: .inf", "c.yaml:9:5", "inf is out of range"),
    _wrong("a day in words", "2025-01-27", "last week", "c.yaml:7:5", "'last week' is not a day"),
    _wrong("no such day", "2025-01-27", "2025-02-29", "c.yaml:7:14", "'2025-02-29' is not a day"),
    _wrong("unknown wording", "wording: stated", "wording: exact",
           "c.yaml:14:9", "unknown wording 'exact'", "near, other, stated"),
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
           "'value' takes one period", "use 'at', not from and until"),
    _wrong("a sum with a period", "take: value", "take: sum",
           "'sum' takes days, not one period", "use from and until"),
    _wrong("a sum without days", "take: value, at: 2025-01-26", "take: sum",
           "'sum' lacks its days", "add from and until"),
    _wrong("days that end before they begin", "take: value, at: 2025-01-26",
           "take: sum, from: 2025-01-28, until: 2025-01-23",
           "c.yaml:15:80", "ends before it begins", "exchange from and until"),
    _wrong("a statement of one word", "ICE arrested 956 people in a single day.", "Many.",
           "c.yaml:5:5", "says too little"),
    _wrong("yes for at least", "    unit: people", "    at-least: 'yes'\n    unit: people",
           "c.yaml:10:5 in claims › T01 › at-least", "'yes' cannot be used"),
    _wrong("a tab", "    unit: people", "\tunit: people", "c.yaml:10:", "is not YAML"),
    _wrong("a claim given twice", "    would-change: Another count of that day.\n",
           "    would-change: Another count of that day.\n  T01: {}\n",
           "c.yaml:17:3", "names a key twice"),
    Wrong("a list instead of keys", "- title: x\n",
          ("c.yaml:1:1", "is not a claims file: it has no keys")),
    Wrong("claims as a list", "title: A title\nauthor: Me\nclaims: [a, b]\n",
          ("c.yaml:3:1 in claims", "should hold keys and values")),
)  # fmt: skip

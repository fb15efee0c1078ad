"""Scenario files that are wrong, and what must be said about each."""

from __future__ import annotations

from typing import NamedTuple

GOOD = """\
title: More book-ins by ICE
author: Somebody
source: A test of this package
why: To see what more book-ins do
changes:
  more:
    lever: book-ins
    origins: [ICE]
    from: 2026-03-01
    value: 1500
    unit: people/day
    because: A round figure for a test.
"""
BEDS = """\
  beds:
    lever: beds
    from: 2026-03-01
    value: 60000
    unit: beds
    overflow: release
    because: A round figure for a test.
"""


class Wrong(NamedTuple):
    """A wrong file.

    Args:
        name: What is wrong with it.
        text: The file.
        said: Words that the message must hold, in this order.
    """

    name: str
    text: str
    said: tuple[str, ...]


def edited(old: str, new: str, text: str = GOOD) -> str:
    """The good file with one place changed."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def _wrong(name: str, old: str, new: str, *said: str, text: str = GOOD) -> Wrong:
    return Wrong(name, edited(old, new, text), said)


BOTH = GOOD + BEDS
WRONG = (
    _wrong("unknown key at the top", "author:", "colour: red\nauthor:",
           "s.yaml:2:1 in colour", "unknown key 'colour'", "keys: author"),
    _wrong("misspelt key at the top", "author:", "auhtor:",
           "s.yaml:2:1 in auhtor", "unknown key 'auhtor'", "did you mean 'author'?"),
    _wrong("unknown key of a change", "    origins: [ICE]", "    agency: ICE",
           "s.yaml:8:5 in changes › more › agency", "unknown key 'agency'", "because"),
    _wrong("misspelt key of a change", "value: 1500", "vlaue: 1500",
           "s.yaml:10:5 in changes › more › vlaue", "did you mean 'value'?"),
    _wrong("an underscore for a hyphen", "value: 1500", "value: 1500\n    ramp_dayz: 3",
           "s.yaml:11:5", "unknown key 'ramp_dayz'", "did you mean 'ramp-days'?"),
    _wrong("unknown lever", "lever: book-ins", "lever: budget",
           "s.yaml:7:5 in changes › more › lever", "unknown lever 'budget'",
           "beds, book-ins, removal-speed"),
    _wrong("misspelt lever", "lever: book-ins", "lever: bookins",
           "s.yaml:7:5", "unknown lever 'bookins'", "did you mean 'book-ins'?"),
    _wrong("wrong unit", "unit: people/day", "unit: beds",
           "s.yaml:11:5 in changes › more › unit", "unit 'beds' does not fit the lever 'book-ins'",
           "write: people/day"),
    _wrong("a factor with the unit of the value", "value: 1500", "multiply: 1.5",
           "s.yaml:11:5", "unit 'people/day' does not fit", "write: ratio"),
    _wrong("unknown origin", "[ICE]", "[ICE, FBI]",
           "s.yaml:8:20 in changes › more › origins › 1", "'FBI'", "CBP, ICE"),
    _wrong("misspelt origin", "[ICE]", "[CPB]",
           "s.yaml:8:15", "'CPB'", "did you mean 'CBP'?"),
    _wrong("one origin without brackets", "[ICE]", "ICE",
           "s.yaml:8:5", "should be a list", "write [A, B]"),
    _wrong("no origins", "[ICE]", "[]",
           "s.yaml:8:5", "names nobody", "leave the key out"),
    _wrong("origins for a lever without them", "    lever: beds",
           "    lever: beds\n    origins: [ICE]",
           "s.yaml:15:5", "the lever 'beds' has no origins", text=BOTH),
    _wrong("no title", "title: More book-ins by ICE\n", "",
           "s.yaml:1:1", "lacks 'title'", "What a reader sees first."),
    _wrong("no source", "source: A test of this package\n", "",
           "lacks 'source'", "Where the idea or the figures come from."),
    _wrong("no lever", "    lever: book-ins\n", "",
           "s.yaml:6:3 in changes › more › lever", "lacks 'lever'", "What is changed."),
    _wrong("no first day", "    from: 2026-03-01\n", "",
           "s.yaml:6:3 in changes › more › from", "lacks 'from'", "The first day of the change."),
    _wrong("no reason", "    because: A round figure for a test.\n", "",
           "lacks 'because'", "Why this change, with its source."),
    _wrong("no unit", "    unit: people/day\n", "",
           "lacks 'unit'", "The unit of the values."),
    _wrong("an empty reason", "because: A round figure for a test.", "because: ''",
           "s.yaml:12:5", "says too little", "write a sentence"),
    _wrong("a day that is not", "2026-03-01", "2026-02-30",
           "s.yaml:9:11", "'2026-02-30' is not a day", "YYYY-MM-DD"),
    _wrong("a day the American way", "2026-03-01", "03/01/2026",
           "s.yaml:9:5 in changes › more › from", "'03/01/2026' is not a day",
           "write it as YYYY-MM-DD"),
    _wrong("a day in words", "2026-03-01", "soon",
           "s.yaml:9:5", "'soon' is not a day", "2026-02-01"),
    _wrong("text for a number", "1500", "many",
           "s.yaml:10:5 in changes › more › value", "'many' is not a number",
           "write digits, without a unit or quotes"),
    _wrong("a number with its unit", "1500", "1500 people",
           "s.yaml:10:5", "'1500 people' is not a number"),
    _wrong("a negative number", "1500", "-3",
           "s.yaml:10:5", "-3 is out of range", "greater than or equal to 0"),
    _wrong("an immense number", "1500", "1e12",
           "s.yaml:10:5", "is out of range", "less than or equal to 1000000"),
    _wrong("no number", "1500", ".nan",
           "s.yaml:10:5", "nan is out of range"),
    _wrong("infinity", "1500", ".inf",
           "s.yaml:10:5", "inf is out of range"),
    _wrong("two amounts", "value: 1500", "value: 1500\n    multiply: 2",
           "s.yaml:6:3 in changes › more", "gives value and multiply",
           "give exactly one of value, multiply, series"),
    _wrong("no amount", "    value: 1500\n", "",
           "s.yaml:6:3 in changes › more", "gives no amount"),
    _wrong("the end before the beginning", "value: 1500", "until: 2026-02-01\n    value: 1500",
           "s.yaml:10:5 in changes › more › until", "ends 2026-02-01, before it begins",
           "it begins 2026-03-01"),
    _wrong("a series with a ramp", "value: 1500",
           "ramp-days: 30\n    series: {2026-03-01: 1500}",
           "s.yaml:10:5 in changes › more › ramp-days", "a series has no ramp"),
    _wrong("a series outside its dates", "value: 1500", "series: {2026-01-01: 1500}",
           "s.yaml:10:5", "2026-01-01 lies outside the dates of the change", "widen from/until"),
    _wrong("a negative number in a series", "value: 1500", "series: {2026-03-05: -1}",
           "s.yaml:10:5", "-1.0 on 2026-03-05 is out of range"),
    _wrong("no number in a series", "value: 1500", "series: {2026-03-05: .nan}",
           "s.yaml:10:5", "nan on 2026-03-05 is out of range"),
    _wrong("an empty series", "value: 1500", "series: {}",
           "s.yaml:10:5", "is empty", "give at least one day and value"),
    _wrong("text in a series", "value: 1500", "series: {2026-03-05: lots}",
           "s.yaml:10:14 in changes › more › series › 2026-03-05", "'lots' is not a number"),
    _wrong("no day in a series", "value: 1500", "series: {soon: 3}",
           "s.yaml:10:14", "'soon' is not a day"),
    _wrong("a fraction of a day", "value: 1500", "value: 1500\n    ramp-days: 1.5",
           "s.yaml:11:5", "ramp-days", "1.5"),
    _wrong("beds without a rule", "    overflow: release\n", "",
           "s.yaml:13:3 in changes › beds", "does not say what happens above the beds",
           "overflow, release or refuse", text=BOTH),
    _wrong("an unknown rule", "overflow: release", "overflow: explode",
           "s.yaml:18:5", "unknown overflow 'explode'", "overflow, refuse, release", text=BOTH),
    _wrong("a rule for a lever without beds", "value: 1500", "value: 1500\n    overflow: release",
           "s.yaml:11:5", "only the lever 'beds' has an overflow rule"),
    _wrong("a factor on beds", "value: 60000\n    unit: beds", "multiply: 2\n    unit: ratio",
           "s.yaml:16:5", "no limit of beds that could be multiplied", text=BOTH),
    _wrong("a ramp of beds", "value: 60000", "value: 60000\n    ramp-days: 9",
           "s.yaml:17:5", "no number of beds to ramp from", text=BOTH),
    Wrong("two changes of one lever on the same days",
          GOOD + GOOD[GOOD.index("  more:"):].replace("more:", "again:"),
          ("s.yaml:13:3 in changes › again",
           "changes 'book-ins' on the same days as 'more' (from 2026-03-01)",
           "give the first an 'until', or merge the two")),
    _wrong("a tab", "    lever:", "\tlever:", "s.yaml:7:", "is not YAML", "indentation"),
    _wrong("a key given twice", "    unit: people/day",
           "    unit: people/day\n    unit: beds", "s.yaml:12:5", "names a key twice"),
    Wrong("no YAML", "title: [unclosed\nauthor: x\n", ("s.yaml:2:", "is not YAML")),
    Wrong("prose", "Please run the model with more beds.\n", ("s.yaml:1:1", "it has no keys")),
    Wrong("a list instead of keys", "- title: x\n- author: y\n",
          ("s.yaml:1:1", "is not a scenario: it has no keys", "see the manual")),
    Wrong("nothing", "", ("s.yaml:1:1", "is not a scenario")),
    Wrong("two documents", GOOD + "---\n" + GOOD, ("s.yaml", "is not YAML")),
    Wrong("an alias", "title: *nothing\n", ("s.yaml:1:8", "uses an anchor or alias")),
    Wrong("a tag that would run code", "title: !!python/object/apply:os.system [ls]\n",
          ("s.yaml:1:8", "uses a tag (!), which is not read", "write the values out")),
    Wrong("endless nesting", "title: " + "[" * 3000 + "]" * 3000 + "\n",
          ("s.yaml:1:27", "is nested too deeply")),
    _wrong("changes as a list", "changes:\n  more:\n    lever", "changes:\n  - lever",
           "s.yaml:5:1 in changes", "should hold keys and values",
           text=GOOD.replace("\n    ", "\n    ")),
    _wrong("a change that is a word", GOOD[GOOD.index("  more:"):], "  more: faster\n",
           "s.yaml:6:3 in changes › more", "should hold keys and values", "indent its keys"),
    _wrong("a title that is a number", "title: More book-ins by ICE", "title: 5",
           "s.yaml:1:1 in title", "'5' is not text"),
    _wrong("yes for a number", "1500", "true", "s.yaml:10:5", "'True' is not a number"),
    _wrong("a number in quotes", "1500", "'1500'",
           "s.yaml:10:5", "'1500' is not a number", "quotes"),
)  # fmt: skip

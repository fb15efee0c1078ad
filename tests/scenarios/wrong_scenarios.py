"""Scenario files that are wrong, and what must be said about each."""

from __future__ import annotations

from typing import NamedTuple

GOOD = """\
title: More cooperation in one place
author: Somebody
source: A test of this package
why: To see what more cooperation does
changes:
  more:
    lever: cooperation
    places: [Seattle]
    from: 2026-03-01
    value: 0.5
    unit: share
    because: A round figure for a test.
"""
BEDS = """\
  beds:
    lever: beds
    from: 2026-03-01
    value: 60000
    unit: people
    because: A round figure for a test.
"""
ROTATION = """\
  visits:
    lever: surge.rotation
    places: [Seattle, Miami, Denver]
    order: round robin
    at-a-time: 2
    teams: 10
    from: 2026-03-01
    because: A round figure for a test.
"""
TRANSFER = """\
  move:
    lever: workforce.transfer
    out-of: [Dallas]
    to: [Seattle]
    officers: 100
    from: 2026-03-01
    because: A round figure for a test.
"""
EVENTS = """\
  with-the-order:
    lever: cooperation
    places: [New York City]
    from: 2026-03-01
    value: 0.3
    unit: share
    while: {event: eo50, status: in force}
    because: A round figure for a test.
events:
  eo50: {in force: 2026-03-01}
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


VISITS, MOVE, ORDER, BOTH = GOOD + ROTATION, GOOD + TRANSFER, GOOD + EVENTS, GOOD + BEDS
SECOND = GOOD + GOOD.split("changes:\n")[1].replace("more:", "again:")
WRONG = (
    # The file.
    Wrong("nothing at all", "", ("s.yaml:1:1", "has no keys")),
    Wrong("a list", "- a\n- b\n", ("s.yaml:1:1", "has no keys")),
    Wrong("no YAML", "title: [a\n", ("s.yaml:2", "is not YAML")),
    _wrong("a key twice", "author: Somebody", "author: Somebody\nauthor: Else",
           "s.yaml:3", "names a key twice"),
    _wrong("an anchor", "author: Somebody", "author: &a Somebody", "s.yaml:2", "anchor or alias"),
    _wrong("a tag", "author: Somebody", "author: !!python/name:os.system x", "uses a tag"),
    _wrong("unknown key at the top", "author:", "colour: red\nauthor:",
           "s.yaml:2:1 in colour", "unknown key 'colour'", "keys: author"),
    _wrong("misspelt key at the top", "author:", "auhtor:",
           "s.yaml:2:1 in auhtor", "unknown key 'auhtor'", "did you mean 'author'?"),
    _wrong("no title", "title: More cooperation in one place\n", "", "lacks 'title'",
           "What a reader sees first"),
    _wrong("no source", "source: A test of this package\n", "", "lacks 'source'"),
    _wrong("a start that is no day", "why:", "start: tomorrow\nwhy:",
           "s.yaml:4:1 in start", "'tomorrow' cannot be used", "is not a day"),
    _wrong("a start in quotes", "why:", "start: '2026-01-01'\nwhy:",
           "s.yaml:4:1 in start", "is not a day"),
    _wrong("a start as a number", "why:", "start: 20260101\nwhy:",
           "s.yaml:4:1 in start", "is not a day"),
    _wrong("another way with the record", "why:", "record: ignore\nwhy:",
           "unknown record 'ignore'", "follow, hold"),
    # One change.
    _wrong("unknown key of a change", "    places: [Seattle]", "    agency: ICE",
           "s.yaml:8:5 in changes › more › agency", "unknown key 'agency'", "because"),
    _wrong("misspelt key of a change", "value: 0.5", "vlaue: 0.5",
           "s.yaml:10:5 in changes › more › vlaue", "did you mean 'value'?"),
    _wrong("an underscore for a hyphen", "value: 0.5", "value: 0.5\n    ramp_dayz: 3",
           "s.yaml:11:5", "unknown key 'ramp_dayz'", "did you mean 'ramp-days'?"),
    _wrong("unknown lever", "lever: cooperation", "lever: budget",
           "s.yaml:7:5 in changes › more › lever", "unknown lever 'budget'", "levers: "),
    _wrong("misspelt lever", "lever: cooperation", "lever: coperation",
           "s.yaml:7:5", "unknown lever 'coperation'", "did you mean 'cooperation'?"),
    _wrong("a lever of the fit", "lever: cooperation", "lever: detainers.custody_share",
           "s.yaml:7:5", "is used by the fit of the start alone", "change 'cooperation'"),
    _wrong("no lever", "    lever: cooperation\n", "", "changes › more", "lacks 'lever'"),
    _wrong("no reason", "    because: A round figure for a test.\n", "",
           "changes › more", "lacks 'because'", "with its source"),
    _wrong("hardly a reason", "because: A round figure for a test.", "because: so",
           "s.yaml:12:5", "says too little", "write a sentence"),
    _wrong("no amount", "    value: 0.5\n", "", "s.yaml:6:3 in changes › more", "gives no amount",
           "exactly one of value, multiply, add, series"),
    _wrong("two amounts", "value: 0.5", "value: 0.5\n    add: 0.1",
           "gives value and add", "exactly one"),
    _wrong("an amount that is a word", "value: 0.5", "value: half",
           "s.yaml:10:5", "'half' is not a number"),
    _wrong("an amount that is yes", "value: 0.5", "value: true",
           "s.yaml:10:5", "'True' is not a number"),
    _wrong("no number", "value: 0.5", "value: .nan", "s.yaml:10:5", "nan is out of range"),
    _wrong("a share above one", "value: 0.5", "value: 1.5",
           "s.yaml:10:5", "1.5 is out of range for 'cooperation'", "give 0 to 1 share"),
    _wrong("a share below nothing", "value: 0.5", "value: -0.1",
           "-0.1 is out of range for 'cooperation'"),
    _wrong("a negative factor", "value: 0.5\n    unit: share", "multiply: -2\n    unit: ratio",
           "s.yaml:10:5", "is negative"),
    _wrong("wrong unit", "unit: share", "unit: percent",
           "s.yaml:11:5", "unit 'percent' does not fit 'cooperation'", "write: share"),
    _wrong("a factor with the unit of the value", "value: 0.5", "multiply: 1.1",
           "s.yaml:11:5", "unit 'share' does not fit", "write: ratio"),
    _wrong("no unit", "    unit: share\n", "", "changes › more", "lacks 'unit'", "add unit: share"),
    _wrong("no rule", "lever: beds", "lever: beds.rule", "60000 is out of range", text=BOTH),
    # Where and whom.
    _wrong("unknown area", "[Seattle]", "[Seattle, Gotham]",
           "s.yaml:8:23 in changes › more › places › 1", "unknown area 'Gotham'", "areas: "),
    _wrong("misspelt area", "[Seattle]", "[Seatle]", "did you mean 'Seattle'?"),
    _wrong("areas that are no list", "[Seattle]", "Seattle",
           "s.yaml:8:5", "should be a list", "write [A, B]"),
    _wrong("no area", "[Seattle]", "[]", "s.yaml:8:5", "names no place"),
    _wrong("a place where there is none", "  beds:\n    lever: beds\n",
           "  beds:\n    lever: beds\n    places: [Miami]\n",
           "s.yaml:15:5", "'beds' is the same in all places", text=BOTH),
    _wrong("an unknown list", "places: [Seattle]", "listed: doj-2025",
           "s.yaml:8:5", "unknown list 'doj-2025'", "did you mean 'doj-2025-08-05'?"),
    _wrong("where twice", "places: [Seattle]", "places: [Seattle]\n    listed: doj-2025-08-05",
           "s.yaml:9:5", "says where twice"),
    _wrong("a least share of no list", "[Seattle]", "[Seattle]\n    least: 0.5",
           "s.yaml:9:5", "only a list has a least share"),
    _wrong("a least share above one", "places: [Seattle]",
           "listed: doj-2025-08-05\n    least: 2", "s.yaml:9:5", "2 is out of range"),
    _wrong("unknown class", "places: [Seattle]", "classes: [innocent]",
           "s.yaml:8:15", "unknown 0 'innocent'", "convicted, other, pending"),
    _wrong("a class where there is none", "  beds:\n    lever: beds\n",
           "  beds:\n    lever: beds\n    classes: [other]\n",
           "s.yaml:15:5", "'beds' is the same for all classes", text=BOTH),
    # When.
    _wrong("a day that does not exist", "2026-03-01", "2026-02-30",
           "s.yaml:9:11", "'2026-02-30' is not a day", "YYYY-MM-DD"),
    _wrong("a day in quotes", "2026-03-01", "'2026-03-01'", "s.yaml:9:5", "is not a day"),
    _wrong("a year for a day", "2026-03-01", "2026", "s.yaml:9:5", "is not a day"),
    _wrong("an end before the start", "value: 0.5", "until: 2026-01-01\n    value: 0.5",
           "s.yaml:10:5", "ends 2026-01-01, before it begins", "it begins 2026-03-01"),
    _wrong("a start before any record", "2026-03-01", "1999-03-01",
           "s.yaml:9:5", "is before any record"),
    _wrong("half a day of ramp", "value: 0.5", "value: 0.5\n    ramp-days: 0.5",
           "s.yaml:11:5", "'0.5' is not a number"),
    _wrong("a ramp without a first day", "    from: 2026-03-01\n    value: 0.5",
           "    value: 0.5\n    ramp-days: 9", "ramp-days", "a ramp needs its first day"),
    _wrong("a ramp of a series", "value: 0.5", "series: {2026-03-01: 0.5}\n    ramp-days: 9",
           "s.yaml:11:5", "a series has no ramp"),
    _wrong("an empty series", "value: 0.5", "series: {}", "s.yaml:10:5", "is empty"),
    _wrong("a series that begins elsewhere", "value: 0.5", "series: {2026-04-01: 0.5}",
           "s.yaml:10:5", "begins 2026-04-01, the change 2026-03-01"),
    _wrong("a series out of range", "value: 0.5", "series: {2026-03-01: 0.5, 2026-05-01: 7}",
           "7 is out of range"),
    _wrong("dates of a lever without dates", "lever: cooperation",
           "lever: workforce.academy_failure", "s.yaml:8:5", "is the same in all places",
           "s.yaml:9:5", "is one number for a run and has no dates"),
    _wrong("dates of a stock at the start", "lever: cooperation", "lever: docket.convicted",
           "s.yaml:9:5", "is a number at the start of the run"),
    # Legal events.
    _wrong("unknown event", "event: eo50", "event: eo51",
           "s.yaml:19:13", "unknown legal event 'eo51'", "did you mean 'eo50'?", text=ORDER),
    _wrong("unknown status", "status: in force", "status: valid",
           "unknown status 'valid'", "statuses: ", text=ORDER),
    _wrong("both while and unless", "    while:",
           "    unless: {event: eo50, status: void}\n    while:",
           "has both while and unless", text=ORDER),
    _wrong("a condition without a status", ", status: in force}", "}",
           "lacks 'status'", text=ORDER),
    _wrong("a counterfactual of an unknown event", "  eo50: {in force", "  eo5: {in force",
           "s.yaml:22:3 in events › eo5", "unknown legal event 'eo5'", text=ORDER),
    _wrong("a counterfactual of an unknown status", "{in force: 2026-03-01}",
           "{standing: 2026-03-01}", "s.yaml:22", "unknown status 'standing'", text=ORDER),
    _wrong("a counterfactual without a day", "{in force: 2026-03-01}", "{in force: soon}",
           "s.yaml:22", "'soon' cannot be used", "is not a day", text=ORDER),
    _wrong("a counterfactual of nothing", "{in force: 2026-03-01}", "{}",
           "s.yaml:22", "says no status", text=ORDER),
    # Plans.
    _wrong("a rotation that goes nowhere", "    places: [Seattle, Miami, Denver]\n", "",
           "s.yaml:13:3 in changes › visits", "says nowhere to go", text=VISITS),
    _wrong("a rotation without teams", "    teams: 10\n", "", "lacks 'teams'", text=VISITS),
    _wrong("more places at a time than there are", "at-a-time: 2", "at-a-time: 5",
           "s.yaml:17:5", "5 places at a time are more than the 3 there are", text=VISITS),
    _wrong("an unknown order of visits", "round robin", "by need",
           "s.yaml:16:5", "unknown order 'by need'", "list, random, round robin", text=VISITS),
    _wrong("a place twice", "[Seattle, Miami, Denver]", "[Seattle, Miami, Miami]",
           "s.yaml:15:5", "names a place twice", text=VISITS),
    _wrong("an amount of a rotation", "teams: 10", "teams: 10\n    value: 3",
           "s.yaml:19:5", "'surge.rotation' takes no value", text=VISITS),
    _wrong("a unit of a rotation", "teams: 10", "teams: 10\n    unit: teams",
           "s.yaml:19:5", "'surge.rotation' has no unit", text=VISITS),
    _wrong("teams of a number", "unit: share", "unit: share\n    teams: 3",
           "s.yaml:12:5", "only 'surge.rotation' has 'teams'"),
    _wrong("a transfer to nowhere", "    to: [Seattle]\n", "", "lacks 'to'", text=MOVE),
    _wrong("a transfer of nobody", "    officers: 100\n", "", "lacks 'officers'", text=MOVE),
    _wrong("a transfer on the spot", "to: [Seattle]", "to: [Dallas]",
           "s.yaml:16:5", "Dallas: officers both leave and go there", text=MOVE),
    _wrong("a transfer to an unknown area", "to: [Seattle]", "to: [Springfield]",
           "unknown area 'Springfield'", text=MOVE),
    # Collisions and what a scenario builds on.
    Wrong("a collision", SECOND,
          ("s.yaml:13:3 in changes › again", "changes 'cooperation' in Seattle on the same days as "
           "'more' (from 2026-03-01)", "until")),
    Wrong("a collision with all places",
          SECOND.replace("    places: [Seattle]\n", "", 1), ("on the same days as 'more'",)),
    Wrong("a collision where both wait for the same status",
          ORDER.replace("places: [Seattle]", "places: [New York City]")
          .replace("unit: share\n", "unit: share\n    unless: {event: eo50, status: void}\n", 1),
          ("changes 'cooperation' in New York City", "from 2026-03-01")),
    _wrong("an unknown ground", "changes:", "builds-on: beds-10k\nchanges:",
           "s.yaml:5:1 in builds-on", "'beds-10k' is neither a shipped scenario nor a file",
           "did you mean 'beds-100k'?"),
    _wrong("itself as a ground", "changes:", "builds-on: s.yaml\nchanges:", "s.yaml",
           "is neither a shipped scenario nor a file"),
    _wrong("two grounds that differ", "changes:",
           "builds-on: [triple-only-opm, triple-only-announced, beds-100k]\nchanges:",
           "the scenarios below have different 'start'"),
    _wrong("a change to leave out that is not there", "changes:",
           "builds-on: beds-100k\nwithout: hundred-beds\nchanges:",
           "s.yaml:6:1 in without", "there is no change 'hundred-beds'",
           "did you mean 'hundred-thousand-beds'?"),
    _wrong("a collision with what it builds on", "changes:",
           "builds-on: full-cooperation\nchanges:", "changes 'cooperation'", "on the same days"),
)  # fmt: skip

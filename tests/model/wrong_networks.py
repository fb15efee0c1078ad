"""Network files that are wrong, and what must be said about each."""

from __future__ import annotations

from tests.scenarios.wrong_scenarios import Wrong

GOOD = """\
title: A small network
source: A test of this package
first-day: 2021-01-01
days: 60
places: [A, B]
classes: [x, y]
tracks: [inner, border]
capacities:
  officers:
    per-day: {place: {A: 20, B: 30.5}}
    unit: hours
    serves: [handling, pool]
    moves:
    - {from: 2021-01-10, until: 2021-01-20, out-of: A, to: B, share: 0.5}
  free-beds:
    room: beds
    serves: [intake]
limits:
  beds:
    of: [detention]
    people: {place: {A: 200, B: 150}}
    rule: {2021-01-01: refuse, 2021-02-01: release}
    order: [y, x]
    to: docket
stages:
  arrivals:
    inflow:
      per-day: {times: [10, {class: {x: 0.3, y: 0.7}}]}
      spread: 0.1
      to: handling
  handling:
    queue:
      capacity: officers
      cost: {class: {x: 1.5, y: 2.5}}
      order: [y, x]
      to: triage
  triage:
    split:
      exits:
        intake: 0.8
        moved: {to: docket, place: B, share: {class: {x: 0.1, y: 0.05}}}
        out: rest
  intake:
    queue: {capacity: free-beds, to: detention}
  detention:
    delay:
      bands: [0, 1, 5, 30]
      exits:
        docket: [0.1, 0.05, 0.02, 0.01]
        out: {from: {2020-12-01: 0.05, 2021-01-15: [0.1, 0.2, 0.3, 0.4]}}
      level: {season: {swing: 0.2, peak: 2021-01-15}}
      responses:
      - {stock: [docket], usual: 600, power: 0.5, falls: true}
      start: [10, 20, 50, 30]
  docket:
    delay:
      bands: [0, 60]
      exits: {handling: [0.0, 0.005], out: [0.001, 0.004]}
      start: 500
  pool:
    pool: {capacity: officers, cost: 4, thins: 1, start: 1000, to: triage, exits: {out: 0.0005}}
ends: [out]
"""

STAGES_BELOW = """\
title: Round and round
source: A test of this package
first-day: 2021-01-01
days: 10
places: [A]
ends: [out]
"""


def edited(old: str, new: str, text: str = GOOD) -> str:
    """The good file with one place changed."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def _wrong(name: str, old: str, new: str, *said: str, text: str = GOOD) -> Wrong:
    return Wrong(name, edited(old, new, text), said)


ARRIVALS = "{times: [10, {class: {x: 0.3, y: 0.7}}]}"
COST = "{class: {x: 1.5, y: 2.5}}"
DOCKET = "[0.1, 0.05, 0.02, 0.01]"
LEVEL = "{season: {swing: 0.2, peak: 2021-01-15}}"
OUT = "{from: {2020-12-01: 0.05, 2021-01-15: [0.1, 0.2, 0.3, 0.4]}}"
POOL_START = "start: 1000"
RULE = "{2021-01-01: refuse, 2021-02-01: release}"
SHARE = "{class: {x: 0.1, y: 0.05}}"
MOVE = "until: 2021-01-20, out-of: A, to: B, share: 0.5"

NAMES = (
    _wrong("an unknown target", "      to: handling", "      to: handlin",
           "n.yaml:30:7 in stages › arrivals › inflow › to",
           "leads to 'handlin', which is no stage", "did you mean 'handling'?"),
    _wrong("an unknown exit", "        intake: 0.8", "        intakes: 0.8",
           "n.yaml:40:9 in stages › triage › split › exits › intakes",
           "leads to 'intakes', which is no stage", "did you mean 'intake'?"),
    _wrong("an unknown target in the long form", "{to: docket, place: B", "{to: dockt, place: B",
           "n.yaml:41:17 in stages › triage › split › exits › moved › to",
           "leads to 'dockt', which is no stage", "did you mean 'docket'?"),
    _wrong("an inflow as a target", "        out: rest", "        arrivals: rest",
           "n.yaml:42:9", "leads to the inflow 'arrivals'", "cases come only out of it"),
    _wrong("an unknown place to move to", "place: B, share", "place: C, share",
           "n.yaml:41:29 in stages › triage › split › exits › moved › place",
           "unknown place 'C'", "places: A, B"),
    _wrong("an unknown class to move to", "place: B, share", "class: z, share",
           "n.yaml:41:29", "unknown class 'z'", "classes: x, y"),
    _wrong("a split that changes to an unknown track", "place: B, share", "track: iner, share",
           "n.yaml:41:29 in stages › triage › split › exits › moved › track",
           "unknown track 'iner'", "did you mean 'inner'?"),
    _wrong("an unknown track of an inflow's arrow", "to: handling",
           "to: {to: handling, track: boarder}",
           "n.yaml:30:26 in stages › arrivals › inflow › to › track",
           "unknown track 'boarder'", "did you mean 'border'?"),
    _wrong("an unknown place in a quantity", "{place: {A: 200, B: 150}}",
           "{place: {A: 200, C: 1, others: 2}}", "n.yaml:21:30", "unknown place 'C'",
           "place names: A, B, others"),
    _wrong("a place left out", "{place: {A: 200, B: 150}}", "{place: {A: 200}}",
           "n.yaml:21:14 in limits › beds › people › place", "lacks B", "add them, or 'others'"),
    _wrong("an unknown class in an order", "order: [y, x]\n    to: docket",
           "order: [y, z]\n    to: docket",
           "n.yaml:23:16 in limits › beds › order › 1", "unknown class 'z'", "classes: x, y"),
    _wrong("a class twice in an order", "order: [y, x]\n      to: triage",
           "order: [y, [x, y]]\n      to: triage", "n.yaml:35:18", "names 'y' twice", "keep one"),
    _wrong("a place named twice", "places: [A, B]", "places: [A, B, A]",
           "n.yaml:5:16 in places › 2", "names 'A' twice", "keep one"),
    _wrong("an end named twice", "ends: [out]", "ends: [out, out]",
           "n.yaml:62:13", "names 'out' twice", "keep one"),
    _wrong("a stage named twice", "  docket:\n    delay:", "  pool:\n    delay:",
           "n.yaml:60:3", "names a key twice"),
    _wrong("a stage that is an end too", "ends: [out]", "ends: [out, docket]",
           "n.yaml:62:13 in ends › 1", "'docket' is also a stage", "choose another name"),
    _wrong("a limit with the name of a stage", "  beds:\n", "  docket:\n",
           "n.yaml:19:3 in limits › docket", "'docket' is also a stage", "choose another name"),
    _wrong("a class named others", "classes: [x, y]", "classes: [x, others]",
           "n.yaml:6:14 in classes › 1", "'others' cannot be a name", "choose another word"),
    _wrong("names whose cells cannot be told apart", "places: [A, B]\nclasses: [x, y]",
           "places: [A, B, A/x]\nclasses: [x, y, x/x]", "n.yaml:5:1 in places",
           "give the same random numbers", "leave out '/'",
           text=GOOD.replace("B: 30.5}", "others: 1}").replace("B: 150}", "others: 9}")
           .replace("y: 0.7}", "others: 1}").replace("y: 2.5}", "others: 1}")
           .replace("y: 0.05}", "others: 0}")),
)  # fmt: skip

STAGES = (
    _wrong("two kinds in a stage", "    queue: {capacity: free-beds, to: detention}",
           "    queue: {capacity: free-beds, to: detention}\n    split: {exits: {out: 1}}",
           "n.yaml:43:3 in stages › intake", "stage 'intake' is not of exactly one kind",
           "give it one of inflow, split, delay, queue, pool"),
    _wrong("a stage of no kind", "    pool: {capacity: officers, cost: 4, thins: 1, start: 1000, "
           "to: triage, exits: {out: 0.0005}}", "    {}",
           "n.yaml:60:3 in stages › pool", "stage 'pool' is not of exactly one kind"),
    _wrong("an unknown kind", "    split:", "    fork:",
           "n.yaml:38:5 in stages › triage › fork", "unknown key 'fork'", "split"),
    _wrong("an unknown key of a kind", "      order: [y, x]\n      to: triage",
           "      odrer: [y, x]\n      to: triage",
           "n.yaml:35:7", "unknown key 'odrer'", "did you mean 'order'?"),
    _wrong("an unknown key of a long form", "{to: docket, place: B", "{to: docket, plaice: B",
           "n.yaml:41:29 in stages › triage › split › exits › moved › plaice",
           "unknown key 'plaice'", "did you mean 'place'?"),
    _wrong("a long form without a target", "{to: docket, place: B, ", "{place: B, ",
           "n.yaml:41:9 in stages › triage › split › exits › moved", "lacks 'to'",
           "say which stage it leads to"),
    _wrong("a long form without a share", ", share: {class: {x: 0.1, y: 0.05}}}", "}",
           "n.yaml:41:9", "lacks 'share'", "say with which share it happens"),
    _wrong("a hazard in a split", "place: B, share:", "place: B, hazard:",
           "n.yaml:41:39", "gives a hazard, but leaves with a share", "write 'share'"),
    _wrong("a share of all", "to: handling", "to: {to: handling, share: 0.5}",
           "n.yaml:30:26", "gives a share where all go one way", "leave it out"),
    _wrong("an unknown key of a target", "      to: handling", "      to: {too: handling}",
           "n.yaml:30:12", "unknown key 'too'", "did you mean 'to'?"),
    _wrong("a target that is a number", "      to: handling", "      to: 5",
           "n.yaml:30:7 in stages › arrivals › inflow › to"),
    _wrong("an exit without its hazard", f"docket: {DOCKET}", "docket:",
           "n.yaml:49:9 in stages › detention › delay › exits › docket", "lacks its hazard"),
    _wrong("a delay without exits", "exits: {handling: [0.0, 0.005], out: [0.001, 0.004]}",
           "exits: {}", "n.yaml:58:7", "at least 1"),
    _wrong("an unknown noise", "      spread: 0.1", "      noise: white",
           "n.yaml:29:7", "unknown noise 'white'", "none, poisson"),
    _wrong("a spread of an exact inflow", "      spread: 0.1",
           "      spread: 0.1\n      noise: none",
           "n.yaml:29:7", "spreads an inflow without noise", "use noise: poisson"),
    _wrong("a spread too small to draw", "      spread: 0.1", "      spread: 1e-300",
           "n.yaml:29:7", "is too small", "write 0"),
    _wrong("a cycle in no time", "        out: rest", "        handling: rest",
           "n.yaml:37:3 in stages › triage",
           "goes round in no time: triage → handling → triage", "put a delay between them"),
    _wrong("a split that leads to itself", "        out: rest", "        triage: rest",
           "n.yaml:37:3", "goes round in no time: triage → triage"),
    _wrong("a cycle by what a capacity serves first", "serves: [handling, pool]",
           "serves: [handling, later, pool]",
           "goes round in no time: later → handling → later",
           "change what a capacity serves first",
           text=edited("ends: [out]", "  later: {queue: {capacity: officers, to: handling}}\n"
                       "ends: [out]")),
)  # fmt: skip

HAZARDS = (
    _wrong("hazards of more than one", DOCKET, "[0.1, 0.05, 0.02, 0.7]",
           "n.yaml:48:7 in stages › detention › delay › exits",
           "has hazards that add up to 1.", "in band 4 for A, x, inner", "at most 1"),
    _wrong("hazards of more than one by the level alone", LEVEL, "2.5",
           "n.yaml:48:7", "add up to 1.025 in band 4 for A, x, inner from 2021-01-15"),
    _wrong("hazards of more than one in one band", DOCKET, "[0.1, 0.96, 0.02, 0.01]",
           "n.yaml:48:7", "in band 2", text=edited(LEVEL, "1")),
    _wrong("hazards of more than one from a date", OUT, "{from: {2021-01-01: 0, 2021-02-03: 1}}",
           "n.yaml:48:7", "add up to 1.1 in band 1 for A, x, inner from 2021-02-03",
           text=edited(LEVEL, "1")),
    _wrong("hazards of more than one for one class", DOCKET, "{class: {x: 0.1, y: 0.97}}",
           "n.yaml:48:7", "add up to 1.02 in band 1 for A, y, inner", text=edited(LEVEL, "1")),
    _wrong("a hazard that is negative", "[0.0, 0.005]", "[-0.1, 0.005]",
           "n.yaml:58:26 in stages › docket › delay › exits › handling › 0", "-0.1 is negative",
           "write zero or more"),
    _wrong("a hazard that is no number", "[0.0, 0.005]", "[.nan, 0.005]",
           "n.yaml:58:26", "nan is not a finite number", "write digits"),
    _wrong("an infinite hazard", "[0.0, 0.005]", "[0.0, .inf]",
           "n.yaml:58:31", "inf is not a finite number"),
    _wrong("a hazard in words", "[0.0, 0.005]", "[0.0, few]",
           "n.yaml:58:31", "'few' is not a number", "write digits, without a unit or quotes"),
    _wrong("a hazard in quotes", "[0.0, 0.005]", "[0.0, '0.005']",
           "n.yaml:58:31", "'0.005' is not a number", "quotes"),
    _wrong("a hazard that is true", "[0.0, 0.005]", "[0.0, true]",
           "n.yaml:58:31", "'True' is not a number"),
    _wrong("an empty hazard", "[0.0, 0.005]", "[0.0, ]",
           "n.yaml:58:15", "has 1 numbers for 2 age bands"),
    _wrong("a hazard left empty", "[0.0, 0.005]", "[0.0, null]",
           "n.yaml:58:31", "is empty", "write a number"),
    _wrong("an immense number", "[0.0, 0.005]", "[0.0, 1e13]",
           "n.yaml:58:31", "is too large", "write at most 1e+12"),
    _wrong("a number of endless digits", "[0.0, 0.005]", f"[0.0, {'9' * 400}]",
           "n.yaml:58:31", "a number of 400 digits is too large"),
    _wrong("a number next to nothing", "[0.0, 0.005]", "[0.0, 1e-320]",
           "n.yaml:58:31", "is too small", "write 0"),
    _wrong("too many numbers for the bands", DOCKET, "[0.1, 0.05, 0.02, 0.01, 0.01]",
           "n.yaml:49:9", "has 5 numbers for 4 age bands", "write one for each band"),
    _wrong("a list within a list", "[0.0, 0.005]", "[0.0, [0.1, 0.2]]",
           "n.yaml:58:31", "is a list within a list by age bands", "write one number"),
    _wrong("rest in a delay", "[0.0, 0.005]", "rest",
           "n.yaml:58:15", "'rest' is not a number"),
    _wrong("bands that do not begin at 0", "bands: [0, 60]", "bands: [1, 60]",
           "n.yaml:57:7 in stages › docket › delay › bands", "are 1, 60",
           "begin with 0 and let each be larger"),
    _wrong("bands that do not grow", "bands: [0, 1, 5, 30]", "bands: [0, 5, 5, 30]",
           "n.yaml:47:7", "are 0, 5, 5, 30", "let each be larger"),
    _wrong("a negative band", "bands: [0, 60]", "bands: [0, -60]",
           "n.yaml:57:18", "-60 is out of range"),
    _wrong("a huge band", "bands: [0, 60]", "bands: [0, 60000]",
           "n.yaml:57:18", "60000 is out of range"),
    _wrong("a band in quotes", "bands: [0, 60]", "bands: [0, '60']",
           "n.yaml:57:18", "'60' is not a number"),
    _wrong("no bands", "bands: [0, 60]", "bands: []", "n.yaml:57:7", "at least 1"),
)  # fmt: skip

SHARES = (
    _wrong("shares of more than one", "intake: 0.8", "intake: 0.95",
           "n.yaml:39:7 in stages › triage › split › exits",
           "has shares that add up to 1.05 for A, x, inner", "let them add up to 1"),
    _wrong("shares of less than one", "out: rest", "out: 0.05",
           "n.yaml:39:7", "add up to 0.95 for A, x, inner", "or make one 'rest'"),
    _wrong("shares of more than one for one class", SHARE, "{class: {x: 0, y: 0.3}}",
           "n.yaml:39:7", "add up to 1.1 for A, y, inner"),
    _wrong("shares of more than one from a date", SHARE,
           "{from: {2021-01-01: 0, 2021-01-20: 0.21}}",
           "n.yaml:39:7", "add up to 1.01 for A, x, inner from 2021-01-20"),
    _wrong("two rests", "intake: 0.8", "intake: rest",
           "n.yaml:42:9 in stages › triage › split › exits › out", "is a second 'rest'",
           "keep one"),
    _wrong("a share by age", "intake: 0.8", "intake: [0.8, 0.7]",
           "n.yaml:40:9", "is a list, but ages mean nothing here", "write one number"),
)  # fmt: skip

QUANTITIES = (
    _wrong("an unknown form", ARRIVALS, "{product: [10, 2]}",
           "n.yaml:28:17", "unknown form 'product'", "forms: class, from, place"),
    _wrong("a misspelt form", ARRIVALS, "{clas: {x: 3, y: 4}}",
           "n.yaml:28:17", "unknown form 'clas'", "did you mean 'class'?"),
    _wrong("days without from", ARRIVALS, "{2021-01-01: 5}",
           "n.yaml:28:17 in stages › arrivals › inflow › per-day › 2021-01-01",
           "unknown form '2021-01-01'", "put days and values below 'from'"),
    _wrong("names without their axis", ARRIVALS, "{x: 3, y: 4}",
           "n.yaml:28:17", "unknown form 'x'", "put names and values below 'class'"),
    _wrong("two forms at once", ARRIVALS, "{class: {x: 3, y: 4}, place: {A: 1, B: 2}}",
           "n.yaml:28:7", "gives several forms at once", "nest them, or use 'times'"),
    _wrong("an empty quantity", ARRIVALS, "{}",
           "n.yaml:28:7", "is empty", "write a number"),
    _wrong("a form without names", ARRIVALS, "{class: 5}",
           "n.yaml:28:17", "should hold names and values", "indent a value for each class"),
    _wrong("a product of one number", ARRIVALS, "{times: 5}",
           "n.yaml:28:17", "should be a list of quantities", "write [A, B]"),
    _wrong("a product without end", ARRIVALS, "{times: [1e12, 1e12, 1e12]}",
           "n.yaml:28:17", "multiply to more than 1e+12", "use smaller factors"),
    _wrong("a series that is too short", ARRIVALS, "{series: [1, 2, 3]}",
           "n.yaml:28:17", "has 3 numbers for 60 days", "one number for each day"),
    _wrong("a series of one number", ARRIVALS, "{series: 3}",
           "n.yaml:28:17", "should be a list of numbers"),
    _wrong("text in a series", ARRIVALS, "{series: [1, many, 3]}",
           "n.yaml:28:29", "'many' is not a number"),
    _wrong("days out of order", ARRIVALS, "{from: {2021-01-01: 5, 2021-03-01: 4, 2021-02-01: 3}}",
           "n.yaml:28:54", "is not in order", "write the earlier day first"),
    _wrong("days after the first day", ARRIVALS, "{from: {2021-01-02: 5}}",
           "n.yaml:28:17", "says nothing of the run's first day, 2021-01-01", "begin with that"),
    _wrong("a day that is not", ARRIVALS, "{from: {2021-02-30: 5}}",
           "n.yaml:28:24", "'2021-02-30' is not a day", "YYYY-MM-DD"),
    _wrong("a day in words", ARRIVALS, "{from: {soon: 5}}",
           "n.yaml:28:24", "'soon' is not a day", "YYYY-MM-DD"),
    _wrong("a day with an hour", ARRIVALS, "{from: {2021-01-01 12:00:00: 5}}",
           "n.yaml:28:24", "is not a day", "YYYY-MM-DD"),
    _wrong("no days", ARRIVALS, "{from: {}}", "n.yaml:28:17", "should hold days and values"),
    _wrong("a swing of more than one", "swing: 0.2", "swing: 1.2",
           "n.yaml:51:24", "1.2 is more than 1", "write a share"),
    _wrong("a season without its peak", LEVEL, "{season: {swing: 0.2}}",
           "n.yaml:51:15", "should hold 'swing' and 'peak'"),
    _wrong("a peak that is no day", "peak: 2021-01-15", "peak: 7",
           "n.yaml:51:36", "'7' is not a day"),
    _wrong("a start by date", POOL_START, "start: {from: {2021-01-01: 5, 2021-01-05: 6}}",
           "n.yaml:61:51 in stages › pool › pool › start", "differs by date"),
    _wrong("a start with the list inside", "start: [10, 20, 50, 30]",
           "start: {place: {A: [10, 20, 50, 30], B: 0}}",
           "n.yaml:54:23", "is a list, but ages mean nothing here", "put the list outermost"),
)  # fmt: skip

CAPACITIES = (
    _wrong("an unknown capacity", "capacity: officers\n", "capacity: oficers\n",
           "n.yaml:33:7 in stages › handling › queue › capacity", "unknown capacity 'oficers'",
           "did you mean 'officers'?"),
    _wrong("a capacity that serves nothing known", "[handling, pool]", "[handling, pol]",
           "n.yaml:12:24 in capacities › officers › serves › 1",
           "serves 'pol', which is no queue or pool", "did you mean 'pool'?"),
    _wrong("a capacity that serves a delay", "[handling, pool]", "[handling, pool, docket]",
           "n.yaml:12:30", "serves 'docket', which is no queue or pool"),
    _wrong("a queue that its capacity does not list", "[handling, pool]", "[handling]",
           "n.yaml:61:12 in stages › pool › pool › capacity",
           "is not among those that 'officers' serves", "add it there, at its turn"),
    _wrong("a queue listed twice", "[handling, pool]", "[handling, pool, handling]",
           "n.yaml:12:30", "names 'handling' twice", "keep one"),
    _wrong("a queue of another capacity", "[handling, pool]", "[handling, pool, intake]",
           "n.yaml:12:30", "serves 'intake', which is served by 'free-beds'",
           "name it in one capacity only"),
    _wrong("a capacity that serves nobody", "[handling, pool]", "[]", "n.yaml:12:5", "at least 1"),
    _wrong("an amount and a room", "    room: beds", "    room: beds\n    per-day: 4",
           "n.yaml:15:3 in capacities › free-beds", "needs either 'per-day' or 'room'"),
    _wrong("a room under an unknown limit", "    room: beds", "    room: bed",
           "n.yaml:16:5", "unknown limit 'bed'", "did you mean 'beds'?"),
    _wrong("a room of another scope", "    room: beds", "    room: beds\n    scope: all",
           "n.yaml:16:5", "has scope 'all', its limit 'place'", "give both the same scope"),
    _wrong("a cost in a room", "{capacity: free-beds, to", "{capacity: free-beds, cost: 2, to",
           "n.yaml:44:34", "costs other than 1 of a room", "a case takes one place"),
    _wrong("a pool with a room", "serves: [intake]", "serves: [intake, search]",
           "n.yaml:62:19", "is a room", "effort needs an amount per day",
           text=edited("ends: [out]",
                       "  search: {pool: {capacity: free-beds, cost: 1, to: out}}\nends: [out]")),
    _wrong("a capacity that differs by class", "per-day: {place: {A: 20, B: 30.5}}",
           "per-day: {class: {x: 1, y: 2}}",
           "n.yaml:10:5", "differs by more than place and date", "leave the others out"),
    _wrong("a national capacity that differs by place", "    unit: hours", "    scope: all",
           "n.yaml:10:5", "differs by more than date",
           text=edited(f"    moves:\n    - {{from: 2021-01-10, {MOVE}}}\n", "")),
    _wrong("a move of more than there is", "share: 0.5", "amount: 21",
           "n.yaml:14:7 in capacities › officers › moves › 0",
           "takes 21 where 20 are left (A, 2021-01-10)", "move less"),
    _wrong("a move of a share above one", "share: 0.5", "share: 1.5",
           "n.yaml:14:63", "1.5 is out of range"),
    _wrong("a move to where it comes from", MOVE, "until: 2021-01-20, out-of: A, to: A, share: 1",
           "n.yaml:14:56", "moves to where it comes from", "name two places"),
    _wrong("a move to an unknown place", MOVE, "until: 2021-01-20, out-of: A, to: C, share: 1",
           "n.yaml:14:56", "unknown place 'C'", "places: A, B"),
    _wrong("a move that ends before it starts", "until: 2021-01-20", "until: 2021-01-09",
           "n.yaml:14:26", "ends before it starts", "write the later day here"),
    _wrong("a move without an amount", ", share: 0.5", "",
           "n.yaml:14:7", "needs either 'amount' or 'share'", "say how much moves"),
    _wrong("a move on a day that is a number", "from: 2021-01-10", "from: 86400",
           "n.yaml:14:8", "'86400' is not a day"),
    _wrong("a national capacity that moves", "    unit: hours", "    scope: all",
           "n.yaml:13:5", "moves between places, but is not kept by place"),
)  # fmt: skip

LIMITS = (
    _wrong("a limit of a queue alone", "of: [detention]", "of: [handling]",
           "n.yaml:20:5", "is on queues alone, which nobody can be released from"),
    _wrong("a limit of an unknown stage", "of: [detention]", "of: [detentoin]",
           "n.yaml:20:10", "'detentoin' is no delay, pool or queue", "did you mean 'detention'?"),
    _wrong("a delay named twice in a limit", "of: [detention]", "of: [detention, detention]",
           "n.yaml:20:21", "names 'detention' twice"),
    _wrong("a limit that sends people to a queue", "    to: docket", "    to: handling",
           "n.yaml:24:5", "sends people to 'handling', which has already acted that day",
           "send them to a delay, a pool or an end"),
    _wrong("a limit that sends people to its own stage", "    to: docket", "    to: detention",
           "n.yaml:24:5", "sends people to 'detention', which has a limit"),
    _wrong("a limit that sends people to an unknown end", "    to: docket", "    to: oute",
           "n.yaml:24:5", "leads to 'oute', which is no stage", "did you mean 'out'?"),
    _wrong("a limit that sends people nowhere", "    to: docket\n", "",
           "n.yaml:19:3 in limits › beds", "lacks 'to'", "say where those above the limit go"),
    _wrong("an unknown rule", RULE, "refus",
           "n.yaml:22:5 in limits › beds › rule", "unknown rule 'refus'",
           "did you mean 'refuse'?"),
    _wrong("an unknown rule from a date", "2021-02-01: release", "2021-02-01: relase",
           "n.yaml:22:32", "unknown rule 'relase'", "did you mean 'release'?"),
    _wrong("a rule that is a number", RULE, "3", "n.yaml:22:5", "unknown rule '3'"),
    _wrong("a rule without days", RULE, "{}", "n.yaml:22:5", "should hold days and rules"),
    _wrong("a rule from no day", "2021-02-01: release", "later: release",
           "n.yaml:22:32", "'later' is not a day", "YYYY-MM-DD"),
    _wrong("rules out of order", "2021-02-01: release", "2020-02-01: release",
           "n.yaml:22:32", "is not in order", "write the earlier day first"),
    _wrong("rules that do not cover the first day", "2021-01-01: refuse", "2021-01-05: refuse",
           "n.yaml:22:5", "says nothing of the run's first day, 2021-01-01"),
    _wrong("a limit by class", "{place: {A: 200, B: 150}}", "{class: {x: 1, y: 2}}",
           "n.yaml:21:5", "differs by more than place and date"),
    _wrong("an unknown scope", "    of: [detention]", "    of: [detention]\n    scope: national",
           "n.yaml:21:5", "unknown scope 'national'", "all, place"),
)  # fmt: skip

ANSWERS = (
    _wrong("a response to nothing", "{stock: [docket], usual", "{usual",
           "n.yaml:53:9 in stages › detention › delay › responses › 0",
           "needs either 'stock' or 'inflow'", "name its signal"),
    _wrong("a response to two signals", "{stock: [docket], usual",
           "{stock: [docket], inflow: arrivals, usual",
           "n.yaml:53:9", "needs either 'stock' or 'inflow'"),
    _wrong("a response to an unknown stock", "stock: [docket]", "stock: [doket]",
           "n.yaml:53:18", "'doket' is no delay or pool", "did you mean 'docket'?"),
    _wrong("a response to a queue", "stock: [docket]", "stock: [docket, handling]",
           "n.yaml:53:26", "'handling' is no delay or pool"),
    _wrong("a response to an unknown inflow", "stock: [docket]", "inflow: arivals",
           "n.yaml:53:10", "'arivals' is no inflow", "did you mean 'arrivals'?"),
    _wrong("a usual signal of zero", "usual: 600", "usual: {class: {x: 600, y: 0}}",
           "n.yaml:53:27", "is zero somewhere", "give the usual signal"),
    _wrong("a usual signal by date", "usual: 600", "usual: {from: {2021-01-01: 6, 2021-02-01: 7}}",
           "n.yaml:53:27", "differs by date", "give one value"),
    _wrong("an unknown key of a response", "usual: 600", "normal: 600",
           "n.yaml:53:27", "unknown key 'normal'"),
    _wrong("falls in quotes", "falls: true", "falls: 'yes'", "n.yaml:53:51", "'yes'"),
    _wrong("too little memory", "falls: true", "memory-days: 0.5",
           "n.yaml:53:51", "0.5 is out of range"),
    _wrong("a negative power", "power: 0.5", "power: -0.5", "n.yaml:53:39", "-0.5 is negative"),
    _wrong("a pool that thins without a start", POOL_START, "start: 0",
           "n.yaml:61:51", "is empty", "a pool that thins has a start"),
    _wrong("finding for nothing", "cost: 4", "cost: 0",
           "n.yaml:61:32", "is zero somewhere", "finding someone takes something"),
    _wrong("a pool that thins too fast", "thins: 1", "thins: 11",
           "n.yaml:61:41", "11 is out of range"),
)  # fmt: skip

SIZES = (
    _wrong("no days at all", "days: 60", "days: 0", "n.yaml:4:1", "0 is out of range"),
    _wrong("too many days", "days: 60", "days: 40000", "n.yaml:4:1", "40000 is out of range"),
    _wrong("days that are true", "days: 60", "days: true", "n.yaml:4:1", "is not a number"),
    _wrong("days past the calendar", "first-day: 2021-01-01\ndays: 60",
           "first-day: 9999-12-01\ndays: 60", "n.yaml:4:1", "run past the last day",
           text=edited(LEVEL, "1", edited(RULE, "refuse"))),
    _wrong("a first day that is a number", "first-day: 2021-01-01", "first-day: 0",
           "n.yaml:3:1", "'0' is not a day"),
    _wrong("more people than can be counted", POOL_START, "start: 5e8",
           "n.yaml:25:1 in stages", "can bring people up to 4e+09 in all", "lower the starts"),
    _wrong("an inflow that brings too many", ARRIVALS, "1e7",
           "n.yaml:28:7 in stages › arrivals › inflow › per-day", "more than 2,000,000,000"),
    _wrong("an inflow that varies up to too many", "spread: 0.1", "spread: 100",
           "n.yaml:28:7", "more than 2,000,000,000", text=edited("[10, {class", "[4000, {class")),
    _wrong("too many cells", "places: [A, B]",
           f"places: [A, B, {', '.join(f'P{n}' for n in range(900))}]",
           "n.yaml:5:1 in places", "make 180,400 cells", "places × classes × tracks",
           text=edited("tracks: [inner, border]",
                       f"tracks: [inner, border, {', '.join(f't{n}' for n in range(98))}]")
           .replace("B: 30.5}", "others: 1}").replace("B: 150}", "others: 9}")),
    _wrong("too much to hold in memory", "places: [A, B]",
           f"places: [A, B, {', '.join(f'P{n}' for n in range(900))}]",
           "n.yaml:4:1 in days", "3,608 cells on 36,600 days", "use fewer days",
           text=edited("days: 60", "days: 36600")
           .replace("B: 30.5}", "others: 1}").replace("B: 150}", "others: 9}")),
)  # fmt: skip

FILES = (
    Wrong("nothing", "", ("n.yaml:1:1", "is not a network")),
    Wrong("no stages", STAGES_BELOW, ("n.yaml:1:1", "lacks 'stages'", "The stages.")),
    Wrong("stages as a list", STAGES_BELOW + "stages: [a, b]\n",
          ("n.yaml:7:1 in stages", "should hold keys and values")),
    Wrong("a stage that is a word", STAGES_BELOW + "stages:\n  a: queue\n",
          ("n.yaml:8:3 in stages › a", "should hold keys and values")),
    _wrong("a number for a name", "classes: [x, y]", "classes: [x, 5]",
           "n.yaml:6:14 in classes › 1", "'5' is not text"),
    _wrong("a place alone", "places: [A, B]", "places: A",
           "n.yaml:5:1", "should be a list", "write [A, B]"),
)  # fmt: skip

WRONG = (
    *NAMES, *STAGES, *HAZARDS, *SHARES, *QUANTITIES, *CAPACITIES, *LIMITS, *ANSWERS, *SIZES,
    *FILES,
)  # fmt: skip

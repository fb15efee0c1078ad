"""Small networks that together use every kind of stage and every option, as model files.

Each is as small as it can be while its numbers still vary: the reference runs them case by case.
"""

from __future__ import annotations

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.network import CompiledNetwork
from evenhand.model.network_files import read_network

NETWORKS = {
    "fixed stay": """
days: 30
places: [A]
classes: [x, y]
stages:
  exact: {inflow: {per-day: {class: {x: 1.4, y: 0.7}}, noise: none, to: sorting}}
  arrivals: {inflow: {per-day: {from: {2021-01-01: 2, 2021-01-11: 4}}, to: sorting}}
  sorting: {split: {exits: {short: {class: {x: 0.7, y: 0.2}}, long: 0.1, out: rest}}}
  short: {delay: {bands: [0, 4], exits: {long: [0, 0.5], out: [0, 0.5]}, start: [8, 0]}}
  long: {delay: {bands: [0, 1, 9], exits: {out: [0, 0, 1]}, start: [3, 16, 2]}}
ends: [out]
""",
    "bands and dates": """
days: 50
places: [A]
classes: [x, y, z]
stages:
  arrivals: {inflow: {per-day: {class: {x: 4, y: 2, z: 1}}, to: stay}}
  stay:
    delay:
      bands: [0, 1, 3, 8, 32]
      level: {class: {x: 1, y: {from: {2021-01-01: 1, 2021-01-16: 1.6}}, others: 0.5}}
      exits:
        home: [0.05, 0.1, 0.02, 0.02, 0.4]
        away:
          from:
            2021-01-01: [0.2, 0, 0.04, {class: {x: 0.03, others: 0.01}}, 0.05]
            2021-01-21: [0.05, 0.1, 0.1, 0.01, 0.1]
        later: {from: {2021-01-01: 0, 2021-01-11: [0, 0, 0.03, 0.02, 0]}}
      start: [4, 8, 10, 24, 5]
  later: {delay: {bands: [0, 7], exits: {stay: [0, 0.2], out: [0.02, 0.1]}}}
ends: [home, away, out]
""",
    "drawn at entry": """
days: 40
places: [A, B]
classes: [x, y]
limits: {beds: {of: [stay], people: {place: {A: 45, B: 1000}}, rule: refuse, to: after}}
stages:
  arrivals: {inflow: {per-day: {class: {x: 5, y: 2}}, to: stay}}
  stay:
    delay:
      draws: entry
      bands: [0, 1, 4, 20]
      level: {class: {x: 1, y: 0.5}}
      most: 0.35
      exits: {after: [0.1, {class: {x: 0.3, y: 0.05}}, 0.02, 0.2], out: [0.2, 0.1, 0.05, 0.1]}
      start: [5, 9, 20, 6]
  after:
    delay: {draws: entry, bands: [0, 6], exits: {stay: [0, 0.2], out: [0, 0.8]}, start: [6, 2]}
  long: {delay: {draws: entry, exits: {out: 0.001}, start: 50}}
ends: [out]
""",
    # So many leave a day that the engine draws for each block of days of entry.
    "many leave": """
days: 24
places: [A]
classes: [x, y]
stages:
  arrivals: {inflow: {per-day: {class: {x: 40, y: 15}}, to: stay}}
  stay:
    delay:
      bands: [0, 2, 6, 15]
      exits: {out: [0.15, 0.3, 0.2, 0.3], later: [0.1, 0.1, {class: {x: 0.2, y: 0.1}}, 0.1]}
      start: [60, 120, 90, 20]
  later: {delay: {bands: [0, 5], exits: {out: [0.3, 0.5]}}}
ends: [out]
""",
    "answers": """
days: 40
places: [A, B]
classes: [x]
stages:
  arrivals:
    inflow: {per-day: {place: {A: {from: {2021-01-01: 3, 2021-01-15: 6}}, B: 3}}, to: stay}
  stay:
    delay:
      bands: [0, 5, 12]
      most: 0.25
      level: {place: {A: 1.5, B: 1}}
      responses:
        - {stock: [stay, after], within: place, usual: 40, power: {place: {A: 2, B: 1}}}
        - {inflow: arrivals, within: all, usual: 6, power: 1, memory-days: 4}
      exits: {after: [0.04, 0.06, 0.15], out: [0.03, 0.05, 0.1]}
      start: [10, 10, 5]
  after:
    delay:
      most: 0.3
      responses: [{stock: [after], within: cell, usual: 15, power: 0.7, falls: true}]
      exits: {last: 0.1}
      start: 8
  last: {delay: {most: 0.12, exits: {out: 0.3}}}
ends: [out]
""",
    "queue by place": """
days: 40
places: [A, B]
classes: [x, y]
capacities: {officers: {per-day: {place: {A: 9.5, B: 6}}, unit: hours, serves: [handling]}}
stages:
  arrivals: {inflow: {per-day: {class: {x: 1.5, y: 1}}, to: booking}}
  booking: {delay: {exits: {handling: 0.6, out: 0.05}, start: 2}}
  handling:
    queue:
      capacity: officers
      cost: {class: {x: 2, y: 5.5}}
      start: {class: {x: 5, y: 2}}
      to: triage
  triage: {split: {exits: {out: 0.6, again: rest}}}
  again: {delay: {bands: [0, 3], exits: {handling: [0.05, 0.3]}}}
ends: [out]
""",
    "ranks and one capacity": """
days: 45
places: [A]
classes: [x, y, z]
capacities: {judges: {per-day: 7.5, scope: all, serves: [review, hearing]}}
stages:
  arrivals: {inflow: {per-day: {class: {x: 1, y: 2, z: 1}}, to: hearing}}
  hearing:
    queue:
      capacity: judges
      cost: {class: {x: 1.5, y: 1, z: 2.5}}
      order: [[x, z], y]
      start: {class: {x: 2, y: 8, z: 2}}
      to: decision
  decision: {split: {exits: {wait: 0.5, out: rest}}}
  wait: {delay: {bands: [0, 2], exits: {review: [0, 0.25]}, start: [4, 8]}}
  review: {queue: {capacity: judges, order: [z], start: 3, to: {to: out}}}
ends: [out]
""",
    "room": """
days: 40
places: [A, B]
classes: [x, y]
capacities: {free: {room: places, serves: [urgent, wait]}}
limits: {places: {of: [service], people: {place: {A: 21, B: 17}}, rule: overflow}}
stages:
  arrivals: {inflow: {per-day: {class: {x: 1.2, y: 0.8}}, to: wait}}
  direct: {inflow: {per-day: 0.2, to: service}}
  calls: {inflow: {per-day: 0.2, to: urgent}}
  urgent: {queue: {capacity: free, to: service}}
  wait: {queue: {capacity: free, order: [y], start: 4, to: service}}
  service: {delay: {bands: [0, 2, 8], exits: {out: [0.05, 0.1, 0.4]}, start: [2, 1, 0]}}
ends: [out]
""",
    "refuse": """
days: 40
places: [A, B]
classes: [x, y]
limits:
  national:
    of: [stay, other]
    scope: all
    people: 46.5
    rule: refuse
    order: [y, x]
    to: {to: shelter, class: x}
  local:
    of: [stay]
    people: {place: {A: 14, B: {from: {2021-01-01: 20, 2021-01-21: 8}}}}
    rule: refuse
    to: out
stages:
  arrivals: {inflow: {per-day: {class: {x: 1, y: 0.6}}, to: stay}}
  others: {inflow: {per-day: 0.4, to: other}}
  stay: {delay: {bands: [0, 3, 10], exits: {out: [0.02, 0.08, 0.3]}, start: [2, 2, 0]}}
  other: {delay: {bands: [0, 6], exits: {stay: [0.03, 0.05], out: [0, 0.1]}, start: [4, 1]}}
  shelter: {delay: {exits: {other: 0.03, out: 0.1}}}
ends: [out]
""",
    "release": """
days: 45
places: [A, B]
classes: [x, y]
limits:
  beds:
    of: [stay, ward]
    people: {from: {2021-01-01: 34, 2021-01-13: 26, 2021-02-01: 22.5}}
    rule: {2021-01-01: release, 2021-01-26: overflow, 2021-02-05: refuse}
    order: [x]
    to: outside
stages:
  arrivals: {inflow: {per-day: {class: {x: 2, y: 1.2}}, to: stay}}
  stay:
    delay:
      bands: [0, 2, 9, 16]
      exits: {ward: [0.02, 0.02, 0.05, 0], out: [0, 0.03, 0.15, 0.9]}
      start: [4, 7, 7, 0]
  ward: {delay: {bands: [0, 5], exits: {out: [0, 0.5]}, start: [3, 0]}}
  outside: {delay: {bands: [0, 10], exits: {stay: [0.01, 0.05], out: [0, 0.05]}}}
ends: [out]
""",
    "pool and moves": """
days: 40
places: [A, B]
classes: [x, y]
capacities:
  officers:
    per-day: {place: {A: 14, B: 10}}
    unit: hours
    serves: [handling, pool]
    moves:
      - {from: 2021-01-11, until: 2021-01-20, out-of: A, to: B, share: 0.5}
      - {from: 2021-01-16, until: 2021-02-20, out-of: B, to: A, amount: 3}
stages:
  arrivals: {inflow: {per-day: {class: {x: 1, y: 0.7}}, to: handling}}
  newcomers: {inflow: {per-day: 0.5, to: pool}}
  handling: {queue: {capacity: officers, cost: {class: {x: 2, y: 3.5}}, to: out}}
  pool:
    pool:
      capacity: officers
      cost: {class: {x: 5, y: 8}}
      thins: 1.5
      focus: {class: {x: 1, y: 2.5}}
      start: {class: {x: 40, y: 25}}
      to: {to: held, class: y}
      exits: {out: 0.01}
  held: {delay: {bands: [0, 4], exits: {pool: [0.05, 0.2], out: [0.05, 0.1]}}}
ends: [out]
""",
    "patience and followers": """
days: 36
places: [A, B]
classes: [x, y]
capacities:
  officers:
    per-day: {place: {A: 10, B: 6}}
    unit: hours
    spread: 0.3
    serves: [pickup, docket]
  judges: {per-day: 1.2, scope: all, spread: 0.6, shared: all, serves: [hearings]}
  teams: {per-day: {place: {A: 3, B: 2}}, spread: 0.4, shared: all, serves: [visits]}
limits:
  beds:
    of: [stay, hearings]
    people: {place: {A: 22, B: 16}}
    rule: {2021-01-01: release, 2021-01-19: refuse}
    order: [x]
    to: outside
stages:
  arrivals: {inflow: {per-day: {class: {x: 1.6, y: 0.8}}, to: pickup}}
  pickup:
    queue:
      capacity: officers
      cost: {class: {x: 3, y: 2}}
      order: [y]
      start: {class: {x: 3, y: 1}}
      patience-days: 2
      lapse: {to: outside, class: y}
      to: stay
  docket: {pool: {capacity: officers, cost: 5, thins: 1, start: 24, to: stay}}
  community:
    pool:
      follows: docket
      cost: {class: {x: 0.7, y: 2}}
      focus: {class: {x: 1, y: 3}}
      thins: 0.5
      start: 18
      to: stay
      exits: {out: 0.01}
  stay: {delay: {bands: [0, 3], exits: {hearings: [0.05, 0.15], visits: [0.1, 0]}, start: [4, 3]}}
  hearings: {queue: {capacity: judges, start: 2, to: out}}
  visits: {queue: {capacity: teams, patience-days: 0, lapse: docket, start: 1, to: out}}
  outside: {delay: {exits: {docket: 0.05, out: 0.1}}}
ends: [out]
""",
    "uneven inflow": """
days: 30
places: [A, B]
classes: [x]
tracks: [s, t]
stages:
  own: {inflow: {per-day: {place: {A: 1.5, B: 0.8}}, spread: 0.8, shared: cell, to: stay}}
  local: {inflow: {per-day: 1, spread: 1.5, shared: place, to: {to: stay, track: t}}}
  common:
    inflow:
      per-day: {times: [1.2, {season: {swing: 0.5, peak: 2021-01-10}}]}
      spread: 0.5
      shared: all
      to: sorting
  sorting: {split: {exits: {crossing: {to: stay, place: B, track: s, share: 0.4}, stay: rest}}}
  stay:
    delay:
      bands: [0, 2]
      exits: {return: {to: sorting, hazard: [0.05, 0.1]}, out: [0.1, 0.2]}
ends: [out]
""",
    "many at once": """
days: 14
places: [A]
classes: [x, y]
capacities:
  seats: {per-day: {from: {2021-01-01: 22, 2021-01-08: 45}}, scope: all, serves: [flight]}
limits:
  beds:
    of: [stay]
    scope: all
    people: {from: {2021-01-01: 290, 2021-01-06: 230, 2021-01-10: 180}}
    rule: release
    to: shelter
stages:
  arrivals: {inflow: {per-day: {class: {x: 18, y: 11}}, to: stay}}
  stay:
    delay:
      bands: [0, 7, 10]
      level: 1
      exits: {flight: [0.04, 0.2, 0.1], out: [0.05, 0.02, 0.3]}
      start: [100, 30, 15]
  flight: {queue: {capacity: seats, cost: {class: {x: 1, y: 1.5}}, to: sorting}}
  sorting: {split: {exits: {gone: 0.55, kept: 0.25, out: rest}}}
  kept: {delay: {bands: [0, 3], exits: {flight: [0, 0.9]}}}
  shelter: {delay: {exits: {out: 0.2}}}
ends: [gone, out]
""",
}  # fmt: skip

FOUR = "patience and followers"

CONTROLS = (
    ("hazards 3 % too high", "many at once", "level: 1", "level: 1.03"),
    ("arrivals a day late", "fixed stay", "2021-01-11: 4", "2021-01-12: 4"),
    ("stays a day too long", "fixed stay", "bands: [0, 4]", "bands: [0, 5]"),
    ("priorities swapped", "ranks and one capacity", "order: [[x, z], y]", "order: [y, [x, z]]"),
    ("refused as if released", "refuse", "refuse\n    order", "release\n    order"),
    ("order of refusal swapped", "refuse", "order: [y, x]", "order: [x, y]"),
    ("one factor for each cell", "uneven inflow", "shared: all", "shared: cell"),
    ("a pool that does not thin", "pool and moves", "thins: 1.5", "thins: 0"),
    ("patience a day longer", FOUR, "patience-days: 2", "patience-days: 3"),
    ("half as many found on the way", FOUR, "{class: {x: 0.7, y: 2}}", "{class: {x: 1.4, y: 4}}"),
    ("a queue outside its limit", FOUR, "of: [stay, hearings]", "of: [stay]"),
    ("capacities without noise", FOUR, "spread: 0.3", "spread: 0"),
)
"""Defects that a changed model file shows: what it is, the network, the words, what is put there.

Defects of bookkeeping, which no model file shows, are in ``broken_references``.
"""


def network_of(text: str, name: str) -> CompiledNetwork:
    """Compile a network of this file.

    Args:
        text: What the model file states, but for its head.
        name: What to call it.
    """
    head = f"title: {name}\nsource: made up to verify the engine\nfirst-day: 2021-01-01\n"
    return compile_network(*read_network(head + text, name))

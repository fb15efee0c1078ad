from __future__ import annotations

import re
from pathlib import Path

from evenhand.compiled.custody import OVERFLOW_RULES, RELEASE_ORDER
from evenhand.engines import day, network_reference, order

TOLD = [step.split(":")[0] for step in order.ORDER_OF_THE_DAY]


def test_every_step_is_a_sentence_with_a_name():
    for step in order.ORDER_OF_THE_DAY:
        assert re.match(r"[A-Z][a-z-]+: ", step)
        assert step.endswith(".")


def test_the_compiled_day_takes_the_steps_in_the_order_told():
    code = Path(day.__file__).read_text("utf-8")
    code = code[code.index("    for day in range(first, end):") :]
    calls = {
        "Exits": "leave_by_chance(",
        "Capacities": "open_capacities(",
        "Arrivals": "_arrive(",
        "Acts": "divide(",
        "Limits": "refuse(",
        "Entries": "enter(",
        "Releases": "release(",
        "Counting": "_count(",
    }
    places = [code.index(calls[step]) for step in TOLD if step in calls]
    assert len(places) == len(calls)
    assert places == sorted(places)


def test_the_reference_names_its_steps_in_the_order_told():
    code = Path(network_reference.__file__).read_text("utf-8")
    assert re.search(r"order", code)
    for word in ("refuse", "release", "serve"):
        assert word in code


def test_the_custody_model_tells_its_order_of_release_as_it_is_applied():
    beds = next(tie for tie in order.CUSTODY_TIES if tie.startswith("Beds"))
    places = [beds.index(f"'{name}'") for name in RELEASE_ORDER]
    assert places == sorted(places)
    everything = " ".join(order.ORDER_OF_THE_DAY)
    assert all(word in everything for word in ("refuse", "release", "count"))
    assert set(OVERFLOW_RULES) == {"overflow", "release", "refuse"}

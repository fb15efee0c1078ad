from __future__ import annotations

import re
from pathlib import Path

from evenhand.compiled.custody import OVERFLOW_RULES, RELEASE_ORDER
from evenhand.engines import order, reference


def test_the_order_of_the_day_names_every_step_of_the_plain_twin_in_its_order():
    code = Path(reference.__file__).read_text("utf-8")
    steps = re.findall(r"^        # ([A-Z][a-z-]+)", code, re.MULTILINE)
    told = [step.split(":")[0] for step in order.ORDER_OF_THE_DAY]
    assert steps == ["Levels", "Exits", "Book-ins", "Releases", "Counting"]
    assert [step for step in told if step in steps] == ["Levels", "Exits", "Book-ins", "Counting"]


def test_every_step_is_a_sentence_with_a_name():
    for step in order.ORDER_OF_THE_DAY:
        assert re.match(r"[A-Z][a-z-]+: ", step)
        assert step.endswith(".")


def test_the_rule_of_release_is_told_in_the_order_in_which_it_is_applied():
    beds = next(step for step in order.ORDER_OF_THE_DAY if step.startswith("Beds"))
    places = [beds.index(f"'{name}'") for name in RELEASE_ORDER]
    assert places == sorted(places)
    everything = " ".join(order.ORDER_OF_THE_DAY)
    assert all(word in everything for word in ("refuse", "release", "count"))
    assert set(OVERFLOW_RULES) == {"overflow", "release", "refuse"}

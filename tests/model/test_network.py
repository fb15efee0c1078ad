from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from evenhand.errors import ModelError
from evenhand.model.network import Arrow, Network
from evenhand.model.network_files import load_network, read_network
from tests.model.wrong_networks import GOOD, edited


def network(text=GOOD):
    return read_network(text, "n.yaml")[0]


def test_a_network_is_read_from_its_file_with_the_place_of_every_key(tmp_path):
    file = tmp_path / "n.yaml"
    file.write_text(GOOD, "utf-8")
    read, where = load_network(file)
    assert read == network()
    assert where(("stages", "docket", "delay", "start")).startswith(f"{file}:59:7 in stages")
    assert where(("stages", "docket", "delay", "level")).startswith(f"{file}:56:5 in stages")


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(ModelError, match=r"nowhere\.yaml  cannot be read"):
        load_network(tmp_path / "nowhere.yaml")


def test_what_a_file_leaves_out_has_its_plain_meaning():
    text = edited("tracks: [inner, border]\n", "").replace(
        "    order: [y, x]\n    to: docket", "    to: docket"
    )
    read = network(text)
    assert read.tracks == ("all",)
    assert read.limits["beds"].order == ()
    assert read.stages["pool"].pool.focus == 1
    assert read.stages["docket"].delay.most == 1
    assert read.stages["docket"].delay.level == 1
    assert read.stages["intake"].queue.cost == 1
    assert read.stages["intake"].queue.start == 0
    assert read.stages["arrivals"].inflow.noise == "poisson"
    assert read.capacities["officers"].scope == "place"


def test_a_target_is_a_name_or_the_long_form():
    short = network().stages["arrivals"].inflow.to
    long = network(edited("to: handling", "to: {to: handling, class: y}"))
    assert short == Arrow(to="handling")
    target = long.stages["arrivals"].inflow.to
    assert target == Arrow.model_validate({"to": "handling", "class": "y"})


def test_a_class_alone_has_a_rank_of_its_own():
    text = edited("order: [y, x]\n    to: docket", "order: [[y, x]]\n    to: docket")
    read = network(text)
    assert read.stages["handling"].queue.order == (("y",), ("x",))
    assert read.limits["beds"].order == (("y", "x"),)


def test_a_rule_may_change_by_date():
    read = network()
    assert read.limits["beds"].rule == {date(2021, 1, 1): "refuse", date(2021, 2, 1): "release"}
    one = network(edited("rule: {2021-01-01: refuse, 2021-02-01: release}", "rule: overflow"))
    assert one.limits["beds"].rule == "overflow"


@pytest.mark.parametrize("kind", ["inflow", "split", "delay", "queue", "pool"])
def test_a_stage_knows_its_kind(kind):
    names = {"inflow": "arrivals", "split": "triage", "delay": "docket", "queue": "handling"}
    assert network().stages[names.get(kind, kind)].kind == kind


def test_a_stage_of_two_kinds_has_none():
    queue = "    queue: {capacity: free-beds, to: detention}\n"
    text = edited(queue, queue + "    split: {exits: {out: 1}}\n")
    assert network(text).stages["intake"].kind == ""


@pytest.mark.parametrize("given", [0, 86_400, 1.5, True])
def test_a_number_is_no_day(given):
    content = {"title": "Days", "source": "A test", "first-day": given, "days": 3, "places": ["A"],
               "ends": ["out"], "stages": {"s": {"split": {"exits": {"out": 1}}}}}  # fmt: skip
    with pytest.raises(ValidationError, match="write a day"):
        Network.model_validate(content)
    assert Network.model_validate(content | {"first-day": "2021-03-01"}).first_day.month == 3


@pytest.mark.parametrize("bands", [[0, "5"], [0, 5.0], [0, True], [0, -1], [0, 36_601], []])
def test_bands_are_whole_days_of_at_most_a_century(bands):
    text = edited("bands: [0, 60]", f"bands: {str(bands).replace('True', 'true')}")
    with pytest.raises(ModelError, match=r"n\.yaml:57:"):
        network(text)


def test_a_network_cannot_be_changed_once_read():
    with pytest.raises(ValidationError, match="frozen"):
        network().days = 3

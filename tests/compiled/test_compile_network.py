from __future__ import annotations

import copy
import re
import tracemalloc
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.network import LIMIT_RULES, whole_people
from evenhand.errors import ModelError
from evenhand.model.network import Network
from evenhand.model.network_files import read_network
from evenhand.yaml_file import Document, parse_document, validate
from tests.model.wrong_networks import GOOD, WRONG, edited

DOCUMENT = parse_document(GOOD, "n.yaml", "network", ModelError)


def compiled(text: str = GOOD):
    return compile_network(*read_network(text, "n.yaml"))


def refusal(text: str) -> ModelError:
    with pytest.raises(ModelError, match=r"n\.yaml") as caught:
        compiled(text)
    return caught.value


def test_the_corpus_of_wrong_networks_is_large_and_its_names_differ():
    assert len({one.name for one in WRONG}) == len(WRONG) >= 150


def test_the_file_that_the_corpus_is_made_from_is_right():
    assert compiled().title == "A small network"


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_a_wrong_network_is_refused_with_the_place_and_what_to_do(wrong):
    refused = refusal(wrong.text)
    message, start = str(refused), 0
    for words in wrong.said:
        assert words in message[start:], message
        start = message.index(words, start)
    assert all(problem.fix for problem in refused.problems)


def test_every_problem_of_names_and_numbers_is_told_at_once_in_the_order_of_lines():
    text = edited("to: handling", "to: handlin")
    text = edited("cost: {class: {x: 1.5, y: 2.5}}", "cost: many", text)
    text = edited("intake: 0.8", "intake: .nan", text)
    text = edited("bands: [0, 1, 5, 30]", "bands: [0, 1, 5, 5]", text)
    text = edited("out: [0.001, 0.004]", "out: [0.001, -0.004]", text)
    text = edited("usual: 600", "usual: {class: {x: 1}}", text)
    text = edited("people: {place: {A: 200, B: 150}}", "people: {place: {A: 200, C: 1}}", text)
    lines = [int(line) for line in re.findall(r"^n\.yaml:(\d+):", str(refusal(text)), re.MULTILINE)]
    assert lines == sorted(lines) == [21, 21, 30, 34, 40, 47, 53, 58]


def test_every_problem_of_numbers_that_only_together_are_wrong_is_told_at_once():
    text = edited("intake: 0.8", "intake: 0.99")
    text = edited("handling: [0.0, 0.005]", "handling: [0.0, 0.999]", text)
    text = edited("share: 0.5}", "amount: 99}", text)
    text = edited("start: 1000", "start: 0", text)
    lines = [int(line) for line in re.findall(r"^n\.yaml:(\d+):", str(refusal(text)), re.MULTILINE)]
    assert lines == [14, 39, 58, 61]


# Values that somebody may put anywhere.
ODD = st.one_of(
    st.floats(0, 1),
    st.floats(0, 1000),
    st.sampled_from([
        None, True, False, "", "rest", "others", "A", "x", "inner", "out", "pool", "docket", "beds",
        "detention", "officers", "2021-01-01", 0, 1, -1, 2, 60, 0.5, 1e12, 1e300, 1e-300, 5e-324,
        10**400, float("nan"), float("inf"), date(2021, 1, 1), date(2021, 2, 1), date.min,
        date.max, datetime(2021, 1, 1), [], {}, [0], [0, 1], [0, 60], [0.1, 0.2], [[0.1], [0.2]],
        ["x"], ["x", "y"], [["x", "y"]], {"to": "out"}, {"to": "docket", "share": 0.2},
        {"to": "out", "class": "y", "hazard": 0.1}, {"place": {"A": 0.1, "others": 0.2}},
        {"class": {"x": [0.1, 0.2], "y": 0}}, {"from": {date(2021, 1, 1): 0.1}},
        {"from": {datetime(2021, 1, 1): 0.1}}, {"from": {date(2020, 1, 1): 0, "soon": 1}},
        {"times": [0.5, {"track": {"inner": 1, "border": 0}}]}, {"series": [0.1] * 60},
        {"season": {"swing": 1, "peak": date(2021, 6, 1)}}, {5: 6}, {None: None},
        {date(2021, 1, 1): "refuse"}, {date(2021, 1, 1): "release", date(2021, 1, 9): "overflow"},
    ]),
    st.floats(),
    st.integers(),
    st.text(max_size=3),
)  # fmt: skip


def steps_into(node, trail=()):
    """All trails of a document, the root left out."""
    keys = node.keys() if isinstance(node, dict) else range(len(node))
    for key in keys:
        yield (*trail, key)
        if isinstance(node[key], dict | list):
            yield from steps_into(node[key], (*trail, key))


QUANTITIES = {"exits", "per-day", "cost", "level", "responses", "people", "start", "moves", "rule"}


@st.composite
def mutated(draw):
    """The content of the good network with some values deleted, replaced, copied or renamed."""
    content = copy.deepcopy(DOCUMENT.content)
    within_numbers = draw(st.booleans())
    for _ in range(draw(st.integers(1, 3))):
        trails = list(steps_into(content))
        if within_numbers:
            trails = [trail for trail in trails if not QUANTITIES.isdisjoint(trail[:-1])] or trails
        trail = draw(st.sampled_from(trails))
        parent = content
        for step in trail[:-1]:
            parent = parent[step]
        what = draw(st.sampled_from(["delete", "replace", "replace", "copy", "rename", "add"]))
        if what == "delete":
            del parent[trail[-1]]
        elif what == "replace":
            parent[trail[-1]] = copy.deepcopy(draw(ODD))
        elif what == "copy":
            other = content
            for step in draw(st.sampled_from(trails)):
                other = other[step]
            parent[trail[-1]] = copy.deepcopy(other)
        elif isinstance(parent, list):
            parent.insert(trail[-1], copy.deepcopy(draw(ODD)))
        else:
            keys = [step for one in trails for step in one if not isinstance(step, int)]
            key = draw(st.sampled_from(keys))
            parent[key] = parent.pop(trail[-1]) if what == "rename" else copy.deepcopy(draw(ODD))
    return content


@settings(max_examples=400)
@given(content=mutated())
def test_a_network_mutated_at_random_compiles_or_is_refused_in_words(content):
    try:
        document = Document("n.yaml", content, DOCUMENT.places)
        network = compile_network(validate(document, Network, ModelError), document.where)
    except ModelError as refused:
        assert refused.problems
        assert all(problem.where.startswith("n.yaml:") for problem in refused.problems)
        assert all(len(str(problem)) < 2000 for problem in refused.problems)
    else:
        groups = network.arrays
        for group in groups:
            for array in group:
                assert not np.isnan(array).any()
        assert (groups.holds.leave >= 0).all()
        assert (groups.holds.share[:, :] <= 1 + 1e-12).all()
        assert (groups.splits.share <= 1 + 1e-12).all()
        assert (groups.inflows.mean >= 0).all()


def rate_on(network, hold, day, cell):
    """Hazards by band of a hold, on a day, in a cell."""
    holds = network.arrays.holds
    number = network.holds.index(hold)
    bands = holds.band[number + 1] - holds.band[number]
    row = holds.leave_row[number, day]
    return holds.leave[row : row + bands, cell]


def test_hazards_hold_on_their_days_in_their_bands_with_their_factor():
    network = compiled()
    before, after = [0.15, 0.1, 0.07, 0.06], [0.2, 0.25, 0.32, 0.41]
    assert rate_on(network, "detention", 13, 5) == pytest.approx(before)
    assert rate_on(network, "detention", 14, 5) == pytest.approx(after)
    level = network.arrays.holds.level[network.arrays.holds.level_row[0]]
    assert level[14] == pytest.approx(1.2)
    assert (network.arrays.holds.level_row[1:] == -1).all()


def test_shares_are_cumulative_and_rest_takes_what_is_left():
    splits = compiled().arrays.splits
    share = splits.share[splits.row[0, 3] : splits.row[0, 3] + 3]
    assert share[:, 0] == pytest.approx([0.8, 0.9, 1.0])
    assert share[:, 2] == pytest.approx([0.8, 0.85, 1.0])


def test_shares_off_by_rounding_are_scaled_and_more_is_refused():
    text = edited("intake: 0.8", "intake: 0.8499996")
    text = edited("share: {class: {x: 0.1, y: 0.05}}", "share: 0.1", text)
    splits = compiled(text.replace("out: rest", "out: 0.05")).arrays.splits
    assert splits.share[:3, 0] == pytest.approx([0.8499996 / 0.9999996, 0.9499996 / 0.9999996, 1])
    refusal(text.replace("out: rest", "out: 0.0499"))


def test_a_move_takes_a_share_from_one_place_to_another_on_its_days_only():
    network = compiled()
    amount = network.arrays.capacities.amount[network.capacities.index(("officers", "hours"))]
    assert amount[8].tolist() == amount[20].tolist() == [20, 30.5]
    assert amount[9].tolist() == amount[19].tolist() == [10, 40.5]


def test_a_rule_holds_from_its_day_on():
    rule = compiled().arrays.limits.rule[0]
    assert LIMIT_RULES[rule[30]] == "refuse"
    assert LIMIT_RULES[rule[31]] == LIMIT_RULES[rule[59]] == "release"


def cells_by_rank(network, queue):
    """Cells of a queue that is served by place: of each place and rank, in the order of service."""
    queues = network.arrays.queues
    groups = len(network.places) * queues.ranks[queue]
    first = queues.first[queue]
    return [
        queues.order[queue, first[group] : first[group + 1]].tolist() for group in range(groups)
    ]


def test_ranks_follow_the_order_and_those_not_named_come_last():
    # Cells are two places, in each two classes, in each two tracks.
    named = edited("order: [y, x]\n      to: triage", "order: [y]\n      to: triage")
    assert cells_by_rank(compiled(named), 0) == [[2, 3], [0, 1], [6, 7], [4, 5]]
    alike = edited("order: [y, x]\n      to: triage", "order: [[x, y]]\n      to: triage")
    assert cells_by_rank(compiled(alike), 0) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    limit = edited("order: [y, x]\n    to: docket", "order: [y]\n    to: docket")
    assert compiled(limit).arrays.limits.rank.tolist() == [[1, 0]]


def test_an_arrow_moves_only_what_it_names():
    network = compiled()
    arrow = network.arrows.index(("triage", "moved"))
    cells = network.arrays.arrows.maps[network.arrays.arrows.map[arrow]]
    # Cells are places, then classes, then tracks; everyone goes to place B, the second half.
    assert cells.tolist() == [4, 5, 6, 7, 4, 5, 6, 7]
    assert network.stages[network.arrays.arrows.to[arrow]] == "docket"


def test_people_at_the_start_lie_evenly_on_the_days_of_their_band():
    holds = compiled().arrays.holds
    start = holds.start[: holds.start_row[1], 0]
    assert start == pytest.approx([10, *[5] * 4, *[2] * 25, 30])
    assert holds.start[holds.start_row[1]].tolist() == [500] * 8


@given(people=st.lists(st.lists(st.floats(0, 50), min_size=3, max_size=3), min_size=1, max_size=20))
def test_people_are_rounded_to_whole_ones_without_losing_any(people):
    table = np.array(people)
    whole = whole_people(table)
    assert (whole >= 0).all()
    assert (whole == np.floor(whole)).all()
    assert (np.abs(whole - table) < 1 + 1e-9).all()
    assert (np.abs(whole.sum(axis=0) - table.sum(axis=0)) < 1 + 1e-9).all()
    assert abs(whole.sum() - table.sum()) <= 0.5 + 1e-9


def test_a_network_too_large_for_memory_is_refused_before_any_of_it_is_made():
    places = ", ".join(f"P{n}" for n in range(998))
    text = edited("places: [A, B]", f"places: [A, B, {places}]")
    text = text.replace("B: 30.5}", "others: 1}").replace("B: 150}", "others: 9}")
    text = edited("days: 60", "days: 30000", text)
    tracemalloc.start()
    said = str(refusal(text))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "too much to hold in memory" in said
    assert peak < 100e6


def test_a_network_from_python_needs_no_file():
    network = Network.model_validate(DOCUMENT.content)
    assert compile_network(network).stages == compiled().stages
    wrong = network.model_copy(update={"ends": ("away",)})
    with pytest.raises(ModelError, match="stages › pool › pool › exits › out  leads to 'out'"):
        compile_network(wrong)

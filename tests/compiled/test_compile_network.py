from __future__ import annotations

import copy
import re
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.compiled.compile_network import compile_network
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

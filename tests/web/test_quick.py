"""Quick answers are the numbers of the library, whoever asks and however many."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest

from evenhand.model.places import AREAS
from evenhand.results.grouping import in_groups
from evenhand.results.measures import measure
from evenhand.scenarios.files import load_scenario, shipped_scenarios
from evenhand.studies.first_year import numbers_of
from evenhand.system_simulation import prepare, run_mean
from evenhand.web.chart_lines import MEASURED
from evenhand.web.documents import compact, scenario_of_json
from tests.web.conftest import changed


def asked(api, document, **more):
    answer = api.post("/api/run/quick", json={"scenario": document} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def line(answer, name, which="scenario"):
    return next(one[which] for one in answer["series"] if one["id"] == name)


@pytest.fixture(scope="module")
def counted(server):
    """Counts of one change by the library alone."""
    run = prepare(server.knowledge.model(None), scenario=scenario_of_json(changed()))
    return run, run_mean(run)


def test_every_line_of_the_charts_is_the_measure_of_the_library(api, counted):
    run, counts = counted
    answer = asked(api, changed())
    assert answer["months"] == [day.isoformat() for day in counts.periods]
    everybody = in_groups(counts, "all")
    for _, _, name in MEASURED:
        wanted = measure(everybody, name)[:, 0]
        np.testing.assert_allclose(line(answer, name), wanted, atol=1e-4, err_msg=name)
    beds = run.values.by_day("beds")
    assert line(answer, "beds")[-1] == pytest.approx(beds[-1])


def test_the_numbers_of_the_first_year_are_those_of_the_library(api, counted):
    run, counts = counted
    told = {(one["section"], one["name"]): one["scenario"]
            for one in asked(api, changed())["numbers"]}  # fmt: skip
    for one in numbers_of(counts, run):
        value = float(one.values)
        assert told[one.section, one.name] == (pytest.approx(value) if np.isfinite(value) else None)


def test_chosen_areas_and_classes_are_counted_alone(api, counted):
    _, counts = counted
    answer = asked(api, changed(), areas=["Chicago", "Miami"], classes=["convicted"])
    chosen = [i for i, (place, kind) in enumerate(counts.groups)
              if place in ("Chicago", "Miami") and kind == "convicted"]  # fmt: skip
    wanted = measure(counts, "arrests")[:, chosen].sum(axis=1)
    np.testing.assert_allclose(line(answer, "arrests"), wanted, atol=1e-4)
    assert [one["id"] for one in answer["series"] if one["chart"] == "who"] == [
        "arrests of convicted"
    ]


def test_the_map_has_the_mean_of_the_months_of_each_area(api, counted):
    _, counts = counted
    answer = asked(api, changed(), map_measure="arrests", map_months="all")
    places = in_groups(counts, "place")
    values = measure(places, "arrests") * counts.lengths[:, None]
    wanted = dict(zip([name for name, _ in places.groups],
                      values.sum(axis=0) / counts.lengths.sum(), strict=True))  # fmt: skip
    told = {one["area"]: one["scenario"] for one in answer["map"]["areas"]}
    assert set(told) == set(AREAS)
    assert told == {area: pytest.approx(wanted[area]) for area in AREAS}


def test_a_share_by_area_is_that_of_the_sums(api, counted):
    _, counts = counted
    name = "collateral share of at-large arrests"
    answer = asked(api, changed(), map_measure=name, map_months="all")
    places = in_groups(counts, "place")
    names = [place for place, _ in places.groups]
    chosen = [names.index(area) for area in AREAS]
    met, sought = ((measure(places, f"arrests: at-large {kind}") * counts.lengths[:, None])
                   .sum(axis=0)[chosen] for kind in ("collateral", "targeted"))  # fmt: skip
    wanted = dict(zip(AREAS, met / (met + sought), strict=True))
    assert {one["area"]: one["scenario"] for one in answer["map"]["areas"]} == {
        area: pytest.approx(wanted[area]) for area in AREAS
    }


def test_a_measure_that_there_is_not_is_refused_with_the_nearest_name(api):
    body = {"scenario": changed(), "map_measure": "arest"}
    answer = api.post("/api/run/quick", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["problems"][0]["did_you_mean"] == "arrests"


def test_fewer_than_eleven_people_of_an_area_and_class_are_not_shown(api):
    answer = asked(api, changed(), areas=["Buffalo"], classes=["convicted"])
    days = answer["days"]
    assert all(value is None for value in line(answer, "arrests: worksite"))
    shown = list(zip(line(answer, "arrests"), days, strict=True))
    assert all(value * length >= 10.99 for value, length in shown if value is not None)


def test_the_baseline_beside_it_is_the_run_without_the_changes(api):
    beside = line(asked(api, changed()), "detained", "baseline")
    alone = asked(api, changed() | {"changes": {}})
    assert beside == line(alone, "detained")
    assert alone["changes_nothing"]
    assert alone["summary"] == "Nothing differs from the baseline."


def test_the_difference_is_told_in_words_with_what_binds(api):
    answer = asked(api, changed(value=60000.0))
    assert "fewer people in detention at the end" in answer["summary"]
    assert "beds bind from" in answer["summary"]
    held = next(one for one in answer["headlines"] if one["id"] == "detention")
    assert held["difference"] == pytest.approx(held["scenario"] - held["baseline"])
    assert held["words"] in answer["summary"].lower() or held["words"] in answer["summary"]


def test_a_change_after_the_first_year_is_told_of_the_last_months(api):
    answer = asked(api, changed(**{"from": "2028-01-01"}))
    assert "last twelve months" in answer["summary"]
    assert all(one["words"] == "no different" for one in answer["headlines"])


def test_an_earlier_start_uses_what_was_known_then(api, server):
    document = changed() | {"start": "2025-01-20"}
    answer = asked(api, document)
    assert answer["first_day"] == server.knowledge.model(date(2025, 1, 20)).first_day.isoformat()


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_shipped_scenario_has_an_answer_of_finite_numbers(api, name):
    scenario, _ = load_scenario(name)
    answer = asked(api, compact(scenario))
    arrests = line(answer, "arrests")
    assert len(arrests) == len(answer["months"])
    assert all(value is not None and value >= 0 for value in arrests)
    assert answer["sentences"][0].startswith("All numbers are of the first year")
    if not scenario.changes:
        assert answer["changes_nothing"]


def test_the_same_request_is_worked_out_once(api):
    body = {"scenario": changed(value=61234.0)}
    first, second = (api.post("/api/run/quick", json=body).content for _ in range(2))
    assert first == second


def test_answers_are_the_serial_ones_when_many_ask_at_the_same_time(api, address):
    """Each reader moves one of several levers; every answer equals the one given alone."""
    documents = [
        changed("beds", 60000.0 + 1000 * step) for step in range(8)
    ] + [
        changed("cooperation", 0.4 + 0.05 * step, "share") for step in range(8)
    ]  # fmt: skip
    bodies = [{"scenario": document} for document in documents]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda body: api.post("/api/run/quick", json=body), bodies * 2))
    assert {answer.status_code for answer in together} == {200}
    from evenhand.web.knowledge import Knowledge
    from evenhand.web.quick import Quick
    from evenhand.web.wire.runs import QuickRequest

    alone = Quick(Knowledge())
    for body, answer in zip(bodies * 2, together, strict=True):
        wanted = json.loads(alone.answer(QuickRequest.model_validate(body)).model_dump_json())
        told = answer.json()
        assert {**told, "milliseconds": 0} == {**wanted, "milliseconds": 0}


def test_up_to_four_scenarios_stand_side_by_side_with_the_baseline_first(api):
    named = [{"name": f"beds {n}", "scenario": changed(value=60000.0 + n)} for n in range(4)]
    answer = api.post("/api/compare", json={"scenarios": named}).json()
    assert [one["name"] for one in answer["runs"]] == ["baseline", *(x["name"] for x in named)]
    alone = asked(api, named[2]["scenario"])
    detained = next(one for one in answer["series"] if one["id"] == "detained")
    assert list(detained["values"][3]) == line(alone, "detained")
    assert list(detained["values"][0]) == line(alone, "detained", "baseline")
    assert all(len(one["values"]) == 5 for one in answer["numbers"])


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ([], "scenarios"),
        ([("a", changed())] * 5, "scenarios"),
        ([("a", changed()), ("a", changed(value=61000.0))], "two are called 'a'"),
        ([("a", changed()), ("b", changed() | {"start": "2025-01-20"})], "different days"),
    ],
)
def test_what_cannot_stand_side_by_side_is_refused_with_a_reason(api, named, words):
    body = {"scenarios": [{"name": name, "scenario": one} for name, one in named]}
    answer = api.post("/api/compare", json=body)
    assert answer.status_code == 422
    assert words in json.dumps(answer.json()["error"], ensure_ascii=False)


def test_the_record_stands_beside_the_lines(api):
    lines = {one["series"]: one for one in api.get("/api/run/record").json()["lines"]}
    assert {"detained", "arrests", "arrests: jail"} <= set(lines)
    assert all(one["source"] and len(one["points"]) > 10 for one in lines.values())

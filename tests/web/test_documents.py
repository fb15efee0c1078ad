"""Documents travel as JSON and come back as the same scenario, as JSON and as a file."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from evenhand.errors import ScenarioError
from evenhand.model.levers import levers
from evenhand.model.places import AREAS
from evenhand.scenarios.bounds import FITTED, bounds
from evenhand.scenarios.files import load_scenario, read_scenario, shipped_scenarios
from evenhand.web.documents import (
    FILE,
    ScenarioDocument,
    canonical_text,
    compact,
    scenario_of_json,
    scenario_of_yaml,
    yaml_of,
)
from evenhand.web.limits import LIMITS
from tests.scenarios.wrong_scenarios import WRONG
from tests.web.conftest import changed

GROUNDS = ("an unknown ground", "itself as a ground")
"""Here no file beside it can be built on, so that another message is given."""
PLAIN = [one for one in levers().values()
         if one.kind == "dated" and one.attribute not in FITTED and one.unit != "rule"]  # fmt: skip


@some.composite
def scenarios(draw):
    """Documents of one change that can be put in place."""
    lever = draw(some.sampled_from(PLAIN))
    low, high = bounds(lever)
    value = draw(some.floats(max(low, lever.low), min(high, lever.high)))
    begins = draw(some.none() | some.dates(date(2026, 2, 1), date(2029, 1, 1)))
    more = {} if begins is None else {"from": begins.isoformat()}
    if "place" in lever.by and not draw(some.booleans()):
        more["places"] = draw(some.lists(some.sampled_from(AREAS), min_size=1, unique=True))
    title = draw(some.text(min_size=3, max_size=40).filter(lambda text: text.strip() == text))
    return changed(lever.attribute, value, lever.unit, **more) | {"title": title}


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_a_shipped_scenario_comes_back_the_same_from_json_and_from_yaml(name):
    scenario, _ = load_scenario(name)
    assert scenario_of_json(json.loads(json.dumps(compact(scenario)))) == scenario
    assert scenario_of_yaml(yaml_of(scenario)) == scenario
    assert read_scenario(yaml_of(scenario), "any.yaml") == scenario


@given(scenarios())
def test_any_document_comes_back_the_same_from_json_and_from_yaml(document):
    scenario = scenario_of_json(document)
    assert scenario_of_json(json.loads(canonical_text(scenario))) == scenario
    assert read_scenario(yaml_of(scenario), "any.yaml") == scenario


@given(scenarios())
def test_the_canonical_text_does_not_depend_on_the_order_of_keys_or_on_defaults(document):
    turned = dict(reversed(document.items())) | {"record": "hold", "builds-on": [], "without": []}
    assert canonical_text(scenario_of_json(turned)) == canonical_text(scenario_of_json(document))


def test_defaults_are_left_out_of_a_link():
    assert set(compact(scenario_of_json(changed()))) == {
        "title", "author", "source", "why", "changes"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["/etc/passwd", "../beds-100k.yaml", "beds-100k.yaml", "C:\\x"])
def test_a_document_builds_on_shipped_scenarios_alone_and_opens_no_file(
    name, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "beds-100k.yaml").write_text("title: mine\n", "utf-8")
    with pytest.raises(ScenarioError, match="is no shipped scenario"):
        scenario_of_json(changed() | {"builds-on": [name]})
    text = f"title: One\nauthor: me\nsource: tests\nwhy: to see\nbuilds-on: ['{name}']\n"
    with pytest.raises(ScenarioError, match="is no shipped scenario"):
        scenario_of_yaml(text)


def test_a_document_may_build_on_a_shipped_scenario():
    found = scenario_of_json({**changed(), "changes": {}, "builds-on": "beds-100k"})
    assert found.changes == load_scenario("beds-100k")[0].changes


def test_more_changes_than_allowed_are_refused_as_json_and_as_text():
    change = changed()["changes"]["moved"]
    many = {f"c{n}": change for n in range(LIMITS.changes + 1)}
    with pytest.raises(ScenarioError, match=f"more than {LIMITS.changes}"):
        scenario_of_json(changed() | {"changes": many})
    lines = "\n".join(f"  c{n}: {{lever: beds}}" for n in range(LIMITS.changes + 1))
    text = f"title: One\nauthor: me\nsource: tests\nwhy: to see\nchanges:\n{lines}\n"
    with pytest.raises(ScenarioError, match=f"more than {LIMITS.changes}"):
        scenario_of_yaml(text)


def test_the_form_of_a_document_is_its_own_when_it_is_sent():
    document = ScenarioDocument.of(scenario_of_json(changed()))
    assert document.model_dump(mode="json") == compact(document)
    assert document.resolved() == scenario_of_json(changed())


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name)
def test_every_wrong_file_is_refused_by_the_check_with_the_words_it_needs(api, wrong):
    answer = api.post("/api/scenarios/check", json={"yaml": wrong.text})
    assert answer.status_code == 200
    assert answer.json()["ok"] is False
    told = " ".join(" ".join(str(part) for part in one.values())
                    for one in answer.json()["problems"])  # fmt: skip
    if wrong.name not in GROUNDS:
        for words in wrong.said:
            assert words.replace("s.yaml", f"{FILE}.yaml") in told

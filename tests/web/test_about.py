"""What the server says of itself, its levers, its map and its calendar."""

import pytest

from evenhand.model.levers import levers
from evenhand.model.places import AREAS
from evenhand.registers.legal_events import legal_events
from evenhand.scenarios.bounds import FITTED
from evenhand.scenarios.schema import PLANS
from evenhand.web.lever_list import groups, slider, titles


def test_the_server_says_when_it_is_ready_and_from_which_day_runs_begin(api, server):
    told = api.get("/api/about").json()
    assert told["state"] == "ready"
    assert told["first_day"] == server.knowledge.model(None).first_day.isoformat()
    assert told["limits"]["max_compared"] == server.limits.compared
    assert told["data"]["editions"] == server.knowledge.editions.height


def test_every_lever_and_plan_is_in_exactly_one_group_with_a_title_of_its_own():
    known = {name for name in levers() if name not in FITTED} | set(PLANS)
    assert set(titles()) == known
    assert {group for group, _ in titles().values()} == {group.id for group in groups()}
    words = [title for _, title in titles().values()]
    assert len(set(words)) == len(words)


def test_the_levers_have_the_range_and_evidence_of_the_model(api):
    told = {one["name"]: one for group in api.get("/api/levers").json()["groups"]
            for one in group["levers"]}  # fmt: skip
    assert len(told) == len(levers()) - len(FITTED)
    for name, one in told.items():
        lever = levers()[name]
        assert (one["low"], one["high"], one["unit"]) == (lever.low, lever.high, lever.unit)
        assert one["source"] == lever.source
        assert one["least"] <= one["slider_low"] < one["slider_high"] <= one["most"]
        assert one["step"] > 0


@pytest.mark.parametrize("name", sorted(set(levers()) - set(FITTED)))
def test_a_slider_holds_the_whole_range_of_the_evidence(name):
    lever = levers()[name]
    low, high = slider(lever)
    slack = 0.05 * (lever.high - lever.low)  # ends are rounded to two digits
    assert low <= lever.low + slack
    assert high >= lever.high - slack


def test_what_the_baseline_has_of_an_amount_is_its_total(api, server):
    told = {one["name"]: one for group in api.get("/api/levers").json()["groups"]
            for one in group["levers"]}  # fmt: skip
    values = server.knowledge.model(None).baseline_values(1)
    assert told["detainers.issued"]["baseline"] == pytest.approx(values["detainers.issued"].sum())
    assert set(told["cooperation"]["baseline_by_area"]) == set(AREAS)


def test_every_area_has_a_tile_of_its_own(api):
    tiles = api.get("/api/map").json()["tiles"]
    assert [one["area"] for one in tiles] == list(AREAS)
    assert len({(one["row"], one["column"]) for one in tiles}) == len(AREAS)


def test_the_calendar_has_every_legal_event_with_its_statuses(api):
    told = api.get("/api/timeline").json()
    assert [one["id"] for one in told["events"]] == list(legal_events())
    order = next(one for one in told["events"] if one["id"] == "eo50")
    assert [one["status"] for one in order["changes"]] == [
        change.status for change in legal_events()["eo50"].changes
    ]
    assert "eo50-as-happened" in order["switches"]


def test_a_switch_of_the_calendar_makes_a_scenario_that_can_be_run(api):
    events = api.get("/api/timeline").json()["events"]
    order = next(one for one in events if one["id"] == "eo50")
    switch = next(one for one in order["as_if"] if one["status"] == "in force")
    page = api.get("/api/scenarios/eo50-as-happened").json()
    asked = page["document"] | {"events": switch["events"]}
    before = api.post("/api/run/quick", json={"scenario": page["document"]}).json()
    after = api.post("/api/run/quick", json={"scenario": asked}).json()
    assert before["changes_nothing"] != after["changes_nothing"]


def test_trust_tells_the_forecasts_the_posterior_and_the_limits(api):
    told = api.get("/api/trust").json()
    assert {one["kind"] for one in told["forecast"]["scores"]} == {"conditional", "unconditional"}
    assert all(one["prior_low"] <= one["prior_high"] for one in told["posterior"])
    assert set(told["not_moved"]) == {
        one["lever"] for one in told["posterior"] if one["moved"] != "yes"
    }
    assert len(told["limits"]) >= 3


def test_a_citation_names_version_code_and_edition(api):
    told = api.get("/api/cite", params={"scenario": "beds-100k"}).json()
    about = api.get("/api/about").json()
    for words in (about["version"], about["code"][:12], about["data"]["edition"], "beds-100k"):
        assert words in told["text"]
    assert api.get("/api/cite", params={"scenario": "bed-100k"}).status_code == 404


def test_a_number_is_cited_down_to_its_cell(api):
    asked = {"series": "detained", "period": "2026-01-25"}
    told = api.get("/api/cite", params=asked).json()
    row = api.get("/api/records/detained", params={"since": "2026-01-25"}).json()["rows"][-1]
    for words in (row["file"], row["cell"].split("!")[-1]):
        assert words in told["text"]
    assert told["reproduce"] == "evenhand cite detained 2026-01-25"
    assert api.get("/api/cite", params=asked | {"period": "1999"}).status_code == 422

"""Jobs tell how far they are, can be resumed and cancelled, and give the library's intervals."""

import json
import threading
import time

import numpy as np
import pytest

from evenhand.errors import EvenhandError, Problem
from evenhand.model.posterior import shipped_draws
from evenhand.results.grouping import in_groups
from evenhand.results.measures import measure
from evenhand.studies.drawn import Asked, RunsOfDraw, run_draws
from evenhand.studies.influence import sweep
from evenhand.web.documents import scenario_of_json
from evenhand.web.failures import RefusedError
from evenhand.web.influences import Influences, influence_result
from evenhand.web.job_queue import ENDED, JobQueue
from evenhand.web.limits import Limits
from evenhand.web.wire.jobs import InfluenceRequest, ReportResult
from tests.web.conftest import changed

DRAWS = 10
PATIENCE = 120.0


@pytest.fixture
def queue():
    """A small queue."""
    made = JobQueue(Limits(running=1, waiting=2, kept=3, job_seconds=60))
    yield made
    made.close()


def ended(job):
    deadline = time.monotonic() + PATIENCE
    while job.state not in ENDED:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return job


def events(api, job, after=None):
    """Events of a job over HTTP, as (number, name, data), until it ends."""
    headers = {"Last-Event-ID": str(after)} if after is not None else {}
    with api.stream("GET", f"/api/jobs/{job}/events", headers=headers, timeout=PATIENCE) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        blocks = "".join(answer.iter_text()).split("\n\n")
    found = []
    for block in blocks:
        parts = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "id" in parts:
            found.append((int(parts["id"]), parts["event"], json.loads(parts["data"])))
    return found


@pytest.fixture(scope="module")
def finished(api):
    """A job of intervals that has ended, and its events."""
    body = {"scenario": changed(), "draws": DRAWS}
    answer = api.post("/api/run/interval", json=body)
    assert answer.status_code == 202
    job = answer.json()["id"]
    told = events(api, job)
    return api.get(f"/api/jobs/{job}").json(), told


def test_intervals_are_those_of_the_library_under_the_same_draws(finished, server):
    job, _ = finished
    work = RunsOfDraw(
        server.knowledge.model(None),
        (Asked("baseline", None, False), Asked("scenario", scenario_of_json(changed()), False)),
        None,
    )
    draws = [shipped_draws().draw(number) for number in range(DRAWS)]
    baseline, scenario = run_draws(work, draws, workers=1)
    told = {one["id"]: one for one in job["result"]["series"]}
    for name in ("arrests", "detained", "removals"):
        one, other = (measure(in_groups(run.months, "all"), name)[..., 0]
                      for run in (scenario, baseline))  # fmt: skip
        for part, values in (("scenario", one), ("baseline", other), ("difference", one - other)):
            for end, share in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
                wanted = np.quantile(values, share, axis=0)
                np.testing.assert_allclose(told[name][part][end], wanted, atol=1e-3)
    numbers = {(one["section"], one["name"]): one for one in job["result"]["numbers"]}
    for a, b in zip(scenario.numbers, baseline.numbers, strict=True):
        told_number = numbers[a.section, a.name]
        if np.isfinite(a.values).all():
            assert told_number["scenario"]["median"] == pytest.approx(float(np.median(a.values)))
            more = float(np.quantile(a.values - b.values, 0.95))
            assert told_number["difference"]["high"] == pytest.approx(more, abs=1e-6)


def test_a_first_interval_comes_before_the_last(finished):
    job, told = finished
    partial = [data for _, name, data in told if name == "partial"]
    assert [one["final"] for one in partial][-1]
    assert job["result"]["draws"] == DRAWS
    progress = [data["done"] for _, name, data in told if name == "progress"]
    assert progress == sorted(progress)
    assert progress[-1] == DRAWS
    assert told[-1][1] == "done"
    assert told[-1][2] == job["result"]


def test_the_sentence_tells_the_intervals_of_the_difference(finished):
    words = finished[0]["result"]["summary"]
    assert "90 percent intervals" in words
    assert " to " in words
    assert "US$ US$" not in words


def test_a_reload_resumes_after_the_last_event_it_was_told(finished, api):
    job, told = finished
    superseded = [event for event in told if event[1] == "partial"][:-1]
    rest = [event for event in told[3:] if event not in superseded]
    assert events(api, job["id"], after=told[2][0]) == rest
    assert events(api, job["id"], after=told[-1][0]) == []
    assert [number for number, _, _ in told] == sorted(number for number, _, _ in told)


def test_a_job_over_http_can_be_cancelled_and_says_so(api):
    body = {"scenario": changed(value=64321.0), "draws": 200}
    job = api.post("/api/run/interval", json=body).json()["id"]
    assert api.delete(f"/api/jobs/{job}").status_code == 200
    told = events(api, job)
    assert told[-1][1] == "cancelled"
    assert api.get(f"/api/jobs/{job}").json()["state"] == "cancelled"


def test_after_a_worker_was_killed_the_next_job_has_new_ones(api, server):
    for pool in server.draws.begin():
        for process in pool._processes.values():
            process.kill()
    body = {"scenario": changed(value=65432.0), "draws": 8}
    first = events(api, api.post("/api/run/interval", json=body).json()["id"])
    assert first[-1][1] == "failed"
    assert first[-1][2]["kind"] == "not_ready"
    second = events(api, api.post("/api/run/interval", json=body).json()["id"])
    assert second[-1][1] == "done"


def test_a_wrong_scenario_is_refused_before_a_job_is_made(api):
    before = len(api.get("/api/jobs").json()["jobs"])
    for path in ("/api/run/interval", "/api/run/influence", "/api/report"):
        answer = api.post(path, json={"scenario": changed("bedz")})
        assert answer.status_code == 422
        assert answer.json()["error"]["problems"][0]["did_you_mean"] == "beds"
    assert len(api.get("/api/jobs").json()["jobs"]) == before


@pytest.mark.parametrize("more", [{"draws": 7}, {"draws": 201}, {"replicates": 201}, {"seed": -1},
                                  {"draws": "40"}, {"draws": 40.5}])  # fmt: skip
def test_draws_and_replicates_are_bounded(api, more):
    assert api.post("/api/run/interval", json={"scenario": changed()} | more).status_code == 422


def test_jobs_take_turns_and_one_too_many_is_refused(queue):
    gate = threading.Event()
    first = queue.submit("interval", "first", lambda _: gate.wait(PATIENCE) and None)
    while first.state == "waiting":
        time.sleep(0.01)
    others = [queue.submit("interval", f"no {n}", lambda _: None) for n in range(2)]
    with pytest.raises(RefusedError, match="2 jobs wait already"):
        queue.submit("interval", "too many", lambda _: None)
    assert [job.state for job in others] == ["waiting", "waiting"]
    assert queue.cancel(others[0].id).state == "cancelled"
    gate.set()
    assert ended(first).state == "done"
    assert ended(others[1]).state == "done"
    assert others[0].state == "cancelled"


def test_a_running_job_stops_where_it_next_looks(queue):
    begun = threading.Event()

    def work(job):
        begun.set()
        while True:
            job.check()
            time.sleep(0.01)

    job = queue.submit("interval", "long", work)
    assert begun.wait(PATIENCE)
    queue.cancel(job.id)
    assert ended(job).state == "cancelled"


def test_a_job_that_runs_too_long_is_ended_with_a_reason():
    queue = JobQueue(Limits(job_seconds=0))

    def work(job):
        while True:
            job.check()
            time.sleep(0.01)

    job = ended(queue.submit("interval", "too long", work))
    assert job.state == "failed"
    assert "all it may" in job.error.message
    queue.close()


def test_a_job_tells_what_went_wrong_and_no_more(queue):
    def wrong(job):
        raise EvenhandError(Problem("until", "is too late", "choose an earlier day"))

    def broken(job):
        raise RuntimeError("a secret of the inside")

    told = ended(queue.submit("interval", "wrong", wrong))
    assert told.error.problems[0].fix == "choose an earlier day"
    hidden = ended(queue.submit("interval", "broken", broken))
    assert hidden.error.kind == "internal"
    assert "secret" not in hidden.error.message


def test_finished_jobs_are_forgotten_after_a_while(queue):
    made = [ended(queue.submit("interval", f"no {n}", lambda _: None)) for n in range(6)]
    kept = {job.id for job in queue.all()}
    assert kept == {job.id for job in made[-3:]}
    with pytest.raises(RefusedError, match="there is no job"):
        queue.get(made[0].id)


def test_only_the_newest_partial_result_is_kept(queue):
    def work(job):
        for size in range(3):
            job.show(ReportResult(file="a.html", url="/", bytes=size))

    job = ended(queue.submit("report", "some", work))
    partial = [event for event in job.since(0) if event.name == "partial"]
    assert [json.loads(event.data)["bytes"] for event in partial] == [2]


def test_influence_ranks_the_assumptions_of_a_number(server):
    asked = (Asked("baseline", None, False), Asked("scenario", scenario_of_json(changed()), False))
    work = RunsOfDraw(server.knowledge.model(None), asked, 60)
    some = shipped_draws().levers[:4]
    found = sweep(work, shipped_draws(), workers=1, only=some)
    told = influence_result(found, "arrests by all")
    assert [one.run for one in told.tables] == ["baseline", "scenario", "difference"]
    for table in told.tables[:2]:
        assert table.number == "Arrests by all channels"
        assert {one.lever for one in table.rows} <= set(some)
        assert sum(one.share for one in table.rows) == pytest.approx(1)
        spans = [abs(one.at_high - one.at_low) for one in table.rows]
        assert spans == sorted(spans, reverse=True)
    with pytest.raises(EvenhandError, match="is no number of the summary"):
        influence_result(found, "no such number")


def test_another_number_of_the_same_scenario_needs_no_runs(queue, server, monkeypatch):
    swept = []

    def few(work, draws, *, workers, progress):
        swept.append(1)
        return sweep(work, draws, workers=workers, progress=progress, only=draws.levers[:1])

    monkeypatch.setattr("evenhand.web.influences.sweep", few)
    influences = Influences(server.knowledge)
    told = []
    for number in ("arrests by all", "mean stay"):
        asked = InfluenceRequest.model_validate(
            {"scenario": changed() | {"changes": {}}, "number": number}
        )
        job = ended(queue.submit("influence", number, influences.work(asked)))
        assert job.state == "done"
        told.append(job.result.tables[0].number)
    assert told == ["Arrests by all channels", "Mean stay"]
    assert swept == [1]


def test_influence_is_a_job_that_tells_how_far_it_is_and_can_be_cancelled(api):
    body = {"scenario": changed() | {"changes": {}}}
    job = api.post("/api/run/influence", json=body).json()
    assert job["kind"] == "influence"
    api.delete(f"/api/jobs/{job['id']}")
    assert events(api, job["id"])[-1][1] == "cancelled"

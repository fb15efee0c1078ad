"""Whatever the description allows, and much that it does not, is answered in the shapes it states.

The requests are made from the description itself. No answer is a fault of the server, every answer
fits its schema, and every failure has the one shape.
"""

from __future__ import annotations

import json
import warnings
from datetime import date

from evenhand.model.classes import CLASSES
from evenhand.model.places import AREAS
from evenhand.results.measures import measures
from evenhand.web.app import shipped_openapi
from evenhand.web.limits import LIMITS
from tests.web.test_documents import scenarios

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of libraries that the tool loads, as they are loaded
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as some

STREAMS = ("/api/jobs/{job_id}/events",)
"""Answered in parts that are told in ``test_jobs``."""
LONG = ("/api/run/interval", "/api/run/influence", "/api/report")
"""Begin long work; the jobs are cancelled as soon as they are there."""
EXAMPLES = 10


DESCRIBED = schemathesis.openapi.from_dict(json.loads(shipped_openapi())).exclude(
    path=list(STREAMS)
)


CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.specs.openapi.checks.status_code_conformance,
    schemathesis.specs.openapi.checks.content_type_conformance,
    schemathesis.specs.openapi.checks.response_schema_conformance,
]
USUAL = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@DESCRIBED.parametrize()
@USUAL
def test_every_request_is_answered_as_the_description_says(case, api, address):
    answer = case.call(base_url=address, timeout=120)
    if case.path in LONG and answer.status_code == 202:
        api.delete(f"/api/jobs/{answer.json()['id']}")
    if answer.status_code == 413:
        assert len(answer.request.body or b"") > LIMITS.body_bytes
    case.validate_response(answer, checks=CHECKS)


@some.composite
def requests(draw):
    """Requests of quick answers that can be answered."""
    month = some.dates(date(2026, 3, 1), date(2030, 12, 31))
    body = {
        "scenario": draw(scenarios()),
        "areas": draw(some.lists(some.sampled_from(AREAS), max_size=4, unique=True)),
        "classes": draw(some.lists(some.sampled_from(CLASSES), max_size=3, unique=True)),
        "map_measure": draw(some.none() | some.sampled_from(sorted(measures()))),
        "map_months": draw(some.sampled_from(["first", "last", "all"])),
        "map_per_adults": draw(some.booleans()),
    }
    until = draw(some.none() | month)
    begins = body["scenario"]["changes"]["moved"].get("from", "2026-02-01")
    if until is not None and until.isoformat() >= begins:
        body["until"] = until.isoformat()
    return body


@USUAL
@given(requests())
def test_every_lever_moved_anywhere_is_answered_as_the_description_says(api, address, body):
    case = DESCRIBED["/api/run/quick"]["POST"].Case(body=body, media_type="application/json")
    answer = case.call(base_url=address, timeout=120)
    assert answer.status_code == 200 or "leads to" in answer.text, answer.text
    case.validate_response(answer, checks=CHECKS)

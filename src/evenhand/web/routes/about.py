"""``/api/about``: the server, its model and its bounds."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi import APIRouter

from evenhand import __version__
from evenhand.model.classes import CLASSES
from evenhand.model.places import AREAS
from evenhand.model.posterior import shipped_draws, shipped_record
from evenhand.results.measures import measures
from evenhand.results.provenance import code_digest
from evenhand.web.knowledge import EARLIEST_START, Knowledge
from evenhand.web.server import Here
from evenhand.web.wire.about import (
    About,
    ClassOut,
    DataOut,
    LimitsOut,
    MeasureOut,
    PosteriorOut,
)

router = APIRouter(tags=["about"])

STATEMENT = (
    "Evenhand is a model on counts, never on persons. What it gives are scenarios from stated "
    "assumptions, not forecasts of policy; where the record can judge it, Trust shows how it did."
)
CLASS_WORDS = {
    "convicted": ("With a conviction", "People with a criminal conviction on record."),
    "pending": ("With a pending charge", "People with a pending criminal charge."),
    "other": ("With neither", "People with neither a conviction nor a pending charge on record."),
}


@router.get("/api/about")
def about(server: Here) -> About:
    """The server, its state, model, data and bounds."""
    knowledge = server.knowledge
    first = knowledge.model(None).first_day if knowledge.state == "ready" else None
    return About(
        name="Evenhand",
        version=__version__,
        code=code_digest(),
        state=knowledge.state,
        state_says=knowledge.state_says,
        first_day=first,
        usual_last_day=_usual_last_day(knowledge, first),
        data=_data(knowledge),
        posterior=_posterior(),
        limits=_limits(server, knowledge),
        areas=AREAS,
        classes=tuple(ClassOut.model_validate({"name": x, "title": CLASS_WORDS[x][0],
                                               "says": CLASS_WORDS[x][1]}) for x in CLASSES),
        measures=tuple(MeasureOut(name=x.name, section=x.section, unit=x.unit, says=x.says)
                       for x in measures().values()),
        statement=STATEMENT,
    )  # fmt: skip


def _usual_last_day(knowledge: Knowledge, first: date | None) -> date | None:
    if first is None:
        return None
    return first + timedelta(days=knowledge.days(knowledge.model(None), None) - 1)


def _data(knowledge: Knowledge) -> DataOut:
    newest = knowledge.newest_edition
    return DataOut(
        edition=str(newest["edition"]),
        through=knowledge.newest_day,
        editions=knowledge.editions.height,
        values=knowledge.value_count,
        digest=knowledge.digest,
    )


def _posterior() -> PosteriorOut:
    record = shipped_record()
    digest = next(iter(record.get("outputs", {}).values()), record["software"]["code"])
    return PosteriorOut(id=str(digest)[:12], draws=len(shipped_draws()))


def _limits(server: Here, knowledge: Knowledge) -> LimitsOut:
    limits = server.limits
    return LimitsOut(
        max_days=limits.days,
        max_draws=limits.draws,
        max_replicates=limits.replicates,
        max_jobs_running=limits.running,
        max_jobs_waiting=limits.waiting,
        max_body_bytes=limits.body_bytes,
        max_compared=limits.compared,
        max_changes=limits.changes,
        max_job_seconds=limits.job_seconds,
        earliest_start=EARLIEST_START,
        latest_start=knowledge.newest_day,
    )

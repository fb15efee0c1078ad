"""Claims of what would or could be, put to the model: draws of the posterior, and what it takes.

A claim's computation asks for a number of a run; which draws of it agree with the claim is judged
later, so that another threshold needs no other runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from evenhand.claims.answers import ModelAnswer
from evenhand.claims.computations import Computation, Constant, OfModel, Operation, leaves
from evenhand.claims.record import Record
from evenhand.claims.schema import Claim
from evenhand.claims.units import figure
from evenhand.observations.table import Observations
from evenhand.scenarios.files import load_scenario
from evenhand.scenarios.schema import Change, Scenario
from evenhand.studies.feasibility import Feasibility, feasibility
from evenhand.studies.paths import BOTH, HELPED, TOGETHER
from evenhand.studies.paths import Path as Combination
from evenhand.studies.questions import Question
from evenhand.studies.windows import OFFICERS

DRAWS, SEED = 100, 0
LEVERS = (
    "workforce.officers", "workforce.academy_places", "workforce.field_share", "cooperation",
    "detainers.issued", "at_large.hours_per_arrest", "at_large.collateral_share", "beds",
    "court.judges", "removal.flights",
)  # fmt: skip
"""Levers that are tried, one by one and together, for what a statement would take."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Limits:
    """What a claim says of a number of the model.

    Args:
        at_least: It is at least this.
        at_most: It is at most this.
        main: Whether it is the claim's first question: what it would take is found for that one.
    """

    at_least: float | None = None
    at_most: float | None = None
    main: bool = False

    @property
    def one(self) -> float | None:
        """The limit, the lower one where there are two."""
        return self.at_least if self.at_least is not None else self.at_most


def asked_of_model(claims: Mapping[str, Claim]) -> dict[OfModel, Limits]:
    """What claims ask of the model, each with its limits.

    Args:
        claims: Claims by id.
    """
    found: dict[OfModel, Limits] = {}
    for claim in claims.values():
        whole, main = Limits(), True
        if claim.number is not None:
            lower = claim.number * (1 - claim.tolerance)
            upper = (claim.to or claim.number) * (1 + claim.tolerance)
            over, under = claim.says in _OVER, claim.says in _UNDER
            whole = Limits(None if under else lower, None if over else upper)
        for definition in claim.definitions:
            if definition.compute is None:
                continue
            for one, limits in _limits(definition.compute, whole).items():
                found[one] = replace(limits, main=main and limits.one is not None)
                main = False
    return found


_OVER, _UNDER = ("at-least", "more-than"), ("at-most", "less-than")


def _limits(one: Computation, whole: Limits) -> dict[OfModel, Limits]:
    if isinstance(one, OfModel):
        return {one: whole}
    if not isinstance(one, Operation):
        return {}
    if one.name in (*_OVER, *_UNDER):
        left, right = one.parts
        if isinstance(left, OfModel) and isinstance(right, Constant):
            over = one.name in _OVER
            return {left: Limits(right.value) if over else Limits(None, right.value)}
    return {leaf: Limits() for leaf in leaves(one) if isinstance(leaf, OfModel)}


def answers(
    observations: Observations,
    asked: Mapping[OfModel, Limits],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: int | None = None,
    progress: Progress | None = None,
    takes: bool = True,
) -> dict[OfModel, ModelAnswer]:
    """Run the model for what claims ask; the answers do not depend on the number of workers.

    Args:
        observations: Everything that was read.
        asked: What is asked, with its limits.
        draws: Joint draws of the posterior.
        seed: Seed of the chance.
        workers: Processes; as many as cores if not given.
        progress: Told the number of things done and the number in all.
        takes: Whether to find what it would take.

    Raises:
        ClaimError: when a scenario or a lever cannot be used.
        EvenhandError: when the days do not lie in a run.
    """
    if not asked:
        return {}
    questions = [_question(str(n), one, asked[one]) for n, one in enumerate(asked)]
    wanting = [asked[one].main and takes for one in asked]
    parts = (
        [n for n, wants in enumerate(wanting) if wants],
        [n for n, wants in enumerate(wanting) if not wants],
    )
    found: dict[int, Feasibility] = {}
    for numbers, levers in zip(parts, (LEVERS, ()), strict=True):
        if numbers:
            some = feasibility(
                observations, [questions[n] for n in numbers], draws=draws, seed=seed,
                workers=workers, progress=progress, levers=levers,
            )  # fmt: skip
            found |= dict(zip(numbers, some, strict=True))
    made = f"{draws} joint draws of the posterior, seed {seed}"
    return {
        one: _answer(one, found[n], asked[one], made) for n, one in enumerate(asked)
    }  # fmt: skip


def with_answers(
    record: Record,
    claims: Mapping[str, Claim],
    *,
    afresh: bool = False,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: int | None = None,
    begin: Callable[[int], Progress | None] | None = None,
) -> Record:
    """The record with the model's answers to all that claims ask of it.

    Args:
        record: The record; answers that it has already are kept.
        claims: Claims by id.
        afresh: Whether to ask again where there are answers.
        draws: Joint draws of the posterior.
        seed: Seed of the chance.
        workers: Processes; as many as cores if not given.
        begin: Told how many numbers are asked for, where any are; gives what is told the progress.

    Raises:
        ClaimError: when a scenario or a lever cannot be used.
        EvenhandError: when the days do not lie in a run.
    """
    asked = asked_of_model(claims)
    wanted = {one: limits for one, limits in asked.items() if afresh or one not in record.answers}
    if not wanted:
        return record
    found = answers(
        record.observations, wanted, draws=draws, seed=seed, workers=workers,
        progress=None if begin is None else begin(len(wanted)),
    )  # fmt: skip
    return replace(record, answers={**record.answers, **found})


def _question(name: str, asked: OfModel, limits: Limits) -> Question:
    at_least, at_most = limits.at_least, limits.at_most
    if limits.one is None:
        at_least = 0.0  # a number without a limit: every draw meets it
    return Question(
        name, _scenario(asked), asked.measure, asked.statistic, asked.begins, asked.ends,
        at_least=at_least, at_most=at_most, per=asked.per, classes=asked.classes,
    )  # fmt: skip


def _scenario(asked: OfModel) -> Scenario | str | None:
    if not asked.levers and asked.known_on is None:
        return asked.scenario
    if asked.scenario is None:
        base = Scenario(
            title="The baseline", author="a claims file", source="a claims file",
            why="What would have to be so?", start=asked.known_on,
        )  # fmt: skip
    else:
        base = load_scenario(asked.scenario)[0]
    changes = {
        f"claim: {lever}": Change(lever=lever, value=value, because="Stated in a claims file.")
        for lever, value in asked.levers
    }
    return base.model_copy(
        update={
            "changes": {**base.changes, **changes},
            "start": asked.known_on or base.start,
        }
    )


def _answer(asked: OfModel, found: Feasibility, limits: Limits, made: str) -> ModelAnswer:
    flow = asked.statistic == "total"
    unit = found.unit.removesuffix("/day") if flow else found.unit
    unit = "times" if unit == "ratio" else unit
    return ModelAnswer(
        unit=unit,
        values=tuple(float(f"{value:.6g}") for value in found.values),
        first=found.first_day,
        last=found.last_day,
        central=float(f"{found.central:.6g}"),
        binding=tuple((one.name, round(one.share, 3)) for one in found.binding),
        takes=_takes(found, unit) if found.together or limits.main else (),
        threshold=limits.one if limits.main else None,
        made=made,
    )


def _takes(found: Feasibility, unit: str) -> tuple[str, ...]:
    """What it would take, a sentence each."""
    if found.question.met(np.array(found.central)).item() == 1:
        return ("nothing, at central values it is so",)
    officers = found.question.measure in OFFICERS
    resources = "places at the academy" if officers else "officers, beds, judges and seats"
    sentences = [_combined(one, unit, resources) for one in found.together]
    alone = [one for one in found.takes if one.inside and one.needed is not None]
    for one in alone[:3]:
        needed, now = figure(one.needed or 0.0), figure(one.baseline)
        sentences.append(f"{one.lever} alone, at {needed} {one.unit} (now {now})")
    if not alone:
        sentences.append("no single lever within its evidence")
    return tuple(sentences)


def _combined(one: Combination, unit: str, resources: str) -> str:
    """What levers changed together would have to be."""
    helped = "every lever with evidence at the end that helps"
    if one.name == HELPED and one.share is not None:
        helped = (
            f"every lever with evidence {100 * one.share:.0f} % of the way to the end that helps"
        )
    if not one.met:
        what = resources if one.name == TOGETHER else helped
        return f"not with {what}: {figure(one.reached)} {unit}"
    factor = f"{one.factor:.2g} times as many {resources}" if one.factor is not None else ""
    return {TOGETHER: factor, HELPED: helped, BOTH: f"{helped}, and {factor}"}[one.name]

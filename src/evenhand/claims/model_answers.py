"""Claims of what would or could be, put to the model: draws of the posterior, and what it takes.

A claim's computation asks for a number of a run; which draws of it agree with the claim is judged
later, so that another threshold needs no other runs. Answers to the shipped claims ship with the
package, with what they were made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from evenhand.claims.computations import Computation, Constant, OfModel, Operation, leaves
from evenhand.claims.record import ModelAnswer
from evenhand.claims.schema import Claim
from evenhand.claims.units import figure
from evenhand.errors import ClaimError, Problem
from evenhand.observations.table import Observations
from evenhand.scenarios.files import load_scenario
from evenhand.scenarios.schema import Change, Scenario
from evenhand.studies.feasibility import Feasibility, feasibility
from evenhand.studies.paths import Path as Combination
from evenhand.studies.questions import Question

ANSWERS_FILE = "model_answers.json"
FORM = 1
DRAWS, SEED = 100, 0
LEVERS = (
    "workforce.officers", "workforce.academy_places", "workforce.field_share", "cooperation",
    "detainers.issued", "at_large.hours_per_arrest", "at_large.collateral_share", "beds",
    "court.judges", "removal.flights",
)  # fmt: skip
"""Levers that are tried, one by one and together, for what a statement would take."""
INPUTS = ("model/parameters", "model/posterior", "model/areas", "observations/shipped")
"""What the answers depend on besides the code and the scenarios."""
Progress = Callable[[int, int], None]
Thresholds = tuple[float | None, float | None]


def asked_of_model(claims: Mapping[str, Claim]) -> dict[OfModel, Thresholds]:
    """What claims ask of the model, each with its threshold: at least, at most.

    Args:
        claims: Claims by id.
    """
    found: dict[OfModel, Thresholds] = {}
    for claim in claims.values():
        whole: Thresholds = (None, None)
        if claim.number is not None:
            lower = claim.number * (1 - claim.tolerance)
            upper = (claim.to or claim.number) * (1 + claim.tolerance)
            over, under = claim.says in _OVER, claim.says in _UNDER
            whole = (None if under else lower, None if over else upper)
        for definition in claim.definitions:
            if definition.compute is not None:
                found |= _thresholds(definition.compute, whole)
    return found


_OVER, _UNDER = ("at-least", "more-than"), ("at-most", "less-than")


def _thresholds(one: Computation, whole: Thresholds) -> dict[OfModel, Thresholds]:
    if isinstance(one, OfModel):
        return {one: whole}
    if not isinstance(one, Operation):
        return {}
    if one.name in (*_OVER, *_UNDER):
        left, right = one.parts
        if isinstance(left, OfModel) and isinstance(right, Constant):
            over = one.name in _OVER
            return {left: (right.value, None) if over else (None, right.value)}
    return {leaf: (None, None) for leaf in leaves(one) if isinstance(leaf, OfModel)}


def answers(
    observations: Observations,
    asked: Mapping[OfModel, Thresholds],
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
        asked: What is asked, with thresholds.
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
    wanting = [any(limit is not None for limit in asked[one]) and takes for one in asked]
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


def _question(name: str, asked: OfModel, thresholds: Thresholds) -> Question:
    at_least, at_most = thresholds
    if at_least is None and at_most is None:
        at_least = 0.0  # a number without a threshold: every draw meets it
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


def _answer(
    asked: OfModel, found: Feasibility, thresholds: Thresholds, made: str
) -> ModelAnswer:  # fmt: skip
    flow = asked.statistic == "total"
    unit = found.unit.removesuffix("/day") if flow else found.unit
    threshold = next((limit for limit in thresholds if limit is not None), None)
    return ModelAnswer(
        unit=unit,
        values=tuple(float(f"{value:.6g}") for value in found.values),
        first=found.first_day,
        last=found.last_day,
        central=float(f"{found.central:.6g}"),
        binding=tuple((one.name, round(one.share, 3)) for one in found.binding),
        takes=_takes(found, unit) if threshold is not None else (),
        threshold=threshold,
        made=made,
    )


def _takes(found: Feasibility, unit: str) -> tuple[str, ...]:
    """What it would take, a sentence each."""
    if found.question.met(np.array(found.central)).item() == 1:
        return ("at central values it is so",)
    sentences = [_combined(one, unit) for one in found.together]
    alone = [one for one in found.takes if one.inside and one.needed is not None]
    for one in alone[:3]:
        needed, now = figure(one.needed or 0.0), figure(one.baseline)
        sentences.append(
            f"{one.lever} alone, at {needed} {one.unit} (now {now}; within the evidence)"
        )
    if not alone:
        sentences.append("no lever alone does it within its evidence")
    return tuple(sentences)


def _combined(one: Combination, unit: str) -> str:
    reached = f"{figure(one.reached)} {unit}"
    if not one.met:
        return f"not reached with {one.says}: {reached}"
    told = "" if one.factor is None else f", factor {one.factor:.2g}"
    told += "" if one.share is None else f", {100 * one.share:.0f} % of the way"
    return f"reached with {one.says}{told}"


# ------------------------------------------------------------------------------ shipped answers


def shipped_path() -> Path:
    """Where the shipped answers are."""
    return Path(str(resources.files("evenhand.claims"))) / ANSWERS_FILE


def shipped_answers() -> dict[OfModel, ModelAnswer]:
    """The answers that ship with the package; none where the file is missing.

    Raises:
        ClaimError: when the file is damaged.
    """
    path = shipped_path()
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        return dict(_read(one) for one in content["answers"])
    except (KeyError, TypeError, ValueError) as error:
        what = f"is damaged ({str(error)[:80]})"
        raise ClaimError(Problem(path.name, what, "install the package again")) from None


def answers_text(found: Mapping[OfModel, ModelAnswer], *, draws: int, seed: int) -> bytes:
    """Answers as the package ships them, with what they were made from.

    Args:
        found: The answers.
        draws: Joint draws behind them.
        seed: Seed of the chance.
    """
    content = {
        "form": FORM,
        "made by": "evenhand.claims.model_answers",
        "draws": draws,
        "seed": seed,
        "inputs": inputs_digest(found),
        "answers": [_written(asked, one) for asked, one in found.items()],
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def inputs_digest(asked: Sequence[OfModel] | Mapping[OfModel, Any]) -> str:
    """SHA-256 over parameters, posterior, areas, observations and scenarios that answers rest on.

    Args:
        asked: What is asked of the model.
    """
    root = Path(str(resources.files("evenhand")))
    digest = hashlib.sha256()
    files = [
        path
        for folder in INPUTS
        for path in sorted((root / folder).iterdir())
        if path.is_file() and path.suffix != ".py"
    ]
    names = sorted({one.scenario for one in asked if one.scenario is not None})
    files += [root / "scenarios" / "shipped" / f"{name}.yaml" for name in names]
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _written(asked: OfModel, answer: ModelAnswer) -> dict[str, Any]:
    question = {key: value for key, value in asdict(asked).items() if key != "where" and value}
    return {"asked": _plain(question), **_plain(asdict(answer))}


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in content.items()
    }


def _read(one: dict[str, Any]) -> tuple[OfModel, ModelAnswer]:
    said = dict(one["asked"])
    for key in ("begins", "ends", "known_on"):
        if key in said:
            said[key] = date.fromisoformat(said[key])
    for key in ("classes", "levers"):
        said[key] = tuple(
            tuple(part) if isinstance(part, list) else part for part in said.get(key, ())
        )
    answer = ModelAnswer(
        unit=one["unit"],
        values=tuple(one["values"]),
        first=date.fromisoformat(one["first"]),
        last=date.fromisoformat(one["last"]),
        central=one["central"],
        binding=tuple((name, share) for name, share in one["binding"]),
        takes=tuple(one["takes"]),
        threshold=one["threshold"],
        made=one["made"],
    )
    return OfModel(**said), replace(answer, made=f"{answer.made}; shipped")

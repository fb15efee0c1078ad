"""Answers of the model to claims, and those that ship with the package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from evenhand.claims.computations import OfModel
from evenhand.errors import ClaimError, Problem

ANSWERS_FILE = "model_answers.json"
FORM = 1
INPUTS = ("model/parameters", "model/posterior", "model/areas", "observations/shipped")
"""What the answers depend on besides the code and the scenarios."""


@dataclass(frozen=True)
class ModelAnswer:
    """What model runs under the posterior say of one number.

    Args:
        unit: Its unit.
        values: One value for each joint draw of the levers.
        first: First day counted.
        last: Last day counted.
        central: The number at central values.
        binding: Resources at their limit at central values, each with its share of the months.
        takes: What would have to be so for the threshold below, a sentence each.
        threshold: The threshold that ``takes`` is about; None if none was asked.
        made: How it was made, for the source line: draws, seed, whether shipped.
    """

    unit: str
    values: tuple[float, ...]
    first: date
    last: date
    central: float
    binding: tuple[tuple[str, float], ...] = ()
    takes: tuple[str, ...] = ()
    threshold: float | None = None
    made: str = ""


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

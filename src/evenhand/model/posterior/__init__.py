"""The shipped posterior: joint draws of the levers, made by ``evenhand fit``."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from evenhand.errors import ModelError, Problem
from evenhand.model.levers import Array
from evenhand.model.priors import priors

DRAWS_FILE, TABLE_FILE, RECORD_FILE = "draws.csv", "posterior.csv", "provenance.json"


@dataclass(frozen=True, eq=False)
class Draws:
    """Joint draws, equally weighted, in an order by chance: the first ones are as good as any.

    Args:
        levers: What is drawn.
        values: Values ``(draw, lever)``, in the levers' units.
    """

    levers: tuple[str, ...]
    values: Array

    def __len__(self) -> int:
        """How many there are."""
        return len(self.values)

    def draw(self, number: int) -> dict[str, float]:
        """One joint draw by lever.

        Args:
            number: Its number, from 0.
        """
        return dict(zip(self.levers, self.values[number].tolist(), strict=True))

    def first(self, count: int) -> Draws:
        """The first draws.

        Args:
            count: How many.

        Raises:
            ModelError: when there are fewer.
        """
        if count > len(self):
            what = f"has {len(self)} joint draws, fewer than {count}"
            fix = f"ask for {len(self)} or fewer, or make more with 'evenhand fit --draws {count}'"
            raise ModelError(Problem("the posterior", what, fix))
        return Draws(self.levers, self.values[:count])

    def quantile(self, lever: str, share: float) -> float:
        """A quantile of one lever over the draws.

        Args:
            lever: The lever.
            share: From 0 to 1.
        """
        return float(np.quantile(self.values[:, self.levers.index(lever)], share))


def read_draws(folder: Path) -> Draws:
    """Draws that ``evenhand fit`` has written.

    Args:
        folder: The folder, or the file of draws itself.

    Raises:
        ModelError: when there are none, or they are of other levers.
    """
    file = folder / DRAWS_FILE if folder.is_dir() else folder
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        fix = "name a folder that 'evenhand fit' has written"
        raise ModelError(Problem(str(file), f"cannot be read ({error.strerror})", fix)) from None
    return _draws(text, str(file))


@cache
def shipped_draws() -> Draws:
    """The draws inside the package."""
    return _draws(_text(DRAWS_FILE), DRAWS_FILE)


@cache
def shipped_table() -> tuple[dict[str, str], ...]:
    """Prior against posterior by lever, as the package holds it."""
    return tuple(csv.DictReader(io.StringIO(_text(TABLE_FILE))))


@cache
def shipped_record() -> dict[str, Any]:
    """How the shipped posterior was made."""
    found: dict[str, Any] = json.loads(_text(RECORD_FILE))
    return found


def _text(name: str) -> str:
    return resources.files("evenhand.model.posterior").joinpath(name).read_text("utf-8")


def _draws(text: str, where: str) -> Draws:
    lines = text.splitlines()
    levers = tuple(lines[0].split(",")) if lines else ()
    unknown = [name for name in levers if name not in priors()]
    if not levers or unknown:
        what = f"draws what has no prior: {', '.join(unknown) or 'nothing'}"
        raise ModelError(Problem(where, what, "make it again with 'evenhand fit'"))
    try:
        values = np.array([[float(cell) for cell in line.split(",")] for line in lines[1:]])
    except ValueError as error:
        raise ModelError(Problem(where, f"is no table of numbers ({error})")) from None
    if values.ndim != 2 or values.shape[1] != len(levers):
        raise ModelError(Problem(where, "has rows of different lengths"))
    return Draws(levers, values)

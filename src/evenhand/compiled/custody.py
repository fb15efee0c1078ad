"""The one form that every engine reads: flat arrays with a day axis, nothing left to look up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from evenhand.compiled.network import whole_grains
from evenhand.errors import ModelError, Problem
from evenhand.model.classes import AGE_DAYS, CLASSES, EXITS, ORIGINS
from evenhand.model.custody import Array, CustodyModel, base_hazard

LARGEST_HAZARD = 0.9
"""No more than this share of any cell leaves in a day, whatever the feedback says."""

NO_LIMIT = np.inf
OVERFLOW_RULES = ("overflow", "release", "refuse")
"""What happens above the beds: count it; release people; refuse book-ins."""

RELEASE_ORDER = ("other", "pending", "convicted")
"""Who is released first when beds run short: the reverse of ICE's stated priorities."""


@dataclass(frozen=True)
class CompiledCustody:
    """A custody run, day by day.

    Args:
        first_day: The first day that is run; the state is of the end of the day before.
        state: People ``(origin, class, age)``.
        base_hazard: Exit hazard before level and feedback ``(origin, age)``, per day.
        level: Level of the hazard ``(day, origin)``, ratio.
        book_ins: Book-ins ``(day, origin, class)``, people/day.
        reason_shares: Reasons for leaving ``(class, exit)``, shares.
        removal_speed: Factor on exits by removal ``(day,)``, ratio.
        beds: Beds ``(day,)``; infinite where there is no limit.
        overflow: Index into ``OVERFLOW_RULES`` ``(day,)``.
        own_stock: Exponent of the response to the origin's own stock ``(origin,)``.
        all_stock: Exponent of the response to all beds in use ``(origin,)``.
        inflow: Exponent of the response to recent book-ins ``(origin,)``.
        inflow_memory: Share by which a day's book-ins renew the running mean.
        stock_reference: Stock that the level goes with ``(origin,)``, people.
        usual_book_ins: Book-ins that the level goes with ``(origin,)``, people/day.
        recent_book_ins: Running mean of book-ins at the start ``(origin,)``, people/day.
    """

    first_day: date
    state: Array
    base_hazard: Array
    level: Array
    book_ins: Array
    reason_shares: Array
    removal_speed: Array
    beds: Array
    overflow: Array
    own_stock: Array
    all_stock: Array
    inflow: Array
    inflow_memory: float
    stock_reference: Array
    usual_book_ins: Array
    recent_book_ins: Array

    @property
    def days(self) -> int:
        """Number of days that are run."""
        return len(self.beds)


def compile_custody(
    model: CustodyModel, last_day: date, *, book_ins: Array | None = None
) -> CompiledCustody:
    """The baseline run of a fitted model: everything stays as it was at the cut-off.

    Args:
        model: The fitted model.
        last_day: The last day to run.
        book_ins: Book-ins ``(day, origin)`` in people/day; None continues the recent mean.

    Raises:
        ModelError: when the days or the numbers cannot be run.
    """
    first = model.start + timedelta(days=1)
    days = (last_day - model.start).days
    if days < 1:
        what = f"is not after the start of the model, {model.start}"
        raise ModelError(Problem(str(last_day), what, f"choose a day from {first} on"))
    flows = np.tile(model.book_ins, (days, 1)) if book_ins is None else book_ins
    values = model.parameters
    compiled = CompiledCustody(
        first_day=first,
        state=whole_grains(model.state),
        base_hazard=base_hazard(values),
        level=np.tile(model.level, (days, 1)),
        book_ins=flows[:, :, None] * model.class_shares[None],
        reason_shares=model.reason_shares,
        removal_speed=np.ones(days),
        beds=np.full(days, NO_LIMIT),
        overflow=np.zeros(days),
        own_stock=np.array([values["own_stock_ice"], values["own_stock_cbp"]]),
        all_stock=np.array([values["all_stock_ice"], values["all_stock_cbp"]]),
        inflow=np.array([values["inflow_ice"], values["inflow_cbp"]]),
        inflow_memory=1.0 / values["inflow_days"],
        stock_reference=model.stock,
        usual_book_ins=model.usual_book_ins,
        recent_book_ins=model.recent_book_ins,
    )
    check_compiled(compiled)
    return compiled


def check_compiled(run: CompiledCustody) -> None:
    """Refuse what cannot be run, with the place, before anything is computed.

    Raises:
        ModelError: with every problem found.
    """
    days, origins, classes = run.days, len(ORIGINS), len(CLASSES)
    shapes = {
        "state": (origins, classes, AGE_DAYS),
        "base_hazard": (origins, AGE_DAYS),
        "level": (days, origins),
        "book_ins": (days, origins, classes),
        "reason_shares": (classes, len(EXITS)),
        "removal_speed": (days,),
        "overflow": (days,),
        "stock_reference": (origins,),
        "own_stock": (origins,),
        "all_stock": (origins,),
        "inflow": (origins,),
        "usual_book_ins": (origins,),
        "recent_book_ins": (origins,),
    }
    problems = []
    for name, shape in shapes.items():
        array: Array = getattr(run, name)
        if array.shape != shape:
            problems.append(Problem(name, f"has shape {array.shape}, should have {shape}"))
        elif not np.isfinite(array).all():
            problems.append(Problem(name, "holds something that is not a number"))
        elif (array < 0).any():
            problems.append(Problem(name, "is negative somewhere"))
    if np.isnan(run.beds).any() or (run.beds < 0).any():
        problems.append(Problem("beds", "is negative or no number somewhere"))
    if not np.isin(run.overflow, range(len(OVERFLOW_RULES))).all():
        problems.append(Problem("overflow", f"is none of the rules {', '.join(OVERFLOW_RULES)}"))
    if not np.array_equal(run.state, whole_grains(run.state)):
        problems.append(Problem("state", "holds people in other than whole grains"))
    sums = run.reason_shares.sum(axis=1)
    if not np.allclose(sums, 1.0, atol=1e-9):
        problems.append(Problem("reason_shares", f"add up to {sums}, should be 1 for each class"))
    if problems:
        raise ModelError(problems)

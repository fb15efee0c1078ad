"""Delays whose exits are drawn once, at entry: the law of day and exit, ready to draw from."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.draft import Draft
from evenhand.compiled.network import RELEASE, Answers, Array, Entries, Holds, Index, Limits

NOT_AT_ENTRY = -1
MOST_NUMBERS = 2**26
"""The tables of laws may hold this many numbers: half a gigabyte."""


def entry_arrays(draft: Draft, holds: Holds, answers: Answers, limits: Limits) -> Entries:
    """The laws of the delays that are drawn at entry; refuses what could change them later.

    Args:
        draft: The network.
        holds: The arrays of all holds.
        answers: Their responses.
        limits: The limits.
    """
    number = len(draft.holds)
    chosen = np.full(number, NOT_AT_ENTRY)
    law = np.zeros((number, draft.cells), dtype=np.int64)
    outcomes, due = np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64)
    first: list[int] = []
    accept, alias, rows = [np.zeros(0)], [np.zeros(0, dtype=np.int64)], 0
    size = 0
    for hold, name in enumerate(draft.holds):
        delay = draft.network.stages[name].delay
        if delay is None or delay.draws == "daily":
            continue
        if not _fits(draft, hold, name, holds, answers, limits):
            continue
        exits = int(holds.arrow[hold + 1] - holds.arrow[hold])
        chosen[hold], outcomes[hold] = 1, draft.days * exits + 1
        due[hold] = rows
        rows += draft.days * exits
        columns = _columns(hold, holds)
        laws, index = np.unique(columns, axis=1, return_inverse=True)
        law[hold] = len(first) + index.ravel()
        size += laws.shape[1] * int(outcomes[hold])
        if size > MOST_NUMBERS:
            what = "has too many different laws of stay to draw at entry"
            draft.wrong(("stages", name, "delay", "draws"), what, "use 'daily'")
            break
        for column in laws.T:
            first.append(sum(len(table) for table in accept))
            chances, others = alias_table(_law(column, hold, exits, draft.days, holds))
            accept.append(chances)
            alias.append(others)
    return Entries(
        chosen=chosen,
        law=law,
        first=np.array(first, dtype=np.int64),
        accept=np.concatenate(accept),
        alias=np.concatenate(alias),
        outcomes=outcomes,
        due_row=due,
        due_rows=np.array([rows]),
    )


def no_entries(holds: int, cells: int) -> Entries:
    """Of a network in which no delay is drawn at entry."""
    nothing, zeros = np.zeros(0, dtype=np.int64), np.zeros(holds, dtype=np.int64)
    return Entries(
        chosen=zeros + NOT_AT_ENTRY, law=np.zeros((holds, cells), dtype=np.int64), first=nothing,
        accept=np.zeros(0), alias=nothing, outcomes=zeros, due_row=zeros,
        due_rows=np.zeros(1, dtype=np.int64),
    )  # fmt: skip


def _fits(
    draft: Draft, hold: int, name: str, holds: Holds, answers: Answers, limits: Limits
) -> bool:
    """Whether nothing can change a stay once it has begun; says what can."""
    reasons = []
    changing = (holds.leave_row, holds.share_row, holds.level_row)
    if any((rows[hold] != rows[hold, 0]).any() for rows in changing):
        reasons.append("has hazards that change by date")
    if (answers.hold == hold).any():
        reasons.append("has responses")
    if (limits.of[:, hold].astype(bool) & (limits.rule == RELEASE).any(axis=1)).any():
        reasons.append("has a limit that releases people")
    for reason in reasons:
        fix = "use 'daily': exits drawn at entry cannot change later"
        draft.wrong(("stages", name, "delay", "draws"), reason, fix)
    return not reasons


def _columns(hold: int, holds: Holds) -> Array:
    """What the law of a stay depends on: hazards by band, then shares, by cell."""
    bands = int(holds.band[hold + 1] - holds.band[hold])
    exits = int(holds.arrow[hold + 1] - holds.arrow[hold])
    row, shares = int(holds.leave_row[hold, 0]), int(holds.share_row[hold, 0])
    hazard = holds.leave[row : row + bands]
    if holds.level_row[hold, 0] >= 0:
        hazard = hazard * holds.level[holds.level_row[hold, 0]]
    hazard = np.minimum(hazard, holds.most[hold])
    number = exits * (bands if holds.share_by_band[hold, 0] else 1)
    columns: Array = np.concatenate([hazard, holds.share[shares : shares + number]])
    return columns


def _law(column: Array, hold: int, exits: int, days: int, holds: Holds) -> Array:
    """Probabilities of leaving on each day by each exit, day by day; the last is to stay on."""
    widths = holds.width[holds.band[hold] : holds.band[hold + 1]]
    starts = np.concatenate([[0], np.cumsum(widths[:-1])])
    band = np.searchsorted(starts, np.arange(days), side="right") - 1
    hazard = column[: len(widths)][band]
    cumulative = column[len(widths) :].reshape(-1, exits)
    by_band = np.diff(cumulative, axis=1, prepend=0.0)
    shares = by_band[band] if len(by_band) > 1 else np.broadcast_to(by_band[0], (days, exits))
    staying = np.concatenate([[1.0], np.cumprod(1 - hazard)])
    law = (staying[:-1] * hazard)[:, None] * shares
    return np.append(law.ravel(), staying[-1])


def alias_table(law: Array) -> tuple[Array, Index]:
    """Two tables that draw an outcome from one uniform number.

    Args:
        law: Probabilities ``(outcome,)``; they add up to one.

    Returns:
        For each outcome the chance that it is kept, and the one it gives way to.

    Source: Vose (1991), "A linear algorithm for generating random numbers with a given
    distribution", IEEE Transactions on Software Engineering 17(9).
    """
    scaled = (law * (len(law) / law.sum())).tolist()
    kept, other = [1.0] * len(scaled), list(range(len(scaled)))
    small = [index for index, part in enumerate(scaled) if part < 1.0]
    large = [index for index, part in enumerate(scaled) if part >= 1.0]
    while small and large:
        low, high = small.pop(), large[-1]
        kept[low], other[low] = scaled[low], high
        scaled[high] -= 1.0 - scaled[low]
        if scaled[high] < 1.0:
            small.append(large.pop())
    return np.array(kept), np.array(other, dtype=np.int64)

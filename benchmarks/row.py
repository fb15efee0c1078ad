"""One line of the table: seconds of ours and of a yardstick, measured in turns in one run."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

Timed = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """What one comparison measured.

    Args:
        name: What was done.
        yardstick: What it is held against; empty where it stands alone.
        ours: Seconds of each round.
        theirs: Seconds of the yardstick in the same rounds.
        note: What a reader must know to read the numbers.
        more: Other figures, for the JSON.
    """

    name: str
    yardstick: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...] = ()
    note: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Median seconds of ours."""
        return statistics.median(self.ours)

    @property
    def yardstick_seconds(self) -> float | None:
        """Median seconds of the yardstick."""
        return statistics.median(self.theirs) if self.theirs else None

    @property
    def ratio(self) -> float | None:
        """How many times our time the yardstick takes: the median of the rounds' ratios.

        Above one ours is quicker. Neighbours in time are divided, so a slow minute moves both.
        """
        if not self.theirs:
            return None
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(theirs / ours for ours, theirs in pairs)

    def as_json(self) -> dict[str, Any]:
        """Everything, medians and minima included."""
        return {
            **asdict(self),
            "seconds": self.seconds,
            "least seconds": min(self.ours),
            "yardstick seconds": self.yardstick_seconds,
            "least yardstick seconds": min(self.theirs) if self.theirs else None,
            "ratio": self.ratio,
        }


def in_turns(
    name: str, yardstick: str, ours: Timed, theirs: Timed, rounds: int, note: str = ""
) -> Row:
    """A row of both, taken in turns.

    Args:
        name: What was done.
        yardstick: What it is held against.
        ours: Runs ours once and gives its seconds.
        theirs: Runs the yardstick once and gives its seconds.
        rounds: How often.
        note: What a reader must know to read the numbers.
    """
    a, b = [], []
    for _ in range(rounds):
        a.append(ours())
        b.append(theirs())
    return Row(name, yardstick, tuple(a), tuple(b), note)


def table(rows: list[Row]) -> str:
    """The rows as plain text, with their notes below them."""
    head = ("", "ours, s", "theirs, s", "theirs / ours")
    lines = [head]
    notes: list[str] = []
    for row in rows:
        mark = ""
        if row.note:
            if row.note not in notes:
                notes.append(row.note)
            mark = f" [{notes.index(row.note) + 1}]"
        against = f", against {row.yardstick}" if row.yardstick else ""
        lines.append(
            (
                f"{row.name}{against}{mark}",
                _short(row.seconds),
                _short(row.yardstick_seconds),
                "" if row.ratio is None else f"{row.ratio:.2f}",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    made = []
    for first, *numbers in lines:
        cells = [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)]
        made.append("  ".join([first.ljust(widths[0]), *cells]))
    return "\n".join(made + [f"[{number}] {note}" for number, note in enumerate(notes, 1)])


def _short(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3f}" if seconds < 10 else f"{seconds:.1f}"

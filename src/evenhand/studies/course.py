"""One run of the whole system with everything that reports need from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evenhand.results.counts import Counts
from evenhand.system_simulation import SystemRun, run_chance, run_mean, shortened

POST_DAYS, POST_REPLICATES = 365, 20
"""Days and replicates behind the largest day of a year, which mean values cannot show."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Course:
    """What came of one run.

    Args:
        name: What the reader calls it: ``baseline``, ``scenario``, or a scenario's name.
        run: What was run.
        months: Mean values by month, place and class.
        days: Mean values by day.
        short: The first year of the run, for what is counted by day and by chance.
        posts: Some replicates of it by day.
        chance: Replicates by month and class; None where only mean values were asked for.
    """

    name: str
    run: SystemRun
    months: Counts
    days: Counts
    short: SystemRun
    posts: Counts
    chance: Counts | None

    @property
    def best(self) -> Counts:
        """What summaries are made from: the replicates where there are any."""
        return self.months if self.chance is None else self.chance


def run_course(
    name: str,
    run: SystemRun,
    *,
    replicates: int = 0,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Course:
    """Carry out a run in mean values, and by chance where replicates are asked for.

    Args:
        name: What the reader calls it.
        run: What to run.
        replicates: How many replicates; none gives mean values alone.
        seed: Seed of the random numbers; courses of the same seed belong together.
        workers: Threads; as many as cores if not given.
        progress: Told the number of replicates done and the number in all.
    """
    short = shortened(run, min(POST_DAYS, run.days))
    chance = None
    if replicates:
        chance = run_chance(
            run, replicates, seed, per="month", by="class", workers=workers, progress=progress
        )
    return Course(
        name=name,
        run=run,
        months=run_mean(run, per="month", by="place and class"),
        days=run_mean(run, per="day", by="all"),
        short=short,
        posts=run_chance(short, POST_REPLICATES, seed, per="day", by="all", workers=workers),
        chance=chance,
    )

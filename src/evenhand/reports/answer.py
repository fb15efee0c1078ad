"""An answer: two runs side by side, their numbers, and the arguments to make them again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evenhand.errors import EvenhandError, Problem
from evenhand.fitting.system_fit import fit_system
from evenhand.model.system import SystemModel
from evenhand.observations.table import Observations
from evenhand.reports.course import Course, run_course
from evenhand.reports.findings import findings
from evenhand.reports.first_year import Number, first_year
from evenhand.scenarios.files import load_scenario
from evenhand.scenarios.schema import Scenario
from evenhand.system_simulation import prepare

BASELINE, SCENARIO = "baseline", "scenario"


@dataclass(frozen=True)
class Pair:
    """One number in both runs.

    Args:
        first: In the first run, the baseline as a rule.
        second: In the second run.
    """

    first: Number
    second: Number

    @property
    def difference(self) -> Number:
        """Second less first, replicate by replicate."""
        one = self.second
        values = self.second.values - self.first.values
        return Number(one.section, one.name, one.unit, values)


@dataclass(frozen=True)
class Answer:
    """Everything a report is made from.

    Args:
        scenarios: What was asked for: one scenario against the baseline, or two.
        observations: The record.
        model: The fitted system.
        first: The first run, the baseline as a rule.
        second: The second; the same object where the scenario changes nothing.
        numbers: The numbers of the first year.
        sentences: What they say.
    """

    scenarios: tuple[Scenario, ...]
    observations: Observations
    model: SystemModel
    first: Course
    second: Course
    numbers: tuple[Pair, ...]
    sentences: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario that is reported."""
        return self.scenarios[-1]

    @property
    def is_baseline(self) -> bool:
        """Whether there is nothing to compare with."""
        return self.second is self.first

    @property
    def courses(self) -> tuple[Course, ...]:
        """The runs, each once."""
        return (self.first,) if self.is_baseline else (self.first, self.second)


def arguments_of(
    names: Sequence[str | tuple[str, Scenario]],
    *,
    until: date | None = None,
    cut_off: date | None = None,
    replicates: int = 0,
    seed: int = 0,
    per: str = "month",
    by: str = "all",
    measures: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What was asked for, with the scenarios as they stand, so that it can be asked again.

    Args:
        names: One shipped scenario or file, or two to be compared; in place of a name, a name and
            a scenario.
        until: The last day; four years on if not given.
        cut_off: Use only what had been posted by this day.
        replicates: Replicates by chance; none for mean values alone.
        seed: Seed of the chance.
        per: Length of a period of the table of measures.
        by: What that table tells apart.
        measures: Measures of that table; all if none is named.

    Raises:
        ScenarioError: when a scenario cannot be read.
    """
    given = []
    for one in names:
        name, (scenario, text) = (
            (one, load_scenario(one)) if isinstance(one, str) else (one[0], (one[1], ""))
        )
        content = json.loads(scenario.model_dump_json(by_alias=True, exclude_none=True))
        given.append({"name": Path(name).stem, "text": text, "content": content})
    return {
        "verb": "run" if len(names) == 1 else "compare",
        "scenarios": given,
        "until": until.isoformat() if until else None,
        "cut_off": cut_off.isoformat() if cut_off else None,
        "replicates": replicates,
        "seed": seed,
        "per": per,
        "by": by,
        "measures": list(measures),
    }


def answer(
    observations: Observations,
    arguments: dict[str, Any],
    *,
    workers: int | None = None,
    progress: Callable[[str], Callable[[int, int], None] | None] | None = None,
) -> Answer:
    """Fit the system, run what was asked for, and sum it up.

    Args:
        observations: Everything that was read.
        arguments: What ``arguments_of`` returned.
        workers: Threads; as many as cores if not given.
        progress: Given the name of a run, returns what is told of replicates done.

    Raises:
        EvenhandError: when the scenario, the record or the days cannot be used.
    """
    given = arguments["scenarios"]
    scenarios = tuple(Scenario.model_validate_json(json.dumps(one["content"])) for one in given)
    start = _start(scenarios)
    cut_off = date.fromisoformat(arguments["cut_off"]) if arguments["cut_off"] else start
    model = fit_system(observations, cut_off)
    days = _days(model, arguments["until"])

    def course(name: str, scenario: Scenario | None) -> Course:
        follow = scenarios[-1].record == "follow" and scenario is None
        run = prepare(model, days, scenario=scenario, follow=follow)
        told = progress(name) if progress and arguments["replicates"] else None
        return run_course(
            name, run, replicates=arguments["replicates"], seed=arguments["seed"],
            workers=workers, progress=told,
        )  # fmt: skip

    if len(scenarios) > 1:
        first = course(given[0]["name"], scenarios[0])
        second = course(given[1]["name"], scenarios[1])
    else:
        first = course(BASELINE, None)
        second = course(SCENARIO, scenarios[0]) if scenarios[0].changes else first
    numbers = tuple(Pair(a, b) for a, b in zip(first_year(first), first_year(second), strict=True))
    return Answer(
        scenarios, observations, model, first, second, numbers,
        tuple(findings(first, second, numbers)),
    )  # fmt: skip


def _start(scenarios: tuple[Scenario, ...]) -> date | None:
    """The day on which the scenarios begin, which must be the same.

    Raises:
        EvenhandError: when it is not.
    """
    starts = {scenario.start for scenario in scenarios}
    records = {scenario.record for scenario in scenarios}
    if len(starts) > 1 or len(records) > 1:
        said = " and ".join(str(start or "the newest snapshot") for start in starts)
        what = f"begin on different days ({said}) or take the record differently"
        fix = "compare scenarios with the same 'start' and 'record'"
        raise EvenhandError(Problem("the two scenarios", what, fix))
    return starts.pop()


def _days(model: SystemModel, until: str | None) -> int | None:
    if until is None:
        return None
    days = (date.fromisoformat(until) - model.first_day).days + 1
    if days < 1:
        what = f"is before the run begins ({model.first_day})"
        raise EvenhandError(Problem(f"--until {until}", what, "choose a later day"))
    if days > LONGEST_DAYS:
        what = f"is more than {LONGEST_DAYS // 365} years ahead"
        raise EvenhandError(Problem(f"--until {until}", what, "choose an earlier day"))
    return days


LONGEST_DAYS = 10 * 366
"""Nothing that is assumed to go on can be believed for longer than this."""

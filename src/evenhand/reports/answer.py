"""An answer: two runs side by side, their numbers, and the arguments to make them again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from evenhand.errors import EvenhandError, Problem
from evenhand.fitting.own_posterior import OwnPosterior, posterior_of
from evenhand.fitting.system_fit import fit_system
from evenhand.model.posterior import Draws, shipped_draws
from evenhand.model.system import SystemModel
from evenhand.observations.table import Observations
from evenhand.reports.findings import findings
from evenhand.results.uncertainty import ORDER, by_source
from evenhand.scenarios.files import load_scenario
from evenhand.scenarios.schema import Scenario
from evenhand.studies.course import Course, run_course
from evenhand.studies.drawn import Asked, Drawn, RunsOfDraw, more, run_draws
from evenhand.studies.enough import Used, draw_steps, replicate_steps, used_of, with_differences
from evenhand.studies.first_year import Number, first_year
from evenhand.studies.influence import Sweep, known_number, sweep
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
        drawn: The runs under each joint draw of the levers; none where nothing was drawn.
        arguments: What it was made from, with the numbers of draws and replicates in place.
        said: How many draws and replicates were used, where that was left to the rule.
        swept: The runs with each lever at both ends of its posterior, where influence is asked for.
        influence: The number whose influences are asked for; empty for none.
        posterior: The joint draws of the levers: the shipped ones as a rule.
    """

    scenarios: tuple[Scenario, ...]
    observations: Observations
    model: SystemModel
    first: Course
    second: Course
    numbers: tuple[Pair, ...]
    sentences: tuple[str, ...]
    drawn: tuple[Drawn, ...] = ()
    arguments: dict[str, Any] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    swept: Sweep | None = None
    influence: str = ""
    posterior: Draws = field(default_factory=shipped_draws)

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
    replicates: int | str = 0,
    seed: int = 0,
    per: str = "month",
    by: str = "all",
    measures: tuple[str, ...] = (),
    draws: int | str = 0,
    influence: str | None = None,
    posterior: OwnPosterior | None = None,
) -> dict[str, Any]:
    """What was asked for, with the scenarios as they stand, so that it can be asked again.

    Args:
        names: One shipped scenario or file, or two to be compared; in place of a name, a name and
            a scenario.
        until: The last day; four years on if not given.
        cut_off: Use only what had been posted by this day.
        replicates: Replicates by chance; none for mean values alone, ``auto`` for as many as make
            the intervals' ends certain enough.
        seed: Seed of the chance.
        per: Length of a period of the table of measures.
        by: What that table tells apart.
        measures: Measures of that table; all if none is named.
        draws: Joint draws of the levers; none for central values alone, ``auto`` as above.
        influence: Number of the summary of which to say which levers move it most; empty for
            arrests by all channels, None for none.
        posterior: Joint draws of one's own; the shipped ones if not given.

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
    # Records of runs without draws stay as they were.
    drawn: dict[str, Any] = {"draws": draws} if draws else {}
    drawn |= {} if influence is None else {"influence": influence}
    drawn |= {} if posterior is None else {"posterior": posterior.argument}
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
        **drawn,
    }


def answer(
    observations: Observations,
    arguments: dict[str, Any],
    *,
    workers: int | None = None,
    progress: Callable[[str], Callable[[int, int], None] | None] | None = None,
    posterior: Path | None = None,
) -> Answer:
    """Fit the system, run what was asked for, and sum it up.

    Args:
        observations: Everything that was read.
        arguments: What ``arguments_of`` returned.
        workers: Threads; as many as cores if not given.
        progress: Given the name of a run, returns what is told of replicates done.
        posterior: Where the posterior of the arguments is now, if not where it was.

    Raises:
        EvenhandError: when the scenario, the record, the days or the posterior cannot be used.
    """
    given = arguments["scenarios"]
    scenarios = tuple(Scenario.model_validate_json(json.dumps(one["content"])) for one in given)
    named = arguments.get("posterior")
    if named is not None and posterior is not None:
        named = named | {"folder": str(posterior)}
    joint, warned = posterior_of(named, observations)
    start = _start(scenarios)
    cut_off = date.fromisoformat(arguments["cut_off"]) if arguments["cut_off"] else start
    model = fit_system(observations, cut_off)
    days = _days(model, arguments["until"])

    follow = scenarios[-1].record == "follow"
    if len(scenarios) > 1:
        asked = [Asked(one["name"], run, False) for one, run in zip(given, scenarios, strict=True)]
    else:
        asked = [Asked(BASELINE, None, follow)]
        asked += [Asked(SCENARIO, scenarios[0], False)] if scenarios[0].changes else []
    work = RunsOfDraw(model, tuple(asked), days)
    drawn, parameters = _under_draws(work, arguments, joint, workers, progress)
    courses, pairs, chance = _by_chance(work, arguments, drawn, workers, progress)
    wanted, swept = arguments.get("influence"), None
    if wanted is not None:
        wanted = known_number(wanted, [pair.first for pair in pairs])
        told = progress("levers one by one") if progress else None
        swept = sweep(work, joint, workers=workers, progress=told)
        swept.position(wanted)
    used = {"replicates": chance.count} | ({"draws": parameters.count} if drawn else {})
    return Answer(
        scenarios=scenarios,
        observations=observations,
        model=model,
        first=courses[0],
        second=courses[-1],
        numbers=pairs,
        sentences=tuple(findings(courses[0], courses[-1], _widest(pairs, drawn), bool(drawn))),
        drawn=drawn,
        arguments=arguments | used,
        said=(*warned, *(one.words for one in (chance, parameters) if one.words)),
        swept=swept,
        influence=wanted or "",
        posterior=joint,
    )


def _by_chance(
    work: RunsOfDraw,
    arguments: dict[str, Any],
    drawn: tuple[Drawn, ...],
    workers: int | None,
    progress: Callable[[str], Callable[[int, int], None] | None] | None,
) -> tuple[list[Course], tuple[Pair, ...], Used]:
    """The runs with central values, with as many replicates as asked for or as are enough."""
    wanted = arguments["replicates"]
    beside = with_differences([drawn[0].numbers, drawn[-1].numbers]) if drawn else []
    for replicates in replicate_steps(wanted, bool(drawn)):
        courses = []
        for one in work.asked:
            run = prepare(work.central, work.days, scenario=one.scenario, follow=one.follow)
            told = progress(f"{one.name}: replicates") if progress and replicates else None
            course = run_course(
                one.name, run, replicates=replicates, seed=arguments["seed"], workers=workers,
                progress=told,
            )  # fmt: skip
            courses.append(course)
        numbers = [first_year(course) for course in (courses[0], courses[-1])]
        pairs = tuple(Pair(a, b) for a, b in zip(*numbers, strict=True))
        used = used_of(wanted, replicates, "replicates", with_differences(numbers), beside)
        if used.enough:
            break
    return courses, pairs, used


def _under_draws(
    work: RunsOfDraw,
    arguments: dict[str, Any],
    posterior: Draws,
    workers: int | None,
    progress: Callable[[str], Callable[[int, int], None] | None] | None,
) -> tuple[tuple[Drawn, ...], Used]:
    """The runs under joint draws of a posterior, as many as asked for or are enough."""
    wanted = arguments.get("draws", 0)
    drawn: tuple[Drawn, ...] = ()
    used = Used(0, True, "")
    if not wanted:
        return drawn, used
    for count in draw_steps(wanted, len(posterior)):
        some = [posterior.first(count).draw(number) for number in range(used.count, count)]
        told = progress("joint draws of the levers") if progress else None
        drawn = more(drawn, run_draws(work, some, workers=workers, progress=told))
        used = used_of(wanted, count, "draws", with_differences([run.numbers for run in drawn]))
        if used.enough:
            break
    return drawn, used


def _widest(pairs: tuple[Pair, ...], drawn: tuple[Drawn, ...]) -> tuple[Pair, ...]:
    """The numbers of the first year under the draws and by chance, where there are draws.

    Runs are paired draw by draw and replicate by replicate, so that differences may be taken.
    """
    if not drawn:
        return pairs
    under = [{one.name: one.values for one in run.numbers} for run in (drawn[0], drawn[-1])]

    def under_draws(number: Number, values: dict[str, Any]) -> Number:
        chance = number.values if number.values.ndim else None
        known = by_source(values.get(number.name), chance)
        best = next((known[one] for one in ORDER if one in known), None)
        return number if best is None else replace(number, values=best)

    return tuple(
        Pair(under_draws(pair.first, under[0]), under_draws(pair.second, under[1]))
        for pair in pairs
    )


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

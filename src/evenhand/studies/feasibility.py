"""What could be: how likely a statement of the form "could be" or "would be" is, by the model.

Under each joint draw of the levers the start is fitted again, and one run is made by chance: the
values are draws from what the model believes, with what is not known and chance together. What it
would take (``needs``) and what binds are found at central values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from evenhand.errors import EvenhandError, ScenarioError
from evenhand.fitting.system_evaluations import workers_for
from evenhand.fitting.system_fit import fit_system, system_under
from evenhand.model.posterior import Draws, shipped_draws
from evenhand.model.system import SystemModel
from evenhand.observations.table import Observations
from evenhand.results.counts import Array
from evenhand.scenarios.files import load_scenario
from evenhand.scenarios.schema import Scenario
from evenhand.scenarios.timing import begins
from evenhand.studies.enough import USUAL_DRAWS
from evenhand.studies.needs import START, Need, means, need
from evenhand.studies.paths import Path, paths
from evenhand.studies.questions import Question
from evenhand.studies.tries import Binding, Case, Tries, Use, binding, uses
from evenhand.studies.windows import MULTIPLES, statistic, unit_of
from evenhand.system_simulation import default_days, prepare, run_chance

__all__ = ["Binding", "Feasibility", "Need", "Path", "Question", "Use", "feasibility"]

Progress = Callable[[int, int], None]
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95


@dataclass(frozen=True)
class Feasibility:
    """The answer to a question.

    Args:
        question: The question.
        unit: Unit of the values.
        first_day: The first day that was counted.
        last_day: The last one.
        values: The statistic under each joint draw, with chance ``(draw,)``.
        probability: Share of the draws in which it is as asked for.
        median: Median of the values.
        low: Their 5 percent point.
        high: Their 95 percent point.
        central: The statistic at central values, expected.
        binding: Resources at their limit at central values.
        uses: What is used of each resource at central values.
        takes: By lever, what would have to be so, the others at central values; none where
            central values are as asked for.
        together: The same for several levers together.
    """

    question: Question
    unit: str
    first_day: date
    last_day: date
    values: Array
    probability: float
    median: float
    low: float
    high: float
    central: float
    binding: tuple[Binding, ...]
    uses: tuple[Use, ...]
    takes: tuple[Need, ...]
    together: tuple[Path, ...]

    @property
    def said(self) -> str:
        """The probability in words, none of few draws being no nought."""
        count = len(self.values)
        met = round(self.probability * count)
        if 0 < met < count:
            return f"{self.probability:.0%} ({met} of {count} joint draws)"
        least = 1 - (1 - CERTAIN) ** (1 / (count + 1))
        return (
            f"less than {least:.1%} (none of {count} joint draws)"
            if met == 0
            else f"more than {1 - least:.1%} (all {count} joint draws)"
        )


CERTAIN = 0.95
"""How certain the limit of a probability is that no draw, or every draw, shows."""

Item = tuple[str, int, str | int]


@dataclass(frozen=True)
class _Work:
    """Everything that a worker does: one draw of a case, or one thing that a question would take.

    Args:
        cases: The runs asked about.
        asked: By question, its case and itself.
        posterior: The joint draws.
        seed: Seed of the chance.
    """

    cases: tuple[Case, ...]
    asked: tuple[tuple[int, Question], ...]
    posterior: Draws
    seed: int

    def __call__(self) -> Callable[[Item], Any]:
        """The function from an item to what it gives."""
        tried: dict[int, Tries] = {}

        def one(item: Item) -> Any:
            what, number, which = item
            if what == "draw":
                return self.of_draw(number, int(which))
            if number not in tried:
                tried[number] = self.tries(number)
            return need(tried[number], str(which))

        return one

    def tries(self, number: int) -> Tries:
        """What is tried for a question.

        Args:
            number: Number of the question.
        """
        case, question = self.asked[number]
        return Tries(self.cases[case], question, self.seed)

    def of_draw(self, number: int, draw: int) -> list[float]:
        """The numbers asked about of a case under one draw, by one run by chance.

        Args:
            number: Number of the case.
            draw: Number of the draw.
        """
        case = self.cases[number]
        model = system_under(self.posterior.draw(draw), case.central)
        run = prepare(model, case.days, scenario=case.scenario)
        state = np.random.SeedSequence([self.seed, draw]).generate_state(1, np.uint64)[0]
        seed = int(state >> np.uint64(1))
        counts = run_chance(run, 1, seed, per="day", by="class", workers=1)
        return [
            # Of officers there is one number, of all that chance moves one for each replicate.
            statistic(counts, run, question.window(run.first_day, run.values.last_day)).item()
            for index, question in self.asked
            if index == number
        ]


def feasibility(
    observations: Observations,
    questions: Sequence[Question],
    *,
    draws: int | Draws = USUAL_DRAWS,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
    levers: Sequence[str] | None = None,
) -> list[Feasibility]:
    """Answer questions of what could be; the answers do not depend on the number of workers.

    Args:
        observations: Everything that was read.
        questions: The questions.
        draws: How many joint draws of the shipped posterior, or joint draws.
        seed: Seed of the chance.
        workers: Processes; as many as cores if not given.
        progress: Told the number of things done and the number in all.
        levers: Levers to try for what it would take; all that are a means if not given, none where
            it is not to be found.

    Raises:
        EvenhandError: with everything that is wrong with the questions.
    """
    posterior = shipped_draws().first(draws) if isinstance(draws, int) else draws
    cases, asked = _cases(observations, questions)
    work = _Work(cases, asked, posterior, seed)
    tried = means() if levers is None else tuple(levers)
    needy = [n for n in range(len(questions)) if tried and not _met_already(work.tries(n))]
    items: list[Item] = [("draw", case, n) for case in range(len(cases))
                         for n in range(len(posterior))]  # fmt: skip
    items += [
        ("need", n, lever)
        for n in needy
        for lever in tried
        if not (questions[n].measure in MULTIPLES and lever in START)
    ]
    found: list[Any] = []
    with workers_for(work, workers, len(items)) as each:
        for one in each(items):
            found.append(one)
            if progress is not None:
                progress(len(found), len(items))
    by_case = [found[n * len(posterior) : (n + 1) * len(posterior)] for n in range(len(cases))]
    needs: dict[int, list[Need]] = {n: [] for n in needy}
    for (what, n, _), one in zip(items, found, strict=True):
        if what == "need" and one is not None:
            needs[n].append(one)
    return [
        _answer(work, n, np.array([one[_place(asked, n)] for one in by_case[asked[n][0]]]),
                needs.get(n))
        for n in range(len(questions))
    ]  # fmt: skip


def _met_already(tries: Tries) -> bool:
    return tries.met(tries.value)


def _place(asked: Sequence[tuple[int, Question]], number: int) -> int:
    """Which of its case's questions a question is."""
    return sum(1 for case, _ in asked[:number] if case == asked[number][0])


def _answer(work: _Work, number: int, values: Array, needs: list[Need] | None) -> Feasibility:
    question = work.asked[number][1]
    tries = work.tries(number)
    run = tries.base
    first_day, last_day = question.days(run.first_day, run.values.last_day)
    known = values[np.isfinite(values)]
    low, median, high = np.quantile(known, [LOW, MIDDLE, HIGH]) if len(known) else [np.nan] * 3
    together = () if needs is None else paths(tries, needs)
    return Feasibility(
        question=question,
        unit=unit_of(question.measure),
        first_day=first_day,
        last_day=last_day,
        values=values,
        probability=float(question.met(values).mean()),
        median=float(median),
        low=float(low),
        high=float(high),
        central=tries.value,
        binding=binding(run, tries.counts, tries.window),
        uses=uses(run, tries.counts, tries.window),
        takes=tuple(sorted(needs or (), key=_order(tries))),
        together=together,
    )


def _order(tries: Tries) -> Callable[[Need], tuple[int, float, str]]:
    """Levers that do with a value inside the evidence first, then those that do, then the rest."""

    def of(one: Need) -> tuple[int, float, str]:
        if one.needed is None:
            return 2, tries.distance(one.reached), one.lever
        change = abs(one.needed - one.baseline) / max(abs(one.baseline), abs(one.needed))
        return (0 if one.inside else 1), change, one.lever

    return of


def _cases(
    observations: Observations, questions: Sequence[Question]
) -> tuple[tuple[Case, ...], tuple[tuple[int, Question], ...]]:
    """The runs that the questions are about, each once.

    Raises:
        EvenhandError: with everything that is wrong with the questions.
    """
    problems = [problem for one in questions for problem in one.problems()]
    scenarios: list[Scenario | None] = []
    for question in questions:
        try:
            scenarios.append(
                load_scenario(question.scenario)[0]
                if isinstance(question.scenario, str)
                else question.scenario
            )
        except ScenarioError as error:
            problems += error.problems
            scenarios.append(None)
    if problems:
        raise EvenhandError(problems)
    starts = dict.fromkeys(None if one is None else one.start for one in scenarios)
    central = {start: fit_system(observations, start) for start in starts}
    keys: list[str] = []
    runs: list[tuple[SystemModel, Scenario | None, list[Question]]] = []
    which = []
    for question, scenario in zip(questions, scenarios, strict=True):
        model = central[None if scenario is None else scenario.start]
        longest = model.first_day + timedelta(days=LONGEST_DAYS - 1)
        usual = model.first_day + timedelta(days=default_days(model) - 1)
        last = longest if question.ends else usual
        problems += question.window_problems(model.first_day, last)
        key = "" if scenario is None else scenario.model_dump_json()
        if key not in keys:
            keys.append(key)
            runs.append((model, scenario, []))
        runs[keys.index(key)][2].append(question)
        which.append(keys.index(key))
    if problems:
        raise EvenhandError(problems)
    cases = tuple(
        Case(model, scenario, max(*(_days(model, one) for one in asked), _reach(model, scenario)))
        for model, scenario, asked in runs
    )
    ended = [
        replace(q, ends=q.ends or _usual_end(cases[n].central))
        for n, q in zip(which, questions, strict=True)
    ]
    return cases, tuple(zip(which, ended, strict=True))


def _usual_end(model: SystemModel) -> date:
    return model.first_day + timedelta(days=default_days(model) - 1)


def _days(model: SystemModel, question: Question) -> int:
    """Days of the run that a question needs."""
    return ((question.ends or _usual_end(model)) - model.first_day).days + 1


def _reach(model: SystemModel, scenario: Scenario | None) -> int:
    """Days of the run that all changes of a scenario begin in."""
    changes = () if scenario is None else scenario.changes.values()
    starts = [start for change in changes if (start := begins(change)) is not None]
    return max([(start - model.first_day).days + 1 for start in starts], default=1)


LONGEST_DAYS = 10 * 366
"""Nothing that is assumed to go on can be believed for longer than this."""

"""Questions about goals that were stated in public, as this project asks them."""

from __future__ import annotations

from datetime import date

from evenhand.scenarios.schema import Change, Scenario
from evenhand.studies.questions import Question

ANNOUNCED, DOCKET = "announced-2025", "docket-660k"
STARTS = {"2025": date(2025, 1, 20), "2026": None}
"""Days by which the record is known, the newest being None."""
FIRST = {"2025": date(2025, 2, 1), "2026": date(2026, 2, 1)}
"""First days of the years asked about: the first whole month of the run."""
LAST = {"2025": date(2026, 1, 31), "2026": date(2027, 1, 31)}
ARRESTS_A_DAY = 3_000.0
"""Reported goal of late May 2025. Source: domain.md, timeline; claims about it are forecasts."""
REMOVALS_A_YEAR = 1_000_000.0
"""Stated goal of one million removals a year."""
WITH_HISTORIES = 662_566.0
"""People with a conviction or a pending charge on the docket on 21 July 2024, those in detention
counted in. Source: ICE letter of 25 September 2024 (claim C08)."""
TIMES = 3.0
"""Stated plan to triple the officers (claim C04), here in all places."""
NEARLY = 0.95
"""What counts as three times, as a part of it: those who leave are always being replaced, so that
the number wanted is approached and not reached."""


def tripled(year: str) -> Scenario:
    """Three times the officers wanted everywhere from the first day, everything else as it is.

    Args:
        year: Of ``STARTS``.
    """
    change = Change(
        lever="workforce.multiplier",
        value=TIMES,
        unit="ratio",
        because="The stated plan for some cities (claim C04), here everywhere.",
    )
    return Scenario(
        title="Three times the officers everywhere",
        author="Evenhand contributors",
        source="Statement of January 2025 (claim C04)",
        why="Could the academy bring three times the officers within a year?",
        start=STARTS[year],
        changes={"triple-the-officers": change},
    )


def stated_questions() -> tuple[Question, ...]:
    """The questions: 3,000 arrests a day, a million removals, the docket, tripled officers."""
    found = []
    for year, scenario, words in (
        ("2025", ANNOUNCED, "as announced in 2025"),
        ("2026", None, "as in early 2026"),
    ):
        begins, ends = FIRST[year], LAST[year]
        found += [
            Question(
                f"3,000 arrests a day, largest month, {words}",
                scenario, "arrests", "largest", begins, ends, at_least=ARRESTS_A_DAY, per="month",
            ),
            Question(
                f"3,000 arrests a day, mean of a year, {words}",
                scenario, "arrests", "mean", begins, ends, at_least=ARRESTS_A_DAY,
            ),
            Question(
                f"One million removals in a year, {words}",
                scenario, "removals", "total", begins, ends, at_least=REMOVALS_A_YEAR,
            ),
        ]  # fmt: skip
    found += [
        Question(
            "As many convicted and charged people found on the docket, four years",
            DOCKET, "arrests: at-large targeted", "total", at_least=WITH_HISTORIES,
            classes=("convicted", "pending"),
        ),
        Question(
            "As many convicted and charged people arrested in any way, four years",
            DOCKET, "arrests", "total", at_least=WITH_HISTORIES, classes=("convicted", "pending"),
        ),
        Question(
            "A tenth of the convicted and charged left on the docket after four years",
            DOCKET, "docket", "end", at_most=WITH_HISTORIES / 10,
            classes=("convicted", "pending"),
        ),
    ]  # fmt: skip
    for year in STARTS:
        found.append(
            Question(
                f"Three times the officers on board within a year of early {year}", tripled(year),
                "officers, multiple of the start", "end", ends=LAST[year], at_least=NEARLY * TIMES,
            )
        )  # fmt: skip
    return tuple(found)

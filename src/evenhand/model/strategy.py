"""The 22 parts of the strategy, and how each can be moved and seen.

Source: the strategy as a report of early 2025 describes it, row by row as the table of levers
numbers them.
"""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.model.levers import Lever, levers


@dataclass(frozen=True)
class Part:
    """One part of the strategy.

    Args:
        row: Its number in the table of levers.
        says: What the strategy says.
        words: Words of a command that shows it.
        number: The number of the first year to look at.
    """

    row: int
    says: str
    words: tuple[str, ...]
    number: str

    @property
    def command(self) -> str:
        """The command that shows it."""
        quoted = (f"'{word}'" if " " in word else word for word in self.words)
        return " ".join(("evenhand", *quoted))

    @property
    def levers(self) -> tuple[Lever, ...]:
        """Its levers."""
        return tuple(lever for lever in levers().values() if self.row in lever.rows)


def _try(*words: str) -> tuple[str, ...]:
    return ("try", *words)


STRATEGY = (
    Part(1, "jails: one agent, ten minutes", _try("jail.officer_hours", "low"),
         "One to the other"),
    Part(2, "jurisdictions that limit cooperation", ("run", "full-cooperation"),
         "in jails, by officers"),
    Part(3, "detainers", _try("detainers.issued", "high"), "Asked for in jails (detainers)"),
    Part(4, "agents inside a jail (New York's Executive Order 50)",
         ("compare", "eo50-as-happened", "eo50-in-force"), "in jails, by officers"),
    Part(5, "a whole team for one person on the street", _try("at_large.hours_per_arrest", "high"),
         "at large, targeted"),
    Part(6, "collateral arrests", _try("at_large.collateral_share", "low"),
         "Arrested without conviction or charge"),
    Part(7, "triple the workforce in those cities", ("run", "triple-only-opm"),
         "Officer-hours on the street a day"),
    Part(8, "three cities a week", ("run", "three-cities-only"),
         "Hours taken from other areas a day"),
    Part(9, "several agencies", _try("detailees.hsi", "low"), "at large, targeted"),
    Part(10, "communities and worksites", _try("venues.worksite_operations", "high"),
         "at worksites"),
    Part(11, "287(g) agreements", _try("agreements_287g.task_force", "high"),
         "by local officers, 287(g)"),
    Part(12, "violent offenders first", ("run", "violent-first"),
         "Arrested with a violent charge or conviction"),
    Part(13, "gang cases, RICO indictments", _try("prosecution.share", "high"),
         "Diverted to criminal custody"),
    Part(14, "660,000 with criminal histories", ("run", "docket-660k"),
         "Convicted or charged on the docket, at the end"),
    Part(15, "detention", _try("beds", "low"), "Released for lack of beds"),
    Part(16, "courts", ("run", "judges-plus-300"), "Court docket at the end of it"),
    Part(17, "removals", _try("removal.flights", "low"), "air seats"),
    Part(18, "the border", ("run", "border-at-2023"), "Booked into detention"),
    Part(19, "withholding federal funds", ("run", "funds-withheld"),
         "Grants withheld, a year (no cost)"),
    Part(20, "suits, injunctions, rulings", ("explain", "eo50-in-force"), ""),
    Part(21, "daily totals for the press", _try("reporting.other_arrests", "high"),
         "Posted arrests on the largest day"),
    Part(22, "costs", _try("cost.bed_day", "high"), "All stages, a year"),
)  # fmt: skip
"""All parts, in order."""

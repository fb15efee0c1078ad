"""The forms of computations: their keys, what they mean, an example of each.

The reader of files, the JSON Schema and the manual are all made from these tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from evenhand.claims.computations import Bound, Take, Wanted

Reads = Literal[
    "text",
    "texts",
    "day",
    "said day",
    "period",
    "window",
    "choice",
    "choices",
    "whole",
    "yes",
    "levers",
]


@dataclass(frozen=True)
class Key:
    """A key of a form.

    Args:
        name: As files write it.
        field: The field of the computation that it fills.
        reads: What it takes.
        says: What it means.
        options: What it may be, for a choice.
        required: Whether it must be there.
    """

    name: str
    field: str
    reads: Reads
    says: str
    options: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Form:
    """A kind of value.

    Args:
        name: Its first key, which names it.
        says: What it is.
        keys: Its keys, the first one included.
        example: One in YAML.
        truth: Whether it is a yes or no, not a number.
    """

    name: str
    says: str
    keys: tuple[Key, ...]
    example: str
    truth: bool = False


MODELS_287G = ("jail", "warrant", "task force")
LEVELS = ("state", "county", "city")
HOLDS = ("yes", "no", "neither")
FINDING_KINDS = ("statute", "rule", "ruling", "suit", "conviction", "acquittal")
STATISTICS = ("mean", "largest", "total", "end")
CLASSES = ("convicted", "pending", "other")

_FILTER = "; a list is added up; the total, or the only one, if not given"
FORMS: dict[str, Form] = {
    one.name: one
    for one in (
        Form(
            "series",
            "A number from a series of observations; `evenhand data sources` lists them.",
            (
                Key("series", "series", "text", "The series.", required=True),
                Key("take", "take", "choice", "`value` of one period; or of all periods within the "
                    "days their `sum`, `mean`, `largest`, `smallest`, `first`, `last`, `count`, "
                    "`change` from the first to the last, or `per-day`: the sum over the days that "
                    "the periods cover.", get_args(Take)),
                Key("at", "at", "period", "For `value`: the period, as a day (2025-01-26), a month "
                    "(2025-01), a week (2025-01-20/7), FY2025, CY2025, two of these (2025-01-20/"
                    "2025-02-17), or as the series writes it (FY2026..2026-01-25)."),
                Key("during", "during", "window", "For the others: the days, written as a period."),
                Key("from", "first", "day", "Instead of `during`: the first day."),
                Key("until", "last", "day", "The last day."),
                Key("windows-of", "window", "whole", "For `largest` and `smallest`: how many "
                    "consecutive values are added first, such as 7 for the largest week of a "
                    "series of days."),
                Key("place", "place", "texts", f"Place{_FILTER}."),
                Key("but-place", "but_place", "texts", "Instead of `place`: all places but these "
                    "are added up."),
                Key("on-list", "on_list", "text", "Instead: states that are entries of this public "
                    "list are added up."),
                Key("off-list", "off_list", "text", "Instead: states that are no entries of it."),
                Key("agency", "agency", "texts", f"Arresting agency{_FILTER}."),
                Key("criminality", "criminality", "texts", f"Criminality{_FILTER}."),
                Key("detail", "detail", "texts", f"The series' further label{_FILTER}."),
                Key("not-published", "unpublished", "yes", "The series is not there, and the "
                    "definition says which record is missing; where somebody adds it, it is "
                    "counted."),
            ),
            "{series: ice-daily-post-arrests, take: sum, from: 2025-01-23, until: 2025-01-28}",
        ),
        Form(
            "published",
            "The figure of a published statement; `evenhand claims statements` lists them.",
            (
                Key("published", "statement", "text", "The statement.", required=True),
                Key("bound", "bound", "choice", "The whole `range` of an imprecise figure, or its "
                    "`low` or `high` end.", get_args(Bound)),
            ),
            "{published: denver-raid-detained}",
        ),
        Form(
            "said",
            "Whether a published statement is on record, by a day.",
            (
                Key("said", "statement", "text", "The statement.", required=True),
                Key("until", "until", "said day", "The last day on which it may have been made; "
                    "that of the claim if not given."),
            ),
            "{said: border-czar-ten-minutes}",
            truth=True,
        ),
        Form(
            "agreements-287g",
            "The number of agreements under section 287(g) in a month.",
            (
                Key("agreements-287g", "at", "said day", "A day or month, or `said-on`.",
                    required=True),
                Key("models", "models", "choices", "Models of agreement; all if not given.",
                    MODELS_287G),
                Key("areas", "areas", "texts", "Areas of responsibility; all if not given."),
            ),
            "{agreements-287g: 2025-09, models: task force}",
        ),
        Form(
            "listed",
            "The number of entries of a public list of jurisdictions.",
            (
                Key("listed", "name", "text", "The list.", required=True),
                Key("levels", "levels", "choices", "Kinds of jurisdictions; all if not given.",
                    LEVELS),
                Key("on", "at", "said day", "The day by which it must have been published; that "
                    "of the verdict if not given."),
            ),
            "{listed: doj-2025-08-05, levels: state}",
        ),
        Form(
            "legal-status",
            "Whether a legal event had one of some statuses on a day.",
            (
                Key("legal-status", "event", "text", "The event.", required=True),
                Key("is", "statuses", "texts", "A status, or a list of them.", required=True),
                Key("on", "at", "said day", "The day; that of the claim if not given."),
            ),
            "{legal-status: eo50, is: [signed, in force], on: 2025-04-10}",
            truth=True,
        ),
        Form(
            "findings",
            "What statutes say and courts held on a proposition; `evenhand claims findings` lists "
            "them.",
            (
                Key("findings", "proposition", "text", "The proposition.", required=True),
                Key("take", "take", "choice", "The `position` (it holds, does not, or is "
                    "contested), the `count` of findings, or the `share` of the decided ones that "
                    "hold it.", get_args(Wanted)),
                Key("holds", "holds", "choices", "For `count`: only findings that hold it (`yes`), "
                    "do not (`no`), or neither.", HOLDS),
                Key("kinds", "kinds", "choices", "Kinds of findings; all if not given.",
                    FINDING_KINDS),
                Key("since", "since", "day", "The first day."),
                Key("until", "until", "said day", "The last day; the verdict's if not given."),
            ),
            "{findings: federal-duty-to-assist, until: 2025-12-31}",
            truth=True,
        ),
        Form(
            "model",
            "A number of model runs under the posterior: for statements of what would or could be.",
            (
                Key("model", "measure", "text", "A measure of a run, such as `arrests`, "
                    "`removals`, `detained`, `officers`.", required=True),
                Key("scenario", "scenario", "text", "A shipped scenario, or a file; the baseline "
                    "if not given."),
                Key("statistic", "statistic", "choice", "The `mean` over the days, the `largest` "
                    "day or month, the `total` of a flow, or a stock at the `end`.", STATISTICS),
                Key("during", "during", "window", "The days, written as a period."),
                Key("from", "begins", "day", "Instead: the first day; of the run if not given."),
                Key("until", "ends", "day", "The last day."),
                Key("per", "per", "choice", "What the largest is one of.", ("day", "month")),
                Key("classes", "classes", "choices", "Classes of people; all if not given.",
                    CLASSES),
                Key("levers", "levers", "levers", "Levers by name, each with its value from the "
                    "first day on, such as {workforce.multiplier: 3}."),
                Key("known-on", "known_on", "day", "The day by which the record is known, and on "
                    "which the run starts; the scenario's, or the newest, if not given."),
            ),
            "{model: removals, scenario: announced-2025, statistic: total, during: CY2027}",
        ),
        Form(
            "number",
            "A number that the file states. A plain number will do where its unit is clear.",
            (
                Key("number", "value", "text", "The number.", required=True),
                Key("unit", "unit", "text", "Its unit."),
            ),
            "{number: 366, unit: days}",
        ),
    )
}  # fmt: skip
"""The kinds of values by their first key."""


@dataclass(frozen=True)
class OperationForm:
    """An operation.

    Args:
        name: Its key.
        says: What it gives.
        least: Least number of parts.
        most: Largest number of parts; None for any.
        example: One in YAML.
        takes_truths: Whether its parts are yes or no.
        truth: Whether it gives yes or no.
        by_name: Whether its parts are named ``from`` and ``to``.
        option: A further key with a share, and what it means.
    """

    name: str
    says: str
    least: int
    most: int | None
    example: str
    takes_truths: bool = False
    truth: bool = False
    by_name: bool = False
    option: tuple[str, str] | None = None


_A = "{series: arrests, take: per-day, during: 2025-02}"
_S = "{said: border-czar-one-agent}"
_B = "{series: arrests, take: per-day, during: 2024-02}"
OPERATIONS: dict[str, OperationForm] = {
    one.name: one
    for one in (
        OperationForm("add", "The sum of its parts.", 2, None, f"{{add: [{_A}, {_B}]}}"),
        OperationForm("subtract", "The first less the second.", 2, 2,
                      f"{{subtract: [{_A}, {_B}]}}"),
        OperationForm("multiply", "The product of its parts.", 2, None,
                      f"{{multiply: [{_A}, {{number: 7, unit: days}}]}}"),
        OperationForm("divide", "The first over the second.", 2, 2, f"{{divide: [{_A}, {_B}]}}"),
        OperationForm("largest-of", "The largest of its parts.", 1, None,
                      f"{{largest-of: [{_A}, {_B}]}}"),
        OperationForm("smallest-of", "The smallest of its parts.", 1, None,
                      f"{{smallest-of: [{_A}, {_B}]}}"),
        OperationForm("mean-of", "The mean of its parts.", 1, None, f"{{mean-of: [{_A}, {_B}]}}"),
        OperationForm("range-of", "The range from the smallest to the largest of its parts: where "
                      "public figures differ and none is better.", 2, None,
                      f"{{range-of: [{_A}, {_B}]}}"),
        OperationForm("change", "By which share a number has changed.", 2, 2,
                      f"{{change: {{from: {_B}, to: {_A}}}}}", by_name=True),
        OperationForm("at-least", "Whether the first is at least the second.", 2, 2,
                      f"{{at-least: [{_A}, 500]}}", truth=True),
        OperationForm("more-than", "Whether the first is more than the second.", 2, 2,
                      f"{{more-than: [{_A}, {_B}]}}", truth=True),
        OperationForm("at-most", "Whether the first is at most the second.", 2, 2,
                      f"{{at-most: [{_A}, 1000]}}", truth=True),
        OperationForm("less-than", "Whether the first is less than the second.", 2, 2,
                      f"{{less-than: [{_B}, {_A}]}}", truth=True),
        OperationForm("within", "Whether the first is within a share of the second.", 2, 2,
                      f"{{within: [{_A}, 600], tolerance: 0.1}}", truth=True,
                      option=("tolerance", "The share; 0 if not given.")),
        OperationForm("increases", "Whether a number has grown.", 2, 2,
                      f"{{increases: {{from: {_B}, to: {_A}}}, by: 0.1}}", truth=True, by_name=True,
                      option=("by", "By which share at least; any if not given.")),
        OperationForm("decreases", "Whether a number has fallen.", 2, 2,
                      f"{{decreases: {{from: {_A}, to: {_B}}}}}", truth=True, by_name=True,
                      option=("by", "By which share at least; any if not given.")),
        OperationForm("all", "Whether all its parts hold.", 1, None,
                      f"{{all: [{_S}, {{said: border-czar-worst-first}}]}}",
                      takes_truths=True, truth=True),
        OperationForm("any", "Whether one of its parts holds.", 1, None,
                      f"{{any: [{_S}, {{said: border-czar-worst-first}}]}}",
                      takes_truths=True, truth=True),
        OperationForm("not", "Whether its part does not hold.", 1, 1,
                      "{not: [{legal-status: eo50, is: void, on: 2025-04-10}]}",
                      takes_truths=True, truth=True),
        OperationForm("how-many", "How many of its parts hold.", 1, None,
                      f"{{how-many: [{_S}, {{said: border-czar-worst-first}}]}}",
                      takes_truths=True),
    )
}  # fmt: skip
"""The operations by their key."""

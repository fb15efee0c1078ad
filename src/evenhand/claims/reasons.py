"""Why a verdict is what it is, in a sentence or two."""

from __future__ import annotations

from evenhand.claims.judging import (
    CONTESTED,
    NOT_CHECKABLE,
    NOT_SUPPORTED,
    Computed,
    probability,
)
from evenhand.claims.schema import Claim


def reason_of(
    claim: Claim,
    computed: tuple[Computed, ...],
    verdict: str,
    because: Computed | None,
    matching: list[Computed],
) -> str:
    """The reason, without a full stop at its end.

    Args:
        claim: The claim.
        computed: Its definitions with their values.
        verdict: The verdict.
        because: The definition that decided.
        matching: Other counts whose value is the claimed number.
    """
    if because is None or verdict == NOT_CHECKABLE:
        return _not_checkable(computed)
    if claim.number is None:
        return _truth(claim, computed, verdict, because)
    said = f"{because.definition.name}: {because.told}"
    chance = probability(claim, because)
    if chance is not None:
        return f"{said}; {_agreeing(because, chance)}{_remarks(because)}"
    also = "".join(
        f"; another count has that number: {one.definition.name}, {one.told}"
        for one in matching if one is not because and verdict == NOT_SUPPORTED
    )  # fmt: skip
    if because.definition.wording == "other":
        return f"The number is that of another count: {said}"
    return said + _away(claim, because) + also


def _away(claim: Claim, because: Computed) -> str:
    """How far the statement is from the value."""
    low, high, number = because.low, because.high, claim.number
    if low is None or high is None or number is None:
        return ""
    upper = claim.to if claim.says == "between" and claim.to is not None else number
    if claim.says in {"at-least", "more-than"}:
        return "" if low >= number else _gap(number, high if high < number else low, "above")
    if claim.says in {"at-most", "less-than"}:
        return "" if high <= number else _gap(number, low if low > number else high, "below")
    if number > high:
        return _gap(number, high, "above")
    if upper < low:
        return _gap(upper, low, "below")
    return ""


def _gap(number: float, value: float, side: str) -> str:
    if not value:
        return ""
    gap = 100 * abs(number - value) / abs(value)
    if gap < 0.05:
        return ""
    told = f"{gap:.0f}" if gap >= 10 else f"{gap:.2g}"
    return f"; the statement is {told} percent {side} it"


def _truth(claim: Claim, computed: tuple[Computed, ...], verdict: str, because: Computed) -> str:
    chance = probability(claim, because)
    if chance is not None:
        told = [
            f"{one.definition.name}: {_agreeing(one, share)}{_remarks(one)}"
            for one in computed
            if one.definition.wording == "stated" and (share := probability(claim, one)) is not None
        ]
        return "; ".join(told)
    if verdict == CONTESTED:
        day = claim.as_of or because.value_found.last
        dated = f" as of {day}" if day is not None else ""
        return f"{because.definition.name}: contested{dated}{_remarks(because)}"
    words = {"yes": "holds", "no": "does not hold", "contested": "contested"}
    each = [
        f"{one.definition.name}: {words.get(one.truth or '', 'not known')}{_remarks(one)}"
        for one in computed
        if one.definition.wording != "other" and one.truth is not None
    ]
    return "; ".join(each)


def _remarks(one: Computed) -> str:
    found = one.value_found.remarks
    return f" ({'; '.join(found)})" if found else ""


def _not_checkable(computed: tuple[Computed, ...]) -> str:
    for one in computed:
        if one.definition.missing is not None:
            missing = one.definition.missing
            record, settled = missing.record.rstrip("."), missing.settled_by.rstrip(".")
            return (
                f"No public record measures it. Missing: {record}. What would settle it: {settled}"
            )
    why = next((one.value_found.why for one in computed if one.value_found.why), "")
    return f"No public figure that was read measures it{f': {why}' if why else ''}"


def _agreeing(one: Computed, share: float) -> str:
    """How many draws agree with a statement, none of few being no nought."""
    count = next((len(use.draws) for use in [one.value_found] if use.draws is not None), None)
    if count is None:
        return f"{100 * share:.0f} % of the draws agree with the statement"
    met = round(share * count)
    told = {0: "none", count: "all"}.get(met, str(met))
    return f"{told} of {count} draws {'agrees' if met == 1 else 'agree'} with the statement"

"""Checked statements as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenhand.reports.claims_page import ClaimShown
from evenhand.reports.markdown import bullets, escaped, figure, table
from evenhand.reports.numbers import day


def claims_markdown(content: Mapping[str, Any]) -> bytes:
    """The report of a check.

    Args:
        content: What the page shows, by the names of its template.
    """
    ledger = content["ledger"]
    index = [
        (f"[{one.name}](#{one.name.lower()})", escaped(one.verdict.claim.statement),
         f"{one.mark} {one.verdict.verdict}", ", ".join(one.verdict.flags))
        for one in content["claims"]
    ]  # fmt: skip
    parts = [
        f"# {escaped(ledger.title)}\n",
        f"{escaped(ledger.about)}\n" if ledger.about else "",
        table(["Claim", "Statement", "Verdict", "Flags"], index),
    ]
    parts += [_claim(one) for one in content["claims"]]
    software = content["record"]["software"]
    parts.append(
        f"Made by Evenhand {software['evenhand']} (code {software['code'][:12]}). It says what the "
        "public record supports, with its source, and what it does not.\n"
    )
    return "\n".join(part for part in parts if part).encode()


def _claim(one: ClaimShown) -> str:
    verdict, claim = one.verdict, one.verdict.claim
    flags = bullets(f"{name}: {escaped(verdict.reasons[name])}" for name in verdict.flags)
    rows = [
        (escaped(f"{each.computed.definition.name}: {each.computed.definition.what}"),
         each.value + (f"; {each.share}" if each.share else ""), each.asks,
         escaped(each.computed.computation),
         f"{escaped(each.computed.sources)} ({each.computed.reliability or '–'})")
        for each in one.counted
    ]  # fmt: skip
    parts = [
        f"## {one.name}\n\n**{escaped(claim.statement)}**\n",
        f"{one.mark} **{verdict.verdict}**. {escaped(verdict.reason.rstrip('.'))}.\n",
        f"Said by: {escaped(claim.said_by)}, {day(claim.said_on)}. Source: "
        f"{escaped(claim.source)}.\n",
        flags,
        table(["Definition", f"Value, {claim.unit or 'yes or no'}", "What the sentence says?",
               "Computed from", "Source (reliability)"], rows),
        *(figure(chart) for chart in one.charts),
        *(f"{escaped(note)}\n" for note in claim.notes),
        f"{escaped(one.against)}\n" if one.against else "",
        f"What would change the verdict: {escaped(claim.would_change)}\n",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)

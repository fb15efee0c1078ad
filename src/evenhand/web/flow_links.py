"""The flow picture as links between stages: people a year in the first twelve months."""

from __future__ import annotations

from evenhand.reports.answer_flows import COLUMNS, ENDS, WAYS, Way
from evenhand.results.counts import Array, Counts
from evenhand.web.chart_lines import YEAR_DAYS
from evenhand.web.wire.runs import FlowLink, FlowNode, Flows

FIRST = 12


def flow_links(scenario: Counts, baseline: Counts) -> Flows:
    """The bands of both runs, as reports draw them.

    Args:
        scenario: What the run counted.
        baseline: What the baseline counted.
    """
    pairs = zip(WAYS, band_sums(scenario), band_sums(baseline), strict=True)
    return Flows(
        nodes=tuple(
            FlowNode(id=name, title=name, column=column, is_end=name in ENDS)
            for column, names in enumerate(COLUMNS)
            for name in names
        ),
        links=tuple(
            FlowLink(source=way.source, target=way.target, scenario=one, baseline=other)
            for way, one, other in pairs
        ),
    )


def band_sums(counts: Counts) -> list[float]:
    """People a year along each band in the first twelve months.

    Args:
        counts: What a run counted by month, in expected values.
    """
    flow: Array = counts.flow[:FIRST].sum(axis=(0, 2))
    to_year = YEAR_DAYS / float(counts.lengths[:FIRST].sum())
    return [round(float(flow[_along(counts, way)].sum()) * to_year, 1) for way in WAYS]


def _along(counts: Counts, way: Way) -> list[int]:
    """Numbers of the arrows that make a band, each once."""
    arrows = [(*arrow, target) for arrow, target in zip(counts.arrows, counts.targets, strict=True)]
    return [
        index
        for index, arrow in enumerate(arrows)
        if any(all(p in ("*", part) for p, part in zip(pattern, arrow, strict=True))
               for pattern in way.arrows)
    ]  # fmt: skip

"""The flow picture as links between stages: people a year in the first twelve months."""

from __future__ import annotations

from functools import lru_cache

from evenhand.reports.answer_flows import COLUMNS, ENDS, WAYS, Way
from evenhand.results.counts import Array, Counts
from evenhand.studies.first_year import YEAR_DAYS
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
    along = _along(counts.arrows, counts.targets)
    return [round(float(flow[arrows].sum()) * to_year, 1) for arrows in along]


@lru_cache(maxsize=8)
def _along(arrows: tuple[tuple[str, str], ...], targets: tuple[str, ...]) -> list[list[int]]:
    """Numbers of the arrows that make each band; the same for every run of one network."""
    known = [(*arrow, target) for arrow, target in zip(arrows, targets, strict=True)]
    return [[number for number, arrow in enumerate(known) if _is_of(arrow, way)] for way in WAYS]


def _is_of(arrow: tuple[str, ...], way: Way) -> bool:
    return any(
        all(asked in ("*", part) for asked, part in zip(pattern, arrow, strict=True))
        for pattern in way.arrows
    )

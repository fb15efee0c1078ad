"""A flow picture (Sankey): stages as bars, people who go from one to another as bands.

Vega-Lite, which draws the other charts, has no layout for flow pictures, and the libraries that
have one need a browser or a script inside the page. The layout is small where the columns of the
stages are given, so it is drawn here: the same bytes for the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from evenhand.reports.charts import BLUE, FONT, GREY, INK, NARROW, WIDE

WIDE_HEIGHT, NARROW_HEIGHT = 400, 820
BAR, GAP_WIDE, GAP_NARROW, PASSING = 10, 20, 12, 3
FONT_WIDE, FONT_NARROW, LINE = 11, 10.5, 12.5
WIDE_LETTERS, PHONE_LETTERS, BETWEEN = 15, 11, 4
LEADER, NEAR = 12.0, 6.0
"""How far below its bar a label stands on phones, and how far beside it without a line to it."""
LETTER = 0.54
"""Width of a letter as a share of the size of the font, on average."""
LEAST = 1.0
"""Width in pixels that a band is drawn with at least, so that none is lost."""


@dataclass(frozen=True)
class Stage:
    """One bar.

    Args:
        name: What it is called.
        column: In which column it stands, from 0.
        said: What stands below its name, the number as a rule.
        ends: Whether people end here, which is drawn in another colour and said in the legend.
    """

    name: str
    column: int
    said: str
    ends: bool = False


@dataclass(frozen=True)
class Band:
    """People from one stage to another.

    Args:
        source: Where from.
        target: Where to; a stage of a later column.
        people: How many.
    """

    source: str
    target: str
    people: float


@dataclass
class _Bar:
    """Where a stage, or a band that passes by a column, is drawn.

    Args:
        column: Its column.
        stage: The stage; None where a band passes by.
        along: Along the columns.
        across: Across them.
        length: Its length across them.
        into: How much of that is taken by bands that come.
        out: How much by bands that go.
    """

    column: int
    stage: Stage | None
    along: float = 0.0
    across: float = 0.0
    length: float = 0.0
    into: float = 0.0
    out: float = 0.0


def flow_svg(stages: Sequence[Stage], bands: Sequence[Band], *, phone: bool) -> str:
    """The picture as SVG: from left to right, on phones from top to bottom.

    Args:
        stages: The bars, in each column in the order in which they are drawn.
        bands: The bands.
        phone: Whether it is for a phone.
    """
    width = NARROW if phone else WIDE
    height = NARROW_HEIGHT if phone else WIDE_HEIGHT
    columns, pieces = _routed(stages, bands)
    across = float(width - 4) if phone else float(height - 8)
    scale = _place(columns, pieces, float(height if phone else width), across, phone)
    parts = _bands(columns, pieces, scale, phone)
    bars = [bar for some in columns for bar in some if bar.stage is not None]
    parts += [_bar(bar, phone) for bar in bars]
    for some in columns:
        parts += _labels([bar for bar in some if bar.stage is not None], phone, width, height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="presentation" focusable="false" '
        f'font-family="{FONT}">' + "".join(parts) + "</svg>"
    )


@dataclass
class _Piece:
    """A band from one column to the next."""

    source: _Bar
    target: _Bar
    people: float


def _routed(
    stages: Sequence[Stage], bands: Sequence[Band]
) -> tuple[list[list[_Bar]], list[_Piece]]:
    """Bars by column in their order, and bands cut at the columns that they pass.

    A band that passes a column has a bar of its own there, which is not drawn: above the stages
    where it ends above others, in the order of the ends, so that few bands cross.
    """
    place = {stage.name: index for index, stage in enumerate(stages)}
    last = max(stage.column for stage in stages)
    bars = {stage.name: _Bar(stage.column, stage) for stage in stages}
    passing: list[list[_Bar]] = [[] for _ in range(last + 1)]
    pieces = []
    column_of = {stage.name: stage.column for stage in stages}
    for band in sorted(
        bands, key=lambda one: (-column_of[one.target], place[one.target], place[one.source])
    ):
        source, target = bars[band.source], bars[band.target]
        before = source
        for column in range(source.column + 1, target.column):
            bar = _Bar(column, None)
            passing[column].append(bar)
            pieces.append(_Piece(before, bar, band.people))
            before = bar
        pieces.append(_Piece(before, target, band.people))
    columns = [
        passing[column] + [bars[stage.name] for stage in stages if stage.column == column]
        for column in range(last + 1)
    ]
    return columns, pieces


def _place(
    columns: list[list[_Bar]], pieces: list[_Piece], length: float, across: float, phone: bool
) -> float:
    """Give every bar its place; pixels per person."""
    gap = GAP_NARROW if phone else GAP_WIDE
    people = {
        id(bar): max(
            sum(piece.people for piece in pieces if piece.target is bar),
            sum(piece.people for piece in pieces if piece.source is bar),
        )
        for some in columns
        for bar in some
    }

    def gaps(some: list[_Bar]) -> list[float]:
        return [gap if bar.stage is not None else PASSING for bar in some[1:]]

    scale = min(
        (across - sum(gaps(some))) / max(sum(people[id(bar)] for bar in some), 1e-9)
        for some in columns
    )
    room = 74.0 if phone else 88.0
    step = (length - BAR - room) / max(len(columns) - 1, 1)
    for index, some in enumerate(columns):
        for bar in some:
            bar.along = 2 + index * step
            bar.length = max(people[id(bar)] * scale, LEAST)
        used = sum(bar.length for bar in some) + sum(gaps(some))
        at = (across - used) / 2 + 2
        for bar, space in zip(some, [*gaps(some), 0.0], strict=True):
            bar.across = at
            at += bar.length + space
    return scale


def _bands(columns: list[list[_Bar]], pieces: list[_Piece], scale: float, phone: bool) -> list[str]:
    """The bands, at each bar in the order of the bars at their other ends."""
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for some in columns:
        for bar in some:
            for piece in sorted(
                (one for one in pieces if one.source is bar), key=lambda one: one.target.across
            ):
                starts[id(piece)] = bar.across + bar.out
                bar.out += piece.people * scale
            for piece in sorted(
                (one for one in pieces if one.target is bar), key=lambda one: one.source.across
            ):
                ends[id(piece)] = bar.across + bar.into
                bar.into += piece.people * scale
    return [
        _band(piece, starts[id(piece)], ends[id(piece)], piece.people * scale, phone)
        for piece in pieces
    ]


def _band(piece: _Piece, a0: float, b0: float, size: float, phone: bool) -> str:
    size = max(size, LEAST)
    start = piece.source.along + (BAR if piece.source.stage is not None else BAR / 2)
    end = piece.target.along + (0 if piece.target.stage is not None else BAR / 2)
    half = (start + end) / 2

    def point(along: float, across: float) -> str:
        return f"{across:.1f},{along:.1f}" if phone else f"{along:.1f},{across:.1f}"

    path = (
        f"M{point(start, a0)}C{point(half, a0)} {point(half, b0)} {point(end, b0)}"
        f"L{point(end, b0 + size)}C{point(half, b0 + size)} {point(half, a0 + size)} "
        f"{point(start, a0 + size)}Z"
    )
    return f'<path d="{path}" fill="{BLUE}" fill-opacity="0.3"/>'


def _bar(bar: _Bar, phone: bool) -> str:
    x, y = (bar.across, bar.along) if phone else (bar.along, bar.across)
    w, h = (bar.length, BAR) if phone else (BAR, bar.length)
    colour = GREY if bar.stage is not None and bar.stage.ends else INK
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{colour}"/>'


def _labels(bars: list[_Bar], phone: bool, width: float, height: float) -> list[str]:
    """Names and numbers of the stages of one column: beside their bars, on phones below them.

    Labels that would lie on each other are moved apart.
    """
    size = FONT_NARROW if phone else FONT_WIDE
    told = []
    for bar in bars:
        assert bar.stage is not None
        letters = PHONE_LETTERS if phone and len(bars) > 1 else WIDE_LETTERS
        told.append([*_wrapped(bar.stage.name, letters), bar.stage.said])
    rooms = [max(map(len, lines)) * size * LETTER if phone else len(lines) * LINE for lines in told]
    middles = _apart(
        [bar.across + bar.length / 2 for bar in bars], rooms, width if phone else height
    )
    texts = []
    for bar, lines, middle in zip(bars, told, middles, strict=True):
        centre, down = bar.across + bar.length / 2, bar.along + BAR
        lower = LEADER if phone and len(bars) > 1 else 0.0
        if lower and abs(middle - centre) > NEAR:
            texts.append(
                f'<path d="M{centre:.1f},{down:.1f}L{middle:.1f},{down + lower + 2:.1f}" '
                f'stroke="{GREY}" fill="none"/>'
            )
        for index, line in enumerate(lines):
            if phone:
                x, y, anchor = middle, down + lower + LINE * (index + 1), "middle"
            else:
                x, anchor = bar.along + BAR + 4, "start"
                y = middle + (index - (len(lines) - 1) / 2) * LINE + 4
            weight = ' font-weight="bold"' if index == len(lines) - 1 else ""
            texts.append(
                f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{INK}" '
                f'text-anchor="{anchor}" stroke="white" stroke-width="3" stroke-opacity="0.85" '
                f'paint-order="stroke"{weight}>{escape(line)}</text>'
            )
    return texts


def _apart(middles: list[float], rooms: list[float], whole: float) -> list[float]:
    """Middles moved as little as a pass down and a pass up need, so that no two rooms overlap."""
    found = list(middles)
    edge = 0.0
    for index, room in enumerate(rooms):
        found[index] = max(found[index], edge + room / 2)
        edge = found[index] + room / 2 + BETWEEN
    edge = whole
    for index in reversed(range(len(rooms))):
        found[index] = min(found[index], edge - rooms[index] / 2)
        edge = found[index] - rooms[index] / 2 - BETWEEN
    return found


def _wrapped(text: str, letters: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines

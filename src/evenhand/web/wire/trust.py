"""How far to trust it: forecast record, posterior, limits, methods, provenance."""

from __future__ import annotations

from typing import Any

from evenhand.web.wire.base import Wire


class ScoreRow(Wire):
    """Scores of one method for one target at one horizon."""

    kind: str
    """Conditional (arrests or book-ins as they happened) or unconditional."""
    target: str
    group: str
    horizon: int
    """Months ahead."""
    method: str
    origins: int
    mean_absolute_percentage_error: float | None = None
    weighted_interval_score: float | None = None
    relative_skill: float | None = None
    """Share by which the interval score is better than the best simple forecast's."""
    coverage_50: float | None = None
    coverage_80: float | None = None
    coverage_90: float | None = None
    bias: float | None = None


class ForecastPoint(Wire):
    """One past forecast with what came."""

    origin: str
    month: str
    horizon: int
    low: float
    median: float
    high: float
    actual: float | None = None


class ForecastRecord(Wire):
    """The backtest that ships."""

    says: str
    scores: tuple[ScoreRow, ...]
    points: tuple[ForecastPoint, ...]
    """Past forecasts of people in detention by the model, three months ahead, conditional."""
    error_band: dict[str, tuple[float, float]]
    """By horizon in months: between which factors of the forecast four in five outcomes lay."""


class PosteriorRow(Wire):
    """Prior against posterior of one lever."""

    lever: str
    title: str
    unit: str
    prior_low: float
    prior_median: float
    prior_high: float
    posterior_low: float
    posterior_median: float
    posterior_high: float
    shrinkage: float
    """Share of the prior's variance that is gone."""
    shift: float
    """Shift of the mean in the prior's standard deviations."""
    moved: str
    """Whether the record moved it."""
    reliability: str


class TargetRow(Wire):
    """One figure that the posterior was fitted to."""

    target: str
    unit: str
    record: float
    prior: tuple[float, ...]
    posterior: tuple[float, ...]
    off: float | None = None
    """Distance of the posterior median in standard errors."""


class TextPart(Wire):
    """A part of the methods or limits."""

    title: str
    paragraphs: tuple[str, ...]


class Trust(Wire):
    """How far to trust the answers, and why."""

    forecast: ForecastRecord
    posterior: tuple[PosteriorRow, ...]
    targets: tuple[TargetRow, ...]
    not_moved: tuple[str, ...]
    """Levers that the record does not move: what is believed of them is the prior."""
    limits: tuple[TextPart, ...]
    methods: tuple[TextPart, ...]
    provenance: dict[str, Any]
    reliability: dict[str, str]
    """What the letters A to E mean."""


class Citation(Wire):
    """How to cite the program, a scenario or a number."""

    text: str
    bibtex: str
    csl: str
    """CSL-JSON, for programs that keep bibliographies."""
    cff: str
    """The program's own citation file."""
    reproduce: str
    """A command that gives the same."""

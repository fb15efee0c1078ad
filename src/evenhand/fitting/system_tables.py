"""What a fit of the whole system writes: draws, prior against posterior, and how it was made."""

from __future__ import annotations

import hashlib
import platform
from importlib import metadata
from typing import Any

import numpy as np
import polars as pl

from evenhand import __version__
from evenhand.fitting.system_posterior import Posterior, table_digests
from evenhand.fitting.system_sampler import log_likelihood
from evenhand.fitting.system_targets import misses, targets
from evenhand.model.posterior import DRAWS_FILE, RECORD_FILE, TABLE_FILE
from evenhand.model.priors import priors
from evenhand.results.provenance import code_digest, write_record

QUANTILES = (0.05, 0.5, 0.95)
NARROWER, SHIFTED = 0.2, 0.25
"""A lever counts as moved when its variance shrank by this share, or its mean moved by so many
standard deviations of the prior: two and a half times what sampling alone would do."""
NOT_TESTED = "no target responds"
DIGITS = 6


def posterior_table(found: Posterior) -> pl.DataFrame:
    """Prior against posterior, one row for each lever.

    Shrinkage is the share of the prior's variance that is gone, on the scale on which the prior is
    normal; the shift is that of the mean, in the prior's standard deviations. Both are of all
    points of the sample, not of the draws alone.

    Args:
        found: What a fit found.
    """
    rows = []
    for index, name in enumerate(found.levers):
        one, z = priors()[name], found.points[:, index]
        low, middle, high = np.quantile(one.at(z), QUANTILES)
        shrinkage, shift = 1 - float(z.var()), float(z.mean())
        moved = "yes" if shrinkage >= NARROWER or abs(shift) >= SHIFTED else "no"
        tested = name in found.tested
        rows.append(
            {
                "lever": name,
                "unit": one.unit,
                "prior_low": one.low,
                "prior_median": one.central,
                "prior_high": one.high,
                "posterior_low": float(low) if tested else one.low,
                "posterior_median": float(middle) if tested else one.central,
                "posterior_high": float(high) if tested else one.high,
                "shrinkage": round(shrinkage, 3) if tested else 0.0,
                "shift": round(shift, 3) if tested else 0.0,
                "moved": moved if tested else NOT_TESTED,
                "reliability": one.reliability,
                "source": one.source,
            }
        )
    return pl.DataFrame(rows)


def target_rows(found: Posterior) -> list[dict[str, Any]]:
    """Targets against predictions: by central values, prior and posterior.

    Args:
        found: What a fit found.
    """
    rows = []
    for index, one in enumerate(targets()):
        before, after = (
            [_short(x) for x in np.quantile(part[:, index], QUANTILES)]
            for part in (found.before, found.after)
        )
        rows.append(
            {
                "target": one.name,
                "unit": one.unit,
                "record": one.value,
                "error": one.error,
                "discrepancy": one.discrepancy,
                "scale": one.scale,
                "central values": _short(found.central[index]),
                "prior": before,
                "posterior": after,
                "off, posterior median": round(one.off(float(np.median(found.after[:, index]))), 2),
            }
        )
    return rows


def posterior_files(found: Posterior, arguments: dict[str, Any], digest: str) -> dict[str, bytes]:
    """The files of a posterior by name, the record of how it was made last.

    Args:
        found: What a fit found.
        arguments: What was asked for.
        digest: Digest of the observations.
    """
    files = {
        DRAWS_FILE: _draws_text(found).encode(),
        TABLE_FILE: posterior_table(found).write_csv(float_precision=DIGITS).encode(),
    }
    record = {
        "form": 1,
        "arguments": arguments,
        "software": {
            "evenhand": __version__,
            "code": code_digest(),
            "python": platform.python_version(),
            "libraries": {name: metadata.version(name) for name in ("numpy", "scipy")},
        },
        "data": {"observations": digest, "tables": table_digests()},
        "diagnostics": diagnostics(found),
        "targets": target_rows(found),
        "outputs": {name: hashlib.sha256(text).hexdigest() for name, text in files.items()},
    }
    return files | {RECORD_FILE: write_record(record)}


def diagnostics(found: Posterior) -> dict[str, Any]:
    """How the sampling went.

    Args:
        found: What a fit found.
    """
    off = misses(found.after)
    return {
        "points": len(found.points),
        "distinct points": found.sample.distinct,
        "smallest effective number of points": round(
            min(one.effective for one in found.sample.rounds), 1
        ),
        "runs of the year": found.evaluations,
        "levers tested": len(found.tested),
        "levers with a prior": len(found.levers),
        "rounds": [
            {
                "likelihood counts": _short(one.weight),
                "effective points": round(one.effective, 1),
                "accepted": round(one.acceptance, 3),
                "moved at least once": round(one.moved, 3),
            }
            for one in found.sample.rounds
        ],
        "mean log likelihood": {
            "central values": _short(log_likelihood(misses(found.central))),
            "prior": _short(np.mean(log_likelihood(misses(found.before)))),
            "posterior": _short(np.mean(log_likelihood(off))),
        },
        "root mean square miss, posterior": _short(np.sqrt((off**2).mean())),
    }


def _short(value: Any) -> float:
    return float(f"{float(value):.6g}")


def _draws_text(found: Posterior) -> str:
    lines = [",".join(found.draws.levers)]
    lines += [",".join(f"{x:.{DIGITS}g}" for x in row) for row in found.draws.values.tolist()]
    return "\n".join(lines) + "\n"

"""The page of the posterior, from the files that ship."""

from __future__ import annotations

from evenhand.model.posterior import shipped_record, shipped_table
from evenhand.model.priors import exceptions

HEAD = """# Prior and posterior of the levers

Made by `evenhand fit` and shipped with the package; what is fitted to what, and how far to trust
it: [fitting](../explanation/fitting.md). Low and high are the points with 5 percent of the
probability below and above. Shrinkage is the share of the prior's variance that is gone, shift that
of the mean in the prior's standard deviations, both on the scale on which the prior is normal. A
lever counts as moved at a shrinkage of 0.2 or a shift of 0.25.
"""


def posterior_page() -> str:
    """Targets, levers moved, not moved and not tested, and levers without a prior."""
    parts = [HEAD, _how(), "\n## Targets\n\n", _targets()]
    rows = list(shipped_table())
    groups = {
        "yes": "Moved by the record",
        "no": "Tested, and not moved",
        "no target responds": "Not tested: no target responds",
    }
    for moved, title in groups.items():
        some = [row for row in rows if row["moved"] == moved]
        some.sort(key=lambda row: -float(row["shrinkage"]))
        parts.append(f"\n## {title}\n\n{_levers(some, tested=moved != 'no target responds')}")
    parts.append(
        "\n## Without a prior\n\nLevers whose range is a scenario's choice have none (basis "
        "`definition` in [the table of levers](scenario-files.md)); nor have these.\n\n"
    )
    said = [(f"`{x.attribute}`", x.why) for x in exceptions().values() if x.rule != "range"]
    parts.append(_table(["lever", "why"], said))
    return "".join(parts)


def _how() -> str:
    found = shipped_record()
    some, asked = found["diagnostics"], found["arguments"]
    accepted = [one["accepted"] for one in some["rounds"]]
    return (
        f"\n{asked['draws']} joint draws from {some['points']} points ({some['distinct points']} "
        f"distinct) in {len(accepted)} rounds, seed {asked['seed']}; smallest effective number of "
        f"points {some['smallest effective number of points']:g}, "
        f"{min(accepted):.0%} to {max(accepted):.0%} of moves accepted, "
        f"{some['runs of the year']:,} runs of the year.\n"
    )


def _targets() -> str:
    rows = [
        (row["target"], row["unit"], _plain(row["record"]), _off(row),
         _plain(row["central values"]), _three(row["prior"]), _three(row["posterior"]),
         f"{row['off, posterior median']:+.1f}")
        for row in shipped_record()["targets"]
    ]  # fmt: skip
    names = ["target", "unit", "record", "error, discrepancy", "central values", "prior",
             "posterior", "off, standard deviations"]  # fmt: skip
    return _table(names, rows)


def _off(row: dict[str, float]) -> str:
    if row["scale"] == "log":
        return f"{row['error']:.0%}, {row['discrepancy']:.0%}"
    return f"{_plain(row['error'])}, {_plain(row['discrepancy'])}"


def _three(values: list[float]) -> str:
    low, middle, high = map(_plain, values)
    return f"{middle} ({low} to {high})"


def _levers(rows: list[dict[str, str]], tested: bool) -> str:
    names = ["lever", "unit", "prior", "posterior", "shrinkage", "shift", "reliability", "source"]
    made = []
    for row in rows:
        before, after = (
            _three([float(row[f"{part}_{end}"]) for end in ("low", "median", "high")])
            for part in ("prior", "posterior")
        )
        cells = [f"`{row['lever']}`", row["unit"], before]
        if tested:
            cells += [after, f"{float(row['shrinkage']):.2f}", f"{float(row['shift']):+.2f}"]
        made.append((*cells, row["reliability"], row["source"]))
    return _table(names if tested else [*names[:3], *names[6:]], made)


def _plain(value: float) -> str:
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def _table(names: list[str], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"

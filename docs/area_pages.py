"""The page of areas: what is known of each, and what checks the estimate of cooperation."""

from __future__ import annotations

from functools import cache

import numpy as np

from evenhand.fitting.system_fit import fit_system
from evenhand.model.areas import areas
from evenhand.model.places import AREAS, PLACES
from evenhand.model.system import SystemModel
from evenhand.registers.public_lists import public_lists
from evenhand.sources.ledger import load_observations

LIST = "doj-2025-08-05"
CHECKS = (
    (
        "New York City", "New York City",
        "0 of 2,916 detainers honoured by the police, July 2018 to June 2019; jails 20 of 536 in "
        "FY2017; limiting jurisdictions 0 to 0.3 (sheet D05, reliability C)", (0.0, 0.3),
    ),
    (
        "Mississippi", "New Orleans",
        "0.87 in 2025 (CNN; sheet D04, reliability C); the area holds five states", (0.6, 0.95),
    ),
    (
        "Minnesota", "St Paul",
        "0.17 of all and 0.27 of closed detainers booked in, December 2025 to March 2026 (sheet "
        "D08, reliability B); the area holds Minnesota, Iowa, Nebraska and the Dakotas",
        (0.16, 0.27),
    ),
    (
        "California", "Los Angeles",
        "limiting jurisdictions 0 to 0.3 (sheet D05); California made up half of all recorded "
        "refusals (sheet D06, reliability D)", (0.0, 0.3),
    ),
    (
        "California", "San Francisco",
        "the same", (0.0, 0.3),
    ),
)  # fmt: skip
"""Evidence on detainers of a place: what was published, and the range that it gives."""


@cache
def _model() -> SystemModel:
    return fit_system(load_observations())


def area_page() -> str:
    """Areas, their numbers at the newest start, and the check of cooperation by detainers."""
    model = _model()
    handed = model.baseline["cooperation"][0, :, 0]
    asked = model.baseline["detainers.issued"][0].sum(axis=1)
    rates = model.arrests
    listed = public_lists()[LIST]
    officers = model.effort_shares
    lines = [
        "| Area | Noncitizen adults | Arrests in jails a day | At large a day | Taken, per 1,000 "
        "noncitizen adults a year | Cooperation, estimate | Handed over, of those asked for | "
        "Asked for a day | Share of officers | Under 287(g) | On the list |",
        "| --- |" + " ---: |" * 10,
    ]
    for index, area in enumerate(areas()):
        if area.name not in AREAS:
            continue
        low, central, high = area.cooperation[2026]
        jail, large = rates[index].sum(axis=0)
        taken = 365.25 * jail / area.noncitizen_adults * 1000
        share = listed.shares.get(area.name, 0.0)
        lines.append(
            f"| {area.name} | {area.noncitizen_adults:,.0f} | {jail:.1f} | {large:.1f} | "
            f"{taken:.1f} | {central:.2f} ({low:.2f} to {high:.2f}) | {handed[index]:.2f} | "
            f"{asked[index]:.0f} | {officers[index]:.1%} | {area.share_287g:.1%} | {share:.0%} |"
        )
    checks = ["| Place | Area | Published | Model, share handed over | Inside |",
              "| --- | --- | --- | ---: | --- |"]  # fmt: skip
    for place, name, said, (least, most) in CHECKS:
        found = float(handed[PLACES.index(name)])
        inside = "yes" if least <= found <= most else "no"
        checks.append(f"| {place} | {name} | {said} | {found:.2f} | {inside} |")
    estimate = np.array([area.cooperation[2026][1] for area in areas() if area.name in AREAS])
    on_list = np.array([listed.shares.get(name, 0.0) for name in AREAS])
    related = f"{float(np.corrcoef(estimate, on_list)[0, 1]):.2f}".replace("-", "−")
    return (
        "# The areas\n\n"
        "Numbers of the 25 areas of responsibility with which a run from the newest record begins. "
        "Arrests by area and way are those of the newest whole month (areas table: measured over "
        "windows, spread over months; see [the whole system](../explanation/system.md)). "
        "Cooperation is estimated: people taken from jails per noncitizen adult, relative to ten "
        "states that cooperate fully (low and high: their spread). What is handed over of those "
        "asked for is the estimate to a power that meets the national share, since fewer are asked "
        "for where few would be handed over. Officers by area are not published: they stand where "
        "arrests are made. The list is the Justice Department's of 5 August 2025, as a share of "
        "the area's people; it is a dated label and used for no estimate.\n\n"
        + "\n".join(lines)
        + "\n\n## Checked against detainers\n\n"
        "No published table says by area how many detainers were followed by custody. What is "
        "known of single places:\n\n"
        + "\n".join(checks)
        + "\n\nThe estimate and the detainers disagree where an area mixes states: Minnesota's "
        "detainers were followed by custody far less often than the estimate for the area of "
        "St Paul, which holds four other states. Scenarios about one state of a mixed area should "
        "give `cooperation` a value of their own.\n\n"
        f"Across areas the estimate and the share on the list go together with a correlation of "
        f"{related}: places on the list hand over fewer, but not all that hand over few are on "
        "it.\n"
    )

"""The custody model on the engine of networks, in expected values."""

from __future__ import annotations

import numpy as np

from evenhand.compiled.custody import CompiledCustody
from evenhand.compiled.custody_network import (
    BOOK_IN_ARROW,
    FIRST_EXIT,
    REFUSED_ARROW,
    RELEASED_ARROW,
    by_origin,
    custody_network,
)
from evenhand.engines.ages import people_by_age
from evenhand.engines.network_run import make_room, run_network
from evenhand.engines.outcome import CustodyOutcome, check_conservation
from evenhand.model.classes import AGE_DAYS


def run_custody(run: CompiledCustody) -> CustodyOutcome:
    """Run the custody model in expected values; the order of the day is in ``order``.

    Args:
        run: The compiled run.

    Raises:
        ModelError: when people are not conserved.
    """
    network = custody_network(run)
    room = make_room(network, "mean")
    found = run_network(network, "mean", room=room)
    flow = by_origin(found.flow)
    ages = people_by_age(network, room[0], 0, AGE_DAYS)
    outcome = CustodyOutcome(
        first_day=run.first_day,
        start=run.state.sum(axis=2),
        stock=by_origin(found.stock[:, 0]),
        book_ins=flow[:, BOOK_IN_ARROW] - flow[:, REFUSED_ARROW],
        exits=np.moveaxis(flow[:, FIRST_EXIT:REFUSED_ARROW], 1, -1),
        short=flow[:, RELEASED_ARROW],
        refused=flow[:, REFUSED_ARROW],
        above=found.above[:, 1, 0],
        beds=run.beds,
        age_state=np.moveaxis(by_origin(ages), 0, -1),
    )
    check_conservation(outcome)
    return outcome

"""Writing the compiled national network as the text file of parameters that the peers read.

One record a line: ``name count v1 v2 ...``. The numbers are those of the compiled arrays, so that
the peers run what the engine runs, not a second reading of the model file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from evenhand.compiled.network import CompiledNetwork

EXITS = {
    "booking": ("handling", "released"),
    "detention": ("hearing", "papers", "docket", "released"),
    "papers": ("flight",),
    "docket": ("hearing", "handling", "closed"),
}
SPLITS = {
    "processing": ("detention", "docket", "returned"),
    "decision": ("papers", "docket", "relief"),
}
"""The exits in the order in which the peers read them."""


def write_parameters(network: CompiledNetwork, scale: float, path: Path) -> None:
    """Write the file.

    Args:
        network: The national network, compiled at this scale.
        scale: The scale, written for the reader only.
        path: The file to write.
    """
    lines = [_record(name, values) for name, values in parameters(network, scale).items()]
    path.write_text("".join(lines), "utf-8")


def parameters(network: CompiledNetwork, scale: float) -> dict[str, np.ndarray]:
    """The numbers by name, in the order of the file.

    Args:
        network: The national network, compiled at this scale.
        scale: The scale, told to the reader only.
    """
    a = network.arrays
    amount = {
        name: a.capacities.amount[number] for number, (name, _) in enumerate(network.capacities)
    }
    for values in (*amount.values(), a.limits.people[0]):
        _same_every_day(values)
    docket = network.holds.index("docket")
    started = a.holds.start_whole[a.holds.start_row[docket] : a.holds.start_row[docket + 1]]
    if len(started) != 1 or a.holds.start_whole.sum() != started.sum():
        raise ValueError("the peers know a start of age 0 in the docket only")
    cost = _first_of_class(network, a.queues.cost)
    rows = {name: a.queues.cost_row[number, 0] for number, name in enumerate(network.queues)}
    found = {
        "days": np.array([network.days]),
        "scale": np.array([scale]),
        "inflow": a.inflows.mean[a.inflows.row[0, 0]],
        "docket_start": started[0],
        "officers": amount["officers"][0],
        "judges": amount["judges"][0, :1],
        "seats": amount["seats"][0, :1],
        # By chance the engine admits whole people too: up to the largest whole number.
        "beds": np.floor(a.limits.people[0, 0]),
        "handling_hours": cost[rows["handling"]],
    }
    for name in SPLITS:
        found[name] = _split_shares(network, name)
    for name in EXITS:
        found[f"{name}_bands"], found[f"{name}_hazard"] = _hazards(network, name)
    return found


def _hazards(network: CompiledNetwork, name: str) -> tuple[np.ndarray, np.ndarray]:
    """First ages of a delay's bands, and its hazards ``(class, exit, band)``."""
    a = network.arrays.holds
    hold = network.holds.index(name)
    first, last = a.band[hold], a.band[hold + 1]
    for rows in (a.leave_row[hold], a.share_row[hold]):
        _same_every_day(rows)
    leave = a.leave[a.leave_row[hold, 0] :][: last - first]
    names = [exit_ for _, exit_ in network.arrows[a.arrow[hold] : a.arrow[hold + 1]]]
    every = a.share_by_band[hold, 0]
    hazards = np.empty((last - first, len(names), network.cells))
    for band in range(last - first):
        row = a.share_row[hold, 0] + band * len(names) * every
        hazards[band] = np.diff(a.share[row : row + len(names)], axis=0, prepend=0) * leave[band]
    order = [names.index(exit_) for exit_ in EXITS[name]]
    by_class = _first_of_class(network, hazards)[:, order]
    bands = np.cumsum([0, *a.width[first : last - 1]])
    return bands, by_class.transpose(2, 1, 0)


def _split_shares(network: CompiledNetwork, name: str) -> np.ndarray:
    """Shares of a split's exits ``(class, exit)``."""
    a = network.arrays.splits
    split = list(a.stage).index(network.stages.index(name))
    _same_every_day(a.row[split])
    names = [exit_ for _, exit_ in network.arrows[a.arrow[split] : a.arrow[split + 1]]]
    share = np.diff(a.share[a.row[split, 0] :][: len(names)], axis=0, prepend=0)
    by_class = _first_of_class(network, share)
    return by_class[[names.index(exit_) for exit_ in SPLITS[name]]].T


def _first_of_class(network: CompiledNetwork, values: np.ndarray) -> np.ndarray:
    """Values by cell as values by class, which is all the peers know ``(..., class)``."""
    class_of = network.arrays.grid.class_of
    first = [int(np.argmax(class_of == kind)) for kind in range(len(network.classes))]
    by_class = values[..., first]
    if not (by_class[..., class_of] == values).all():
        raise ValueError("the peers know hazards, shares and costs by class only")
    return by_class


def _same_every_day(values: np.ndarray) -> None:
    if not (values == values[:1]).all():
        raise ValueError("the peers know no values that change by date")


def _record(name: str, values: Iterable[float]) -> str:
    listed = np.ravel(values).tolist()
    words = [str(int(value)) if value == int(value) else repr(float(value)) for value in listed]
    return f"{name} {len(listed)} {' '.join(words)}\n"

"""Fitting the whole system to a day: what the record shows, spread over places and classes.

The custody half is fitted as before. Arrests by place, class and way come from the table of
arrests; what they imply for officers' effort, cooperation and the weights of targeting follows.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.custody import compile_custody
from evenhand.compiled.system_network import system_network
from evenhand.compiled.system_quantities import class_mix, docket_stock
from evenhand.engines.cohorts import run_custody
from evenhand.engines.network_run import Recording, run_network
from evenhand.fitting.custody_fit import fit_custody
from evenhand.model.areas import areas, arrest_rates, cooperation
from evenhand.model.classes import CLASSES, EXITS, REMOVAL
from evenhand.model.custody import Array, CustodyModel
from evenhand.model.field_hours import FieldHours, field_hours
from evenhand.model.levers import LeverValues
from evenhand.model.parameters import defaults
from evenhand.model.places import BORDER, PLACES
from evenhand.model.priors import EXIT_LEVEL, drawn_record, prior
from evenhand.model.system import SystemModel
from evenhand.observations.table import Observations
from evenhand.registers.grants import grants_by_area
from evenhand.results.measures import DETAINED

JAIL, AT_LARGE = 0, 1
BISECTIONS = 60
CALIBRATION_DAYS = 180
CALIBRATION_STEPS = 4
"""Steps of the search for the factor on the fitted hazards; it converges in two or three."""
POWER, MOST_STEP = 1.3, 0.25
"""Usual change of the factor, in logs, for one of the people detained; most in a short search."""
SAME_MONTH_DAYS = 7
"""A month counts as known at the start when it ends no later than this many days after it."""


def fit_system(observations: Observations, cut_off: date | None = None) -> SystemModel:
    """Fit the whole system to what had been published by a day.

    Args:
        observations: Everything that was read.
        cut_off: Use only what had been posted by this day; None uses everything.

    Raises:
        DataError: when too little had been published.
    """
    return system_at(fit_custody(observations, cut_off).model)


def system_under(draw: dict[str, float], central: SystemModel) -> SystemModel:
    """The system fitted again to the same record with some levers drawn; the custody half stays.

    Args:
        draw: Drawn values by lever.
        central: The system fitted with central values.
    """
    return system_at(central.custody, draw, near=float(central.exit_speed[0]))


def system_at(
    custody: CustodyModel, draw: dict[str, float] | None = None, near: float | None = None
) -> SystemModel:
    """The whole system around a fitted custody model.

    Args:
        custody: The fitted custody model.
        draw: Drawn values by lever; central values if not given.
        near: A factor on the fitted hazards near the one to be found, which shortens the search.
    """
    draw = draw or {}
    first = custody.start + timedelta(days=1)
    values = drawn_record(first, CALIBRATION_DAYS, draw)
    rates = arrest_rates(_month_of(custody.start))
    area = areas()
    population = _shares([one.population for one in area])
    noncitizens = _shares([one.noncitizen_adults for one in area])
    handed_over, response = _handed_over(
        rates[:, :, JAIL].sum(axis=1),
        cooperation(custody.start),
        values.number("detainers.custody_share"),
    )
    local = _local_shares([one.share_287g for one in area], draw)
    targeted, collateral = _targeted(rates[:, :, AT_LARGE], values)
    held = _held(values, rates, custody)
    baseline = {
        "cooperation": handed_over,
        "agreements_287g.jail_share": local,
        "detainers.issued": _detainers(rates[:, :, JAIL], handed_over),
        "detainers.response": np.full((1, 1, 1), response),
        "processing.booked_in": _booked_in(rates, custody, values, held),
        "border.bookins": (custody.book_ins[1] * custody.class_shares[1]).reshape(1, 1, -1),
        "court.detained_relief": _relief(custody),
        "agreements_287g.task_force": _task_force(values, local),
        "atd.stock": _participants(values, [one.atd_share for one in area]),
        "prosecution.held_at_start": held,
        "funds.at_stake": _at_stake(),
    }
    values = values.with_values(baseline)
    shares, hours_per_arrest = _effort(values, rates, targeted, population)
    baseline["at_large.hours_per_arrest"] = np.full((1, 1, 1), hours_per_arrest)
    unauthorized = _shares([one.unauthorized for one in area])
    stock = docket_stock(values, unauthorized)
    community = np.array([one.unauthorized for one in area])[:, None] * np.ones((1, len(CLASSES)))
    detained = _detained(custody, rates)
    model = SystemModel(
        custody=custody,
        effort_shares=shares,
        population_shares=population,
        noncitizen_shares=noncitizens,
        unauthorized_shares=unauthorized,
        detained=detained,
        awaiting_documents=_awaiting(custody, detained, values),
        focus=_ratio(targeted, stock),
        community=community,
        community_focus=_ratio(collateral, community),
        targeted=targeted,
        arrests=rates,
        exit_speed=np.ones(2),
        baseline=baseline,
        draw=draw,
    )
    return _with_exit_speed(model, near)


def _month_of(start: date) -> date:
    """A day in the newest month that is known at the start."""
    ends = date(start.year, start.month, monthrange(start.year, start.month)[1])
    if (ends - start).days <= SAME_MONTH_DAYS:
        return start
    return start.replace(day=1) - timedelta(days=1)


def _shares(amounts: list[float]) -> Array:
    numbers = np.array(amounts, dtype=np.float64)
    shares: Array = numbers / numbers.sum()
    return shares


def _ratio(amounts: Array, people: Array) -> Array:
    """Relative chances: amounts over people, largest one; zero where there is nobody."""
    ratio = np.where(people > 0, amounts / np.where(people > 0, people, 1.0), 0.0)
    scaled: Array = ratio / max(float(ratio.max()), 1e-300)
    return scaled


def _targeted(at_large: Array, values: LeverValues) -> tuple[Array, Array]:
    """Arrests at large, worksites apart, as targeted and collateral ``(26, 3)``, people/day.

    Collateral arrests are the stated share in every place, first of people with neither
    conviction nor charge, as far as the place has that many.
    """
    share = values.number("at_large.collateral_share")
    mix = class_mix(values, "at_large.collateral_other")[0, 0]
    wanted = at_large.sum(axis=1, keepdims=True) * share * mix
    collateral = np.minimum(wanted, (1 - defaults("system_fit")["least_targeted"]) * at_large)
    return at_large - collateral, collateral


def _handed_over(jail: Array, cooperation: Array, national: float) -> tuple[Array, float]:
    """Share of people asked for who are handed over ``(1, 26, 1)``, and the response behind it.

    Transfers per noncitizen adult tell how many of all people in jails are taken. Officers ask for
    fewer where few would be handed over, so that the share of those asked for is larger: the
    estimate to a power between zero and one, the same everywhere, which meets the national share.
    People asked for are then proportional to cooperation to the power of one over that less one.

    Args:
        jail: Transfers from jails ``(26,)``, people/day.
        cooperation: Estimate of the share of all who are taken ``(26,)``.
        national: Share of all people asked for who are handed over.
    """
    low, high = 0.0, 1.0
    known = cooperation > 0
    for _ in range(BISECTIONS):
        power = (low + high) / 2
        asked = float((jail[known] / cooperation[known] ** power).sum())
        low, high = (low, power) if jail[known].sum() / asked < national else (power, high)
    shares = np.where(known, np.where(known, cooperation, 1.0) ** power, 0.0)
    return shares.reshape(1, -1, 1), 1 / power - 1


def _detainers(jail: Array, handed_over: Array) -> Array:
    """People asked for, as the transfers from jails imply ``(1, 26, 3)``, people/day."""
    taken = np.where(handed_over > 0, handed_over, 1.0)
    detainers: Array = jail[None] / taken
    return detainers


def _booked_in(rates: Array, custody: CustodyModel, values: LeverValues, held: Array) -> Array:
    """Share booked in by class ``(1, 1, 3)``, which meets the book-ins of the record.

    The record's book-ins by ICE include arrests by others (HSI, partners), so the shares of the
    table of outcomes are scaled up, class by class, as far as they go.
    """
    measured = np.array(areas()[0].booked_in)
    arrests = rates.sum(axis=(0, 2)) * (1 - values.number("prosecution.share"))
    returned = float(held.sum()) / values.number("prosecution.days")
    wanted = custody.book_ins[0] - returned * values.number("prosecution.return_share")
    most = defaults("system_fit")["most_booked_in"]
    low, high = 0.0, 5.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        total = (arrests * np.minimum(measured * middle, most)).sum()
        low, high = (middle, high) if total < wanted else (low, middle)
    return np.minimum(measured * low, most).reshape(1, 1, -1)


def _relief(custody: CustodyModel) -> Array:
    """Share of hearings of detained people that end in relief, by class ``(1, 1, 3)``."""
    decided = sum(
        custody.reason_shares[:, EXITS.index(name)]
        for name in ("relief granted", "proceedings terminated")
    )
    shares: Array = decided / (decided + custody.reason_shares[:, REMOVAL])
    return shares.reshape(1, 1, -1)


def _local_shares(shares: list[float], draw: dict[str, float]) -> Array:
    """Share of transfers that local officers process ``(1, 26, 1)``; a draw moves all places."""
    local = np.array(shares).reshape(1, -1, 1)
    name = "agreements_287g.jail_share"
    return prior(name).moved(local, draw[name]) if name in draw else local


def _task_force(values: LeverValues, local: Array) -> Array:
    """Arrests by local task forces ``(1, 26, 3)``: places as their share under agreements."""
    shares = local / local.sum()
    mix = class_mix(values, "agreements_287g.task_force_other")
    arrests: Array = values.number("agreements_287g.task_force") * shares * mix
    return arrests


def _participants(values: LeverValues, shares: list[float]) -> Array:
    """People in alternatives to detention ``(1, 26, 3)``."""
    mix = class_mix(values, "court.other_share")
    stock: Array = values.number("atd.stock") * _shares(shares)[None, :, None] * mix
    return stock


def _held(values: LeverValues, rates: Array, custody: CustodyModel) -> Array:
    """People in criminal custody ``(1, 26, 3)``: places and classes as arrests.

    As many as come in while one is there: arrests diverted and transfers out of detention, times
    the mean time.
    """
    arrests = rates.sum(axis=2)
    by_class = custody.book_ins @ custody.class_shares
    transfers = by_class @ custody.reason_shares[:, EXITS.index("transfer")]
    a_day = float(arrests.sum() * values.number("prosecution.share") + transfers)
    held: Array = a_day * values.number("prosecution.days") * (arrests / arrests.sum())[None]
    return held


def _at_stake() -> Array:
    """Grants of listed jurisdictions by place ``(1, 26, 1)``, US$/year, as far as published."""
    known = grants_by_area()
    return np.array([known.get(place, 0.0) for place in PLACES]).reshape(1, -1, 1)


def _effort(
    values: LeverValues, rates: Array, targeted: Array, population: Array
) -> tuple[Array, float]:
    """Share of officers in each place ``(26,)``, and hours per targeted arrest.

    All field hours that jails and worksites leave go into targeted arrests; an arrest takes the
    same effort everywhere, so that officers stand where arrests are made. Only the product of
    officers and effort is identified; that effort is the same everywhere is assumed.
    """
    even = np.array([1.0 if place != BORDER else 0.0 for place in PLACES]) / (len(PLACES) - 1)
    days = 7
    gross = field_hours(replace(values, days=days), even, population_shares=population)
    worksite = gross.worksite[0]
    total = float((gross.total + gross.worksite)[:days].sum(axis=1).mean())
    local = values["agreements_287g.jail_share"][0]
    jail = (rates[:, :, JAIL] * (1 - local) * values["jail.officer_hours"][0]).sum(axis=1)
    left = total - jail.sum() - worksite.sum()
    hours_per_arrest = float(left / targeted.sum())
    shares = jail + worksite + targeted.sum(axis=1) * hours_per_arrest
    return shares / shares.sum(), hours_per_arrest


def _detained(custody: CustodyModel, rates: Array) -> Array:
    """People in detention by place of arrest ``(26, 3, age)``: places as recent arrests."""
    arrests = rates.sum(axis=2)
    shares = arrests / arrests.sum(axis=0, keepdims=True)
    people: Array = shares[:, :, None] * custody.state[0][None]
    people[PLACES.index(BORDER)] = custody.state[1]
    return people


def _awaiting(custody: CustodyModel, detained: Array, values: LeverValues) -> Array:
    """People who wait for a travel document at the start ``(26, 3)``.

    As many as come in while one waits: book-ins times the share removed and the share of
    countries that delay, times the mean wait; spread as the detained.
    """
    removed = float((custody.class_shares[0] * custody.reason_shares[:, REMOVAL]).sum())
    waiting = (
        custody.book_ins.sum() * removed * values.number("removal.refusing_share")
        * values.number("removal.document_days")
    )  # fmt: skip
    there = detained.sum(axis=2)
    most = defaults("system_fit")["most_awaiting"]
    spread: Array = there / there.sum() * min(waiting, most * there.sum())
    return spread


def _with_exit_speed(model: SystemModel, near: float | None) -> SystemModel:
    """The model with the factor on the fitted hazards that keeps the fitted stays.

    The fitted stay of someone removed holds the wait for documents, which is a stage of its own
    here. The factor makes the whole system's detained equal the custody model's half a year on,
    with the same book-ins. A draw of how far exits may be off comes on top of it.
    """
    target = _custody_stock(model)

    values = model.baseline_values(CALIBRATION_DAYS)
    values = values.with_values({"beds.rule": np.zeros((1, 1, 1))})  # without a limit
    hours = field_hours(values, model.effort_shares, population_shares=model.population_shares)

    def over(speed: float) -> float:
        tried = replace(model, exit_speed=np.array([speed, speed]))
        return _system_stock(tried, values, hours) / target

    if near is None:
        speed = 1.0
        for _ in range(CALIBRATION_STEPS):
            speed *= over(speed) ** POWER
    else:
        speed = _secant(lambda speed: float(np.log(over(speed))), near)
    speed *= model.draw.get(EXIT_LEVEL, 1.0)
    return replace(model, exit_speed=np.array([speed, speed]))


def _secant(too_many: Callable[[float], float], near: float) -> float:
    """The factor by two runs: one near it, one where the usual response leads, then a line.

    Where detention is choked (no judges or seats left) the response is weak, and no factor within
    a quarter would do; the search stays there.
    """
    first = too_many(near)
    second = near * float(np.exp(np.clip(POWER * first, -MOST_STEP, MOST_STEP)))
    change = too_many(second) - first
    slope = POWER if abs(change) < 1e-9 else -float(np.log(second / near)) / change
    slope = float(np.clip(slope, POWER / 2, POWER * 2))
    return near * float(np.exp(np.clip(slope * first, -MOST_STEP, MOST_STEP)))


def _custody_stock(model: SystemModel) -> float:
    last = model.custody.start + timedelta(days=CALIBRATION_DAYS)
    outcome = run_custody(compile_custody(model.custody, last))
    return float(outcome.stock[-1].sum())


def _system_stock(model: SystemModel, values: LeverValues, hours: FieldHours) -> float:
    """People in detention of the whole system after the days of calibration."""
    network = compile_network(system_network(model, values, hours))
    one = Recording(np.zeros(network.days, dtype=np.int64), np.zeros(network.cells, dtype=np.int64))
    found = run_network(network, "mean", recording=one)
    stages = (*network.holds, *network.queues)
    return float(sum(found.stock[0, stages.index(name), 0] for name in DETAINED))

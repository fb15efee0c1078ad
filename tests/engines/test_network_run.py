from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.compiled.compile_network import compile_network
from evenhand.compiled.network import GRAIN
from evenhand.engines.network_run import Recording, make_room, run_network
from evenhand.engines.replicates import run_replicates
from evenhand.model.network import Network

PLACES, CLASSES, TRACKS = ("A", "B", "C"), ("x", "y"), ("inner", "border")
FIRST = date(2021, 1, 1)


@st.composite
def quantities(draw, low, high, *, axes=("place", "class", "track"), rich=True):
    """A quantity between two values: a number, or one that differs by name or date."""
    number = st.one_of(st.just(low), st.floats(low, high).map(lambda value: round(value, 4)))
    forms = ["number"] * 3 + (["from", *axes] if rich else [])
    form = draw(st.sampled_from(forms))
    if form == "number":
        return draw(number)
    if form == "from":
        return {"from": {FIRST: draw(number), date(2021, 1, 12): draw(number)}}
    names = {"place": "B", "class": "x", "track": "inner"}
    return {form: {names[form]: draw(number), "others": draw(number)}}


@st.composite
def networks(draw):
    """A small valid network, of stages of every kind: places A to C, classes x, y, two tracks."""
    places = PLACES[: draw(st.integers(2, 3))]
    holds = [f"delay {n}" for n in range(draw(st.integers(1, 3)))]
    queues = [f"queue {n}" for n in range(draw(st.integers(0, 3)))]
    splits = [f"split {n}" for n in range(draw(st.integers(0, 2)))]
    pools = ["pool"] if draw(st.booleans()) else []
    # Whoever acts at once leads only to what acts later, so that there is no cycle.
    acting = [*queues, *pools, *splits]
    rests = [*holds, *pools, "gone", "away"]

    def arrow(targets):
        to = {"to": draw(st.sampled_from(targets))}
        for axis, names in (("place", places), ("class", CLASSES), ("track", TRACKS)):
            if draw(st.integers(0, 5)) == 0:
                to[axis] = draw(st.sampled_from(names))
        return to

    def later(name):
        return rests + [n for n in acting[acting.index(name) + 1 :] if n not in pools]

    def hazards(bands, most):
        number = quantities(0, most, rich=bands == 1)
        return [draw(number) for _ in range(bands)] if bands > 1 else draw(number)

    anywhere = rests + queues + splits
    stages, capacities, limits = {}, {}, {}
    for n in range(draw(st.integers(1, 2))):
        inflow = {"per-day": draw(quantities(0, 9)), "to": arrow(anywhere)}
        inflow["noise"] = draw(st.sampled_from(["poisson", "none"]))
        if inflow["noise"] == "poisson":
            inflow["spread"] = draw(st.sampled_from([0, 0.3, 2.5]))
            inflow["shared"] = draw(st.sampled_from(["cell", "place", "all"]))
        stages[f"inflow {n}"] = {"inflow": inflow}
    for name in holds:
        widths = draw(st.lists(st.integers(1, 11), max_size=3))
        bands = [0, *np.cumsum(widths).tolist()]
        exits = {f"exit {n}": arrow(anywhere) for n in range(draw(st.integers(1, 3)))}
        for exit_ in exits.values():
            exit_["hazard"] = hazards(len(bands), 1 / len(exits) - 1e-4)
        start = [draw(quantities(0, 40, rich=False)) for _ in bands]
        delay = {"bands": bands, "exits": exits, "start": start}
        if draw(st.booleans()):
            delay["level"] = draw(quantities(0, 1))
        if draw(st.booleans()):
            delay["most"] = draw(st.floats(0.1, 1))
            signal = {"inflow": "inflow 0", "memory-days": 3.0}
            if draw(st.booleans()):
                signal = {"stock": [draw(st.sampled_from(holds))]}
            within = draw(st.sampled_from(["cell", "place", "class", "track", "all"]))
            response = {**signal, "usual": 10, "power": 0.7, "within": within}
            delay["responses"] = [{**response, "falls": draw(st.booleans())}]
        stages[name] = {"delay": delay}
    for name in splits:
        exits = {"first": arrow(later(name)), "other": arrow(later(name))}
        exits["first"]["share"] = draw(quantities(0, 1))
        exits["other"]["share"] = "rest"
        stages[name] = {"split": {"exits": exits}}
    served: dict[str, list[str]] = {}
    for name in [*queues, *pools]:
        capacity = draw(st.sampled_from(["staff", "seats"]))
        served.setdefault(capacity, []).append(name)
        kind = {"capacity": capacity, "to": arrow(later(name))}
        if name in pools:
            kind |= {"cost": draw(quantities(0.5, 4)), "focus": draw(quantities(0, 2))}
            kind |= {"thins": draw(st.sampled_from([0, 1, 0.5])), "start": 30}
            kind["exits"] = {"gone": draw(quantities(0, 0.1))}
        else:
            kind |= {"cost": draw(quantities(0, 3)), "start": draw(quantities(0, 20, rich=False))}
            kind["order"] = draw(st.sampled_from([[], ["y"], ["x", "y"], [["x", "y"]]]))
        stages[name] = {"pool" if name in pools else "queue": kind}
    for name, serves in served.items():
        scope = draw(st.sampled_from(["place", "all"]))
        axes = ("place",) if scope == "place" else ()
        capacities[name] = {"per-day": draw(quantities(0, 15, axes=axes)), "scope": scope}
        capacities[name]["serves"] = serves
    limited = holds[: draw(st.integers(0, len(holds)))]
    if limited:
        scope = draw(st.sampled_from(["place", "all"]))
        rules = st.sampled_from(["refuse", "release", "overflow"])
        to = [name for name in rests if name not in limited]
        limits["beds"] = {"of": limited, "scope": scope, "to": arrow(to)}
        axes = ("place",) if scope == "place" else ()
        limits["beds"]["people"] = draw(quantities(0, 60, axes=axes))
        limits["beds"]["rule"] = {FIRST: draw(rules), date(2021, 1, 9): draw(rules)}
        limits["beds"]["order"] = draw(st.sampled_from([[], ["y"], ["x", "y"]]))
        if draw(st.booleans()):
            target = draw(st.sampled_from(limited))
            stages["admission"] = {"queue": {"capacity": "room", "to": target, "start": 4}}
            capacities["room"] = {"room": "beds", "scope": scope, "serves": ["admission"]}
    return compile_network(
        Network.model_validate(
            {
                "title": "A network at random", "source": "A test", "first-day": FIRST,
                "days": draw(st.integers(2, 32)), "places": places, "classes": CLASSES,
                "tracks": TRACKS, "capacities": capacities, "limits": limits, "stages": stages,
                "ends": ["gone", "away"],
            }
        )
    )  # fmt: skip


def fields(outcome):
    return {name: getattr(outcome, name).copy() for name in COUNTED}


COUNTED = ("flow", "stock", "days", "waited", "used", "above", "waits")
BIG = settings(max_examples=120)


@BIG
@given(network=networks(), seed=st.integers(0, 2**40))
def test_nobody_is_lost_and_counts_are_whole(network, seed):
    arrays = network.arrays
    ends = np.isin(arrays.arrows.to, np.arange(len(network.stages))[-2:])
    for mode, unit in (("chance", 1.0), ("mean", GRAIN)):
        outcome = run_network(network, mode, seed=seed)
        for numbers in (outcome.flow, outcome.stock, outcome.waits):
            assert (numbers >= 0).all()
            assert (numbers % unit == 0).all()
        holds, queues = arrays.holds, arrays.queues
        start = (holds.start_whole if mode == "chance" else holds.start)[: holds.start_row[-1]]
        waiting = queues.start_whole if mode == "chance" else queues.start
        inflow = outcome.flow[:, arrays.inflows.arrow].sum()
        ended = outcome.flow[:, ends].sum()
        assert start.sum() + waiting.sum() + inflow == ended + outcome.stock[-1].sum()


@BIG
@given(network=networks(), seed=st.integers(0, 2**40))
def test_a_run_depends_only_on_its_seed_and_replicate(network, seed):
    for mode in ("chance", "mean"):
        alone = fields(run_network(network, mode, seed=seed, replicate=5))
        room = make_room(network, mode)
        for replicate in (9, 5, 5):
            again = run_network(network, mode, seed=seed, replicate=replicate, room=room)
        for name, numbers in fields(again).items():
            assert numbers.tobytes() == alone[name].tobytes(), name


@settings(max_examples=20)
@given(
    network=networks(), numbers=st.lists(st.integers(0, 99), min_size=1, max_size=5, unique=True)
)
def test_a_replicate_alone_is_the_same_as_among_others(network, numbers):
    together = run_replicates(network, numbers, seed=7, workers=2)
    waits = 0
    for index, number in enumerate(numbers):
        alone = run_network(network, "chance", seed=7, replicate=number)
        for name in ("flow", "stock", "waited", "used", "above"):
            assert getattr(together, name)[index].tobytes() == getattr(alone, name).tobytes(), name
        waits = waits + alone.waits
    assert (together.waits == waits).all()


@BIG
@given(network=networks(), long=st.integers(1, 9))
def test_counts_by_period_and_group_are_the_sums_of_those_by_day_and_cell(network, long):
    period = np.arange(network.days) // long
    group = network.arrays.grid.class_of
    for mode in ("chance", "mean"):
        fine = fields(run_network(network, mode, seed=4))
        coarse = run_network(network, mode, seed=4, recording=Recording(period, group))

        def summed(numbers, by_group=True):
            sums = np.add.reduceat(numbers, np.unique(period, return_index=True)[1], axis=0)
            if not by_group:
                return sums
            return np.stack([sums[..., group == g].sum(axis=-1) for g in (0, 1)], axis=-1)

        assert (coarse.flow == summed(fine["flow"])).all()
        assert (coarse.days == summed(fine["stock"])).all()
        assert (coarse.waited == summed(fine["waited"])).all()
        ends = np.append(np.nonzero(np.diff(period))[0], network.days - 1)
        assert (coarse.stock == summed(fine["stock"])[:0].sum() + np.stack(
            [fine["stock"][ends][..., group == g].sum(axis=-1) for g in (0, 1)], axis=-1
        )).all()  # fmt: skip
        assert coarse.used == pytest.approx(summed(fine["used"], by_group=False), abs=1e-9)
        assert coarse.above == pytest.approx(summed(fine["above"], by_group=False), abs=1e-9)
        assert (coarse.waits == fine["waits"]).all()


@BIG
@given(network=networks())
def test_queues_and_limits_keep_their_books(network):
    arrays = network.arrays
    for mode in ("chance", "mean"):
        outcome = run_network(network, mode, seed=11)
        served = outcome.flow[:, arrays.queues.arrow]
        assert outcome.waits.sum() == served.sum()
        days = np.arange(outcome.waits.shape[2])
        assert (outcome.waits * days).sum() == outcome.waited.sum()
        # What was served is what was used, unless a pool searched with the rest.
        for capacity, (name, _) in enumerate(network.capacities):
            queues = np.nonzero(arrays.queues.capacity == capacity)[0]
            if arrays.capacities.room[capacity] >= 0 or capacity in arrays.pools.capacity:
                continue
            hours = 0.0
            for queue in queues:
                cost = arrays.queues.cost[arrays.queues.cost_row[queue]]
                hours += (served[:, queue] * cost).sum()
            assert outcome.used[:, capacity].sum() == pytest.approx(hours, abs=0.01), name
        places = len(network.places)
        for limit in range(len(network.limits)):
            held = outcome.stock[:, : len(network.holds)][:, arrays.limits.of[limit] == 1]
            held = held.sum(axis=1).reshape(network.days, places, -1).sum(axis=2)
            if arrays.limits.national[limit]:
                held = np.concatenate([held.sum(axis=1, keepdims=True), held[:, 1:] * 0], axis=1)
            above = np.maximum(0, held - arrays.limits.people[limit])
            assert outcome.above[:, limit] == pytest.approx(above, abs=1e-9)
            released = np.nonzero(arrays.limits.rule[limit] == 1)[0]
            assert (above[released] < 1).all()


@settings(max_examples=40)
@given(network=networks())
def test_capacities_of_nothing_serve_nobody(network):
    arrays = network.arrays
    nothing = arrays.capacities._replace(amount=arrays.capacities.amount * 0)
    dear = arrays.queues._replace(cost=np.maximum(arrays.queues.cost, 0.1))
    object.__setattr__(network, "arrays", arrays._replace(capacities=nothing, queues=dear))
    rooms = arrays.capacities.room[arrays.queues.capacity] >= 0
    for mode in ("chance", "mean"):
        flow = run_network(network, mode).flow
        assert not flow[:, arrays.queues.arrow[~rooms]].any()
        assert not flow[:, arrays.pools.arrow].any()


def linear_network(rng, noise="none"):
    """A network without queues, limits, pools and responses, and its numbers as plain arrays."""
    days, cells, widths = 45, 4, [rng.integers(1, 9, size=2), rng.integers(1, 14, size=3)]
    mean, shares = rng.uniform(0, 6, 2), rng.dirichlet(np.ones(3), size=2)
    hazards = [rng.dirichlet(np.full(4, 0.6), size=len(width) + 1)[:, :3] for width in widths]
    # As many people on each day of a band, so that chance need not round them.
    starts = [rng.integers(0, 9, size=len(width) + 1) * [*width, 1] for width in widths]
    level = rng.uniform(0.3, 1, 2)
    targets = ("one", "two", "gone")

    def named(values, axis, names):
        return {axis: {name: float(value) for name, value in zip(names, values, strict=True)}}

    stages = {
        "come": {"inflow": {"per-day": named(mean, "class", "xy"), "to": "sort", "noise": noise}},
        "sort": {"split": {"exits": {
            target: named(shares[:, n], "class", "xy") for n, target in enumerate(targets)
        }}},
    }  # fmt: skip
    for n, name in enumerate(("one", "two")):
        exits = {
            "sort": hazards[n][:, 0].tolist(),
            "changed": {
                "to": targets[1 - n], "class": "y", "place": "B",
                "hazard": hazards[n][:, 1].tolist(),
            },
            "gone": hazards[n][:, 2].tolist(),
        }  # fmt: skip
        stages[name] = {"delay": {
            "bands": [0, *np.cumsum(widths[n]).tolist()], "exits": exits,
            "start": starts[n].tolist(),
            "level": {"from": {FIRST: level[0], date(2021, 1, 20): level[1]}},
        }}  # fmt: skip
    network = compile_network(
        Network.model_validate(
            {
                "title": "Linear", "source": "A test", "first-day": FIRST, "days": days,
                "places": ["A", "B"], "classes": ["x", "y"], "stages": stages, "ends": ["gone"],
            }
        )
    )  # fmt: skip

    # The recursion over ages: people by hold, age and cell; cells are A x, A y, B x, B y.
    kinds, ages = np.array([0, 1, 0, 1]), 60
    people = np.zeros((2, ages + 1, cells))
    band_of = [np.searchsorted(np.cumsum(w), np.arange(ages + 1), side="right") for w in widths]
    for n in (0, 1):
        bounds = [0, *np.cumsum(widths[n]).tolist()]
        for band, number in enumerate(starts[n]):
            last = band == len(widths[n])
            for age in [bounds[band]] if last else range(bounds[band], bounds[band + 1]):
                people[n, age] += number / (1 if last else widths[n][band])
    stock, gone = [], []
    for day in range(days):
        inbox, sorting, ended = np.zeros((2, cells)), mean[kinds].copy(), 0.0
        factor = level[int(day >= 19)]
        for n in (0, 1):
            leaving = people[n][:, :, None] * hazards[n][band_of[n]][:, None, :] * factor
            by_exit = leaving.sum(axis=0)
            sorting += by_exit[:, 0]
            inbox[1 - n, 3] += by_exit[:, 1].sum()
            ended += by_exit[:, 2].sum()
            stay = people[n] - leaving.sum(axis=2)
            people[n][1:] = stay[:-1]
            people[n][-1] += stay[-1]
            people[n][0] = 0
        for n in (0, 1):
            people[n][0] += inbox[n] + sorting * shares[kinds, n]
        ended += (sorting * shares[kinds, 2]).sum()
        stock.append(people.sum(axis=1))
        gone.append(ended)
    return network, np.array(stock), np.array(gone)


@pytest.mark.parametrize("seed", range(12))
def test_mean_values_of_a_linear_network_are_the_exact_expectations(seed):
    network, stock, gone = linear_network(np.random.default_rng(seed))
    outcome = run_network(network, "mean")
    ends = network.arrays.arrows.to == len(network.stages) - 1
    # Every step may round a few grains of a millionth down.
    assert outcome.stock == pytest.approx(stock, abs=2e-3)
    assert outcome.flow[:, ends].sum(axis=(1, 2)) == pytest.approx(gone, abs=2e-3)


@pytest.mark.parametrize("noise", ["none", "poisson"])
def test_chance_averages_to_the_exact_expectations_of_a_linear_network(noise):
    network, stock, _ = linear_network(np.random.default_rng(77), noise)
    room = make_room(network, "chance")
    runs = np.array(
        [
            run_network(network, "chance", seed=2, replicate=number, room=room).stock.copy()
            for number in range(4000)
        ]
    )
    error = runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
    # An exact inflow owes less than one case of each of four cells; five errors: 2e-4 in all.
    owed = 4.0 if noise == "none" else 0.0
    assert (np.abs(runs.mean(axis=0) - stock) < 5.0 * error + owed + 1e-3).all()


def test_places_draw_the_same_numbers_in_whatever_order_a_file_names_them():
    outcomes = []
    for places in (["A", "B", "C"], ["C", "A", "B"]):
        network = compile_network(Network.model_validate({
            "title": "Order", "source": "A test", "first-day": FIRST, "days": 30,
            "places": places, "classes": CLASSES, "ends": ["gone"],
            "capacities": {"staff": {"per-day": 4.5, "serves": ["wait"]}},
            "limits": {"beds": {"of": ["stay"], "people": 9, "rule": "release", "to": "gone"}},
            "stages": {
                "come": {"inflow": {
                    "per-day": 3, "spread": 0.5, "shared": "place", "to": "wait"
                }},
                "wait": {"queue": {"capacity": "staff", "cost": 1.25, "to": "stay"}},
                "stay": {"delay": {"bands": [0, 4], "exits": {"gone": [0.2, 0.1]}, "start": 3}},
            },
        }))  # fmt: skip
        outcome = run_network(network, "chance", seed=8)
        by_place = outcome.flow.reshape(30, -1, 3, 2)
        outcomes.append(by_place[:, :, [places.index(place) for place in "ABC"]])
    assert outcomes[0].sum() > 500
    assert (outcomes[0] == outcomes[1]).all()

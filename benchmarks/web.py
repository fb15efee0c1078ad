"""The page's server: time of an answer, and many readers at once: ``python -m benchmarks.web``.

The server is a process of its own, started as a user starts it. A reader moves a lever to one
place after another and waits for the charts each time. Answers are compared with those of the
library in this process, so that none may be wrong because many ask at the same time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.machine import load, machine
from benchmarks.row import Row

LEVERS = (
    ("beds", "people", 60_000.0, 110_000.0),
    ("cooperation", "share", 0.4, 0.9),
    ("at_large.hours_per_arrest", "officer-hours", 80.0, 300.0),
    ("court.judges", "judges", 450.0, 900.0),
    ("removal.flights", "flights/month", 100.0, 240.0),
    ("detailees.hsi", "people", 1000.0, 13_000.0),
    ("processing.booked_in", "share", 0.88, 1.0),
    ("border.bookins", "people/day", 98.0, 600.0),
)
"""Levers that readers move, with unit and the ends between which they do."""
READERS, MOVES, POSITIONS = 200, 5, 20
PATIENCE = 600.0
"""Seconds that a reader waits at most."""
COMPARED = 60
"""Answers that are compared with the library's at most."""
TIMED = 60
"""Moves of one reader alone."""


@dataclass
class Load:
    """What many readers found.

    Args:
        seconds: Seconds of each answer.
        wall: Seconds in all.
        errors: What went wrong.
        answers: By scenario, what was answered.
        differing: Scenarios for which two readers were told different things.
    """

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    errors: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)


def moved(lever: str, unit: str, value: float) -> dict[str, Any]:
    """A scenario that moves one lever.

    Args:
        lever: The lever.
        unit: Its unit.
        value: Where to.
    """
    change = {"lever": lever, "value": value, "unit": unit, "because": "A reader moved the lever."}
    return {"title": "One lever", "author": "a reader", "source": "the page",
            "why": "to see what follows", "changes": {"moved": change}}  # fmt: skip


def position(reader: int, move: int, *, own: bool) -> dict[str, Any]:
    """Where a reader puts a lever.

    Args:
        reader: Which reader.
        move: Which of its moves.
        own: Whether no other reader ever puts it there, so that nothing is known already.
    """
    lever, unit, low, high = LEVERS[reader % len(LEVERS)]
    step = ((reader * 7 + move * 3) % POSITIONS) / POSITIONS
    value = low + (high - low) * step
    if own:
        value += (high - low) / POSITIONS * (reader * MOVES + move + 1) / (READERS * MOVES * 2)
    return moved(lever, unit, round(value, 6))


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that a process of its own runs, ready to answer."""
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "evenhand", "serve", "--no-open", "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "EVENHAND_DATA": folder, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None, "the server did not start"
            _wait(found[0])
            yield found[0]
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str) -> None:
    """Wait until the model is fitted and the workers have read the record."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if httpx.get(f"{url}/api/about", timeout=PATIENCE).json()["state"] == "ready":
            time.sleep(10)
            return
        time.sleep(0.5)
    raise TimeoutError("the server did not become ready")


def alone(url: str, moves: int = TIMED) -> list[float]:
    """Seconds of each answer when one reader moves a lever, to places where it never was.

    Args:
        url: The server.
        moves: How often.
    """
    found = []
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        for move in range(moves + 3):
            lever, unit, low, high = LEVERS[move % len(LEVERS)]
            value = low + (high - low) * (move + 0.37) / (moves + 4)
            body = {"scenario": moved(lever, unit, value)}
            begun = time.perf_counter()
            client.post("/api/run/quick", json=body).raise_for_status()
            found.append(time.perf_counter() - begun)
    return found[3:]


def together(url: str, readers: int = READERS, moves: int = MOVES, *, own: bool) -> Load:
    """Many readers who move levers at the same time.

    Args:
        url: The server.
        readers: How many.
        moves: Moves of each.
        own: Whether each puts its lever where no other does.
    """
    return asyncio.run(_together(url, readers, moves, own=own))


async def _together(url: str, readers: int, moves: int, *, own: bool) -> Load:
    found = Load()
    limits = httpx.Limits(max_connections=readers, max_keepalive_connections=readers)
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE, limits=limits) as client:
        begun = time.perf_counter()
        await asyncio.gather(*(_reads(client, found, r, moves, own=own) for r in range(readers)))
        found.wall = time.perf_counter() - begun
    return found


async def _reads(
    client: httpx.AsyncClient, found: Load, reader: int, moves: int, *, own: bool
) -> None:
    for move in range(moves):
        body = {"scenario": position(reader, move, own=own)}
        begun = time.perf_counter()
        try:
            answer = await client.post("/api/run/quick", json=body)
        except httpx.HTTPError as error:
            found.errors.append(f"{type(error).__name__}: {error}")
            continue
        found.seconds.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            found.errors.append(f"{answer.status_code}: {answer.text[:200]}")
            continue
        told = without_time(answer.json())
        key = json.dumps(body["scenario"], sort_keys=True)
        if found.answers.setdefault(key, told) != told:
            found.differing.append(key)


def without_time(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without how long it took.

    Args:
        answer: The answer.
    """
    return {name: value for name, value in answer.items() if name != "milliseconds"}


def wrong(found: Load, most: int = COMPARED) -> list[str]:
    """Scenarios whose answer is not the one that the library gives by itself.

    Args:
        found: What the readers found.
        most: How many are compared.
    """
    from evenhand.web.knowledge import Knowledge
    from evenhand.web.quick import Quick
    from evenhand.web.wire.runs import QuickRequest

    with tempfile.TemporaryDirectory() as folder:
        quick = Quick(Knowledge(Path(folder)))
        keys = sorted(found.answers)[:: max(1, len(found.answers) // most)]
        differing = []
        for key in keys:
            asked = QuickRequest.model_validate({"scenario": json.loads(key)})
            told = json.loads(quick.answer(asked).model_dump_json())
            if without_time(told) != found.answers[key]:
                differing.append(key)
    return differing


def quantile(seconds: list[float], share: float) -> float:
    """A quantile.

    Args:
        seconds: The values.
        share: From 0 to 1.
    """
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def load_row(name: str, found: Load, differing: list[str]) -> Row:
    """What many readers found, as a row.

    Args:
        name: What they did.
        found: What they found.
        differing: Answers that were not the library's.
    """
    median, late = statistics.median(found.seconds), quantile(found.seconds, 0.95)
    rate = len(found.seconds) / found.wall
    note = (
        f"{name}: {len(found.seconds)} answers in {found.wall:.0f} s, {rate:.1f} a second; median "
        f"{median:.2f} s, 95 percent within {late:.2f} s; {len(found.errors)} errors, "
        f"{len(differing) + len(found.differing)} wrong answers"
    )
    more = {
        "answers": len(found.seconds), "wall seconds": found.wall, "per second": rate,
        "p95 seconds": late, "errors": found.errors[:10], "error count": len(found.errors),
        "wrong": len(differing) + len(found.differing),
    }  # fmt: skip
    return Row(name, "", tuple(found.seconds), note=note, more=more)


def web_rows(readers: int = READERS, moves: int = MOVES) -> list[Row]:
    """Time of an answer to one reader, and to many at the same time.

    Args:
        readers: How many.
        moves: Moves of each.
    """
    with served() as url:
        single = alone(url)
        late = quantile(single, 0.95)
        rows = [
            Row("a lever moved, one reader, over HTTP", "", tuple(single),
                note=f"95 percent of the answers within {1000 * late:.0f} ms",
                more={"p95 seconds": late})
        ]  # fmt: skip
        for own, words in ((True, "each where nobody was"), (False, "on the same positions")):
            found = together(url, readers, moves, own=own)
            name = f"{readers} readers moving levers, {words}"
            rows.append(load_row(name, found, wrong(found)))
    return rows


def main() -> int:
    """Measure and print; 1 when there was an error or a wrong answer."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--moves", type=int, default=MOVES)
    parser.add_argument("--json", type=Path, help="file to write to")
    asked = parser.parse_args()
    on = {**machine(), "load before": load()}
    rows = web_rows(asked.readers, asked.moves)
    on["load after"] = load()
    print(", ".join(f"{name} {what}" for name, what in on.items()), end="\n\n")
    for row in rows:
        print(f"{row.name}: median {1000 * row.seconds:.0f} ms\n  {row.note}")
    if asked.json:
        told = {"machine": on, "rows": [row.as_json() for row in rows]}
        asked.json.write_text(json.dumps(told, indent=2) + "\n", "utf-8")
    bad = any(row.more.get("error count") or row.more.get("wrong") for row in rows)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())

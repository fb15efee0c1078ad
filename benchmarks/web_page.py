"""The page in a browser: hand on the lever to redrawn charts, and first paint.

``python -m benchmarks.web_page`` starts the server as a user does and moves levers in Chromium.
A move is timed from the input's event to the frame that shows the redrawn charts: the request,
the run, the answer and the drawing lie between. No move asks for a scenario that was asked before.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
from pathlib import Path

from benchmarks.machine import load, machine
from benchmarks.row import Row
from benchmarks.web import quantile, served

LEVERS = ("beds", "cooperation", "court.judges", "removal.flights")
"""Levers that are moved: one of each part of the way that a case takes."""
MOVES, PAINTS = 15, 5
"""Moves of each lever, and loads of the page."""
LIMITS = {"lever to redrawn charts": 0.150, "first paint": 1.5}
"""Seconds that the median may take."""
MOST_BYTES = 400_000
"""JavaScript of the page at most, gzipped."""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update")  # fmt: skip
STATIC = Path(__file__).parents[1] / "src" / "evenhand" / "web" / "static"
MOVE = """([name, share]) => new Promise((done, failed) => {
    const input = document.querySelector(`[data-lever='${name}'] input[type=range]`)
    const [low, high] = [Number(input.min), Number(input.max)]
    const late = setTimeout(() => failed(new Error('no chart was drawn')), 20000)
    const key = () => document.querySelector('[data-answer]').dataset.answer
    const before = key()
    const begun = performance.now()
    let drawn = 0
    const told = () => {
        if (key() === before) return  // drawn anew, but not the answer to this move
        drawn += 1
        if (drawn > 1) return  // all charts of an answer are drawn before the next frame
        document.removeEventListener('drawn', told)
        requestAnimationFrame(() => setTimeout(() => {
            clearTimeout(late)
            done((performance.now() - begun) / 1000)
        }))
    }
    document.addEventListener('drawn', told)
    input.value = String(low + share * (high - low))
    input.dispatchEvent(new Event('input', { bubbles: true }))
})"""
PAINT = """() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"""


def page_rows(moves: int = MOVES) -> list[Row]:
    """Seconds from lever to charts, and to the first paint.

    Args:
        moves: Moves of each lever.

    Raises:
        RuntimeError: when this machine has no Chromium.
    """
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise RuntimeError("no Chromium on this machine")
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        context.add_init_script("localStorage.setItem('evenhand-intervals', 'no')")
        page = context.new_page()
        page.goto(f"{url}/#/explore")
        page.locator("[data-figure=arrests] svg").first.wait_for(timeout=120_000)
        drawn: list[float] = []
        for name in LEVERS:
            page.get_by_role("searchbox", name="Find a lever").fill(name)
            page.locator(f"[data-lever='{name}']").wait_for()
            for move in range(moves):
                drawn.append(page.evaluate(MOVE, [name, 0.05 + 0.9 * (move * 0.618 % 1)]))
                page.wait_for_timeout(60)
        paints = []
        for _ in range(PAINTS):
            page.goto("about:blank")
            page.goto(f"{url}/#/explore")
            page.locator("[data-figure=arrests] svg").first.wait_for()
            paints.append(float(page.evaluate(PAINT)) / 1000)
        browser.close()
    note = f"slowest twentieth {quantile(drawn, 0.95):.3f} s; limit of the median 0.150 s"
    return [
        Row("lever to redrawn charts", "", tuple(drawn), note=note),
        Row("first paint", "", tuple(paints), note="limit 1.5 s, on this machine's own address"),
    ]


def page_bytes() -> int:
    """Bytes of the page's JavaScript, gzipped."""
    return sum(len(gzip.compress(one.read_bytes(), 9)) for one in STATIC.rglob("*.js"))


def main() -> int:
    """Measure and print; 1 when a limit is passed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web_page", description=__doc__)
    parser.add_argument("--json", type=Path, help="file to write to")
    asked = parser.parse_args()
    on = {**machine(), "load before": load()}
    rows, size = page_rows(), page_bytes()
    on["load after"] = load()
    print(", ".join(f"{name} {what}" for name, what in on.items()), end="\n\n")
    for row in rows:
        print(f"{row.name}: median {row.seconds:.3f} s of {len(row.ours)}; {row.note}")
    print(f"JavaScript: {size:,} bytes gzipped; limit {MOST_BYTES:,}")
    if asked.json:
        found = {"machine": on, "rows": [row.as_json() for row in rows], "bytes": size}
        asked.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    slow = [row for row in rows if row.seconds > LIMITS[row.name]]
    return 1 if slow or size > MOST_BYTES else 0


if __name__ == "__main__":
    raise SystemExit(main())

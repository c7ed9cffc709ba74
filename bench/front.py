"""`bin/front [--url …]`: how soon a page of a running demo party is there on a cheap phone.

A table of what is promised and what was found, the median of three runs; the exit status says
whether all of it was kept. Slow 3G is 400 kbps and 400 ms a round trip, with a CPU six times slower
than this machine's, as Chromium emulates them; Lighthouse judges with its own simulation. Bytes are
counted by tests as well (`tests/journeys/test_budgets.py`), which need no party.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from bench import wire
from bench.phone import CHROMIUM, FLAGS, answers, chromium, phone
from bench.wire import Wire

WHO = "Siti Rahmawati"
RUNS = 3
TRIES = 3
BYTES_S = 50_000  # 400 kbps
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": BYTES_S,
    "uploadThroughput": BYTES_S,
}
CPU_TIMES = 6
PAGES = {"masuk": "/masuk", "beranda": "/beranda", "papan": "/peringkat/31.74.06.1002"}
FIRST_PAINT = """() => new Promise(done => new PerformanceObserver(list => {
    const found = list.getEntriesByName('first-contentful-paint')[0];
    if (found) done(found.startTime);
}).observe({type: 'paint', buffered: true}))"""
COLD_MS, WARM_MS, SWAP_MS = 2500, 1200, 2500
LIGHTHOUSE = "lighthouse@12.8.2"  # newer ones need Node 22.19
SCORES = {"performance": 95, "accessibility": 100, "best-practices": 95}
LAYOUT_SHIFT = 0.05


@dataclass(frozen=True)
class Found:
    """One promise and what came of it."""

    what: str
    value: float
    limit: float
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Whether it was kept."""
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def main() -> None:
    """The table, and how it came out."""
    parser = argparse.ArgumentParser(prog="bin/front", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--without-lighthouse", action="store_true")
    asked = parser.parse_args()
    if not answers(asked.url):
        sys.exit(f"Nothing answers at {asked.url}: start bin/dev, or say --url.")
    broken = _show(_paints(asked.url))
    if not asked.without_lighthouse:
        if shutil.which("npx") is None:
            sys.exit("Lighthouse was not run: Node.js is missing (apt install nodejs npm).")
        broken += _show(_judged(asked.url))
    sys.exit(1 if broken else 0)


def _show(found: Iterator[Found]) -> int:
    broken = 0
    for one in found:
        sign, words = "≥" if one.at_least else "≤", "ok" if one.kept else "BROKEN"
        value = f"{one.value:,.0f}" if one.value >= 10 else f"{one.value:.2f}"
        print(f"{one.what:50} {value:>7} {sign} {one.limit:<8,} {words}", flush=True)
        broken += not one.kept
    return broken


def _paints(url: str) -> Iterator[Found]:
    """First paints, bytes and requests of each page, cold and warm; a board swapped in place."""
    with chromium() as browser:
        for name, path in PAGES.items():
            who = None if name == "masuk" else WHO
            runs = [_visit(browser, url, path, who) for _ in range(RUNS)]
            for number, (what, limit) in enumerate(
                (
                    ("first paint, slow 3G, nothing kept (ms)", COLD_MS),
                    ("first paint, slow 3G, the rest kept (ms)", WARM_MS),
                    ("bytes, nothing kept", wire.COLD),
                    ("requests, nothing kept", wire.COLD_REQUESTS),
                    ("bytes, the rest kept", wire.WARM),
                )
            ):
                median = statistics.median(run[number] for run in runs)
                yield Found(f"{name}: {what}", median, limit)
        swap = statistics.median(_swap(browser, url) for _ in range(RUNS))
        yield Found("papan: another board in place, slow 3G (ms)", swap, SWAP_MS)


def _visit(browser: Browser, url: str, path: str, who: str | None) -> tuple[float, ...]:
    """Two visits of a phone that had nothing: what each cost."""
    context = phone(browser, url)
    if who:
        context.add_cookies(_cookies(browser, url, who))
    page = context.new_page()
    counted = Wire(page, url)
    _slow_down(page)
    page.goto(path)
    cold = page.evaluate(FIRST_PAINT), counted.total, len(counted.answers)
    page.goto("about:blank")
    counted.restart()
    page.goto(path)
    warm = page.evaluate(FIRST_PAINT), counted.total
    context.close()
    return cold[0], warm[0], cold[1], cold[2], warm[1]


def _cookies(browser: Browser, url: str, who: str) -> list:
    """Those of somebody who signed in on another phone, so that this one has loaded nothing."""
    other = phone(browser, url, who)
    kept = other.cookies()
    other.close()
    return kept


def _swap(browser: Browser, url: str) -> float:
    context = phone(browser, url, WHO)
    page = context.new_page()
    page.goto(PAGES["papan"], wait_until="networkidle")
    _slow_down(page)
    took = page.evaluate("""() => new Promise(done => {
        const chips = [...document.querySelectorAll('#board .chips a')];
        const began = performance.now();
        document.addEventListener('htmx:afterSettle', () => done(performance.now() - began));
        chips.find(one => one.text === 'PAC').click();
    })""")
    context.close()
    return took


def _slow_down(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES})


def _judged(url: str) -> Iterator[Found]:
    """Lighthouse's scores of each page on a phone."""
    with chromium() as browser:
        context = phone(browser, url, WHO)
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
        context.close()
    for name, path in PAGES.items():
        runs = [_judge(f"{url}{path}", "" if name == "masuk" else cookies) for _ in range(RUNS)]
        pace = statistics.median(run["environment"]["benchmarkIndex"] for run in runs)
        print(f"{name}: this machine's pace while Lighthouse looked: {pace:.0f}")
        for what, limit in SCORES.items():
            score = statistics.median(run["categories"][what]["score"] * 100 for run in runs)
            yield Found(f"{name}: Lighthouse, {what}", score, limit, at_least=True)
        shift = statistics.median(
            run["audits"]["cumulative-layout-shift"]["numericValue"] for run in runs
        )
        yield Found(f"{name}: layout shift", shift, LAYOUT_SHIFT)


def _judge(url: str, cookies: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        flags = " ".join(("--headless=new", *FLAGS))
        command = [
            "npx", "--yes", LIGHTHOUSE, url, "--quiet", "--form-factor=mobile",
            "--screenEmulation.mobile", "--throttling-method=simulate", "--output=json",
            f"--output-path={target}", f"--chrome-flags={flags}",
            f"--only-categories={','.join(SCORES)}",
        ]  # fmt: skip
        if cookies:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookies})}")
        env = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
        for left in reversed(range(TRIES)):  # now and then its recording misses where a page began
            ended = subprocess.run(command, check=not left, env=env, stdout=subprocess.DEVNULL)
            if not ended.returncode:
                break
        return json.loads(target.read_text())


if __name__ == "__main__":
    main()

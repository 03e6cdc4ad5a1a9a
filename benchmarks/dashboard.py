"""The dashboard's speed in a real browser, and with many readers at once: `make bench`.

    python benchmarks/dashboard.py [--quick]

Starts real servers on this machine over synthetic datasets of a hundred, ten thousand and a million events, and for
comparison one that shows a single line, and the plain ways of `plain_ways.py`. Prints a table of medians beside what is
wanted; asserts nothing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import plain_ways as plain
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from geodata.synthetic import write_synthetic

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "dashboard" / "app.py"
SIZES = (100, 10_000, 1_000_000)
PLAIN_SIZES = (1_000, 10_000)
FIRST_DAY = date(2021, 1, 1)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
PAUSE = 2.0
"""Seconds that a reader looks at the page between two changes of the dates."""

NOWHERE = "no place"  # what a row says of an event without one (this file's own name hides the dashboard's texts)

EMPTY_APP = "import streamlit as st\nst.write('Nothing but this line.')\n"


def main(arguments: Sequence[str]) -> None:
    quick = "--quick" in arguments
    repeats = 3 if quick else 9
    with tempfile.TemporaryDirectory() as place, browser() as chromium:
        sizes = SIZES[:2] if quick else SIZES
        data = {size: write_synthetic(Path(place) / str(size), size).directory for size in sizes}
        empty = Path(place) / "empty.py"
        empty.write_text(EMPTY_APP, encoding="utf-8")
        first_paint(chromium, empty, data[sizes[0]], 2 if quick else 3)
        say_changes(measured_changes(chromium, data, repeats))
        plain_ways(chromium, Path(place), PLAIN_SIZES[:1] if quick else PLAIN_SIZES, 3)
        readers(data[sizes[1]], (1, 10) if quick else (1, 10, 50))


# ---- what is measured


def first_paint(chromium: Browser, empty: Path, data: Path, repeats: int) -> None:
    """Time from a process's start to what a reader sees, the dataset being there; the two take turns."""
    runs: dict[str, list[float]] = {"empty": [], "map": []}
    for _ in range(repeats):
        for name, script in (("empty", empty), ("map", APP)):
            start = time.perf_counter()
            with server(script, data) as (address, _), fresh_page(chromium) as page:
                page.goto(address)
                if name == "empty":
                    page.get_by_text("Nothing but this line.").wait_for()
                else:
                    map_of(page).locator('#map_div[data-shown][data-base="ready"]').wait_for()
                runs[name].append(time.perf_counter() - start)
    plain, painted = median(runs["empty"]), median(runs["map"])
    row("an empty Streamlit app: start to first paint", f"{plain:.2f} s")
    row("second start to painted map", f"{painted:.2f} s", f"{painted / plain:.2f} x the empty app's", "<= 1.3 x")


@dataclass(frozen=True, slots=True)
class Changes:
    """Milliseconds of a change of the dates and of a selection, and of the very first answer."""

    dates: float
    selection: float
    ready: float


def measured_changes(chromium: Browser, data: dict[int, Path], repeats: int) -> dict[int, Changes]:
    """Brush over ever other dates and choose ever other rows; the sizes take turns, so that all meet the same noise."""
    dates: dict[int, list[float]] = {size: [] for size in data}
    selections: dict[int, list[float]] = {size: [] for size in data}
    ready = {}
    with ExitStack() as stack:
        pages = {}
        for size, directory in data.items():
            address, _ = stack.enter_context(server(APP, directory))
            pages[size] = stack.enter_context(fresh_page(chromium))
            start = time.perf_counter()
            open_map(pages[size], address)
            ready[size] = 1000 * (time.perf_counter() - start)
            pages[size].wait_for_timeout(1000)
            pages[size].evaluate(PROBE, NOWHERE)
        for turn in range(repeats + 1):
            for size, page in pages.items():
                page.bring_to_front()
                dates[size].append(change_of_dates(page, turn))
        for turn in range(repeats + 1):
            for size, page in pages.items():
                page.bring_to_front()
                selections[size].append(selection(page, turn))
    # The first of each warms up.
    return {size: Changes(median(dates[size][1:]), median(selections[size][1:]), ready[size]) for size in data}


# Waits in the page itself, frame by frame: a question from outside would cost more than what is measured.
PROBE = """(nowhere) => {
    const deep = (root, wanted, found = []) => {
        found.push(...root.querySelectorAll(wanted));
        for (const each of root.querySelectorAll("*")) if (each.shadowRoot) deep(each.shadowRoot, wanted, found);
        return found;
    };
    const frame = () => document.querySelector('iframe[title^="streamlit_folium"]').contentDocument;
    const until = (test) => new Promise((done) => {
        const started = performance.now();
        const look = () => {
            if (test()) done(performance.now() - started);
            else if (performance.now() - started > 20000) done(NaN);
            else requestAnimationFrame(look);
        };
        look();
    });
    window.probe = {
        version: () => frame().querySelector("#map_div").dataset.version,
        mapIsNot: (version) => until(() => window.probe.version() !== version),
        select: (place) => {
            const rows = deep(document, ".events [data-event]");
            const row = rows.filter((each) => !each.textContent.includes(nowhere))[place], key = row.dataset.event;
            const words = row.textContent;
            const title = () => (deep(document, ".details .title")[0] || {}).textContent;
            const pressed = '.events [aria-pressed="true"]';
            row.click();
            return until(() => {
                const mark = frame().querySelector(".mark.selected, .ring-holder.selected");
                const again = deep(document, pressed).find((each) => each.dataset.event === key);
                const lit = deep(document, ".reader .lit-trigger").length > 0;
                return mark && again && lit && title() && words.includes(title());
            });
        },
    };
}"""


ON_RELEASE = """(version) => {
    window.waited = new Promise((done) => {
        const released = () => done(probe.mapIsNot(version));
        document.addEventListener("pointerup", released, { once: true, capture: true });
    });
}"""


def change_of_dates(page: Page, turn: int) -> float:
    """Drag over the timeline, and return the milliseconds from letting go to other marks on the map."""
    timeline = page.locator(".timeline .far")
    timeline.scroll_into_view_if_needed()
    box = timeline.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    first, last = 0.05 + 0.02 * turn, 0.55 + 0.04 * turn
    version = page.evaluate("probe.version()")
    page.mouse.move(box["x"] + first * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + last * box["width"], y, steps=3)
    page.evaluate(ON_RELEASE, version)
    page.mouse.up()
    took = float(page.evaluate("waited"))
    page.wait_for_timeout(700)
    return took


def selection(page: Page, turn: int) -> float:
    """Choose a row, and return the milliseconds until map, list, article and details show it."""
    took = float(page.evaluate("(place) => probe.select(place)", 3 * turn + 1))
    page.wait_for_timeout(700)
    return took


def say_changes(changes: dict[int, Changes]) -> None:
    fewest = min(changes)
    for size, found in changes.items():
        ratio = f"{found.dates / changes[fewest].dates:.2f} x of {fewest}"
        row(f"{size:,} events: other dates to other marks", f"{found.dates:.0f} ms", ratio, "<= 1.3 x")
    for size, found in changes.items():
        row(f"{size:,} events: selection shown everywhere", f"{found.selection:.0f} ms", "", "<= 500 ms")
    for size, found in changes.items():
        ratio = f"{found.ready / changes[fewest].ready:.2f} x of {fewest}"
        row(f"{size:,} events: very first page of a server", f"{found.ready / 1000:.2f} s", ratio, "<= 2 x")


def plain_ways(chromium: Browser, place: Path, sizes: Sequence[int], repeats: int) -> None:
    """Time the dashboard and the plain ways on the same events: a loaded page, and a change of the dates."""
    script = plain.plain_app(place / "plain")
    for size in sizes:
        data = write_synthetic(place / f"plain-{size}", size).directory

        @contextmanager
        def serve(script: Path, way: str, data: Path = data) -> Iterator[str]:
            with server(script, data, {"PLAIN_WAY": way}) as (address, _):
                yield address

        say_way(size, "Dateline", ours(serve, chromium, repeats))
        found = plain.timed(serve, lambda: fresh_page(chromium), script, repeats)
        for way, name in plain.WAYS.items():
            say_way(size, name, found.get(way), "" if way in found else "no Leaflet.markercluster")


def ours(serve: plain.Serve, chromium: Browser, repeats: int) -> tuple[float, float]:
    with serve(APP, "") as address:
        with fresh_page(chromium) as page:  # as with the plain ways, the first is of a server that is still cold
            open_map(page, address)
        with fresh_page(chromium) as page:
            start = time.perf_counter()
            open_map(page, address)
            load = 1000 * (time.perf_counter() - start)
            page.wait_for_timeout(1000)
            page.evaluate(PROBE, NOWHERE)
            return load, median([change_of_dates(page, turn) for turn in range(repeats)])


def say_way(size: int, name: str, found: tuple[float, float] | None, why: str = "") -> None:
    load, change = (f"{value:,.0f} ms" for value in found) if found else ("-", "-")
    row(f"{size:,} events, {name}: load", load, why)
    row(f"{size:,} events, {name}: other dates", change, why)


def readers(data: Path, numbers: Sequence[int]) -> None:
    """Let so many readers change the dates every other second, over Streamlit's own protocol."""
    alone = None
    for number in numbers:
        with server(APP, data) as (address, process):
            warm = Reader(address)
            for turn in range(3):
                warm.change(turn)
            before = memory_of(process)
            found = [Reader(address) for _ in range(number)]
            times, failures = together(found, changes=4)
            grown = (memory_of(process) - before) / number
            for reader in (warm, *found):
                reader.close()
        typical = median(times)
        alone = alone or typical
        against = f"{typical / alone:.2f} x one reader's" if number > 1 else ""
        wanted = {10: "<= 2 x", 50: "no error"}.get(number, "")
        row(f"{number} at once: rerun", f"{typical:.0f} ms", f"{against} {failures} errors".strip(), wanted)
        row(f"{number} at once: memory of each", f"{grown / 1e6:.1f} MB", "", "<= 2 MB" if number > 1 else "")


class Reader:
    """A reader's session, without a browser: dates are changed by the address, as a link or Back does."""

    def __init__(self, address: str) -> None:
        stream = address.replace("http", "ws") + "/_stcore/stream"
        self.lasting = ExitStack()
        self.socket: ClientConnection = self.lasting.enter_context(
            connect(stream, max_size=None, subprotocols=["streamlit"])  # type: ignore[list-item]
        )
        self.rerun("")

    def rerun(self, query: str) -> float:
        """Run the page and return the milliseconds until it is through. Raises `RuntimeError` where it fails."""
        message = BackMsg()
        message.rerun_script.query_string = query
        start = time.perf_counter()
        self.socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self.socket.recv(timeout=60))
            if answer.WhichOneof("type") == "script_finished":
                break
            if answer.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(answer.delta.new_element.exception.message)
        return 1000 * (time.perf_counter() - start)

    def change(self, turn: int) -> float:
        day = FIRST_DAY + timedelta(days=(37 * turn) % 700)
        return self.rerun(f"from={day}&to={day + timedelta(days=400)}")

    def close(self) -> None:
        self.lasting.close()


def together(found: Sequence[Reader], changes: int) -> tuple[list[float], int]:
    """Let all readers change the dates so many times, evenly over time; return their times, and how many failed."""
    times: list[float] = []
    failures = []

    def read(number: int, reader: Reader) -> None:
        time.sleep(PAUSE * number / len(found))
        for turn in range(changes):
            start = time.perf_counter()
            try:
                times.append(reader.change(number + 13 * turn))
            except (RuntimeError, OSError, TimeoutError) as error:
                failures.append(error)
            time.sleep(max(0.0, PAUSE - (time.perf_counter() - start)))

    threads = [threading.Thread(target=read, args=pair) for pair in enumerate(found)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(failures)


# ---- servers, pages, data


@contextmanager
def server(
    script: Path, data: Path, settings: dict[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Yield the address of a running app, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true", "--server.fileWatcherType=none"]
    command += ["--server.enableStaticServing=true"]
    environment = os.environ | {"DATELINE_DATA": str(data), "DATELINE_TILES": "off", "PYTHONPATH": str(ROOT)}
    environment |= settings or {}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, **quiet)
    try:
        until(lambda: is_healthy(port))
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(test: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.perf_counter() + seconds
    while not test():
        if time.perf_counter() > deadline:
            raise TimeoutError("the server did not start")
        time.sleep(0.02)


def memory_of(process: subprocess.Popen[bytes]) -> int:
    """Return the bytes of memory that a process holds now."""
    pages = int(Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def browser() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@contextmanager
def fresh_page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page


def map_of(page: Page) -> Any:
    return page.frame_locator('iframe[title^="streamlit_folium"]')


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    map_of(page).locator('#map_div[data-shown][data-base="ready"]').wait_for()


def row(what: str, found: str, against: str = "", wanted: str = "") -> None:
    print(f"{what:48} {found:>10}  {against:28} {wanted}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

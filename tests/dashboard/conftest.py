"""A real server on loopback, a real browser, and datasets on disk made of constructed records."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Error, FrameLocator, Page, sync_playwright

from geodata.dataset import write_dataset
from tests.dashboard.samples import HOSTILE, STORY

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 60
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNs+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running dashboard, and the process to end it by."""

    address: str
    process: subprocess.Popen[bytes]


@pytest.fixture(scope="session")
def story_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("story")
    write_dataset(directory, [STORY])
    return directory


@pytest.fixture(scope="session")
def hostile_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("hostile")
    write_dataset(directory, HOSTILE)
    return directory


@pytest.fixture(scope="session")
def story(story_data: Path) -> Iterator[str]:
    """The address of a dashboard of the story, without street tiles."""
    yield from serve(story_data, tiles="off")


@pytest.fixture(scope="session")
def hostile(hostile_data: Path) -> Iterator[str]:
    """The address of a dashboard whose every word is hostile."""
    yield from serve(hostile_data, tiles="off")


@pytest.fixture(scope="session")
def unreachable_tiles(story_data: Path) -> Iterator[str]:
    """The address of a dashboard whose tile server does not answer."""
    yield from serve(story_data, tiles=f"http://127.0.0.1:{free_port()}/{{z}}/{{x}}/{{y}}.png")


@pytest.fixture(scope="session")
def reachable_tiles(story_data: Path) -> Iterator[str]:
    """The address of a dashboard with a tile server on loopback."""
    tile_server = ThreadingHTTPServer(("127.0.0.1", 0), TileHandler)
    thread = threading.Thread(target=tile_server.serve_forever, daemon=True)
    thread.start()
    yield from serve(story_data, tiles=f"http://127.0.0.1:{tile_server.server_port}/{{z}}/{{x}}/{{y}}.png")
    tile_server.shutdown()
    tile_server.server_close()
    thread.join(10)


class TileHandler(BaseHTTPRequestHandler):
    """Answers every request with one grey pixel."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(len(PIXEL)))
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, *_: object) -> None:
        pass


def serve(data: Path, tiles: str, *, settings: dict[str, str] | None = None, base: str = "") -> Iterator[str]:
    """Serve a dataset, with other settings of the environment, or under a base path."""
    server = start(data, tiles, settings or {}, base)
    try:
        yield server.address
    finally:
        server.process.terminate()
        try:
            server.process.wait(10)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait(10)


def start(data: Path, tiles: str, settings: dict[str, str], base: str, *, headless: bool = True) -> Server:
    port = free_port()
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": str(headless).lower(),
        "server.fileWatcherType": "none",
        "server.baseUrlPath": base,
    }
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    command += [f"--{name}={value}" for name, value in options.items()]
    environment = os.environ | {"DATELINE_DATA": str(data), "DATELINE_TILES": tiles, "PYTHONPATH": str(ROOT)}
    environment |= settings
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}" + (f"/{base}" if base else "")
    deadline = monotonic() + START_SECONDS
    while not is_healthy(address):
        if monotonic() > deadline:
            process.kill()
            process.wait(10)
            pytest.fail(f"the server was not there within {START_SECONDS} seconds")
        try:
            code = process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"the server ended with {code} before it answered")
    return Server(address, process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium: the system's, else Playwright's own; without one the tests fail, they never skip."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        except Error as error:
            pytest.fail(f"there is no Chromium for the browser tests; `make browser` gets one ({error})")
        yield chromium
        chromium.close()


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that is open, and what it asked for and complained of."""

    page: Page
    requests: list[str]
    errors: list[str]

    @property
    def map(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title^="streamlit_folium"]')

    def open(self, address: str) -> Visit:
        self.page.goto(address)
        self.map.locator('#map_div[data-shown][data-base="ready"]').wait_for()
        return self


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A fresh page of 1280 by 800 pixels; whatever it throws fails the test."""
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB") as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        requests: list[str] = []
        errors: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield Visit(page, requests, errors)
        assert errors == []

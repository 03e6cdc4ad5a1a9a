"""The plain ways to show events with folium in Streamlit, timed in the browser that also times the dashboard."""

from __future__ import annotations

import base64
import importlib.util
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Error, Page

HERE = Path(__file__).resolve().parent
WAYS = {
    "markers": "a folium.Marker each",
    "cluster": "MarkerCluster",
    "fast cluster": "FastMarkerCluster",
    "canvas": "GeoJson on canvas",
}
PATIENCE = 40_000
"""Milliseconds after which a way is given up."""

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNs+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# streamlit-folium keeps every group that it ever added to the map.
GROUPS = """() => {
    const frame = document.querySelector('iframe[title^="streamlit_folium"]');
    return frame && frame.contentWindow && (frame.contentWindow.feature_group || []).length;
}"""

ON_ENTER = """([groups, before]) => {
    window.waited = new Promise((done) => document.addEventListener("keydown", () => {
        const started = performance.now(), count = eval(groups);
        const look = () => {
            if (count() > before) requestAnimationFrame(() => done(performance.now() - started));
            else requestAnimationFrame(look);
        };
        look();
    }, { once: true, capture: true }));
}"""

Serve = Callable[[Path, str], AbstractContextManager[str]]
"""Serves a script, drawing in a way, and tells its address."""


def plain_app(directory: Path) -> Path:
    """Put the plain app into a folder with what its pages load, and return its script."""
    static = directory / "static"
    shutil.copytree(HERE.parent / "dashboard" / "static" / "leaflet", static)
    for name in ("marker-icon.png", "marker-icon-2x.png", "marker-shadow.png"):
        (static / "images" / name).write_bytes(PIXEL)
    for path in (cluster_files() or Path()).glob("*arker*luster*.*s"):
        shutil.copy(path, static)
    return Path(shutil.copy(HERE / "plain_map.py", directory))


def cluster_files() -> Path | None:
    """Return where Leaflet.markercluster's files are, or `None`: `pip install XStatic-Leaflet-MarkerCluster`."""
    try:
        found = importlib.util.find_spec("xstatic.pkg.leaflet_markercluster")
    except ModuleNotFoundError:
        return None
    return Path(found.origin).parent / "data" if found and found.origin else None


def timed(
    serve: Serve, page: Callable[[], AbstractContextManager[Page]], script: Path, repeats: int
) -> dict[str, tuple[float, float] | None]:
    """Return each way's milliseconds to load and to follow a filter, medians; `None` where it was given up."""
    ways = [way for way in WAYS if "cluster" not in way or cluster_files()]
    return {way: _timed_way(serve, page, script, way, repeats) for way in ways}


def _timed_way(
    serve: Serve, page: Callable[[], AbstractContextManager[Page]], script: Path, way: str, repeats: int
) -> tuple[float, float] | None:
    loads, changes = [], []
    with serve(script, way) as address:
        try:
            for _ in range(2):  # the first is of a server that has imported nothing yet
                with page() as opened:
                    start = time.perf_counter()
                    opened.set_default_timeout(PATIENCE)
                    opened.goto(address)
                    opened.wait_for_function(f"({GROUPS})() > 0")
                    loads.append(1000 * (time.perf_counter() - start))
                    if len(loads) == 2:
                        opened.wait_for_timeout(1000)
                        changes = [_change(opened, 20 * (turn + 1)) for turn in range(repeats)]
        except Error:
            return None
    return loads[-1], median(changes)


def _change(page: Page, day: int) -> float:
    box = page.get_by_label("From day")
    box.fill(str(day))
    page.evaluate(ON_ENTER, [GROUPS, page.evaluate(GROUPS)])
    box.press("Enter")
    took: Any = page.evaluate("Promise.race([waited, new Promise((_, fail) => setTimeout(fail, 40000))])")
    page.wait_for_timeout(500)
    return float(took)

"""Sharing what is seen, and a dashboard behind a reverse proxy under a path."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import expect

from tests.dashboard.conftest import Visit, serve
from tests.dashboard.test_accessibility_in_browser import faults

"""The policy that the documentation recommends."""

FILES = {"Table (CSV)": "csv", "GeoJSON": "geojson", "KML": "kml", "GeoParquet": "parquet", "Page (HTML)": "html"}


def test_reader_shares_what_is_seen(visit: Visit, story: str, tmp_path: Path) -> None:
    page = visit.page
    visit.open(f"{story}/?status=planned&event=story%3Ae1")
    page.get_by_role("button", name="Share").click()
    link = page.locator(".share input[name=link]")
    expect(link).to_have_value(f"{story}/?status=planned&event=story:e1")
    assert faults(page.main_frame) == []
    code = page.locator(".share input[name=embed]").input_value()
    assert code.startswith(f'<iframe src="{story}/?')
    assert "embed=true" in code
    assert "status=planned&amp;" in code

    saved = {}
    for name, suffix in FILES.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == f"dateline.{suffix}"
        saved[suffix] = tmp_path / f"shared.{suffix}"
        download.value.save_as(saved[suffix])
    # Only what the filters let through.
    assert [row["id"] for row in csv.DictReader(io.StringIO(saved["csv"].read_text()))] == ["story:e1"]
    assert [each["id"] for each in json.loads(saved["geojson"].read_text())["features"]] == ["story:e1"]
    assert len(list(ElementTree.parse(saved["kml"]).iter("{http://www.opengis.net/kml/2.2}Placemark"))) == 1
    assert pq.read_table(saved["parquet"])["id"].to_pylist() == ["story:e1"]

    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (PNG)").click()
    picture = Path(download.value.path()).read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture[16:20]) >= 2 * 700  # twice as fine as the screen
    assert len(picture) > 20_000  # not an empty sheet

    # The embedded map has nothing around it.
    source = code.split('"')[1].replace("&amp;", "&")
    visit.open(source)
    expect(visit.map.locator(".mark.event")).to_have_count(1)
    expect(page.get_by_role("button", name="Share")).to_have_count(0)


def test_saved_page_opens_from_disk_and_filters(visit: Visit, story: str, tmp_path: Path) -> None:
    page = visit.page
    visit.open(story)
    page.get_by_role("button", name="Share").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Page (HTML)").click()
    file = tmp_path / "story.html"
    download.value.save_as(file)
    asked = len(visit.requests)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    page.locator("html[data-ready]").wait_for()
    expect(page.locator(".event")).to_have_count(6)
    expect(page.locator(".mark")).to_have_count(5)
    expect(page.locator(".leaflet-countries-pane canvas")).to_be_visible()

    page.get_by_role("button", name="Dock workers marched").first.click()
    popup = page.locator(".leaflet-popup")
    expect(popup.locator(".account > :first-child")).to_have_class("quote")
    expect(popup.locator(".quote .word.place")).to_have_text("Porto")
    assert faults(page.main_frame) == []
    page.locator(".mark[data-event='story:e1']").click()
    expect(page.locator(".event[aria-current=true]")).to_contain_text("Ministers to meet in Lisbon")

    page.get_by_label("From").fill("2024-03-15")
    page.get_by_label("Also without a date").uncheck()
    expect(page.locator(".event")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("1 of 6 events shown")
    page.get_by_label("From").fill("")
    page.get_by_label("Status").select_option("happened")
    expect(page.locator(".event")).to_have_count(2)
    page.get_by_label("Kind").select_option("protest")
    page.get_by_label("Search").fill("DOCK")
    expect(page.locator(".event")).to_have_count(1)
    page.get_by_label("Search").fill("nowhere")
    expect(page.get_by_text("No events match these filters.")).to_be_visible()

    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert [url for url in visit.requests[asked:] if not url.startswith(("file:", "data:"))] == []
    assert complaints == []


class Proxy(StreamRequestHandler):
    """Hands on whatever is under its path, as a reverse proxy does, and adds the documented policy to each answer."""

    goal: tuple[str, int]

    def handle(self) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            head += line
        request, _, rest = head.partition(b"\r\n")
        method, target, version = request.split(b" ")
        if not target.startswith(b"/news/map"):
            self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        if b"upgrade: websocket" not in rest.lower():  # one request a connection: the proxy counts no lengths
            kept = [each for each in rest.split(b"\r\n") if each and not each.lower().startswith(b"connection:")]
            rest = b"\r\n".join([*kept, b"Connection: close", b"", b""])
        with socket.create_connection(self.goal) as onward:
            onward.sendall(b" ".join([method, target, version]) + b"\r\n" + rest)
            back = threading.Thread(target=self.pump, args=(onward, self.connection), daemon=True)
            back.start()
            with suppress(OSError):
                while data := self.rfile.read1(65_536):
                    onward.sendall(data)
                onward.shutdown(socket.SHUT_WR)
            back.join(30)

    @staticmethod
    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


class Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def proxied(story_data: Path) -> Iterator[str]:
    """The address of a dashboard behind a proxy under a path."""
    for address in serve(story_data, tiles="off", base="news/map"):
        parts = urlsplit(address)
        handler = type("ThisProxy", (Proxy,), {"goal": (parts.hostname, parts.port)})
        with Server(("127.0.0.1", 0), handler) as proxy:
            thread = threading.Thread(target=proxy.serve_forever, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{proxy.server_address[1]}/news/map"
            proxy.shutdown()
            thread.join(5)


def test_dashboard_works_behind_a_proxy_under_a_path(visit: Visit, proxied: str) -> None:
    complaints: list[str] = []
    visit.page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    visit.open(f"{proxied}/")
    visit.map.locator('[data-mark="story:e2"]').click()
    expect(visit.page.locator(".details")).to_contain_text("Dock workers marched")
    expect(visit.map.locator(".leaflet-countries-pane canvas")).to_be_visible()
    visit.page.get_by_role("button", name="Share").click()
    expect(visit.page.locator(".share input[name=link]")).to_have_value(f"{proxied}/?event=story:e2")
    with visit.page.expect_download() as download:
        visit.page.get_by_role("button", name="Table (CSV)").click()
    assert Path(download.value.path()).read_text().count("\n") == 7
    assert all(urlsplit(url).path.startswith("/news/map/") for url in visit.requests if url.startswith("http"))
    with visit.page.expect_download():
        visit.page.get_by_role("button", name="Picture (PNG)").click()
    assert [each for each in complaints if "Content Security Policy" in each] == []

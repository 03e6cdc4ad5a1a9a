"""A real HTTP server on this machine that plays a geocoder's answers and faults, and a clock for it."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from geodata.gazetteer.online import Clock
from geodata.records import Place

OSLO = Place("gn:3143244", "Oslo", 59.91273, 10.74609, "P", "PPLC", "NO", "Oslo", 580000, 14.0)
NORWAY = Place("gn:3144096", "Norway", 62.0, 10.0, "A", "PCLI", "NO", "", 5_000_000, 900.0)
TEXT = "A fire broke out at Halbrand Hospital in Oslo on Monday, and crews from Trondheim came to help."


class Clockwork:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.time = 1_700_000_000.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self):
        return Clock(lambda: self.time, self.sleep)


class Geocoder:
    """A server that plays what it is told to, the last thing again and again, and remembers what it was asked."""

    def __init__(self):
        self.requests, self.script, self.released = [], [], threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append((self.path, dict(self.headers)))
                play = outer.script.pop(0) if len(outer.script) > 1 else outer.script[0]
                with contextlib.suppress(OSError):  # the client has hung up, which is what it should do
                    play(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.released = self.released
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def play(self, *script):
        self.script = list(script)

    @property
    def queries(self):
        return [parse_qs(urlsplit(path).query)["q"][0] for path, _ in self.requests]

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def answers(body, status=200, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def play(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return play


def known(name="Halbrand Hospital", lat=59.93, lon=10.73, country="no", **fields):
    """An entry as Nominatim writes it."""
    return {
        "osm_type": "way", "osm_id": 103, "lat": str(lat), "lon": str(lon), "class": "amenity", "type": "hospital",
        "place_rank": 30, "addresstype": "amenity", "name": name, "display_name": f"{name}, Sognsveien, Somewhere",
        "address": {"amenity": name, "state": "Oslo", "country_code": country}, "namedetails": {"name": name},
        "boundingbox": [str(lat - 0.001), str(lat + 0.001), str(lon - 0.002), str(lon + 0.002)],
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
    } | fields  # fmt: skip


def find(online, name="Halbrand Hospital", near=(OSLO,), country=NORWAY):
    return online.find(name, near, country)


def hang(handler):
    handler.server.released.wait(10)


def drip(handler):
    """Send a byte now and then: no single read is late."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.released.wait(0.02):
        handler.wfile.write(b"[")


FAULTS = {
    "429": (answers({}, 429), "HTTP status 429", 3),
    "503": (answers(b"busy", 503), "HTTP status 503", 3),
    "500": (answers(b"oops", 500), "HTTP status 500", 3),
    "400": (answers(b"what?", 400), "HTTP status 400", 1),
    "time-out": (hang, "no answer in time", 3),
    "drip": (drip, "no answer in time", 3),
    "cut": (lambda handler: handler.connection.close(), "no connection", 3),
    "no JSON": (answers(b"<html>Welcome to the hotel</html>"), "no readable answer", 1),
    "no text": (answers(bytes(range(256))), "no readable answer", 1),
    "list of numbers": (answers([1, 2]), "no readable answer", 1),
    "list of nothing": (answers([None]), "no readable answer", 1),
    "other shape": (answers({"error": "none"}), "no readable answer", 1),
    "no number": (answers([known() | {"lat": "nan"}]), "no readable answer", 1),
    "deep": (answers(b"[" * 100_000), "no readable answer", 1),
    "long number": (answers(b"[" + b"9" * 5000 + b"]"), "no readable answer", 1),
    "huge": (answers(b"[" + b" " * 3_000_000 + b"]"), "no readable answer", 1),
}

"""A site on loopback whose pages a test sets, and which notes what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from geodata.fetching import Limits

ANYWHERE = Limits(seconds=5, ports=None, is_allowed=lambda _: True)


@dataclass
class Answer:
    """What a path gives; `etag` makes it answer 304 to who holds it."""

    body: bytes | str = b""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None


@dataclass
class Site:
    """Pages by path, and the requests so far, each with its headers; `on_request` is called with each path."""

    address: str = ""
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    on_request: Callable[[str], object] = lambda _: None

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append((self.path, dict(self.headers)))
        site.on_request(self.path)
        answer = site.pages.get(self.path, Answer(b"not here", 404))
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        held = answer.etag is not None and self.headers.get("If-None-Match") == answer.etag
        self.send_response(304 if held else answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(0 if held else len(body)))
        for name, value in (answer.headers | ({"ETag": answer.etag} if answer.etag else {})).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # who asked may have gone
            self.wfile.write(b"" if held else body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def page(number: int) -> Answer:
    """Return a page with an article of its own."""
    town = ("Kumasi", "Tamale", "Genoa", "Turin", "Lima", "Oslo", "Kisumu", "Quito")[number % 8]
    sentences = (
        f"A factory that makes product {number} burned down in {town} on Friday, and {number + 3} people were injured.",
        f"The fire began in store {number} at night, the mayor of {town} told reporters, and spread to the roof.",
        f"Some {number * 7 + 20} firemen fought it until morning, and {number + 2} of them were treated for burns.",
    )
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    title = f"Fire in {town}: factory {number} gone"
    head = f"<head><title>{title}</title></head>"
    return Answer(f"<html>{head}<body><article><h1>{title}</h1>{body}</article></body></html>")


def rss(site: Site, *numbers: int, etag: str | None = None, more: str = "") -> Answer:
    """Return a feed that names pages by their numbers."""
    items = "".join(
        f"<item><title>Fire {n}</title><link>{site.address}/{n}.html</link><guid>{n}</guid>"
        f"<pubDate>Sat, {n % 28 + 1:02} Jun 2024 08:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}{more}</channel></rss>'
    return Answer(body, media_type="application/rss+xml", etag=etag)

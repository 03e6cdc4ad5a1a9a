"""Fetching a page: a real server on loopback, and addresses that must never be asked."""

import gzip
import ipaddress
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest

from geodata.errors import ArticleError, FetchError
from geodata.fetching import Limits, fetch, fetch_article, is_public
from geodata.pages import read_page

PARAGRAPHS = (
    "A ferry with sixty people on board ran aground near the harbour mouth on Tuesday evening.",
    "Rescuers brought everyone ashore within two hours, the coast guard said in a statement.",
    "The cause is being looked into, and the line will stay closed until the end of the week.",
)
HTML = (
    "<html><head><title>Ferry aground</title><meta property='article:published_time' content='2024-05-07'></head>"
    "<body><nav>Home News Sport</nav><article><h1>Ferry aground</h1>"
    + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    + "</article><script>evil()</script></body></html>"
).encode()
ANYWHERE = Limits(seconds=5, ports=None, is_allowed=lambda _: True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        getattr(self, "page" if self.path == "/" else self.path.strip("/").split("/")[0])()

    def give(self, data: bytes, media_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def page(self) -> None:
        self.give(HTML)

    def zipped(self) -> None:
        self.give(gzip.compress(HTML), Content_Encoding="gzip")

    def bomb(self) -> None:
        self.give(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def large(self) -> None:
        self.give(b"<p>" + b"x" * 6_000_000)

    def image(self) -> None:
        self.give(b"\x89PNG", "image/png")

    def around(self) -> None:
        self.lead("/around")

    def onward(self) -> None:
        self.lead("/")

    def inward(self) -> None:
        self.lead("http://169.254.169.254/latest/meta-data/")

    def file(self) -> None:
        self.lead("file:///etc/passwd")

    def lead(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def missing(self) -> None:
        self.send_error(404)

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            while not self.server.over.wait(0.05):  # type: ignore[attr-defined]
                self.wfile.write(b"x")
                self.wfile.flush()
        except OSError:
            pass  # cut off, as it should be

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.over = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.over.set()  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize("path", ["/", "/zipped", "/onward"])
def test_page_gives_its_article_with_title_and_date(site, path):
    article = fetch_article(site + path, ANYWHERE)
    assert [p for p in PARAGRAPHS if p in article.text] == list(PARAGRAPHS)
    assert "evil" not in article.text
    assert "Sport" not in article.text
    assert (article.title, article.printed) == ("Ferry aground", "2024-05-07")
    assert article.url.startswith(site)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/bomb", "larger than 5 MB"),
        ("/large", "larger than 5 MB"),
        ("/image", "not a page of text"),
        ("/around", "leads on more than 5 times"),
        ("/missing", "answered 404"),
        ("/file", "http:// or https://"),
    ],
)
def test_what_is_no_page_is_refused_in_words(site, path, why):
    with pytest.raises(FetchError, match=why):
        fetch(site + path, ANYWHERE)


def test_page_that_comes_drop_by_drop_is_cut_off(site):
    begun = monotonic()
    with pytest.raises(FetchError, match="took longer than"):
        fetch(site + "/drip", Limits(seconds=0.5, ports=None, is_allowed=lambda _: True))
    assert monotonic() - begun < 3


def test_loopback_is_refused_and_so_is_a_redirect_to_inside(site):
    with pytest.raises(FetchError, match="not on the open internet"):
        fetch(site, Limits(ports=None))
    with pytest.raises(FetchError, match="not on the open internet"):
        fetch(site + "/inward", Limits(ports=None, is_allowed=lambda address: address.is_loopback))


INSIDE = (
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
    "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2002:a00:1::", "2001:0:a00:1::",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inner_address_is_not_public(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_address_of_the_open_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "gopher://x/", "//x", "", "http://",
        "http://localhost/", "http://127.0.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
        "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25lo]/", "http://0/",
        "http://user:pass@example.org/", "http://example.org:22/", "http://example.org:99999/", "http://[broken/",
        "http://exa mple.org/", "http://example.org/\r\nX: y", "http://" + "a" * 3000, "http://\u202e.org/\u0000",
    ],
)  # fmt: skip
def test_address_that_may_not_be_asked_is_refused(url, monkeypatch):
    def never(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", never)
    with pytest.raises(FetchError):
        fetch(url)


def test_name_is_resolved_once_and_every_answer_must_be_public(monkeypatch):
    asked = []

    def resolve(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("93.184.215.14", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchError, match="not on the open internet"):
        fetch("http://two-faced.example/")
    assert asked == ["two-faced.example"]


def test_connection_goes_to_the_address_that_was_checked(site, monkeypatch):
    port = int(site.rsplit(":", 1)[1])
    answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))  # a second question would fail
    assert fetch("http://some.example/", ANYWHERE).data == HTML


@pytest.mark.parametrize("data", [b"<", b"<html></html>", b"\0<\xff\xfe", b"<" * 5000, b"<div>" * 20_000, b" "])
def test_bytes_that_hold_no_article_are_refused(data):
    with pytest.raises(ArticleError):
        read_page(data, "page.html")


def test_page_too_long_is_refused():
    with pytest.raises(ArticleError, match="more than 5 MB"):
        read_page(b"<p>" * 2_000_000, "page.html")

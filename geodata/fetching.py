"""A page's address → its bytes, without letting the address reach what only this machine may reach.

The address is whatever a reader typed. Only public addresses are connected to: the name is resolved once, every
answer is checked, and the connection goes to the address that was checked, so that a name that changes its mind
between check and use gains nothing. Redirects are followed by hand, each checked in the same way. A proxy that the
environment names is not used: it would resolve names out of sight.
"""

from __future__ import annotations

import gzip
import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from geodata import __version__
from geodata.errors import FetchError
from geodata.pages import read_page
from geodata.records import Article

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
LONGEST_URL = 2000


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the open internet, and so is every address that it carries within."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if not all(is_public(each) for each in inner if each is not None):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may take and reach. `is_allowed` and `ports` are for tests on loopback to widen."""

    seconds: float = 15.0
    bytes: int = 5_000_000
    redirects: int = 5
    ports: frozenset[int] | None = frozenset({80, 443})
    is_allowed: Callable[[Address], bool] = is_public


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: its last address after redirects, the media type, and the bytes."""

    url: str
    media_type: str
    data: bytes


def fetch_article(url: str, limits: Limits | None = None) -> Article:
    """Return the article of a page. Raises `FetchError` or `ArticleError`."""
    page = fetch(url, limits)
    return read_page(page.data, page.url, url=page.url)


def fetch(url: str, limits: Limits | None = None) -> Page:
    """Return what a public http or https address gives, after redirects. Raises `FetchError`."""
    limits = limits or Limits()
    deadline = monotonic() + limits.seconds
    for _ in range(limits.redirects + 1):
        parts = checked_url(url, limits)
        try:
            answer = _get(parts, limits, deadline)
        except TimeoutError as error:
            raise FetchError(f"{parts.hostname} took longer than {limits.seconds:g} seconds") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, FetchError):
                raise
            if monotonic() >= deadline:
                raise FetchError(f"{parts.hostname} took longer than {limits.seconds:g} seconds") from error
            raise FetchError(f"{parts.hostname} cannot be read: {_reason(error)}") from error
        if isinstance(answer, Page):
            return answer
        url = urljoin(url, answer)
    raise FetchError(f"the address leads on more than {limits.redirects} times")


def checked_url(url: str, limits: Limits) -> SplitResult:
    """Return the parts of an address that may be asked for. Raises `FetchError`."""
    if len(url) > LONGEST_URL or not url.isprintable() or " " in url:
        raise FetchError("this is no address of a page: too long, or with characters that no address has")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError("this is no address of a page") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError("only addresses that begin with http:// or https:// can be read")
    if not parts.hostname:
        raise FetchError("this address names no host")
    if parts.username is not None or parts.password is not None:
        raise FetchError("an address with a user name or password is not followed")
    if limits.ports is not None and port is not None and port not in limits.ports:
        raise FetchError(f"port {port} is not one that pages are read from")
    return parts


def allowed_address(host: str, port: int, limits: Limits, deadline: float) -> tuple[Any, ...]:
    """Return the socket address of a host, all of whose addresses may be connected to. Raises `FetchError`."""
    found = _resolved(host, port, deadline)
    for _, _, _, _, address in found:
        try:
            allowed = limits.is_allowed(ipaddress.ip_address(str(address[0]).partition("%")[0]))
        except ValueError:
            allowed = False
        if not allowed:
            raise FetchError(f"{host} is not on the open internet, and is not asked")
    if not found:
        raise FetchError(f"{host} has no address")
    family, _, _, _, address = found[0]
    return family, address


def _resolved(host: str, port: int, deadline: float) -> list[Any]:
    """Resolve a name, waiting no longer than the deadline: the system's resolver knows none."""
    answers: list[Any] = []

    def resolve() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.append(None)

    thread = threading.Thread(target=resolve, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - monotonic()))
    if not answers:
        raise TimeoutError
    if answers[0] is None:
        raise FetchError(f"{host} is not known")
    found: list[Any] = answers[0]
    return found


def _get(parts: SplitResult, limits: Limits, deadline: float) -> Page | str:
    """Return the page, or the address that it leads on to."""
    host = parts.hostname or ""
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    family, address = allowed_address(host, port, limits, deadline)
    with _connected(family, address, deadline) as plain:
        stream = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        with stream:
            connection = http.client.HTTPConnection(host, port)
            connection.sock = stream
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", _ascii(path), headers=_headers(host, parts.port))
            response = connection.getresponse()
            if response.status in (301, 302, 303, 307, 308):
                return response.headers.get("Location") or _raise(f"{host} leads on to nowhere")
            if response.status != 200:
                raise FetchError(f"{host} answered {response.status} {response.reason}"[:200])
            return _page(parts, response, limits, deadline)


def _page(parts: SplitResult, response: http.client.HTTPResponse, limits: Limits, deadline: float) -> Page:
    media_type = response.headers.get_content_type()
    if media_type not in PAGE_TYPES:
        raise FetchError(f"{parts.hostname} sent {media_type[:80]}, not a page of text")
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    data = bytearray()
    while chunk := response.read1(65_536):
        data += chunk
        if len(data) > limits.bytes:
            raise FetchError(f"the page is larger than {limits.bytes / 1e6:.0f} MB")
    if monotonic() >= deadline:
        raise TimeoutError  # a connection that was cut off looks like one that ended
    return Page(parts.geturl(), media_type, _decompressed(bytes(data), encoding, limits))


def _decompressed(data: bytes, encoding: str, limits: Limits) -> bytes:
    """Return the bytes uncompressed, never more than the limit: a small page may unfold to a huge one."""
    if encoding in ("identity", ""):
        return data
    if encoding not in ("gzip", "x-gzip"):
        raise FetchError(f"the page is compressed as {encoding[:40]}, which was not asked for")
    try:
        decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        whole = decompressor.decompress(data, limits.bytes + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise FetchError("the page is damaged: it cannot be uncompressed") from error
    if len(whole) > limits.bytes:
        raise FetchError(f"the page is larger than {limits.bytes / 1e6:.0f} MB")
    return whole


@contextmanager
def _connected(family: int, address: tuple[Any, ...], deadline: float) -> Iterator[socket.socket]:
    """Connect to an address, and cut the connection at the deadline, however slowly it is being fed."""
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(max(0.01, deadline - monotonic()))
        connection.connect(address)
        watchdog = threading.Timer(max(0.01, deadline - monotonic()), _cut, [connection.dup()])
        watchdog.daemon = True
        watchdog.start()
        try:
            yield connection
        finally:
            watchdog.cancel()
            watchdog.args[0].close()  # type: ignore[index]


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself


def _headers(host: str, port: int | None) -> dict[str, str]:
    shown = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    return {
        "Host": f"{shown}:{port}" if port else shown,
        "User-Agent": f"Dateline/{__version__} (reads one page that a person asked for)",
        "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _ascii(path: str) -> str:
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in path
    )


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:200]


def _raise(message: str) -> str:
    raise FetchError(message)

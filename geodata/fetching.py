"""A page's address → its bytes, without letting the address reach what only this machine may reach.

The address is whatever a reader typed. Only public addresses are connected to: the name is resolved once, every
answer is checked, and the connection goes to the address that was checked, so that a name that changes its mind
between check and use gains nothing. Redirects are followed by hand, each checked in the same way. A proxy that the
environment names is not used: it would resolve names out of sight.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from geodata.errors import FetchError
from geodata.pages import LONGEST_URL, read_page
from geodata.records import Article
from geodata.version import __version__

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


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
class Request:
    """What is asked for, by whom, and what the asker holds already.

    `etag` and `last_modified` are what came with an earlier answer; where the page is still that one, the answer is
    `Page.unchanged`. `admit` is called with each address, redirects included, before it is asked; it may wait, and
    may raise `FetchError`; its time is not the fetch's.
    """

    media_types: tuple[str, ...] = PAGE_TYPES
    purpose: str = "reads one page that a person asked for"
    etag: str | None = None
    last_modified: str | None = None
    admit: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: its last address after redirects, the media type, and the bytes.

    `etag` and `last_modified` are for asking again. An `unchanged` page has no bytes: the asker holds them.
    """

    url: str
    media_type: str
    data: bytes
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False


def fetch_article(url: str, limits: Limits | None = None) -> Article:
    """Return the article of a page. Raises `FetchError` or `ArticleError`."""
    page = fetch(url, limits)
    return read_page(page.data, page.url, url=page.url)


def fetch(url: str, limits: Limits | None = None, request: Request | None = None) -> Page:
    """Return what a public http or https address gives, after redirects. Raises `FetchError`."""
    limits, request = limits or Limits(), request or Request()
    seconds_left = limits.seconds
    for _ in range(limits.redirects + 1):
        parts = checked_url(url, limits)
        if request.admit:
            request.admit(url)
        begun = monotonic()
        answer = _asked(parts, limits, request, begun + seconds_left)
        if isinstance(answer, Page):
            return answer
        seconds_left -= monotonic() - begun
        url = urljoin(url, answer)
    raise FetchError(f"the address leads on more than {limits.redirects} times")


def _asked(parts: SplitResult, limits: Limits, request: Request, deadline: float) -> Page | str:
    """Return the page, or the address that it leads on to. Raises nothing but `FetchError`."""
    try:
        return _get(parts, limits, request, deadline)
    except FetchError:
        raise
    except (OSError, http.client.HTTPException, ValueError) as error:
        if isinstance(error, TimeoutError) or monotonic() >= deadline:
            raise FetchError(f"{parts.hostname} took longer than {limits.seconds:g} seconds") from error
        raise FetchError(f"{parts.hostname} cannot be read: {_reason(error)}") from error


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


def _get(parts: SplitResult, limits: Limits, request: Request, deadline: float) -> Page | str:
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
            connection.request("GET", _ascii(path), headers=_headers(host, parts.port, request))
            with connection.getresponse() as response:
                if response.status in (301, 302, 303, 307, 308):
                    return response.headers.get("Location") or _raise(f"{host} leads on to nowhere")
                if response.status == 304 and (request.etag or request.last_modified):
                    return Page(parts.geturl(), "", b"", request.etag, request.last_modified, unchanged=True)
                if response.status != 200:
                    raise FetchError(
                        f"{host} answered {response.status} {response.reason}"[:200],
                        status=response.status,
                        retry_after=_seconds(response.headers.get("Retry-After")),
                    )
                return _page(parts, response, limits, request, deadline)


def _page(
    parts: SplitResult, response: http.client.HTTPResponse, limits: Limits, request: Request, deadline: float
) -> Page:
    media_type = response.headers.get_content_type()
    if media_type not in request.media_types:
        raise FetchError(f"{parts.hostname} sent {media_type[:80]}, not a page of text")
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    data = bytearray()
    while chunk := response.read1(65_536):
        data += chunk
        if len(data) > limits.bytes:
            raise FetchError(f"the page is larger than {limits.bytes / 1e6:.0f} MB")
    if monotonic() >= deadline:
        raise TimeoutError  # a connection that was cut off looks like one that ended
    whole = _decompressed(bytes(data), encoding, limits)
    etag, last_modified = (_short(response.headers.get(name)) for name in ("ETag", "Last-Modified"))
    return Page(parts.geturl(), media_type, whole, etag, last_modified)


def _short(header: str | None) -> str | None:
    """Return a header that may be sent back as it came."""
    return header if header and len(header) <= 300 and header.isascii() and header.isprintable() else None


def _seconds(retry_after: str | None) -> float | None:
    """Return the seconds that a host asks to be left alone for: a number, or the time until a date."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after.strip()[:9])
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _decompressed(data: bytes, encoding: str, limits: Limits) -> bytes:
    """Return the bytes uncompressed, never more than the limit: a small page may unfold to a huge one."""
    if encoding in ("identity", ""):
        return data
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"the page is compressed as {encoding[:40]}, which was not asked for")
    try:
        whole = _inflated(data, zlib.MAX_WBITS | 32, limits.bytes + 1)  # gzip, or the deflate of the standard
    except zlib.error:
        try:
            whole = _inflated(data, -zlib.MAX_WBITS, limits.bytes + 1)  # the deflate that some servers send
        except zlib.error as error:
            raise FetchError("the page is damaged: it cannot be uncompressed") from error
    if len(whole) > limits.bytes:
        raise FetchError(f"the page is larger than {limits.bytes / 1e6:.0f} MB")
    return whole


def _inflated(data: bytes, window_bits: int, most: int) -> bytes:
    """Return the first so many bytes. Raises `zlib.error` where the data are damaged or break off."""
    decompressor = zlib.decompressobj(wbits=window_bits)
    whole = decompressor.decompress(data, most)
    if not decompressor.eof and len(whole) < most:
        raise zlib.error("breaks off")
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


def _headers(host: str, port: int | None, request: Request) -> dict[str, str]:
    shown = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    held = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {
        "Host": f"{shown}:{port}" if port else shown,
        "User-Agent": f"Dateline/{__version__} ({request.purpose})",
        "Accept": ", ".join(request.media_types),
        "Accept-Encoding": "identity",
        "Connection": "close",
        **{name: value for name, value in held.items() if value},
    }


def _ascii(path: str) -> str:
    return "".join(
        letter if letter.isascii() else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in path
    )


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:200]


def _raise(message: str) -> str:
    raise FetchError(message)

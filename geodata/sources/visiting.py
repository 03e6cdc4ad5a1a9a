"""Asking hosts for pages as a polite guest: by robots.txt, one visit at a time, with time between two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic, sleep
from typing import TypeVar
from urllib.parse import urlsplit

from protego import Protego

from geodata.errors import FetchError
from geodata.fetching import PAGE_TYPES, Limits, Page, Request, fetch

_T = TypeVar("_T")

AGENT = "Dateline"
FEED_TYPES = (
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml",
)  # fmt: skip
_PURPOSE = "reads feeds, and the news pages they name"
_ROBOTS_BYTES = 512_000  # what RFC 9309 asks a crawler to read at least
_KEPT_SECONDS, _ASKED_AGAIN_SECONDS = 86_400.0, 300.0  # rules for a day, as in RFC 9309; a failure for minutes
_LONGEST_DELAY = 60.0  # seconds; a host that asks for more between two pages is not read page by page
_MOST_HOSTS = 10_000  # what is remembered at a time


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host's robots.txt says, until when that holds, and why it is not known, if it isn't."""

    robots: Protego | None
    until: float
    failure: str = ""


class Visitor:
    """Fetches pages and feeds politely; remembers each host's rules and when it was last asked.

    `wait` and `clock` are for tests to replace.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        seconds_between: float = 1.0,
        wait: Callable[[float], object] = sleep,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Begin without a host visited."""
        self._limits = limits or Limits()
        self._seconds_between = seconds_between
        self._wait = wait
        self._clock = clock
        self._rules: dict[str, _Rules] = {}
        self._next_visit: dict[str, float] = {}

    def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Page:
        """Return the page or feed of an address. Raises `FetchError`, also where robots.txt forbids to ask."""
        request = Request((*PAGE_TYPES, *FEED_TYPES), _PURPOSE, etag, last_modified, self._admit)
        return fetch(url, self._limits, request)

    def _admit(self, url: str) -> None:
        """Wait for the host's turn. Raises `FetchError` where its rules forbid the address."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}".lower()
        rules = self._rules_of(host)
        if rules.failure:
            raise FetchError(f"{parts.hostname} is not asked: its robots.txt cannot be read ({rules.failure})")
        delay = self._seconds_between
        if rules.robots is not None:
            if not rules.robots.can_fetch(url, AGENT):
                raise FetchError(f"{parts.hostname} asks in its robots.txt that this page not be fetched")
            delay = max(delay, min(_LONGEST_DELAY, rules.robots.crawl_delay(AGENT) or 0.0))
        now = self._clock()
        turn = max(now, self._next_visit.get(host, now))
        _remember(self._next_visit, host, turn + delay)
        if turn > now:
            self._wait(turn - now)

    def _rules_of(self, host: str) -> _Rules:
        rules = self._rules.get(host)
        if rules is None or self._clock() >= rules.until:
            rules = self._asked_rules(host)
            _remember(self._rules, host, rules)
        return rules

    def _asked_rules(self, host: str) -> _Rules:
        """Ask for a host's robots.txt: one that is not there allows all, one that cannot be had allows nothing."""
        limits = replace(self._limits, bytes=_ROBOTS_BYTES)
        now = self._clock()
        try:
            page = fetch(f"{host}/robots.txt", limits, Request((*PAGE_TYPES, "application/octet-stream"), _PURPOSE))
        except FetchError as error:
            if error.status is not None and 400 <= error.status < 500 and error.status != 429:
                return _Rules(None, now + _KEPT_SECONDS)
            return _Rules(None, now + _ASKED_AGAIN_SECONDS, str(error))
        return _Rules(Protego.parse(page.data.decode("utf-8", errors="replace")), now + _KEPT_SECONDS)


def _remember(memory: dict[str, _T], host: str, value: _T) -> None:
    """Note something of a host, and forget the host noted first where there are too many."""
    memory.pop(host, None)
    memory[host] = value
    if len(memory) > _MOST_HOSTS:
        del memory[next(iter(memory))]

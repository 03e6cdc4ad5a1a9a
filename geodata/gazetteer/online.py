"""A second door, off by default: geocoders on the network, for toponyms that the embedded gazetteer lacks.

This is the only module of Dateline that opens a network connection, and it does so only where the environment variable
DATELINE_GEOCODER names a geocoder:

    SERVICE[:ADDRESS or :KEY] [NAME=VALUE …]

SERVICE is any that geopy knows, by its name there in small letters: nominatim, photon, geonames, opencage, pelias …
ADDRESS, beginning with http:// or https://, is that of a server of your own; KEY is the user name or key that a
service asks for. NAME=VALUE sets `every` (seconds between two calls, 1 unless told; 0 for a server on this machine),
`timeout` (seconds, 5), `keep` (days that answers are kept on disk, 90; 0 for services whose terms forbid it), or
anything else by which geopy knows the service. For example:

    DATELINE_GEOCODER=nominatim
    DATELINE_GEOCODER="nominatim:https://nominatim.example.org every=0.1"
    DATELINE_GEOCODER=photon
    DATELINE_GEOCODER=geonames:USERNAME
    DATELINE_GEOCODER="opencage:KEY keep=0"
    DATELINE_GEOCODER="liveaddress auth_id=ID auth_token=TOKEN"

Unset, empty and "off" leave it off. Of an article nothing is sent but the toponym and the names of the town, the
division and the country it is looked for in.
"""

from __future__ import annotations

import inspect
import json
import logging
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import geopy
from geopy import exc
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter, get_retry_after
from geopy.distance import great_circle
from geopy.geocoders import SERVICE_TO_GEOCODER

from geodata.errors import GazetteerError
from geodata.gazetteer.geocoder_answers import GeocoderAnswer, read_answers
from geodata.gazetteer.geocoder_cache import GeocoderCache, cache_directory
from geodata.records import Place
from geodata.version import __version__

_log = logging.getLogger(__name__)

SETTING = "DATELINE_GEOCODER"
_USER_AGENT = f"Dateline/{__version__} geopy/{geopy.__version__}"
_OPENSTREETMAP = "© OpenStreetMap contributors, ODbL 1.0, openstreetmap.org/copyright"
_ATTRIBUTIONS = {
    "nominatim": _OPENSTREETMAP, "photon": _OPENSTREETMAP, "pickpoint": _OPENSTREETMAP, "openmapquest": _OPENSTREETMAP,
    "geonames": "GeoNames, CC BY 4.0, geonames.org",
}  # fmt: skip

_PUBLIC_EVERY = 1.0  # seconds; what the public Nominatim's rules allow at most
_MOST_ANSWERS = 10
_LONGEST_BODY = 2_000_000  # bytes; ten answers with all their names are some 50,000
_ATTEMPTS = 3
_FIRST_WAIT = 2.0  # seconds before the second attempt, doubled for the third
_LONGEST_WAIT = 30.0  # a host that asks for more is left alone
_FAILURES_TO_STOP = 3

_TOWN_KM = 40.0  # radius; what is larger is no place to be near
_NEAR_KM = 30.0  # set by hand: from a large city's centre to a venue on its outskirts
_TOGETHER_KM = 25.0
_WIDEST_KM = 300.0
_SHORTEST_NAME, _LONGEST_NAME = 3, 100


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the time comes from and how it is waited for."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class GeocoderSetting:
    """What DATELINE_GEOCODER says; `arguments` are geopy's own, keys among them."""

    service: str
    host: str
    arguments: Mapping[str, Any]
    every: float
    timeout: float
    keep_days: float

    @property
    def label(self) -> str:
        """The service's name as it writes it."""
        return str(SERVICE_TO_GEOCODER[self.service].__name__)


@dataclass(frozen=True, slots=True)
class OnlineAnswer:
    """The places that a geocoder knows by a name and that fit the article, best first, and the reason in words."""

    places: tuple[Place, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class OnlineGazetteer:
    """A geocoder that is asked slowly, seldom twice, and not at all once it keeps failing."""

    label: str
    attribution: str
    _line: _Line
    _cache: GeocoderCache

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self | None:
        """Return the geocoder that DATELINE_GEOCODER names, or `None`. Raises `GazetteerError`, connects nowhere."""
        setting = environment.get(SETTING, "").strip()
        return None if setting.lower() in ("", "off") else cls.open(setting, cache_directory(environment))

    @classmethod
    def open(cls, setting: str, directory: Path, clock: Clock | None = None) -> Self:
        """Return the geocoder of a setting, with its cache in a directory. Raises `GazetteerError`."""
        read = read_setting(setting)
        clock = clock or Clock()
        cache = GeocoderCache.open(directory, read.keep_days, clock.now())
        attribution = _ATTRIBUTIONS.get(read.service, f"{read.label}, under its terms of use")
        return cls(read.label, attribution, _Line(_geocoder(read), read, cache, clock), cache)

    def find(self, name: str, near: Sequence[Place], country: Place | None) -> OnlineAnswer:
        """Return what a name means in a country near an article's other places, the foremost of which come first.

        Where the article names towns, a place must lie by one; otherwise the country must have but one of that name.
        """
        name = " ".join(name.encode(errors="ignore").decode().split())
        if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME or not any(map(str.isalpha, name)):
            return OnlineAnswer((), f"{self.label} is not asked for a name like this")
        if country is None or not country.country:
            return OnlineAnswer((), f"{self.label} is not asked: the article names no country to look in")
        towns = [place for place in near if place.radius_km <= _TOWN_KM and place.country]
        division = next((p for p in near if p.feature_code == "ADM1" and p.country == country.country), None)
        try:
            for containers in _containers(towns, division, country):
                answers = self._line.ask(", ".join([name, *(c.name for c in containers)]), country, towns[:1])
                called = [a.place for a in answers if a.is_called(name) and a.place.radius_km <= _WIDEST_KM]
                if found := _by_a_town(called, towns, country) if towns else _only_one(called, division, country):
                    return OnlineAnswer(found, f"{self.label} knows it in {containers[0].name} ({self.attribution})")
        except _GeocoderFailedError as error:
            return OnlineAnswer((), f"{self.label} failed: {error}")
        return OnlineAnswer((), f"{self.label} knows none that fits the article")


def _containers(towns: Sequence[Place], division: Place | None, country: Place) -> Iterator[tuple[Place, ...]]:
    """Yield what a name is looked for in, the narrowest first."""
    if towns and towns[0].country == country.country and towns[0].id != country.id:
        yield (towns[0], country)
    yield (division, country) if division and not towns else (country,)


def _by_a_town(found: Sequence[Place], towns: Sequence[Place], country: Place) -> tuple[Place, ...]:
    """Return the places by the foremost town that has any."""
    countries = {"", country.country, *(town.country for town in towns)}
    for town in towns:
        if by := [p for p in found if p.country in countries and _is_near(p, town)]:
            return tuple(by)
    return ()


def _only_one(found: Sequence[Place], division: Place | None, country: Place) -> tuple[Place, ...]:
    """Return the places of a country or division if they all lie together, as the parts of a street do."""
    within = [p for p in found if p.country == country.country and (division is None or _is_inside(p, division))]
    together = all(_distance_km(p, within[0]) <= _TOGETHER_KM + p.radius_km for p in within)
    return tuple(within) if together else ()


def _is_near(place: Place, town: Place) -> bool:
    return _distance_km(place, town) <= _NEAR_KM + town.radius_km + place.radius_km


def _is_inside(place: Place, division: Place) -> bool:
    """Tell whether a place lies in a division by name, or where names differ by language, in the circle about it."""
    return place.admin1 == division.name or _distance_km(place, division) <= division.radius_km


def _distance_km(a: Place, b: Place) -> float:
    return float(great_circle((a.lat, a.lon), (b.lat, b.lon)).km)


class _GeocoderFailedError(Exception):
    """A question was not answered; the message says why, without addresses and keys."""


@dataclass(slots=True)
class _Line:
    """The line to a geocoder: waits its turn, tries again, and is cut for good after so many failures in a row."""

    geocoder: Any
    setting: GeocoderSetting
    cache: GeocoderCache
    clock: Clock
    failures: int = 0
    cut: str = ""

    def ask(self, query: str, country: Place, bias: Sequence[Place]) -> tuple[GeocoderAnswer, ...]:
        """Return what is known or is answered to a query. Raises `_GeocoderFailedError`."""
        options = self._options(country, bias)
        host, question = self.setting.host, json.dumps([query, options], ensure_ascii=False)
        answers = self.cache.get(host, question, self.clock.now())
        if answers is None:
            answers = self._answered(query, options)
            self.cache.put(host, question, answers, self.clock.now())
        return answers

    def _options(self, country: Place, bias: Sequence[Place]) -> dict[str, Any]:
        """Return those options of a question that this geocoder has."""
        code = country.country
        offered: dict[str, Any] = {
            "exactly_one": False, "limit": _MOST_ANSWERS, "language": "en", "addressdetails": True,
            "namedetails": True, "country_codes": code.lower(), "country": code,
        }  # fmt: skip
        if bias:
            offered["location_bias"] = (bias[0].lat, bias[0].lon)
        known = inspect.signature(self.geocoder.geocode).parameters
        return {name: value for name, value in offered.items() if name in known}

    def _answered(self, query: str, options: Mapping[str, Any]) -> tuple[GeocoderAnswer, ...]:
        if self.cut:
            raise _GeocoderFailedError(self.cut)
        for attempt in range(_ATTEMPTS):
            try:
                answers = self._call(query, options)
            except Exception as error:  # geopy's parsers trust the answer, so that garbage raises anything
                wait = _wait(error, attempt)
                if wait is None or attempt == _ATTEMPTS - 1 or wait > _LONGEST_WAIT:
                    raise self._failed(error, for_good=wait is not None and wait > _LONGEST_WAIT) from error
                self.clock.sleep(wait)
            else:
                self.failures = 0
                return answers
        raise AssertionError  # the last attempt returns or raises

    def _call(self, query: str, options: Mapping[str, Any]) -> tuple[GeocoderAnswer, ...]:
        wait = self.cache.wait_for_turn(self.setting.host, self.setting.every, self.clock.now())
        if wait > 0:
            self.clock.sleep(wait)
        found = self.geocoder.geocode(query, **options)
        locations = found if isinstance(found, list) else [found] if found else []
        return read_answers(locations[:_MOST_ANSWERS], self.setting.service)

    def _failed(self, error: Exception, for_good: bool) -> _GeocoderFailedError:
        """Count a failure, cut the line if it was the last straw, and return what to raise."""
        self.failures += 1
        why = _in_words(error)
        _log.info("%s failed: %s", self.setting.label, why)
        if for_good or _is_refusal(error) or self.failures >= _FAILURES_TO_STOP:
            self.cut = f"{why}; it is not asked again in this run"
            _log.warning("%s failed: %s, and is not asked again in this run", self.setting.label, why)
        return _GeocoderFailedError(why)


def _wait(error: Exception, attempt: int) -> float | None:
    """Return how many seconds to wait before another attempt, or `None` where it would not help."""
    passing = (exc.GeocoderRateLimited, exc.GeocoderTimedOut, exc.GeocoderUnavailable)
    if not isinstance(error, passing) and _status(error) < 500:
        return None
    http = error.__cause__
    asked = get_retry_after(http.headers) if isinstance(http, AdapterHTTPError) else None
    return float(max(asked or 0, _FIRST_WAIT * 2**attempt))


def _is_refusal(error: Exception) -> bool:
    """Tell whether the service refuses this user rather than this question."""
    refusals = (exc.GeocoderAuthenticationFailure, exc.GeocoderInsufficientPrivileges, exc.GeocoderQuotaExceeded)
    return isinstance(error, refusals) and not isinstance(error, exc.GeocoderRateLimited)


def _status(error: Exception) -> int:
    return error.__cause__.status_code if isinstance(error.__cause__, AdapterHTTPError) else 0


def _in_words(error: Exception) -> str:
    """Return what went wrong; geopy's own words may hold the address with its key, or the whole answer."""
    if status := _status(error):
        return f"HTTP status {status}"
    known = {exc.GeocoderTimedOut: "no answer in time", exc.GeocoderUnavailable: "no connection"}
    return known.get(type(error), f"no readable answer ({type(error).__name__})")


class _BoundedAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """Fetches for geopy; bounds a whole call in time and its answer in length, which geopy's own adapters do not."""

    def __init__(self, *, proxies: dict[str, str] | None, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._open = build_opener(HTTPSHandler(context=ssl_context), ProxyHandler(proxies)).open

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        try:
            return json.loads(self.get_text(url, timeout=timeout, headers=headers))
        except (ValueError, RecursionError) as error:
            raise exc.GeocoderParseError("the answer is no JSON") from error

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        deadline = time.monotonic() + timeout
        try:
            with self._open(Request(url, headers=dict(headers)), timeout=timeout) as response:
                return _read_body(response, deadline).decode("utf-8", "replace")
        except HTTPError as error:
            told = {name.lower(): value for name, value in error.headers.items()}
            error.close()
            raise AdapterHTTPError(f"HTTP {error.code}", status_code=error.code, headers=told, text=None) from error
        except TimeoutError as error:
            raise exc.GeocoderTimedOut("no answer in time") from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise exc.GeocoderTimedOut("no answer in time") from error
            raise exc.GeocoderUnavailable("no connection") from error
        except (OSError, HTTPException) as error:
            raise exc.GeocoderUnavailable("the connection broke") from error


def _read_body(response: Any, deadline: float) -> bytes:
    body = bytearray()
    while chunk := response.read1(65_536):
        body += chunk
        if len(body) > _LONGEST_BODY:
            raise exc.GeocoderParseError("the answer is too long")
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(body)


_OWN_ARGUMENTS = frozenset({"self", "scheme", "timeout", "proxies", "user_agent", "ssl_context", "adapter_factory"})


def read_setting(text: str) -> GeocoderSetting:
    """Return what a value of DATELINE_GEOCODER says, see above. Raises `GazetteerError` that says what is wrong."""
    head, *rest = text.split() or [""]
    service, _, argument = head.partition(":")
    service = service.lower()
    if service not in SERVICE_TO_GEOCODER:
        raise _wrong(f"there is no geocoder {service!r}; there are {', '.join(sorted(SERVICE_TO_GEOCODER))}")
    known = inspect.signature(SERVICE_TO_GEOCODER[service]).parameters
    parameters = {name: p.default for name, p in known.items() if name not in _OWN_ARGUMENTS}
    options = _read_options(rest, service, parameters)
    numbers = {name: options.pop(name, None) for name in ("every", "timeout", "keep")}
    arguments: dict[str, Any] = {**options, **_read_argument(argument, service, parameters)}
    for name, default in parameters.items():
        if default is inspect.Parameter.empty and name not in arguments:
            raise _wrong(f"{service} needs {name}: {service}{':' + name.upper()} or {name}=…")
    domain = str(arguments.get("domain") or parameters.get("domain") or service)
    is_local = _is_this_machine(domain)
    if is_local:
        arguments["proxies"] = {}
    every = _number("every", numbers["every"], 0.0 if is_local else _PUBLIC_EVERY, 0.0, 3600.0)
    if every < _PUBLIC_EVERY and domain == parameters.get("domain"):
        raise _wrong(f"a public host is called once a second at most: every={every:g} is for a server of your own")
    timeout = _number("timeout", numbers["timeout"], 5.0, 0.05, 300.0)
    keep_days = _number("keep", numbers["keep"], 90.0, 0.0, 36_500.0)
    return GeocoderSetting(service, f"{service} {domain}", arguments, every, timeout, keep_days)


def _read_options(words: Sequence[str], service: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    options: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in {"every", "timeout", "keep", *parameters}:
            there_are = ", ".join(["every", "timeout", "keep", *parameters])
            raise _wrong(f"{service} knows no {name!r}; NAME=VALUE sets one of {there_are}")
        options[name] = value
    return options


def _read_argument(argument: str, service: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return geopy's arguments for what follows the service's name: an address or a key."""
    if not argument:
        return {}
    if argument.lower().startswith(("http://", "https://")):
        address = urlsplit(argument)
        if "domain" not in parameters or not address.hostname or "@" in address.netloc or address.query:
            raise _wrong(f"{service} cannot be asked at {argument!r}")
        return {"scheme": address.scheme, "domain": (address.netloc + address.path).rstrip("/")}
    key = next((name for name in parameters if name != "domain"), None)
    if key is None:
        raise _wrong(f"{service} takes no key; an address begins with http:// or https://")
    return {key: argument}


def _number(name: str, text: str | None, default: float, least: float, most: float) -> float:
    try:
        number = default if text is None else float(text)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise _wrong(f"{name}={text} is no number from {least:g} to {most:g}")
    return number


def _is_this_machine(domain: str) -> bool:
    host = urlsplit(f"//{domain}").hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _wrong(what: str) -> GazetteerError:
    return GazetteerError(f"{SETTING}: {what}")


def _geocoder(setting: GeocoderSetting) -> Any:
    kind = SERVICE_TO_GEOCODER[setting.service]
    common = {"timeout": setting.timeout, "user_agent": _USER_AGENT, "adapter_factory": _BoundedAdapter}
    try:
        return kind(**setting.arguments, **common)
    except (exc.GeopyError, TypeError, ValueError) as error:
        raise _wrong(f"{setting.service} cannot be used so: {error}") from error

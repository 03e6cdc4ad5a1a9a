"""One file that shows the events on a map, in a list and in their own words, without a server or the internet.

Everything is inlined. A content-security policy lets run what is written here and nothing else; article text is JSON
in a script element that is no script, and reaches the page as text.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from html import escape
from itertools import islice
from pathlib import Path
from typing import IO, Any

from dashboard import texts
from dashboard.conventions import number
from dashboard.figures.accounts import event_quote, when_fact, where_fact
from dashboard.figures.glyphs import colour_of, event_glyph
from dashboard.figures.map_layer import event_key, is_drawable, to_json
from dashboard.figures.words import day_in_words, summary
from geodata.dataset import Dataset
from geodata.queries import EventQuery
from geodata.quotes import QuotedEvent, quoted_events
from geodata.records import Event, Kind, Status, WherePrecision

STATIC = Path(__file__).parent.parent / "static"

MOST_EVENTS = 20_000
"""Events of one file, which comes to about 20 MB; a browser opens it in a few seconds."""


def write_html(dataset: Dataset, out: IO[str], query: EventQuery | None = None) -> int:
    """Write a page of the events that fit, and return their number; beyond `MOST_EVENTS` the rest is left out."""
    quoted = list(islice(quoted_events(dataset, query), MOST_EVENTS + 1))
    left_out, shown = len(quoted) > MOST_EVENTS, quoted[:MOST_EVENTS]
    out.write(page(shown, geocoder(dataset.configuration), left_out=left_out))
    return len(shown)


def geocoder(configuration: str) -> str:
    """Return the online geocoder that helped to make a dataset, with its attribution, or ""."""
    return configuration.partition(", geocoder ")[2]


def page(shown: Sequence[QuotedEvent], asked: str, *, left_out: bool) -> str:
    """Return the page as HTML."""
    styles = [_static("leaflet/leaflet.css"), _static("account.css"), _static("story.css")]
    scripts = [_static(f"{name}.js") for name in ("leaflet/leaflet", "account", "outlines", "story")]
    data = {
        "countries": _countries(),
        "story": to_json(story(shown, asked, left_out=left_out)),
    }
    policy = "; ".join([
        "default-src 'none'",
        "script-src " + " ".join(map(_hash, scripts)),
        "style-src " + " ".join(map(_hash, styles)),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ])  # fmt: skip
    head = "\n".join([
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{escape(texts.NAME)}</title>",
        *(f"<style>{style}</style>" for style in styles),
    ])  # fmt: skip
    body = "\n".join([
        *(f'<script type="application/json" id="{name}">{value}</script>' for name, value in data.items()),
        *(f"<script>{script}</script>" for script in scripts),
    ])  # fmt: skip
    return f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def story(shown: Sequence[QuotedEvent], asked: str, *, left_out: bool) -> dict[str, Any]:
    """Return what the page shows, as JSON knows it."""
    glyphs: dict[str, int] = {}
    rows = []
    for quoted in shown:
        where = quoted.event.where
        precision = where.area.precision if where else None
        image = event_glyph(colour_of(quoted.event.kind), quoted.event.status, precision)
        rows.append(event_row(quoted) | {"glyph": glyphs.setdefault(image, len(glyphs))})
    notes = [texts.STORY_LEFT_OUT.format(count=number(MOST_EVENTS))] if left_out else []
    return {
        "name": texts.NAME,
        "line": summary([quoted.event for quoted in shown]),
        "notes": notes,
        "attribution": [texts.ATTRIBUTION_PLACES, texts.ATTRIBUTION_BASE, *([asked] if asked else [])],
        "glyphs": list(glyphs),
        "events": rows,
        "kinds": {kind.value: texts.KINDS[kind] for kind in Kind},
        "statuses": {status.value: texts.STATUSES[status] for status in Status},
        "texts": texts.STORY,
    }


def event_row(quoted: QuotedEvent) -> dict[str, Any]:
    """Return an event as JSON knows it."""
    event, article = quoted.event, quoted.article
    where, when = where_fact(event.where, article), when_fact(event.when, article)
    area = event.where.area if event.where and is_drawable(event.where.area) else None
    return {
        "id": event_key(event),
        "quote": event_quote(event, article.text),
        "summary": event.summary,
        "kind": event.kind.value,
        "status": event.status.value,
        "colour": colour_of(event.kind),
        "actors": ", ".join(event.actors),
        "at": area and [area.lat, area.lon],
        "radius": area.radius_km if area and area.precision > 2 else 0,
        "country": country_of(event),
        "where": [where.value, *where.notes, *where.more],
        "when": [when.value, *when.notes, *when.more],
        "from": event.when and event.when.interval.first and event.when.interval.first.isoformat(),
        "to": event.when and event.when.interval.last and event.when.interval.last.isoformat(),
        "dated": event.when is not None,
        "title": article.title or "",
        "source": article.source or article.url or "",
        "url": article.url or "",
        "published": day_in_words(quoted.published) if quoted.published else "",
    }


def country_of(event: Event) -> str:
    """Return the name of the country that is all that is known of an event's place ("airbases in Chad"), or ""."""
    area = event.where.area if event.where else None
    if area is None or area.precision is not WherePrecision.COUNTRY:
        return ""
    return area.name.rpartition(" in ")[2]


def _static(name: str) -> str:
    text = (STATIC / name).read_text(encoding="utf-8")
    if "</script" in text.lower() or "</style" in text.lower() or "<!--" in text:
        raise ValueError(f"{name} would end its element")
    return text


def _countries() -> str:
    return (STATIC / "base" / "countries.json").read_text(encoding="utf-8").replace("<", "\\u003c")


def _hash(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"

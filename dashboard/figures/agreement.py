"""A story's tellings side by side: where its articles agree on an event and where they differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from dashboard import texts
from dashboard.figures.accounts import event_quote, quantity_in_words, when_fact, where_fact
from dashboard.figures.map_layer import event_key
from dashboard.figures.words import day_in_words
from geodata.quotes import QuotedEvent
from geodata.stories import Story, Trait


def agreement(story: Story, selected: str | None) -> dict[str, Any]:
    """Return what the comparison shows: a column for each telling, a row for each trait, and which rows differ."""
    differ = story.differences
    values = {trait: [value(telling) for telling in story.tellings] for trait, (_, value) in _ROWS.items()}
    rows = [
        {"label": _ROWS[trait][0], "differs": trait in differ, "values": each}
        for trait, each in values.items()
        if any(each)
    ]
    return {
        "title": texts.TOLD_BY.format(count=len(story.tellings)),
        "note": f"{texts.CAME_TRUE if story.came_true else ''} {texts.DIFFER if differ else texts.AGREE}".strip(),
        "differs": texts.DIFFERS,
        "columns": [_column(telling, selected) for telling in story.tellings],
        "rows": rows,
    }


def _column(telling: QuotedEvent, selected: str | None) -> dict[str, Any]:
    key = event_key(telling.event)
    return {
        "key": key,
        "name": telling.article.title or source_name(telling) or telling.headline,
        "source": source_name(telling) if telling.article.title else "",
        "published": day_in_words(telling.published) if telling.published else "",
        "quote": [list(piece) for piece in event_quote(telling.event, telling.article.text)],
        "chosen": key == selected,
    }


def source_name(telling: QuotedEvent) -> str:
    """Return the site or the file that tells: what a reader knows a source by."""
    host = urlsplit(telling.article.url or "").hostname or ""
    return host.removeprefix("www.") or (telling.article.source or "").rpartition("/")[2]


def _numbers(telling: QuotedEvent) -> str:
    return "; ".join(map(quantity_in_words, telling.event.quantities))


_ROWS: dict[Trait, tuple[str, Callable[[QuotedEvent], str]]] = {
    Trait.STATUS: (texts.STATUS, lambda telling: texts.STATUSES[telling.event.status]),
    Trait.WHEN: (texts.WHEN, lambda telling: when_fact(telling.event.when, telling.article).value),
    Trait.WHERE: (texts.WHERE, lambda telling: where_fact(telling.event.where, telling.article).value),
    Trait.NUMBERS: (texts.NUMBERS, _numbers),
}

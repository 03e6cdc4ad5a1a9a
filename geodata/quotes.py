"""Events with the words that tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from geodata import queries
from geodata.dataset import Dataset
from geodata.queries import EventQuery
from geodata.records import Article, Event

_HEADLINE = 120  # characters
_READ_TOGETHER = 1000  # events, so that the texts of an archive are never all in memory


@dataclass(frozen=True, slots=True)
class QuotedEvent:
    """An event with the article that tells of it, and the day that was published."""

    event: Event
    article: Article
    published: date | None

    @property
    def key(self) -> tuple[str, str]:
        """The article's id and the event's own."""
        return self.event.article_id, self.event.id

    @property
    def quote(self) -> str:
        """The event's sentence."""
        return self.event.sentence.of(self.article.text)

    @property
    def headline(self) -> str:
        """The article's title, or how its text begins."""
        first = next((line.strip() for line in self.article.text.splitlines() if line.strip()), "")
        return self.article.title or first[:_HEADLINE]

    @property
    def source(self) -> str | None:
        """Where the article was read from."""
        return self.article.url or self.article.source


def quoted_events(dataset: Dataset, query: EventQuery | None = None) -> Iterator[QuotedEvent]:
    """Yield the events that fit, each with its article. Raises `DatasetError`."""
    events = queries.events(dataset, query)
    for first in range(0, len(events), _READ_TOGETHER):
        yield from quoted(dataset, events[first : first + _READ_TOGETHER])


def quoted(dataset: Dataset, events: Sequence[Event]) -> tuple[QuotedEvent, ...]:
    """Return events of a dataset with their articles. Raises `DatasetError`."""
    articles = queries.articles_of(dataset, {event.article_id for event in events})
    return tuple(QuotedEvent(event, *articles[event.article_id]) for event in events)

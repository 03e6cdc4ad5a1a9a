"""What one run of the page shows, worked out once from the dataset and the view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard import data
from dashboard.figures.map_layer import Layer, event_key, layer
from dashboard.state import View
from geodata.dataset import Dataset
from geodata.queries import ArticleSummary
from geodata.records import Annotation, Event, Interval


@dataclass(frozen=True, slots=True)
class Scene:
    """The events shown, the map's layer, the article beside it, and what is selected."""

    view: View
    articles: tuple[ArticleSummary, ...]
    events: dict[str, Event]
    annotations: dict[str, Annotation]
    layer: Layer
    article: Annotation | None
    span: Interval | None

    @property
    def selected_event(self) -> Event | None:
        """The selected event, if the filters let it through."""
        return self.events.get(self.view.selected or "")

    @property
    def last_day(self) -> date | None:
        """The last day of any dated event."""
        return self.span.last if self.span else None


def scene(dataset: Dataset, view: View) -> Scene:
    """Return what a view shows of a dataset."""
    articles = data.articles(dataset)
    events = {event_key(event): event for event in data.events(dataset, view.query)}
    shown = [view.article] if view.article else [event.article_id for event in events.values()]
    # One article alone is shown with its places even where it has no event.
    shown = shown or [article.id for article in articles[:1]]
    annotations = data.read_annotations(dataset, shown)
    selected = events.get(view.selected or "")
    beside = view.article or (selected.article_id if selected else None) or next((each.id for each in articles), None)
    return Scene(
        view=view,
        articles=articles,
        events=events,
        annotations=annotations,
        layer=layer(tuple(events.values()), annotations),
        article=data.annotation(dataset, beside) if beside is not None else None,
        span=data.date_span(dataset, view.article),
    )

"""What one run of the page shows, worked out once from the dataset and the view."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from dashboard import data, state
from dashboard.figures.map_layer import COLOUR_OF_KIND, Layer, Mark, binned_layer, event_key, fitting_zoom, layer
from dashboard.state import View
from geodata import columns as ec
from geodata.columns import Booleans, EventColumns, Tally
from geodata.dataset import Dataset
from geodata.queries import ArticleSummary, Box, Order
from geodata.records import Annotation, Event, Interval, Role

MOST_EVENTS = 1000
"""Events that are all read and all drawn; of more, the map shows counts and the list a part."""

MOST_LISTED = 200
"""Events that are read where there are more than `MOST_EVENTS`: those around the selected one."""

MOST_SPOTS = 500
"""Of more than `MOST_EVENTS`, so many in view are drawn one by one."""

MOST_IN_LIST = 30
"""Events of one place that the map lists where it does not draw them."""

FEW_ARTICLES = 12
"""With more articles than these, places without an event are drawn for a chosen article only."""

MOST_ARTICLES_OFFERED = 300
"""Articles to choose from, the latest: what a list can hold. The others are found by search."""

WORLD = Box(-85, -180, 85, 180)


@dataclass(frozen=True, slots=True)
class FarList:
    """Events of a place that is drawn as a count: the first of them, and how many there are."""

    lat: float
    lon: float
    events: tuple[Event, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Scene:
    """The events shown, the map's layer, the article beside it, and what is selected.

    `tally` is of all events that the filters let through; `events` are all of them or, of very many, a part.
    """

    view: View
    articles: tuple[ArticleSummary, ...]
    events: dict[str, Event]
    tally: Tally
    annotations: dict[str, Annotation]
    layer: Layer
    article: Annotation | None
    span: Interval | None
    far: FarList | None = None

    @property
    def selected_event(self) -> Event | None:
        """The selected event, if the filters let it through."""
        return self.events.get(self.view.selected or "")

    @property
    def last_day(self) -> date | None:
        """The last day of any dated event."""
        return self.span.last if self.span else None

    @property
    def is_whole(self) -> bool:
        """Tell whether `events` are all that the filters let through."""
        return len(self.events) == self.tally.events


def scene(dataset: Dataset, view: View, opened_box: Box | None = None) -> Scene:
    """Return what a view shows of a dataset; `opened_box` is of a count on the map that the reader opened."""
    if view.text:
        data.prepare_search(dataset)
    articles = data.articles(dataset)
    columns, fit = data.columns(dataset), data.matching(dataset, view.query)
    tally = data.tally(dataset, view.query)
    are_few = tally.events <= MOST_EVENTS
    if are_few:
        events = data.some_events(dataset, view.query, MOST_EVENTS, None)
    else:
        events = data.some_events(dataset, view.query, MOST_LISTED, view.selected)
    found = {event_key(event): event for event in events}
    annotations, beside = _annotations(dataset, view, found.values(), articles)
    if are_few:
        few_articles = view.article is not None or len(annotations) > 1 or len(articles) <= FEW_ARTICLES
        drawn = layer(events, annotations, with_places=few_articles)
    else:
        drawn = _binned(columns, fit, found.get(view.selected or ""), annotations)
    if view.roles:
        drawn = replace(drawn, marks=tuple(mark for mark in drawn.marks if has_role(mark, view.roles)))
    return Scene(
        view=view,
        articles=_offered(articles, view),
        events=found,
        tally=tally,
        annotations=annotations,
        layer=drawn,
        article=beside,
        span=data.date_span(dataset, view.article),
        far=_far_list(columns, fit, opened_box) if opened_box and not are_few else None,
    )


def has_role(mark: Mark, roles: Collection[Role]) -> bool:
    """Tell whether a mark is of an event or a site, or of a place in one of the roles."""
    return mark.sort != "place" or mark.id.rpartition(":")[2] in roles


def _annotations(
    dataset: Dataset, view: View, events: Iterable[Event], articles: tuple[ArticleSummary, ...]
) -> tuple[dict[str, Annotation], Annotation | None]:
    """Return what is known of the articles shown, where they are few, and of the one beside the map."""
    by_key = {event_key(event): event for event in events}
    selected = by_key.get(view.selected or "")
    first = next((each.id for each in articles), None)
    beside = view.article or (selected.article_id if selected else None) or first
    shown = {event.article_id for event in by_key.values()}
    # One article alone is shown with its places even where it has no event.
    wanted = shown if 0 < len(shown) <= FEW_ARTICLES and view.article is None else set()
    ids = sorted(wanted | ({beside} if beside is not None else set()))
    found = data.read_annotations(dataset, ids)
    return found, found.get(beside) if beside is not None else None


def _offered(articles: tuple[ArticleSummary, ...], view: View) -> tuple[ArticleSummary, ...]:
    offered = articles[:MOST_ARTICLES_OFFERED]
    if view.article is None or any(article.id == view.article for article in offered):
        return offered
    return (*offered, *(article for article in articles if article.id == view.article))


def _binned(columns: EventColumns, fit: Booleans, selected: Event | None, annotations: dict[str, Annotation]) -> Layer:
    """Return the layer of more events than can be drawn: counts by place or, close by, one mark each."""
    look = state.map_view()
    box, zoom = (_wider(look.box), look.zoom) if look else (WORLD, fitting_zoom(_extent(columns, fit)))
    in_view = fit & ec.within(columns, box)
    if look and int(np.count_nonzero(in_view)) <= MOST_SPOTS:
        return binned_layer(selected, annotations, spots=ec.spots(columns, np.flatnonzero(in_view)))
    return binned_layer(selected, annotations, bins=ec.bins(columns, fit, box, zoom, COLOUR_OF_KIND))


def _extent(columns: EventColumns, fit: Booleans) -> Box:
    placed = fit & (columns.x >= 0)
    if not placed.any():
        return WORLD
    lat, lon = columns.lat[placed], columns.lon[placed]
    return Box(float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max()))


def _wider(box: Box) -> Box:
    """Return the box with half of its size around, so that a small move of the map shows no gap."""
    up, across = (box.north - box.south) / 2, (box.east - box.west) / 2
    return Box(max(-90, box.south - up), box.west - across, min(90, box.north + up), box.east + across)


def _far_list(columns: EventColumns, fit: Booleans, box: Box) -> FarList:
    hair = 1e-6  # degrees: the box of one place has no width, and longitudes are rounded on their way
    around = Box(box.south - hair, box.west - hair, box.north + hair, box.east + hair)
    inside = fit & ec.within(columns, around)
    rows = ec.chosen(columns, inside, Order.TIME, MOST_IN_LIST)
    return FarList(
        lat=(box.south + box.north) / 2,
        lon=(box.west + box.east) / 2,
        events=ec.events_at(columns, rows),
        count=int(np.count_nonzero(inside)),
    )

"""The article beside the map, with its words marked."""

from __future__ import annotations

from hashlib import sha256

from dashboard import components, state
from dashboard.figures.marked_text import cut, lit_by_mark, words
from dashboard.views.scene import Scene


def show(scene: Scene) -> None:
    """Show the article; a chosen word becomes the selection."""
    if scene.article is None:
        return
    own = [event for event in scene.events.values() if event.article_id == scene.article.article.id]
    pieces = cut(scene.article.article.text, words(scene.article, own), own)
    data = {
        "pieces": pieces,
        "version": sha256(repr(pieces).encode("utf-8", "replace")).hexdigest()[:16],
        "lit": lit_by_mark(scene.view.selected, scene.events, scene.article),
        "selected": scene.view.selected,
    }
    components.reader(data, lambda chosen: state.change(selected=chosen))

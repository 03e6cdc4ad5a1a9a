"""The chosen event as other articles tell it, side by side."""

from __future__ import annotations

from dashboard import components, data, state
from dashboard.figures.agreement import agreement
from dashboard.views.scene import Scene
from geodata.dataset import Dataset


def show(dataset: Dataset, scene: Scene) -> None:
    """Show how the articles that tell of the chosen event agree; nothing where only one does."""
    event = scene.selected_event
    if event is None or len(scene.articles) < 2:
        return
    story = data.story(dataset, event)
    if story is not None:
        components.agreement(agreement(story, scene.view.selected), lambda chosen: state.change(selected=chosen))

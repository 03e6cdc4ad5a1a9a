"""One mention of an event: a trigger read in its sentence, before mentions are merged."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.events.syntax import Sentence
from geodata.events.triggers import Trigger
from geodata.records import EventPlace, EventTime, Quantity, Status


@dataclass(frozen=True, slots=True)
class Mention:
    """A trigger with what its own sentence says of it, and whether that names any sites and days.

    A `slight` one counts only if something gives it a place. `days_apart` is how many days after the story's day it
    was ("three days after …": -3), where its sentence says only that.
    """

    sentence: Sentence
    trigger: Trigger
    status: Status
    actors: tuple[str, ...]
    where: EventPlace | None
    when: EventTime | None
    place_odds: float
    definite: bool
    names_sites: bool
    names_days: bool
    quantities: tuple[Quantity, ...] = ()
    slight: bool = False
    days_apart: int | None = None

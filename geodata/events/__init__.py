"""Sentences, toponyms and timexes → events: what happened, to whom, where and when."""

from geodata.events.finding import find_events

__all__ = ["find_events"]

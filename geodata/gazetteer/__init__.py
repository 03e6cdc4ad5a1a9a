"""The store of places and their names: embedded, offline, mapped from disk."""

from geodata.gazetteer.names import NameType, name_key, normalise_name
from geodata.gazetteer.store import Gazetteer, Match, prominence

__all__ = ["Gazetteer", "Match", "NameType", "name_key", "normalise_name", "prominence"]

"""Dateline's library: news articles → dated, located events, and questions to them.

The names below are imported when first used, so that `import geodata` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geodata.version import __version__

if TYPE_CHECKING:
    from geodata.batch import Reading, read_into, read_sources
    from geodata.dataset import Dataset, read_dataset, write_dataset
    from geodata.errors import GeodataError
    from geodata.frames import to_arrow, to_geopandas, to_pandas, to_polars
    from geodata.pipeline import Pipeline
    from geodata.queries import Box, EventQuery
    from geodata.records import Annotation, Article, Event, Failure, Interval, Kind, Role, Status

__all__ = [
    "Annotation", "Article", "Box", "Dataset", "Event", "EventQuery", "Failure", "GeodataError", "Interval", "Kind",
    "Pipeline", "Reading", "Role", "Status", "__version__", "read_dataset", "read_into", "read_sources", "to_arrow",
    "to_geopandas", "to_pandas", "to_polars", "write_dataset",
]  # fmt: skip

_HOMES = {
    "batch": "Reading read_into read_sources",
    "dataset": "Dataset read_dataset write_dataset",
    "errors": "GeodataError",
    "frames": "to_arrow to_geopandas to_pandas to_polars",
    "pipeline": "Pipeline",
    "queries": "Box EventQuery",
    "records": "Annotation Article Event Failure Interval Kind Role Status",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import a name of the library's when it is first asked for."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'geodata' has no attribute {name!r}")
    return getattr(import_module(f"geodata.{_HOME_OF[name]}"), name)

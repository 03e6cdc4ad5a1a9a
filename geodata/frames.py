"""Events as a flat table, for Arrow, pandas, polars and geopandas; each is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa

from geodata import queries
from geodata.dataset import Dataset, load_table, tables_of
from geodata.errors import MissingPackageError
from geodata.queries import EventQuery
from geodata.records import Annotation, Failure

if TYPE_CHECKING:
    import geopandas
    import pandas
    import polars

Events = Dataset | Annotation | Iterable[Annotation | Failure]
"""Where events come from: a dataset, an annotation, or several, such as `Pipeline.pipe` yields."""

_SELECT = """
    SELECT id, article_id, source, title, published, kind, status, actors, summary,
        substr("text", sentence.start + 1, sentence."end" - sentence.start) AS quote,
        area.lat AS lat, area.lon AS lon, area.name AS place, place_id, area.precision AS where_precision, where_basis,
        area.radius_km AS radius_km, "first" AS "from", "last" AS "to", when_precision, when_basis, confidence, geometry
    FROM events JOIN (
        SELECT id AS read_id, coalesce(url, source) AS source, title, publication.date AS published, "text"
        FROM articles
    ) ON article_id = read_id
    """


def to_arrow(events: Events, query: EventQuery | None = None) -> pa.Table:
    """Return events as an Arrow table, a row each, with the columns of the CSV export; those of a query, if given.

    `published`, `from` and `to` are days, `actors` a list; what is not known is null. A dataset's events come in the
    query's order, others in their own.
    """
    return _table(events, query).drop_columns(["geometry"])


def to_pandas(events: Events, query: EventQuery | None = None) -> pandas.DataFrame:
    """Return events as a pandas data frame; see `to_arrow`. Raises `MissingPackageError`."""
    return _pandas_of(to_arrow(events, query))


def to_polars(events: Events, query: EventQuery | None = None) -> polars.DataFrame:
    """Return events as a polars data frame; see `to_arrow`. Raises `MissingPackageError`."""
    frame: polars.DataFrame = _package("polars").from_arrow(to_arrow(events, query))
    return frame


def to_geopandas(events: Events, query: EventQuery | None = None) -> geopandas.GeoDataFrame:
    """Return events as a geopandas frame in WGS 84; one without a place has no geometry. See `to_arrow`.

    Raises `MissingPackageError`.
    """
    package = _package("geopandas")
    table = _table(events, query)
    points = package.GeoSeries.from_wkb(_pandas_of(table.select(["geometry"]))["geometry"], crs="EPSG:4326")
    return package.GeoDataFrame(_pandas_of(table.drop_columns(["geometry"])), geometry=points)


def _pandas_of(table: pa.Table) -> pandas.DataFrame:
    package = _package("pandas")
    whole = {pa.int8(): package.Int8Dtype()}  # else a column with a null would be of floating point
    frame: pandas.DataFrame = table.to_pandas(date_as_object=False, types_mapper=whole.get)
    return frame


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingPackageError(f"{name} is not installed; pip install 'dateline[frames]' does it") from error


def _table(events: Events, query: EventQuery | None) -> pa.Table:
    if isinstance(events, Dataset):
        query = query or EventQuery()
        found = load_table(events, "events").take(queries.rows(events, query))
        return _joined(found, load_table(events, "articles"), queries.ORDERS[query.order])
    if query is not None:
        raise TypeError("a query is for a dataset; write_dataset makes one of annotations")
    given = [events] if isinstance(events, Annotation) else events
    tables = tables_of((each for each in given if isinstance(each, Annotation)), ())
    numbered = tables["events"].append_column("row", pa.array(np.arange(len(tables["events"]))))
    return _joined(numbered, tables["articles"], "row")


def _joined(events: pa.Table, articles: pa.Table, order: str) -> pa.Table:
    with duckdb.connect() as connection:
        connection.register("events", events)
        connection.register("articles", articles)
        return connection.sql(f"{_SELECT} ORDER BY {order}").to_arrow_table()

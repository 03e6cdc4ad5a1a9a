"""Events as data frames."""

import sys
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from geodata import queries, to_arrow, to_geopandas, to_pandas, to_polars
from geodata.dataset import read_dataset, write_dataset
from geodata.errors import MissingPackageError
from geodata.exports import CSV_COLUMNS
from geodata.queries import EventQuery, Order
from geodata.records import Failure
from tests.samples import annotation


@pytest.fixture
def dataset(tmp_path):
    rome = annotation("a")
    nowhere = replace(rome.events[0], id="a:nowhere", where=None, actors=())
    lima = annotation("c", "Lima", dated=False)
    write_dataset(tmp_path, [replace(rome, events=(*rome.events, nowhere)), lima, annotation("b", "Oslo")])
    return read_dataset(tmp_path)


def test_columns_are_those_of_the_csv_and_the_title(dataset):
    columns = to_arrow(dataset).column_names
    assert [name for name in columns if name != "title"] == list(CSV_COLUMNS)


@pytest.mark.parametrize("query", [None, EventQuery(order=Order.TIME), EventQuery(places=frozenset({"Oslo", "Lima"}))])
def test_rows_are_the_events_of_a_query_in_its_order(dataset, query):
    found = to_arrow(dataset, query)["id"].to_pylist()
    assert found == [event.id for event in queries.events(dataset, query)]
    assert found


def test_row_holds_what_is_known_of_an_event(dataset):
    row = to_pandas(dataset).iloc[0]
    assert row["quote"] == "A flood hit Rome on Monday, the mayor said."
    assert row["source"] == "https://example.org/a"
    assert row["published"] == datetime(2025, 3, 4)
    assert (row["kind"], row["status"], list(row["actors"])) == ("disaster_accident", "happened", ["the mayor"])
    assert (row["lat"], row["lon"], row["place"], row["where_precision"]) == (41.89, 12.48, "Rome", 1)
    assert (row["from"], row["to"], row["when_precision"]) == (datetime(2025, 3, 3), datetime(2025, 3, 3), 1)


def test_what_is_not_known_is_missing_and_leaves_the_column_its_type(dataset):
    frame = to_pandas(dataset).set_index("id")
    assert frame.loc["a:nowhere", ["lat", "place", "where_precision"]].isna().all()
    assert frame.loc["c:2", ["from", "to", "when_precision"]].isna().all()
    assert frame["where_precision"].dtype == pd.Int8Dtype()


def test_annotations_need_no_dataset_and_keep_their_order(dataset):
    given = [annotation("z"), Failure("broken", "articles", "it is empty"), annotation("c", "Lima", dated=False)]
    assert to_arrow(given)["article_id"].to_pylist() == ["z", "c"]
    assert to_arrow(iter(given))["place"].to_pylist() == ["Rome", "Lima"]
    stored = to_arrow(dataset, EventQuery(article_id="c")).to_pylist()
    assert to_arrow(given[2]).to_pylist() == stored
    assert len(to_arrow([])) == 0


def test_quote_is_counted_in_characters():
    flood = annotation("a")
    event = flood.events[0]
    text = "🌊 é " + flood.article.text
    moved = replace(event, sentence=replace(event.sentence, start=4, end=len(text)))
    shifted = replace(flood, article=replace(flood.article, text=text), events=(moved,))
    assert to_arrow(shifted)["quote"].to_pylist() == [flood.article.text]


def test_polars_and_geopandas_hold_the_same(dataset):
    frame = to_polars(dataset)
    assert frame["from"].to_list() == [date(2025, 3, 3)] * 3 + [None]
    places = to_geopandas(dataset)
    assert places.crs.to_epsg() == 4326
    assert places.geometry.isna().tolist() == [False, True, False, False]
    assert (places.geometry.iloc[0].y, places.geometry.iloc[0].x) == (41.89, 12.48)


def test_missing_package_is_named_with_what_installs_it(dataset, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(MissingPackageError, match=r"polars is not installed; pip install 'dateline\[frames\]'"):
        to_polars(dataset)


def test_query_of_what_is_no_dataset_is_refused():
    with pytest.raises(TypeError, match="a query is for a dataset"):
        to_pandas(annotation("a"), EventQuery())

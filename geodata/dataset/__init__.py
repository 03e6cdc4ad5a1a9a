"""Records ↔ a dataset on disk: a folder, or any fsspec address, of GeoParquet tables that a manifest names.

`events/month=2025-06/` holds the events of a month along a curve over the map, so that a view reads few row groups;
the other tables lie in folders of their names. Part files are never changed. See `writing` for what holds when a
writer is killed, `schema` for the columns.
"""

from geodata.dataset.manifest import MANIFEST, Corners, Dataset, Part, in_place, read_dataset, relocated
from geodata.dataset.reading import KnownArticles, known_articles, load_table, other_sources
from geodata.dataset.rows import article_of, event_of, publication_of, tables_of, timex_of, toponym_of
from geodata.dataset.schema import SCHEMA_VERSION, SCHEMAS, TABLES
from geodata.dataset.storage import Address, storage_at
from geodata.dataset.writing import compact, with_events_part, write_dataset, write_parts, write_tables

__all__ = [
    "MANIFEST",
    "SCHEMAS",
    "SCHEMA_VERSION",
    "TABLES",
    "Address",
    "Corners",
    "Dataset",
    "KnownArticles",
    "Part",
    "article_of",
    "compact",
    "event_of",
    "in_place",
    "known_articles",
    "load_table",
    "other_sources",
    "publication_of",
    "read_dataset",
    "relocated",
    "storage_at",
    "tables_of",
    "timex_of",
    "toponym_of",
    "with_events_part",
    "write_dataset",
    "write_parts",
    "write_tables",
]

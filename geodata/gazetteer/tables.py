"""The compiled Arrow files, and how they are mapped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from geodata.errors import GazetteerError

DATA = Path(__file__).with_name("data")
FORMAT_VERSION = 2
REMEDY = "reinstall Dateline, or rebuild the files with python -m geodata.gazetteer.build"


def map_table(path: Path) -> pa.Table:
    """Map a compiled table. Raises `GazetteerError` if it is missing, damaged or of another version."""
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except FileNotFoundError as error:
        raise GazetteerError(f"the gazetteer file {path.name} is missing; {REMEDY}") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise GazetteerError(f"the gazetteer file {path.name} is damaged; {REMEDY}") from error
    version = (table.schema.metadata or {}).get(b"dateline.format", b"none").decode()
    if version != str(FORMAT_VERSION):
        raise GazetteerError(f"the gazetteer file {path.name} is of version {version}, not {FORMAT_VERSION}; {REMEDY}")
    return table


def write_table(table: pa.Table, path: Path, **metadata: str) -> None:
    """Write a table in one piece, with what is to be known of it."""
    marked = {f"dateline.{name}": value for name, value in {"format": str(FORMAT_VERSION), **metadata}.items()}
    table = table.replace_schema_metadata(marked).combine_chunks()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=len(table))


def numbers(column: Any, kind: Any) -> npt.NDArray[Any]:
    """Return an Arrow column's numbers where they lie; Arrow's own way to numpy would load pandas."""
    chunk = column.chunk(0)
    return np.frombuffer(chunk.buffers()[1], kind)[chunk.offset : chunk.offset + len(chunk)]


def rows_of(key: int, keys: npt.NDArray[np.uint64]) -> range:
    """Return where a key stands among the sorted ones."""
    first, past = (int(np.searchsorted(keys, np.uint64(key), side)) for side in ("left", "right"))
    return range(first, past)

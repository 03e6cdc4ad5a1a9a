"""Compile the index of our own names, after a change of their tables: `python -m geodata.gazetteer.build.own`."""

from __future__ import annotations

from pathlib import Path

from geodata.gazetteer.own import INDEX, compiled_index
from geodata.gazetteer.tables import DATA, write_table


def write_index(directory: Path = DATA) -> None:
    """Write the index of the own tables' names, with the digest of the tables that it is of."""
    index, digest = compiled_index()
    write_table(index, directory / INDEX, digest=digest)


if __name__ == "__main__":
    write_index()

"""What a dataset consists of: the manifest `dataset.json` names the Parquet parts of each table."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geodata.dataset.schema import READABLE, SCHEMA_VERSION, TABLES
from geodata.dataset.storage import Address, Storage, storage_at
from geodata.errors import DatasetError

MANIFEST = "dataset.json"
RETIRED = "retired"
"""The folder that replaced parts are moved to, for those who still read the dataset before."""

Days = tuple[date, date]
Corners = tuple[float, float, float, float]
"""South, west, north, east, in degrees."""


@dataclass(frozen=True, slots=True)
class Part:
    """A Parquet file of a table, and what can be told of its rows without opening it.

    `rows` is `None` where nothing is told. Of a part of events, `days` reach from the first to the last day of its
    dated ones and `box` holds its placed ones; they are `None` where it has none.
    """

    path: Address
    rows: int | None = None
    days: Days | None = None
    box: Corners | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset as its manifest tells it; `state` tells one state of it from every other."""

    directory: Address
    configuration: str
    parts: dict[str, tuple[Part, ...]] = field(repr=False)
    state: str

    @property
    def files(self) -> dict[str, tuple[Address, ...]]:
        """Where the Parquet parts of each table are: a `Path` each, or an address that fsspec knows."""
        return {table: tuple(part.path for part in parts) for table, parts in self.parts.items()}


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as read: the dataset, and what only a writer asks.

    `version` is the storage's name for these bytes. `retired` are the names of parts that were replaced, each with
    the generation that did it and the time (seconds since 1970).
    """

    dataset: Dataset
    schema_version: int
    generation: int
    retired: dict[str, tuple[int, float]]
    version: str


def read_dataset(directory: Address) -> Dataset:
    """Return the dataset in a folder, or at an address such as `s3://bucket/folder`; reads its manifest only.

    Raises `DatasetError` where there is none, or it is damaged or of another version.
    """
    storage = storage_at(directory)
    seen = ""
    while True:
        manifest = read_manifest(storage)
        if manifest is None:
            raise DatasetError(f"there is no dataset in {directory}; make one with dateline read PATH -o DIR")
        missing = _missing(storage, manifest.dataset)
        if not missing:
            return manifest.dataset
        if manifest.version == seen:  # else a writer may have replaced them in between
            raise DatasetError(f"the dataset in {directory} is damaged: {', '.join(missing)} missing")
        seen = manifest.version


def read_manifest(storage: Storage) -> Manifest | None:
    """Return the manifest of a folder, or `None` where there is none. Raises `DatasetError` where it is damaged."""
    try:
        data, version = storage.read(MANIFEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DatasetError(f"the dataset in {storage.root} cannot be read: {MANIFEST}: {error}") from error
    try:
        told = json.loads(data)
        schema_version = told["schema_version"]
        if schema_version in READABLE:
            return _manifest(storage, told, _digest(data), version)
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"the dataset in {storage.root} is damaged: {MANIFEST} cannot be read ({error})") from error
    raise DatasetError(
        f"the dataset in {storage.root} has schema version {schema_version}, this Dateline reads up to "
        f"{SCHEMA_VERSION}; read its articles again into a new folder"
    )


def _manifest(storage: Storage, told: dict[str, Any], state: str, version: str) -> Manifest:
    tables = told["files"]
    parts = {
        # A table that came with a later version is empty; one that this version had must be told of.
        table: tuple(_part(storage, each) for each in (tables.get(table, ()) if table == "sources" else tables[table]))
        for table in TABLES
    }
    dataset = Dataset(storage.root, str(told.get("configuration", "")), parts, state)
    retired = {name: (int(generation), float(at)) for name, (generation, at) in told.get("retired", {}).items()}
    return Manifest(dataset, told["schema_version"], int(told.get("generation", 0)), retired, version)


def _part(storage: Storage, told: Any) -> Part:
    if isinstance(told, str):
        return Part(storage.at(told))
    days = told.get("days") and (date.fromisoformat(told["days"][0]), date.fromisoformat(told["days"][1]))
    box = told.get("box") and (*map(float, told["box"]),)
    return Part(storage.at(told["path"]), int(told["rows"]), days, box)


def manifest_bytes(
    storage: Storage,
    parts: dict[str, tuple[Part, ...]],
    configuration: str,
    generation: int,
    retired: dict[str, tuple[int, float]],
) -> bytes:
    """Return a manifest as it is written."""
    told = {
        "schema_version": SCHEMA_VERSION,
        "configuration": configuration,
        "generation": generation,
        "files": {table: [_told(storage, part) for part in parts[table]] for table in TABLES},
        "retired": retired,
    }
    return json.dumps(told).encode("utf-8")


def _told(storage: Storage, part: Part) -> Any:
    name = storage.name_of(part.path)
    if part.rows is None:
        return name
    told: dict[str, Any] = {"path": name, "rows": part.rows}
    if part.days:
        told["days"] = [day.isoformat() for day in part.days]
    if part.box:
        told["box"] = part.box
    return told


def _missing(storage: Storage, dataset: Dataset) -> list[str]:
    """Return the parts that are not there; elsewhere than on this machine to ask would take too long."""
    if storage.filesystem is not None:
        return []
    names = (storage.name_of(path) for paths in dataset.files.values() for path in paths)
    return [name for name in names if not storage.holds(name)]


def in_place(dataset: Dataset) -> Dataset:
    """Return a dataset, with its replaced parts where they are now if it has been written over since it was read."""
    try:
        data, _ = storage_at(dataset.directory).read(MANIFEST)
    except OSError:
        return dataset
    return dataset if dataset.state.startswith(_digest(data)) else relocated(dataset)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def relocated(dataset: Dataset) -> Dataset:
    """Return a dataset that has been written over since it was read, with its replaced parts where they are now."""
    storage = storage_at(dataset.directory)

    def place(part: Part) -> Part:
        try:
            name = storage.name_of(part.path)
        except ValueError:  # laid over the dataset, elsewhere
            return part
        gone = f"{RETIRED}/{name}"
        is_retired = not storage.holds(name) and storage.holds(gone)
        return Part(storage.at(gone), part.rows, part.days, part.box) if is_retired else part

    parts = {table: tuple(map(place, parts)) for table, parts in dataset.parts.items()}
    return Dataset(dataset.directory, dataset.configuration, parts, dataset.state)

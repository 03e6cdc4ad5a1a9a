"""What makes a table of points GeoParquet 1.1: geometries, boxes to prune by, metadata, and an order on the map."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from geodata.dataset.schema import BBOX

Numbers = npt.NDArray[Any]

_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("lon", "<f8"), ("lat", "<f8")])
_CURVE_BITS = 16
"""Positions along the Hilbert curve tell apart squares of 2 ** -16 of the world's width: 600 m at the equator."""


def metadata_of(schema: pa.Schema) -> dict[str, str]:
    """Return the file metadata of a table with a column `geometry`, and with a column `bbox` where it has one."""
    geometry: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if "bbox" in schema.names:
        geometry["covering"] = {"bbox": {side.name: ["bbox", side.name] for side in BBOX}}
    return {"geo": json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}})}


def positions(area: pa.ChunkedArray) -> tuple[Numbers, Numbers]:
    """Return latitudes and longitudes of a column of areas, not numbers where there is no place on earth."""
    lat, lon = (pc.struct_field(area, name).fill_null(np.nan).to_numpy() for name in ("lat", "lon"))
    is_on_earth = (abs(lat) <= 90) & (abs(lon) <= 180)
    return np.where(is_on_earth, lat, np.nan), np.where(is_on_earth, lon, np.nan)


def points(lat: Numbers, lon: Numbers) -> pa.Array:
    """Return WKB points; null where a coordinate is no number."""
    records = np.empty(len(lat), _POINT)
    records["order"], records["type"], records["lon"], records["lat"] = 1, 1, lon, lat
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(_POINT.itemsize), len(lat), [None, pa.py_buffer(records)])
    return pc.if_else(pa.array(~np.isnan(lat + lon)), fixed.cast(pa.binary()), None)


def boxes(lat: Numbers, lon: Numbers) -> pa.StructArray:
    """Return the boxes of points, rounded outwards; null where a coordinate is no number."""
    sides = [_down(lon), _down(lat), _up(lon), _up(lat)]
    return pa.StructArray.from_arrays(
        [pa.array(side) for side in sides], fields=list(BBOX), mask=pa.array(np.isnan(lat + lon))
    )


def _down(degrees: Numbers) -> Numbers:
    near = degrees.astype(np.float32)
    return np.where(near > degrees, np.nextafter(near, np.float32(-np.inf)), near)


def _up(degrees: Numbers) -> Numbers:
    near = degrees.astype(np.float32)
    return np.where(near < degrees, np.nextafter(near, np.float32(np.inf)), near)


def along_curve(lat: Numbers, lon: Numbers) -> Numbers:
    """Return how far along a Hilbert curve points lie, so that near ones follow each other; -1 for no number."""
    most = 2**_CURVE_BITS - 1
    is_known = ~np.isnan(lat + lon)
    x = np.where(is_known, (lon + 180) / 360 * most, 0).astype(np.int64)
    y = np.where(is_known, (lat + 90) / 180 * most, 0).astype(np.int64)
    distance = np.zeros(len(lat), np.int64)
    for side in (1 << bit for bit in reversed(range(_CURVE_BITS))):
        east, north = (x & side) > 0, (y & side) > 0
        distance += side * side * ((3 * east) ^ north)
        turned = ~north & east
        x, y = np.where(turned, most - x, x), np.where(turned, most - y, y)
        x, y = np.where(north, x, y), np.where(north, y, x)
    return np.where(is_known, distance, -1)

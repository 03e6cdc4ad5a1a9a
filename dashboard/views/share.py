"""The ways to share what is seen: a link, a map to embed, files, a page of its own, a picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO, StringIO
from typing import IO

import streamlit as st

from dashboard import components, data, state, texts
from dashboard.conventions import number
from dashboard.figures.story import write_html
from dashboard.views.markup import paragraph
from dashboard.views.scene import Scene
from geodata.dataset import Dataset
from geodata.exports import write_csv, write_geojson, write_geoparquet, write_kml
from geodata.queries import EventQuery

MOST_EVENTS = 50_000
"""Events of one file: about 60 MB of GeoJSON, which a server makes in memory for each reader who asks."""

TextWriter = Callable[[Dataset, IO[str], EventQuery], int]
TEXT_WRITERS: dict[str, tuple[TextWriter, str]] = {
    "html": (write_html, "text/html"),
    "csv": (write_csv, "text/csv"),
    "geojson": (write_geojson, "application/geo+json"),
    "kml": (write_kml, "application/vnd.google-earth.kml+xml"),
}


def show(dataset: Dataset, scene: Scene) -> None:
    """Show the button behind which the ways to share are."""
    view = scene.view
    with st.popover(texts.SHARE, key="share"):
        components.share(
            {
                "link": state.query_string(view),
                "embed": state.query_string(view, embed=True),
                "texts": {
                    "link": texts.SHARE_LINK,
                    "embed": texts.SHARE_EMBED,
                    "copy": texts.SHARE_COPY,
                    "copied": texts.SHARE_COPIED,
                    "picture": texts.SHARE_PICTURE,
                    "failed": texts.SHARE_PICTURE_FAILED,
                    "title": texts.SHARE_TITLE,
                },
            }
        )
        _files(dataset, view.query)


def _files(dataset: Dataset, query: EventQuery) -> None:
    if data.count(dataset, query) > MOST_EVENTS:
        st.html(paragraph(texts.SHARE_TOO_MANY.format(count=number(MOST_EVENTS)), "note"))
        return
    st.html(paragraph(texts.SHARE_FILES, "heading"))
    with st.container(horizontal=True, gap="small"):
        for name, (writer, mime) in TEXT_WRITERS.items():
            _download(name, partial(text_file, writer, dataset, query), mime)
        _download("parquet", partial(parquet_file, dataset, query), "application/vnd.apache.parquet")


def _download(name: str, make: Callable[[], bytes], mime: str) -> None:
    """Show a button; the file is made when it is pressed."""
    label, file = texts.SHARE_FORMATS[name], f"dateline.{name}"
    st.download_button(label, make, file, mime, key=f"download_{name}", on_click="ignore")


def text_file(writer: TextWriter, dataset: Dataset, query: EventQuery) -> bytes:
    """Return a text format's file."""
    out = StringIO(newline="")
    writer(dataset, out, query)
    return out.getvalue().encode("utf-8", "replace")


def parquet_file(dataset: Dataset, query: EventQuery) -> bytes:
    """Return the GeoParquet file."""
    out = BytesIO()
    write_geoparquet(dataset, out, query)
    return out.getvalue()

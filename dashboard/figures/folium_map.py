"""The folium map: a constant base, and one layer that carries everything that changes.

The drawing itself is `static/dateline-map.js`. Text reaches it as JSON only, and is set as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from dashboard import texts
from dashboard.conventions import current
from dashboard.figures.glyphs import COLOURS
from dashboard.figures.map_layer import to_json

STATIC = Path(__file__).parent.parent / "static"
SERVED = "../../app/static"
"""Where the component's frame finds the static files; relative, so that it holds under any base path."""

WORLD = (25.0, 15.0)
DEEPEST_ZOOM, DEEPEST_ZOOM_WITHOUT_TILES = 18, 11


def served(name: str) -> str:
    """Return a static file's address, which changes when its content does."""
    return f"{SERVED}/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


STYLES = (("leaflet_css", "leaflet/leaflet"), ("account_css", "account"), ("dateline_css", "dateline-map"))
SCRIPTS = (
    ("leaflet", "leaflet/leaflet"),
    ("account", "account"),
    ("outlines", "outlines"),
    ("dateline", "dateline-map"),
)


class BaseMap(folium.Map):
    """A folium map whose scripts and styles are all served from here."""

    default_js = [  # noqa: RUF012 (folium's own attribute)
        (name, served(f"{path}.js")) for name, path in SCRIPTS
    ]
    default_css = [  # noqa: RUF012
        (name, served(f"{path}.css")) for name, path in STYLES
    ]


CALL = """
{{% macro script(this, kwargs) %}}
dateline.{}({{{{ this._parent.get_name() }}}}, {{{{ this.json }}}});
{{% endmacro %}}
"""


class Script(MacroElement):
    """A call of the map's script with JSON; the classes are of the module so that templates compile once."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the data as JSON that may stand in a script."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.json = to_json(data)

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002
        """Add nothing: streamlit-folium asks for the script itself, and branca would compile the JSON again."""
        return ""


class Start(Script):
    """Draws the base map."""

    _name = "start"
    _template = Template(CALL.format("start"))


class Show(Script):
    """Draws the marks."""

    _name = "show"
    _template = Template(CALL.format("show"))


def base_map(tiles: str | None) -> folium.Map:
    """Return the map without marks; `tiles` is the template of a tile server's address, or `None`."""
    view = BaseMap(
        location=WORLD,
        zoom_start=2,
        tiles=None,
        zoom_snap=0.25,
        fade_animation=False,
        zoom_control="bottomright",
        max_bounds=True,
        min_lat=-85,
        max_lat=85,
        min_lon=-220,
        max_lon=220,
    )
    # Without a tile layer of folium's own the zoom limits are lost on the way: they are set here.
    view.options |= {"min_zoom": 1, "max_zoom": DEEPEST_ZOOM if tiles else DEEPEST_ZOOM_WITHOUT_TILES}
    config = {
        "countries": served("base/countries.json"),
        "divisions": served("base/divisions/index.json").replace("index", "{country}"),
        "tiles": tiles,
        "deepest": DEEPEST_ZOOM,
        "attribution": [texts.ATTRIBUTION_PLACES, texts.ATTRIBUTION_BASE],
        "tilesAttribution": texts.ATTRIBUTION_TILES,
        "locale": current().numbers,
        "texts": {"stack": texts.STACK, "bin": texts.BIN, "close": texts.CLOSE, "placing": texts.PLACING},
        "families": list(COLOURS),
    }
    Start(config).add_to(view)
    return view


def changing_layer(data: Mapping[str, Any]) -> folium.FeatureGroup:
    """Return what is handed to the map on every run."""
    group = folium.FeatureGroup(name=texts.NAME)
    Show(data).add_to(group)
    return group

"""A filter of dates and a map of events, drawn as folium's documentation shows it: what the dashboard is held against.

`plain_ways.py` runs it with PLAIN_WAY naming the way, DATELINE_DATA the dataset, and Leaflet in `static/` beside it.
"""

import os
from datetime import date, timedelta
from pathlib import Path

import folium
import streamlit as st
from folium.plugins import FastMarkerCluster, MarkerCluster
from streamlit_folium import st_folium

from geodata.dataset import load_table, read_dataset

WAY = os.environ["PLAIN_WAY"]
FIRST_DAY = date(2021, 1, 1)

static = "../../app/static"
folium.Map.default_js = [("leaflet", f"{static}/leaflet.js"), ("cluster", f"{static}/leaflet.markercluster.js")]
folium.Map.default_css = [("leaflet", f"{static}/leaflet.css"), ("cluster", f"{static}/MarkerCluster.Default.css")]


for plugin in (MarkerCluster, FastMarkerCluster):
    plugin.default_js = plugin.default_css = []  # the map has them already


@st.cache_resource
def events() -> list[tuple[date, float, float, str]]:
    """Return day, place and summary of the events that have both."""
    dataset = read_dataset(Path(os.environ["DATELINE_DATA"]))
    rows = load_table(dataset, "events", ["first", "area", "summary"]).to_pylist()
    placed = [row for row in rows if row["first"] and row["area"]]
    return [(row["first"], row["area"]["lat"], row["area"]["lon"], row["summary"]) for row in placed]


since = FIRST_DAY + timedelta(days=int(st.number_input("From day", 0, 1500, 0)))
shown = [(lat, lon, summary) for day, lat, lon, summary in events() if day >= since]
group = folium.FeatureGroup(name="events")
if WAY == "markers":
    for lat, lon, summary in shown:
        folium.Marker((lat, lon), tooltip=summary).add_to(group)
elif WAY == "cluster":
    cluster = MarkerCluster().add_to(group)
    for lat, lon, summary in shown:
        folium.Marker((lat, lon), tooltip=summary).add_to(cluster)
elif WAY == "fast cluster":
    # Folium's own callback wants another plugin for its icon.
    pin = "function (row) { return L.marker(new L.LatLng(row[0], row[1])); }"
    FastMarkerCluster([[lat, lon] for lat, lon, _ in shown], callback=pin).add_to(group)
elif WAY == "canvas":
    features = [
        {
            "type": "Feature",
            "properties": {"summary": summary},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for lat, lon, summary in shown
    ]
    if features:
        collection = {"type": "FeatureCollection", "features": features}
        folium.GeoJson(collection, marker=folium.CircleMarker(radius=5, fill=True)).add_to(group)
view = folium.Map((25, 15), zoom_start=2, tiles=None, prefer_canvas=WAY == "canvas")
view.options["max_zoom"] = 18  # without tiles it is lost on the way, and clusters ask for it
st_folium(
    view,
    key="map",
    height=500,
    use_container_width=True,
    returned_objects=[],
    feature_group_to_add=group,
)

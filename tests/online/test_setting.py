"""The one setting that turns online geocoding on."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import geodata
from geodata.errors import GazetteerError
from geodata.gazetteer.online import OnlineGazetteer, read_setting
from geodata.pipeline import Pipeline
from geodata.records import Article, Span
from tests.online.geocoder import TEXT, answers, known


class TestSetting:
    @pytest.mark.parametrize(
        ("text", "host", "arguments"),
        [
            ("nominatim", "nominatim nominatim.openstreetmap.org", {}),
            ("Nominatim:https://maps.example.org/n/", "nominatim maps.example.org/n",
             {"scheme": "https", "domain": "maps.example.org/n"}),
            ("photon", "photon photon.komoot.io", {}),
            ("geonames:someone", "geonames api.geonames.org", {"username": "someone"}),
            ("opencage:k:e=y", "opencage api.opencagedata.com", {"api_key": "k:e=y"}),
            ("geonames:http://127.0.0.1:1 username=me", "geonames 127.0.0.1:1",
             {"scheme": "http", "domain": "127.0.0.1:1", "username": "me", "proxies": {}}),
            ("liveaddress auth_id=a auth_token=b", "liveaddress liveaddress", {"auth_id": "a", "auth_token": "b"}),
            ("pelias:https://pelias.example.org", "pelias pelias.example.org",
             {"scheme": "https", "domain": "pelias.example.org"}),
        ],
    )  # fmt: skip
    def test_service_address_and_key_are_told_apart(self, text, host, arguments):
        setting = read_setting(text)
        assert (setting.host, setting.arguments) == (host, arguments)

    def test_numbers_are_set_and_a_server_on_this_machine_needs_no_pause(self):
        setting = read_setting("nominatim:http://my.host every=0.2 timeout=3 keep=7")
        assert (setting.every, setting.timeout, setting.keep_days) == (0.2, 3.0, 7.0)
        assert read_setting("nominatim").every == 1.0
        assert read_setting("nominatim:http://my.host").every == 1.0
        assert read_setting("nominatim:http://localhost:8080").every == 0.0

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("osmfinder", "there is no geocoder 'osmfinder'; there are arcgis"),
            ("geonames", "geonames needs username: geonames:USERNAME"),
            ("nominatim:key", "takes no key"),
            ("nominatim:https://", "cannot be asked at"),
            ("nominatim:https://user:secret@my.host", "cannot be asked at"),
            ("liveaddress:http://my.host", "cannot be asked at"),
            ("nominatim rate=3", "knows no 'rate'"),
            ("nominatim fast", "knows no 'fast'"),
            ("nominatim every=0.5", "once a second at most"),
            ("nominatim every=nan", "every=nan is no number"),
            ("nominatim timeout=soon", "timeout=soon is no number"),
            ("nominatim:https://my.host keep=-1", "keep=-1 is no number"),
        ],
    )
    def test_bad_value_is_a_clear_error(self, text, said):
        with pytest.raises(GazetteerError, match=r"^DATELINE_GEOCODER: ") as caught:
            read_setting(text)
        assert said in str(caught.value)

    def test_command_line_stops_at_a_bad_value(self, tmp_path):
        (tmp_path / "in.jsonl").write_text('{"id": 1, "text": "Rain fell in Bergen."}\n')
        result = subprocess.run(
            [sys.executable, "-m", "geodata.cli", "annotate", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out")],
            env=os.environ | {"DATELINE_GEOCODER": "osmfinder", "DATELINE_CACHE": str(tmp_path)},
            capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert result.returncode == 2
        assert result.stderr.startswith("dateline: DATELINE_GEOCODER: there is no geocoder 'osmfinder'")

    @pytest.mark.parametrize("environment", [{}, {"DATELINE_GEOCODER": " "}, {"DATELINE_GEOCODER": "Off"}])
    def test_unset_empty_and_off_are_off(self, environment):
        assert OnlineGazetteer.from_environment(environment) is None

    def test_environment_names_the_geocoder_and_its_cache(self, tmp_path):
        environment = {"DATELINE_GEOCODER": "photon", "DATELINE_CACHE": str(tmp_path / "here")}
        assert OnlineGazetteer.from_environment(environment).label == "Photon"
        assert list((tmp_path / "here").glob("*.sqlite"))


def test_off_by_default_nothing_is_connected_to(monkeypatch):
    monkeypatch.delenv("DATELINE_GEOCODER", raising=False)

    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    pipeline = Pipeline.load()
    annotation = pipeline(Article("a", TEXT))
    assert "geocoder" not in pipeline.configuration
    assert any(t.place and t.place.name == "Oslo" for t in annotation.toponyms)


def test_setting_alone_turns_it_on(host, tmp_path, monkeypatch):
    host.play(answers([known()]))
    monkeypatch.setenv("DATELINE_GEOCODER", f"nominatim:{host.address}")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path))
    start = TEXT.index("Halbrand")
    spans = [Span(start, start + 17), Span(TEXT.index("Oslo"), TEXT.index("Oslo") + 4)]
    assert Pipeline.load()(Article("a", TEXT), spans).toponyms[0].place.id == "osm:way/103"


def test_no_other_module_can_open_a_connection():
    network = {"socket", "http.client", "urllib.request", "requests", "aiohttp", "geopy.geocoders", "geopy.adapters"}
    root = Path(geodata.__file__).parent
    opening = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if network & set(_imported(node))
    }
    assert opening == {"gazetteer/online.py", "fetching.py"}  # a geocoder, if one is set; a page that a reader names


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []

"""The online door against a real HTTP server on this machine that plays answers and faults; nothing is slept for."""

import ast
import contextlib
import json
import logging
import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import geodata
from geodata.errors import GazetteerError
from geodata.gazetteer.online import Clock, OnlineGazetteer, read_setting
from geodata.pipeline import Pipeline
from geodata.records import Article, Basis, Place, Role, Span, Toponym, WherePrecision
from geodata.tagging import Tagger
from geodata.toponym_resolution import Resolver

OSLO = Place("gn:3143244", "Oslo", 59.91273, 10.74609, "P", "PPLC", "NO", "Oslo", 580000, 14.0)
NORWAY = Place("gn:3144096", "Norway", 62.0, 10.0, "A", "PCLI", "NO", "", 5_000_000, 900.0)
TEXT = "A fire broke out at Halbrand Hospital in Oslo on Monday, and crews from Trondheim came to help."


class Clockwork:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.time = 1_700_000_000.0
        self.slept = []

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self):
        return Clock(lambda: self.time, self.sleep)


class Geocoder:
    """A server that plays what it is told to, the last thing again and again, and remembers what it was asked."""

    def __init__(self):
        self.requests, self.script, self.released = [], [], threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append((self.path, dict(self.headers)))
                play = outer.script.pop(0) if len(outer.script) > 1 else outer.script[0]
                with contextlib.suppress(OSError):  # the client has hung up, which is what it should do
                    play(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.released = self.released
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def play(self, *script):
        self.script = list(script)

    @property
    def queries(self):
        return [parse_qs(urlsplit(path).query)["q"][0] for path, _ in self.requests]

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def answers(body, status=200, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def play(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return play


def known(name="Halbrand Hospital", lat=59.93, lon=10.73, country="no", **fields):
    """An entry as Nominatim writes it."""
    return {
        "osm_type": "way", "osm_id": 103, "lat": str(lat), "lon": str(lon), "class": "amenity", "type": "hospital",
        "place_rank": 30, "addresstype": "amenity", "name": name, "display_name": f"{name}, Sognsveien, Somewhere",
        "address": {"amenity": name, "state": "Oslo", "country_code": country}, "namedetails": {"name": name},
        "boundingbox": [str(lat - 0.001), str(lat + 0.001), str(lon - 0.002), str(lon + 0.002)],
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
    } | fields  # fmt: skip


@pytest.fixture
def host():
    geocoder = Geocoder()
    yield geocoder
    geocoder.close()


@pytest.fixture
def time():
    return Clockwork()


@pytest.fixture
def connect(host, tmp_path, time):
    """Open the online gazetteer on the host."""

    def open_online(options="", service="nominatim", directory=tmp_path / "cache"):
        return OnlineGazetteer.open(f"{service}:{host.address} {options}", directory, time.clock)

    return open_online


def find(online, name="Halbrand Hospital", near=(OSLO,), country=NORWAY):
    return online.find(name, near, country)


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


class TestAnswer:
    def test_nominatim_entry_becomes_a_place(self, host, connect):
        host.play(answers([known()]))
        answer = find(connect())
        assert answer.places == (
            Place("osm:way/103", "Halbrand Hospital", 59.93, 10.73, "S", "HSP", "NO", "Oslo", 0, 0.16),
        )
        assert answer.reason == (
            "Nominatim knows it in Oslo (© OpenStreetMap contributors, ODbL 1.0, openstreetmap.org/copyright)"
        )

    def test_photon_feature_becomes_a_place(self, host, connect):
        feature = {
            "type": "Feature", "geometry": {"type": "Point", "coordinates": [10.73, 59.93]},
            "properties": {"osm_type": "R", "osm_id": 7, "osm_key": "highway", "osm_value": "residential",
                           "type": "street", "name": "Tidewrack Lane", "countrycode": "NO", "state": "Oslo",
                           "extent": [10.72, 59.94, 10.74, 59.92]},
        }  # fmt: skip
        host.play(answers({"features": [feature], "type": "FeatureCollection"}))
        place = find(connect(service="photon"), "Tidewrack Lane").places[0]
        assert (place.id, place.feature_class, place.feature_code) == ("osm:relation/7", "R", "ST")
        assert (place.country, place.admin1) == ("NO", "Oslo")
        assert place.radius_km == pytest.approx(1.25, abs=0.02)
        assert parse_qs(urlsplit(host.requests[0][0]).query)["lat"] == ["59.91273"]

    def test_geonames_entry_becomes_a_place(self, host, connect):
        entry = {"geonameId": 99, "name": "Qvistvik", "lat": "59.95", "lng": "10.9", "fcl": "P", "fcode": "PPL",
                 "countryCode": "NO", "adminName1": "Oslo", "countryName": "Norway", "population": 321}  # fmt: skip
        host.play(answers({"totalResultsCount": 1, "geonames": [entry]}))
        online = connect("username=me", service="geonames")
        place = find(online, "Qvistvik").places[0]
        assert place == Place("gn:99", "Qvistvik", 59.95, 10.9, "P", "PPL", "NO", "Oslo", 321, 3.0)
        assert online.attribution.startswith("GeoNames, CC BY 4.0")

    def test_any_other_service_gives_at_least_a_point_by_a_town(self, host, connect):
        def feature(lat):
            return {"geometry": {"coordinates": [10.73, lat]}, "properties": {"name": "Ulvarn Stadium", "gid": "x"}}

        host.play(answers({"features": [feature(50.0), feature(59.93)]}))
        places = find(connect(service="pelias"), "Ulvarn Stadium").places
        assert [(p.id, p.lat, p.country) for p in places] == [("pelias:59.93000,10.73000", 59.93, "")]

    @pytest.mark.parametrize(
        ("fields", "feature"),
        [
            ({"class": "boundary", "type": "administrative", "addresstype": "county"}, "A.ADM2"),
            ({"class": "boundary", "type": "administrative", "addresstype": "town"}, "P.PPL"),
            ({"class": "boundary", "type": "unheard", "addresstype": None}, "A.ADMD"),
            ({"class": "place", "type": "suburb"}, "P.PPLX"),
            ({"class": "leisure", "type": "stadium"}, "S.STDM"),
            ({"class": "waterway", "type": "river"}, "H.STM"),
            ({"class": "unheard", "type": "unheard"}, "S.FCL"),
            ({"class": None, "type": 5}, "S.FCL"),
        ],
    )
    def test_sorts_become_geonames_codes(self, host, connect, fields, feature):
        host.play(answers([known(**fields)]))
        place = find(connect()).places[0]
        assert f"{place.feature_class}.{place.feature_code}" == feature

    def test_odd_fields_cost_only_themselves(self, host, connect):
        odd = known(boundingbox=["a"], osm_id=[], address=None, namedetails=[1], population={}, display_name="x" * 9999)
        odd["name"] = "Halbrand\u202e\nHospital"
        nameless, pointless = known(name=5, display_name="", namedetails={}), {"display_name": "Halbrand Hospital"}
        host.play(answers([nameless, pointless, odd]))
        place = find(connect()).places[0]
        assert (place.id, place.name) == ("nominatim:59.93000,10.73000", "Halbrand Hospital")
        assert (place.country, place.radius_km) == ("", 0.3)

    def test_box_across_the_antimeridian_is_small(self, host, connect):
        fiji = replace(OSLO, lat=-16.8, lon=179.9, country="FJ")
        entry = known(lat=-16.8, lon=179.99, country="fj", boundingbox=["-16.9", "-16.7", "179.9", "-179.9"])
        host.play(answers([entry]))
        assert find(connect(), near=[fiji], country=replace(NORWAY, country="FJ")).places[0].radius_km < 20


class TestChoice:
    def test_only_the_name_and_its_containers_are_sent_under_our_own_name(self, host, connect):
        host.play(answers([known()]))
        find(connect(), "  Halbrand\nHospital ")
        (path, headers) = host.requests[0]
        sent = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        assert sent == {
            "q": "Halbrand Hospital, Oslo, Norway", "format": "json", "limit": "10", "addressdetails": "1",
            "namedetails": "1", "accept-language": "en", "countrycodes": "no",
        }  # fmt: skip
        assert headers["User-Agent"].startswith(f"Dateline/{geodata.__version__} ")

    def test_country_as_a_whole_is_asked_second(self, host, connect):
        host.play(answers([]), answers([known(lat=60.2)]))
        assert find(connect()).places[0].lat == 60.2
        assert host.queries == ["Halbrand Hospital, Oslo, Norway", "Halbrand Hospital, Norway"]

    @pytest.mark.parametrize(
        "entry",
        [
            known(lat=63.4, lon=10.4),  # in the country, by none of the article's towns
            known(country="se"),
            known(name="Halbrand Street"),
            known(name="Halbrand"),
            known(name="Oslo"),
            known(boundingbox=["50", "70", "0", "20"]),
        ],
    )
    def test_what_does_not_fit_the_article_is_no_answer(self, host, connect, entry):
        host.play(answers([entry]))
        answer = find(connect())
        assert answer.places == ()
        assert answer.reason == "Nominatim knows none that fits the article"

    def test_any_name_of_a_place_will_do(self, host, connect):
        entry = known(name="Halbrand sykehus", namedetails={"name:en": "The Halbrand-Hospital of Oslo"})
        host.play(answers([entry]))
        assert find(connect()).places

    def test_one_word_is_not_taken_for_a_part_of_a_name(self, host, connect):
        host.play(answers([known(name="Halbrand Street")]))
        assert not find(connect(), "Halbrand").places

    def test_the_foremost_town_decides_between_namesakes(self, host, connect):
        bergen = replace(OSLO, id="gn:1", name="Bergen", lat=60.39, lon=5.32)
        host.play(answers([known(lat=60.39, lon=5.33), known()]))
        assert find(connect(), near=[OSLO, bergen]).places[0].lat == 59.93
        assert find(connect(), near=[bergen, OSLO]).places[0].lat == 60.39

    def test_without_a_town_the_country_must_have_but_one(self, host, connect):
        host.play(answers([known(), known(lat=59.94)]))
        assert len(find(connect(), near=[NORWAY]).places) == 2  # two ends of one street
        assert host.queries == ["Halbrand Hospital, Norway"]
        host.play(answers([known(), known(lat=69.6)]))
        assert not find(connect("keep=0"), near=[NORWAY]).places

    def test_division_narrows_the_country(self, host, connect):
        division = Place("gn:2", "Troms", 69.6, 19.0, "A", "ADM1", "NO", "Troms", 0, 150.0)
        host.play(answers([known(lat=69.6, lon=18.9), known()]))
        assert [p.lat for p in find(connect(), near=[division, NORWAY]).places] == [69.6]
        assert host.queries == ["Halbrand Hospital, Troms, Norway"]

    @pytest.mark.parametrize("name", ["", "ab", "12 345", "x" * 101, "\udcff\udcfe", "٪ ‏؟"])
    def test_hopeless_names_are_not_asked_for(self, host, connect, name):
        host.play(answers([]))
        assert "not asked" in find(connect(), name).reason
        assert not host.requests

    def test_without_a_country_nothing_is_asked(self, host, connect):
        assert "names no country" in find(connect(), near=[], country=None).reason
        assert not host.requests


def hang(handler):
    handler.server.released.wait(10)


def drip(handler):
    """Send a byte now and then: no single read is late."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.released.wait(0.02):
        handler.wfile.write(b"[")


FAULTS = {
    "429": (answers({}, 429), "HTTP status 429", 3),
    "503": (answers(b"busy", 503), "HTTP status 503", 3),
    "500": (answers(b"oops", 500), "HTTP status 500", 3),
    "400": (answers(b"what?", 400), "HTTP status 400", 1),
    "time-out": (hang, "no answer in time", 3),
    "drip": (drip, "no answer in time", 3),
    "cut": (lambda handler: handler.connection.close(), "no connection", 3),
    "no JSON": (answers(b"<html>Welcome to the hotel</html>"), "no readable answer", 1),
    "no text": (answers(bytes(range(256))), "no readable answer", 1),
    "list of numbers": (answers([1, 2]), "no readable answer", 1),
    "list of nothing": (answers([None]), "no readable answer", 1),
    "other shape": (answers({"error": "none"}), "no readable answer", 1),
    "no number": (answers([known() | {"lat": "nan"}]), "no readable answer", 1),
    "deep": (answers(b"[" * 100_000), "no readable answer", 1),
    "long number": (answers(b"[" + b"9" * 5000 + b"]"), "no readable answer", 1),
    "huge": (answers(b"[" + b" " * 3_000_000 + b"]"), "no readable answer", 1),
}


class TestFailure:
    @pytest.mark.parametrize(("play", "said", "calls"), FAULTS.values(), ids=FAULTS)
    def test_fault_is_told_and_raises_nothing(self, host, connect, play, said, calls):
        host.play(play)
        answer = find(connect("timeout=0.1"))
        assert answer.places == ()
        assert answer.reason.startswith(f"Nominatim failed: {said}")
        assert len(host.requests) == calls

    def test_refused_connection_is_told(self, tmp_path, time):
        online = OnlineGazetteer.open("nominatim:http://127.0.0.1:1", tmp_path, time.clock)
        assert find(online).reason == "Nominatim failed: no connection"

    def test_passing_fault_is_waited_out_longer_each_time(self, host, connect, time):
        host.play(answers(b"", 503), answers(b"", 503), answers([known()]))
        assert find(connect()).places
        assert time.slept == [2.0, 4.0]

    @pytest.mark.parametrize("status", [429, 503])
    def test_as_long_is_waited_as_the_host_asks(self, host, connect, time, status):
        host.play(answers(b"", status, Retry_After="7"), answers([known()]))
        assert find(connect()).places
        assert time.slept == [7.0]

    @pytest.mark.parametrize("wait", ["3600", formatdate(4_000_000_000, usegmt=True)])
    def test_host_that_asks_for_long_is_left_alone(self, host, connect, time, wait):
        host.play(answers(b"", 429, Retry_After=wait))
        online = connect()
        assert "HTTP status 429" in find(online).reason
        assert "not asked again" in find(online, "Ulvarn Stadium").reason
        assert (len(host.requests), time.slept) == (1, [])

    @pytest.mark.parametrize("wait", ["-5", "soon", "", "9" * 5000])
    def test_odd_wishes_to_wait_are_passed_over(self, host, connect, time, wait):
        host.play(answers(b"", 429, Retry_After=wait), answers([known()]))
        assert find(connect()).places
        assert time.slept == [2.0]

    @pytest.mark.parametrize("status", [401, 402, 403])
    def test_refusal_ends_it_at_once(self, host, connect, status):
        host.play(answers(b"", status))
        online = connect()
        find(online)
        assert "not asked again" in find(online, "Ulvarn Stadium").reason
        assert len(host.requests) == 1

    def test_three_failures_in_a_row_end_it_for_the_run_and_are_logged_once(self, host, connect, caplog):
        host.play(answers(b"?"))
        online = connect()
        with caplog.at_level(logging.WARNING):
            reasons = [find(online, f"Venue number {n}").reason for n in range(6)]
        assert len(host.requests) == 3
        assert "not asked again in this run" in reasons[5]
        assert len(caplog.records) == 1

    def test_success_between_failures_starts_the_count_anew(self, host, connect):
        host.play(*[answers(b"?"), answers(b"?"), answers([known()])] * 2, answers([]))
        online = connect()
        for n in range(6):
            find(online, "Halbrand Hospital" if n == 2 else f"Venue number {n}")
        assert not find(online, "Another venue").reason.startswith("Nominatim failed")

    def test_failure_is_not_kept(self, host, connect):
        host.play(answers(b"?"), answers([known()]))
        assert not find(connect()).places
        assert find(connect()).places

    def test_key_is_never_told(self, host, connect, caplog):
        host.play(answers(b"secret-key", 403))
        online = connect("username=secret-key", service="geonames")
        with caplog.at_level(logging.DEBUG, "geodata"):
            assert "secret-key" not in find(online).reason
        assert "secret-key" in host.requests[0][0]
        ours = [record.getMessage() for record in caplog.records if record.name.startswith("geodata")]
        assert not any("secret-key" in message for message in ours)
        assert "secret-key" not in repr(online.label + online.attribution)


class TestPace:
    def test_calls_are_a_second_apart(self, host, connect, time):
        host.play(answers([]))
        online = connect("every=1")
        find(online)
        find(online, "Ulvarn Stadium")
        assert len(host.requests) == 4
        assert time.slept == [1.0, 1.0, 1.0]
        time.time += 0.25
        find(online, "Torvik Museum")
        assert time.slept[3:] == [0.75, 1.0]

    def test_attempts_again_keep_the_pace_too(self, host, connect, time):
        host.play(answers(b"", 503), answers([known()]))
        find(connect("every=10"))
        assert sum(time.slept) == 10.0

    def test_processes_share_the_pace(self, host, connect, time):
        host.play(answers([known()]))
        first, second = connect("every=1"), connect("every=1")
        find(first)
        find(second, "Ulvarn Stadium", near=[NORWAY])
        assert time.slept == [1.0]

    def test_clock_set_back_does_not_hold_it_up(self, host, connect, time):
        host.play(answers([known()]))
        online = connect("every=1")
        find(online)
        time.time -= 86_400
        find(online, "Ulvarn Stadium", near=[NORWAY])
        assert time.slept == []


class TestCache:
    def test_hits_and_misses_outlive_the_run(self, host, connect):
        host.play(answers([known()]), answers([]))
        for _ in range(3):
            online = connect()
            assert find(online).places
            assert not find(online, "Ulvarn Stadium").places
        assert len(host.requests) == 3  # one for the hit, two for the miss

    def test_answer_is_the_same_from_the_cache(self, host, connect):
        host.play(answers([known(), known(lat=59.95, osm_id=4)]))
        assert find(connect()) == find(connect())
        assert len(host.requests) == 1

    def test_old_answers_are_asked_for_anew(self, host, connect, time):
        host.play(answers([known()]))
        find(connect("keep=7"))
        time.time += 6 * 86_400
        find(connect("keep=7"))
        assert len(host.requests) == 1
        time.time += 2 * 86_400
        find(connect("keep=7"))
        assert len(host.requests) == 2

    def test_nothing_is_kept_where_terms_forbid_it(self, host, connect, tmp_path):
        host.play(answers([known()]))
        find(connect("keep=0"))
        find(connect("keep=0"))
        assert len(host.requests) == 2
        assert b"Halbrand" not in next((tmp_path / "cache").glob("*.sqlite")).read_bytes()

    @pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0 no more", b"\xff" * 5000, None])
    def test_damaged_file_is_set_aside_and_made_anew(self, host, connect, tmp_path, damage):
        host.play(answers([known()]))
        find(connect())
        path = next((tmp_path / "cache").glob("*.sqlite"))
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + b"\xaa" * (len(whole) - 100) if damage is None else damage)
        assert find(connect()).places
        assert find(connect()).places
        assert len(host.requests) == 2
        assert path.with_name(path.name + ".damaged").exists() == (damage != b"")

    def test_damage_during_a_run_is_mended_too(self, host, connect, tmp_path):
        host.play(answers([known()]))
        online = connect()
        next((tmp_path / "cache").glob("*.sqlite")).write_bytes(b"no database" * 100)
        assert find(online).places
        assert find(online).places
        assert len(host.requests) == 1

    def test_unreadable_entry_is_asked_for_anew(self, host, connect, tmp_path):
        host.play(answers([known()]))
        find(connect())
        with sqlite3.connect(next((tmp_path / "cache").glob("*.sqlite"))) as db:
            db.execute("UPDATE answers SET answers = '[{\"place\": 1}]'")
        db.close()
        assert find(connect()).places
        assert len(host.requests) == 2

    def test_place_that_cannot_be_written_is_a_clear_error(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(GazetteerError, match="set DATELINE_CACHE"):
            OnlineGazetteer.open("nominatim", tmp_path / "file" / "cache")

    def test_two_processes_use_one_cache_at_once(self, tmp_path):
        script = (
            "import sys; from pathlib import Path; from geodata.gazetteer.geocoder_cache import GeocoderCache\n"
            "for n in range(100):\n"
            "    cache = GeocoderCache.open(Path(sys.argv[1]), 9, 0.0)\n"
            "    cache.put('h', f'{sys.argv[2]} {n}', (), 0.0); cache.wait_for_turn('h', 1.0, 0.0)\n"
        )
        runs = [
            subprocess.Popen([sys.executable, "-c", script, str(tmp_path), which], stderr=subprocess.PIPE)
            for which in "ab"
        ]
        assert [run.communicate(timeout=60)[1] for run in runs] == [b"", b""]
        with sqlite3.connect(next(tmp_path.glob("*.sqlite"))) as db:
            assert db.execute("SELECT count(*) FROM answers").fetchone() == (200,)
            assert db.execute("SELECT next_at FROM turns").fetchone() == (200.0,)
        db.close()


@pytest.fixture
def resolve(gazetteer):
    """Resolve named toponyms of a text with an online gazetteer."""

    def resolve_names(online, text, *names):
        toponyms = [Toponym(Span(text.index(n), text.index(n) + len(n)), n, Role.LOCATION) for n in names]
        return {t.toponym.surface: t for t in Resolver.load(gazetteer, online)(text, toponyms)}

    return resolve_names


class TestResolution:
    def test_unknown_venue_is_put_in_the_town_of_its_sentence(self, host, connect, resolve):
        host.play(answers([known()]))
        found = resolve(connect(), TEXT, "Halbrand Hospital", "Oslo", "Trondheim")
        venue = found["Halbrand Hospital"]
        assert venue.place.id == "osm:way/103"
        assert venue.area.precision is WherePrecision.EXACT
        assert 0 < venue.score < 1
        assert "no place called Halbrand Hospital" in venue.reason
        assert "© OpenStreetMap contributors" in venue.reason
        assert host.queries == ["Halbrand Hospital, Oslo, Norway"]

    def test_known_places_are_not_asked_for(self, host, connect, resolve):
        host.play(answers([]))
        resolve(connect(), TEXT, "Oslo", "Trondheim")
        assert not host.requests

    def test_name_is_asked_for_once_an_article(self, host, connect, resolve):
        host.play(answers([]))
        text = "Halbrand Hospital in Oslo burned. The Halbrand Hospital's roof fell, Halbrand Hospital said."
        surfaces = ["Halbrand Hospital", "The Halbrand Hospital's"]
        found = resolve(connect("keep=0"), text, *surfaces, "Oslo")
        assert host.queries == ["Halbrand Hospital, Oslo, Norway", "Halbrand Hospital, Norway"]
        assert all("knows none that fits the article" in found[s].reason for s in surfaces)

    def test_town_found_online_tells_where_a_venue_named_before_it_is(self, host, connect, resolve):
        def play(handler):
            query = parse_qs(urlsplit(handler.path).query)["q"][0]
            town = known("Qvistvik", 60.5, 9.5, **{"class": "place", "type": "town"})
            found = {"Qvistvik, Norway": [town], "Halbrand Hospital, Qvistvik, Norway": [known(lat=60.51, lon=9.51)]}
            answers(found.get(query, [known(), known(lat=69.0)]))(handler)

        host.play(play)
        found = resolve(connect(), "Halbrand Hospital in Qvistvik burned, Norway says.", "Halbrand Hospital",
                        "Qvistvik", "Norway")  # fmt: skip
        assert found["Qvistvik"].place.feature_class == "P"
        assert found["Halbrand Hospital"].place.lat == 60.51

    def test_long_list_of_names_is_cut(self, host, connect, resolve):
        host.play(answers([]))
        names = [f"Venue {chr(97 + n // 26)}{chr(97 + n % 26)}xq" for n in range(60)]
        found = resolve(connect(), f"{', '.join(names)} in Norway.", *names, "Norway")
        assert len(host.requests) == 25
        assert "no place called" in found[names[-1]].reason

    @pytest.mark.parametrize("play", [play for play, _, _ in FAULTS.values()], ids=FAULTS)
    def test_fault_never_loses_an_article(self, host, connect, gazetteer, play):
        host.play(play)
        online = connect("timeout=0.1")
        pipeline = Pipeline(gazetteer, Tagger.load(gazetteer), Resolver.load(gazetteer, online), online)
        start = TEXT.index("Halbrand")
        spans = [Span(start, start + 17), Span(TEXT.index("Oslo"), TEXT.index("Oslo") + 4)]
        venue, town = pipeline(Article("a", TEXT), spans).toponyms
        assert host.requests
        assert (venue.place, venue.basis, town.place.country) == (None, Basis.INFERRED, "NO")
        assert venue.area.precision is WherePrecision.NEAR
        assert "Nominatim failed: " in venue.reason

    def test_configuration_tells_whose_answers_a_dataset_holds(self, connect, gazetteer):
        online = connect()
        pipeline = Pipeline(gazetteer, Tagger.load(gazetteer), Resolver.load(gazetteer, online), online)
        assert "geocoder Nominatim (© OpenStreetMap contributors" in pipeline.configuration
        assert "127.0.0.1" not in pipeline.configuration


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

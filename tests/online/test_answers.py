"""What a geocoder answers becomes places, and which of them fit an article; nothing is slept for."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

import geodata
from geodata.records import Place
from tests.online.geocoder import NORWAY, OSLO, answers, find, known


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

import shutil
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from geodata.errors import GazetteerError
from geodata.gazetteer import Gazetteer, normalise_name, own
from geodata.gazetteer.own import INDEX, OWN_NAMES, OWN_ROWS, compiled_index
from geodata.gazetteer.store import id_of_number, number_of_id
from geodata.gazetteer.tables import DATA, map_table


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ISTANBUL", "Istanbul"),
        ("Çırağan Palace", "Ciragan Palace"),
        ("St. John’s", "Saint Johns"),
        ("Guinea-Bissau", "Guinea Bissau"),
        ("U.S.", "US"),
        ("Łódź", "Lodz"),
        ("Trinidad and Tobago", "Trinidad & Tobago"),
        ("Sana'a", "Sana`a"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert normalise_name(one) == normalise_name(other)


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Russia", "gn:2017370"),  # not Russia, Ohio
        ("Ukraine", "gn:690791"),
        ("U.S.", "gn:6252001"),
        ("Britain", "gn:2635167"),
        ("Burma", "gn:1327865"),
        ("Kiev", "gn:703448"),
        ("Bombay", "gn:1275339"),
        ("Istanbul", "gn:745044"),
        ("Paris", "gn:2988507"),
        ("London", "gn:2643743"),
        ("Texas", "gn:4736286"),
        ("Ky.", "gn:6254925"),
        ("W.Va.", "gn:4826850"),
        ("S.C.", "gn:4597040"),  # not South Charleston
        ("Kan.", "gn:4273857"),
        ("Ont.", "gn:6093943"),
        ("Scotland", "gn:2638360"),
        ("Bosphorus", "own:bosphorus"),
        ("Kashmir", "own:kashmir"),  # not Cashmere, Washington
    ],
)
def test_a_bare_name_means_its_most_prominent_place(gazetteer, name, place_id):
    assert gazetteer.lookup(name)[0].place.id == place_id


@pytest.mark.parametrize(
    ("name", "code", "country"),
    [
        ("Kent", "ADM2", "GB"),
        ("Loudoun County", "ADM2", "US"),
        ("Sumy", "ADM1", "UA"),
        ("Black Sea", "SEA", ""),
        ("Zaporizhzhia nuclear power plant", "PSN", "UA"),
        ("Kremlin", "GOVL", "RU"),
        ("Europe", "CONT", ""),
        ("Engels air base", "AIRB", "RU"),
        ("Lake Winnipeg", "LK", "CA"),
        ("Yosemite National Park", "PRK", "US"),
        ("Mississippi Delta", "RGN", "US"),
    ],
)
def test_divisions_seas_bases_and_seats_are_there(gazetteer, name, code, country):
    assert (code, country) in {(m.place.feature_code, m.place.country) for m in gazetteer.lookup(name)}


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("Hodeidah", "YE", 14.8, 42.95),
        ("Sitakunda", "BD", 22.62, 91.66),
        ("Uspallata", "AR", -32.59, -69.35),
        ("Salthill", "IE", 53.26, -9.08),
        ("Turners Cross", "IE", 51.89, -8.48),
        ("Elgeyo Marakwet", "KE", 0.8, 35.5),
        ("Deir Ezzor", "SY", 35.34, 40.14),
        ("Hasakah", "SY", 36.5, 40.75),
        ("Qamishli", "SY", 37.05, 41.22),
        ("Telafar", "IQ", 36.37, 42.45),
        ("Khan Younis", "PS", 31.34, 34.3),
        ("Aita al-Shaab", "LB", 33.1, 35.33),
        ("Tawergha", "LY", 32.01, 15.09),
        ("Tirin Kot", "AF", 32.63, 65.87),
        ("Miram Shah", "PK", 33.0, 70.07),
        ("Ed Daein", "SD", 11.46, 26.13),
        ("Beledweyne", "SO", 4.74, 45.2),
        ("Inda Selassie", "ET", 14.1, 38.28),
        ("Barsalogho", "BF", 13.42, -1.06),
        ("Maungdaw", "MM", 20.82, 92.37),
        ("Krasny Lyman", "UA", 48.98, 37.81),
        ("Niangua River", "US", 37.8, -92.9),
        ("Kerio River", "KE", 1.8, 35.9),
    ],
)
def test_the_spelling_of_the_news_means_the_place_first(gazetteer, name, country, lat, lon):
    place = gazetteer.lookup(name)[0].place
    assert place.country == country
    assert kilometres(place.lat, place.lon, lat, lon) < 30


def test_own_towns_lie_where_their_country_has_others(gazetteer):
    """A sign or two figures exchanged put a town far away; the emptiest country has a place within 250 km."""
    places = gazetteer._places
    countries = np.array(places["country"].to_pylist())
    lats, lons = (np.array(places[axis].to_pylist()) for axis in ("lat", "lon"))
    rows = {country: np.flatnonzero(countries == country) for country in np.unique(countries)}
    for town in filter(None, map(gazetteer.get, gazetteer._own.rows)):
        others = rows.get(town.country, np.array([], int))
        if town.feature_class == "P" and len(others):
            assert kilometres(town.lat, town.lon, lats[others], lons[others]).min() < 250, town


def test_no_own_row_stands_twice(gazetteer):
    named = {}
    for place in filter(None, map(gazetteer.get, gazetteer._own.rows)):
        for other in named.setdefault(normalise_name(place.name), []):
            assert kilometres(place.lat, place.lon, other.lat, other.lon) > 10, (place.id, other.id)
        named[normalise_name(place.name)].append(place)


def kilometres(lat, lon, other_lat, other_lon):
    """About; good enough for a few hundred kilometres."""
    return 111.2 * np.hypot(other_lat - lat, (other_lon - lon) * np.cos(np.radians(lat)))


def test_every_own_row_is_found_by_its_name(gazetteer):
    for place_id in gazetteer._own.rows:
        place = gazetteer.get(place_id)
        assert place_id in {m.place.id for m in gazetteer.lookup(place.name, 100)}, place


def test_own_names_speak_of_places_that_are_there(gazetteer):
    for place_id in gazetteer._own.named:
        assert gazetteer.get(place_id) is not None, place_id


def test_the_index_of_own_names_is_of_the_tables_as_they_are():
    """If not: python -m geodata.gazetteer.build.own."""
    _, digest = compiled_index()
    assert map_table(DATA / INDEX).schema.metadata[b"dateline.digest"].decode() == digest


def test_a_row_added_to_the_own_tables_works_at_once(tmp_path, monkeypatch):
    rows, names = tmp_path / "rows.tsv", tmp_path / "names.tsv"
    row = "own:quillmoor\tQuillmoor\tQuill Moor\t54.1\t-2.2\tP\tPPL\tGB\tEngland\t900\t2\t\tinvented"
    rows.write_text(f"{OWN_ROWS.read_text(encoding='utf-8')}{row}\n", encoding="utf-8")
    names.write_text(f"{OWN_NAMES.read_text(encoding='utf-8')}own:quillmoor\tQMR\tmain\tinvented\n", encoding="utf-8")
    monkeypatch.setattr(own, "OWN_ROWS", rows)
    monkeypatch.setattr(own, "OWN_NAMES", names)
    gazetteer = Gazetteer.open()
    for name in ("Quillmoor", "Quill-Moor", "QMR", "Q.M.R."):
        assert gazetteer.lookup(name)[0].place.id == "own:quillmoor"
    assert gazetteer.lookup("Qmr") == ()
    rows.write_text("id\tname\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match="other columns than id, name"):
        Gazetteer.open()


@pytest.mark.parametrize("name", ["Uman", "Hun", "Sur", "Bol", "Mus", "Himi", "Ala", "us", "Island"])
def test_a_country_is_not_meant_by_its_code_or_its_name_abroad_in_small_letters(gazetteer, name):
    assert gazetteer.lookup(name)[0].place.feature_code not in ("PCLI", "PCLD")


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("HUN", "gn:719819"),
        ("U.K.", "gn:2635167"),
        ("Ala.", "gn:4829764"),  # not Åland, whose code is ALA
        ("Ind.", "gn:4921868"),
        ("La.", "gn:4331987"),
        ("CALIF.", "gn:5332921"),
        ("NSW", "gn:2155400"),
        ("Qld", "gn:2152274"),
        ("BiH", "gn:3277605"),
    ],
)
def test_an_abbreviation_counts_where_it_is_written_as_one(gazetteer, name, place_id):
    assert gazetteer.lookup(name)[0].place.id == place_id


def test_unknown_name_gives_nothing(gazetteer):
    assert gazetteer.lookup("Xyzzyville upon Nowhere") == ()
    assert gazetteer.lookup("") == ()
    assert gazetteer.lookup("’’’") == ()
    assert gazetteer.get("gn:1") is None
    assert gazetteer.get("nonsense") is None
    assert gazetteer.get("own:nowhere") is None
    assert gazetteer.get("gn:99999999999999999999") is None
    assert gazetteer.get("zip:123456789") is None


def test_tagged_sites_bear_all_tags(gazetteer):
    bases = gazetteer.tagged("airbase", "strategic-bombers")
    names = {place.name for place in bases if place.country == "RU"}
    assert {name.split()[0] for name in names} >= {"Engels", "Belaya", "Olenya"}


def test_a_lake_of_a_citys_name_needs_the_word_lake(gazetteer):
    assert all(m.place.feature_class != "H" for m in gazetteer.lookup("Winnipeg"))


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [("England", "GB", 52.5, -1.5), ("Queensland", "AU", -21, 144), ("Centre-Val de Loire", "FR", 47.5, 1.7)],
)
def test_divisions_lie_in_the_middle_of_their_shape(gazetteer, name, country, lat, lon):
    division = next(
        m.place for m in gazetteer.lookup(name) if m.place.feature_code == "ADM1" and m.place.country == country
    )
    assert abs(division.lat - lat) < 2
    assert abs(division.lon - lon) < 2


def test_us_places_too_small_for_a_census_are_there(gazetteer):
    places = [m.place for m in gazetteer.lookup("Institute")]
    assert ("zip:25112", "West Virginia") in {(p.id, p.admin1) for p in places}


def test_a_name_that_stands_twice_is_one_place(gazetteer):
    names = [m.place.admin1 for m in gazetteer.lookup("Cincinnati", 100) if m.place.country == "US"]
    assert names.count("Ohio") == 1


@pytest.mark.parametrize(
    "place_id", ["gn:2017370", "icao:KJFK", "icao:0A9B", "zip:00501", "zip:99950", "ne:1159106843"]
)
def test_ids_survive_their_number(place_id):
    number = number_of_id(place_id)
    assert number is not None
    assert id_of_number(number) == place_id


def test_missing_damaged_and_other_version_are_clear_errors(tmp_path):
    with pytest.raises(GazetteerError, match=r"places.arrow is missing; reinstall"):
        Gazetteer.open(tmp_path)
    for name in ("places.arrow", "names.arrow"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "places.arrow").write_bytes((DATA / "places.arrow").read_bytes()[:100_000])
    with pytest.raises(GazetteerError, match="damaged; reinstall"):
        Gazetteer.open(tmp_path)
    table = pa.table({"number": pa.array([1], pa.int32())}).replace_schema_metadata({"dateline.format": "0"})
    with pa.OSFile(str(tmp_path / "places.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(GazetteerError, match="of version 0"):
        Gazetteer.open(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells memory of one's own from mapped files")
def test_opening_maps_the_files_and_reads_little():
    """Opening costs a small part of the files' 20 MB in memory of its own, and no pandas.

    The peak that getrusage tells would be that of the process which started this one.
    """
    code = (
        "import re, sys, pyarrow, numpy, geopy\n"
        "from pathlib import Path\n"
        "from geodata.gazetteer import Gazetteer\n"
        "own_kb = lambda: int(re.search(r'RssAnon:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "before = own_kb()\n"
        "g = Gazetteer.open(); g.lookup('Kyiv')\n"
        "print(own_kb() - before, 'pandas' in sys.modules)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    grown_kb, pandas = out.split()
    assert int(grown_kb) < 6_000
    assert pandas == "False"

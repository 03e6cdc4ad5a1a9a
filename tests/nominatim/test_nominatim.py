"""The online door against a real Nominatim that holds town.osm: what it answers, and what comes of it in an article."""

import os

import pytest

from geodata.gazetteer.online import OnlineGazetteer
from geodata.pipeline import Pipeline
from geodata.records import Article, Span, WherePrecision

ADDRESS = os.environ["DATELINE_NOMINATIM"]


@pytest.fixture
def online(tmp_path):
    return OnlineGazetteer.open(f"nominatim:{ADDRESS}", tmp_path)


@pytest.fixture
def iceland(gazetteer):
    return gazetteer.country("IS")


@pytest.fixture
def selfoss(gazetteer):
    """A real town 10 km from the made-up one."""
    return next(m.place for m in gazetteer.lookup("Selfoss") if m.place.country == "IS")


@pytest.fixture
def annotate(tmp_path, monkeypatch):
    """Annotate a text at the spans of some names, as one setting has it."""
    monkeypatch.setenv("DATELINE_GEOCODER", f"nominatim:{ADDRESS}")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path))
    pipeline = Pipeline.load()

    def annotate_names(text, *names):
        spans = [Span(text.index(name), text.index(name) + len(name)) for name in names]
        annotation = pipeline(Article("test", text, printed="2024-05-03"), spans)
        return {t.toponym.surface: t for t in annotation.toponyms}, annotation.events

    return annotate_names


@pytest.mark.parametrize(
    ("name", "place_id", "feature", "precise_km"),
    [
        ("Qvistvik", "osm:relation/201", "P.PPL", 4.0),
        ("Tidewrack Lane", "osm:way/102", "R.ST", 0.5),
        ("Halbrand Hospital", "osm:way/103", "S.HSP", 0.2),
        ("ULVARN STADIUM", "osm:way/104", "S.STDM", 0.3),
    ],
)
def test_town_street_and_venues_are_found_with_their_sort_and_size(
    online, selfoss, iceland, name, place_id, feature, precise_km
):
    place = online.find(name, [selfoss], iceland).places[0]
    assert (place.id, f"{place.feature_class}.{place.feature_code}", place.country) == (place_id, feature, "IS")
    assert 0.05 < place.radius_km < precise_km
    assert place.lat == pytest.approx(63.9, abs=0.02)


def test_namesakes_far_off_and_abroad_are_no_answer(online, gazetteer, selfoss, iceland):
    assert not online.find("Torvik Museum", [selfoss], iceland).places
    akureyri = next(m.place for m in gazetteer.lookup("Akureyri") if m.place.country == "IS")
    assert online.find("Halbrand Hospital", [akureyri], iceland).places[0].id == "osm:node/41"
    assert not online.find("Halbrand Hospital", [], iceland).places  # the country has two
    assert online.find("Torvik Museum", [], gazetteer.country("NO")).places


def test_event_in_a_made_up_town_is_put_at_its_hospital(annotate):
    text = "A fire broke out at Halbrand Hospital in Qvistvik, Iceland, on Thursday, police said."
    places, events = annotate(text, "Halbrand Hospital", "Qvistvik", "Iceland")
    assert places["Qvistvik"].place.id == "osm:relation/201"
    assert places["Halbrand Hospital"].place.id == "osm:way/103"
    assert places["Halbrand Hospital"].area.precision is WherePrecision.EXACT
    assert "© OpenStreetMap contributors" in places["Halbrand Hospital"].reason
    assert {e.where.place_id for e in events if e.where} <= {"osm:way/103", "osm:relation/201"}
    assert any(e.where for e in events)


def test_what_nominatim_lacks_stays_unknown(annotate):
    places, _ = annotate("Rain fell on Zzyxwold in Iceland.", "Zzyxwold", "Iceland")
    assert places["Zzyxwold"].place is None
    assert places["Zzyxwold"].reason.endswith("Nominatim knows none that fits the article")

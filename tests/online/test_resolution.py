"""Unknown names of an article are put where an online geocoder knows them."""

from urllib.parse import parse_qs, urlsplit

import pytest

from geodata.pipeline import Pipeline
from geodata.records import Article, Basis, Role, Span, Toponym, WherePrecision
from geodata.tagging import Tagger
from geodata.toponym_resolution import Resolver
from tests.online.geocoder import FAULTS, TEXT, answers, known


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

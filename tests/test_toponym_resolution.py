import pytest

from geodata.records import Basis, Role, Span, Toponym, WherePrecision
from geodata.toponym_resolution import Resolver


@pytest.fixture(scope="module")
def resolver(gazetteer):
    return Resolver.load(gazetteer)


@pytest.fixture
def resolve(resolver):
    """Resolve the named toponyms of a text, each at its first place after the one before."""

    def resolve_names(text, *names, demonyms=()):
        toponyms, at = [], 0
        for name in names:
            start = text.index(name, at)
            at = start + len(name)
            toponyms.append(Toponym(Span(start, at), name, Role.LOCATION, demonym=name in demonyms))
        return resolver(text, toponyms)

    return resolve_names


def named(resolved, surface):
    return next(t for t in resolved if t.toponym.surface == surface and not t.toponym.descriptive)


def described(resolved):
    return [t for t in resolved if t.toponym.descriptive]


@pytest.mark.parametrize(
    ("text", "names", "surface", "country", "admin1"),
    [
        ("A storm hit Paris, Texas, on Monday.", ("Paris", "Texas"), "Paris", "US", "Texas"),
        ("A storm hit Paris on Monday.", ("Paris",), "Paris", "FR", "Île-de-France"),
        ("In Ontario, the towns of London and Hamilton flooded.", ("Ontario", "London", "Hamilton"), "Hamilton",
         "CA", "Ontario"),
        ("Troops left Georgia for Armenia; Tbilisi and Yerevan agreed.", ("Georgia", "Armenia", "Tbilisi", "Yerevan"),
         "Georgia", "GE", ""),
        ("Atlanta and Savannah, Georgia, were spared.", ("Atlanta", "Savannah", "Georgia"), "Georgia", "US",
         "Georgia"),
    ],
)  # fmt: skip
def test_the_article_decides_between_places_of_one_name(resolve, text, names, surface, country, admin1):
    place = named(resolve(text, *names), surface).place
    assert (place.country, place.admin1) == (country, admin1)


def test_a_country_name_is_the_country(resolve):
    text = "Russia, Ukraine and Lebanon signed in Cleveland, Ohio."
    resolved = resolve(text, "Russia", "Ukraine", "Lebanon", "Cleveland", "Ohio")
    assert [named(resolved, n).place.feature_code for n in ("Russia", "Ukraine", "Lebanon")] == ["PCLI"] * 3


def test_region_word_makes_the_division(resolve):
    resolved = resolve("Shells fell on the Sumy region.", "Sumy")
    assert named(resolved, "Sumy").place.feature_code == "ADM1"
    assert named(resolved, "Sumy").area.precision is WherePrecision.FIRST_ORDER


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("The New York Times saw the letter.", "New York", "PPL"),
        ("New York police closed the bridge.", "New York", "PPL"),
        ("New York Gov. Ann Quill signed the bill.", "New York", "ADM1"),
        ("The Georgia National Guard was sent.", "Georgia", "ADM1"),
        ("No U.S. city has such a tram.", "U.S.", "PCLI"),
        ("Lebanon police fired into the air.", "Lebanon", "PCLI"),
        ("They farm in County Galway.", "Galway", "ADM1"),
        ("They farm in Co. Galway.", "Galway", "ADM1"),
    ],
)
def test_the_words_after_a_name_tell_town_state_and_country_apart(resolve, text, name, code):
    assert named(resolve(text, name), name).place.feature_code == code


def test_a_country_is_not_the_state_of_its_name_within_it(resolve):
    mexico = named(resolve("Mexico should limit its ties, he said.", "Mexico"), "Mexico")
    assert mexico.place.feature_code == "PCLI"
    assert not [c for c in mexico.alternatives if c.place.country == "MX"]


def test_namesakes_at_one_spot_do_not_make_a_mark_doubtful(resolve):
    capital = named(resolve("Crowds filled D.C. on Monday.", "D.C."), "D.C.")
    assert capital.place.name in ("Washington", "District of Columbia")
    assert capital.score > 0.8


def test_unknown_name_stays_unknown_and_says_so(resolve):
    resolved = resolve("They met in Qwertzburgh.", "Qwertzburgh")
    assert resolved[0].place is None
    assert resolved[0].area is None
    assert "no place called Qwertzburgh" in resolved[0].reason


def test_runners_up_are_ranked_with_a_reason(resolve):
    resolved = resolve("A bakery burned in Springfield.", "Springfield")[0]
    scores = [resolved.score, *(c.score for c in resolved.alternatives)]
    assert len(scores) > 2
    assert scores[1:] == sorted(scores[1:], reverse=True)
    assert all(0 <= s <= 1 for s in scores)
    assert "Springfield" in resolved.reason


def test_demonym_is_its_country_and_the_wide_world_is_no_province(resolve):
    text = "Swedish and Western envoys left."
    resolved = resolve(text, "Swedish", "Western", demonyms=("Swedish", "Western"))
    assert resolved[0].place.country == "SE"
    assert resolved[1].place is None


def test_unnamed_bases_are_the_country_with_known_ones_as_possible_sites(resolve):
    text = "Drones struck bombers at airbases deep inside Russia, Ukraine said. Smoke rose from the airbases for days."
    first, again = described(resolve(text, "Russia", "Ukraine"))
    assert first.toponym.surface == "airbases deep inside Russia"
    assert first.area.precision is WherePrecision.COUNTRY
    assert first.area.radius_km > 1000
    sites = [site.name for site in first.area.sites]
    assert {"Belaya", "Olenya", "Engels"} & {s.split()[0] for s in sites}
    lons = [site.lon for site in first.area.sites]
    assert max(lons[:3]) > 90  # those far behind the front come first
    assert again.toponym.surface == "the airbases"
    assert again.basis is Basis.INFERRED


def test_distance_and_direction_are_reckoned(resolve):
    text = "The plane fell 20 km north of Bamako, in Mali."
    area = described(resolve(text, "Bamako", "Mali"))[0].area
    bamako = named(resolve(text, "Bamako", "Mali"), "Bamako").place
    assert area.lat - bamako.lat == pytest.approx(20 / 111.2, rel=0.02)
    assert area.lon == pytest.approx(bamako.lon, abs=1e-3)
    assert area.precision is WherePrecision.NEAR


def test_parts_of_a_country_lie_in_them(resolve):
    text = "Snow covered northern Norway and eastern and southern Ukraine."
    north, parts = described(resolve(text, "Norway", "Ukraine"))
    norway, ukraine = (named(resolve(text, "Norway", "Ukraine"), n).place for n in ("Norway", "Ukraine"))
    assert north.area.lat > norway.lat
    assert parts.area.lat < ukraine.lat
    assert parts.area.lon > ukraine.lon
    assert parts.area.precision is WherePrecision.REGION


def test_near_and_off_are_less_than_exact(resolve):
    text = "A kite crashed near Porto, and a boat burned off the coast of Angola."
    near, off = described(resolve(text, "Porto", "Angola"))
    assert near.area.precision is WherePrecision.NEAR
    assert off.area.precision is WherePrecision.WATER


def test_the_capital_of_a_country_is_its_city(resolve):
    text = "Envoys met in the Omani capital, then flew to Kenya's capital. Norwegian capital markets fell."
    omani, kenyan = described(resolve(text, "Omani", "Kenya", "Norwegian", demonyms=("Omani", "Norwegian")))
    assert [omani.place.name, kenyan.place.name] == ["Muscat", "Nairobi"]
    assert omani.area.precision is WherePrecision.EXACT


@pytest.mark.parametrize("text", ["They met in the Israeli capital.", "They met in the Israeli capital, Jerusalem."])
def test_a_disputed_or_a_named_capital_is_not_described(resolve, text):
    assert not described(resolve(text, "Israeli", demonyms=("Israeli",)))


def test_the_border_leans_on_the_place_before_it(resolve):
    text = "Soldiers in Narva dug trenches along the border. Elsewhere the border stayed open."
    borders = described(resolve(text, "Narva"))
    assert [b.toponym.surface for b in borders] == ["the border"]
    assert borders[0].area.precision is WherePrecision.REGION


def test_names_that_are_common_alone_are_settled_by_each_other(resolve):
    text = "Schools in New London, Mount Pleasant and Winfield will close early."
    resolved = resolve(text, "New London", "Mount Pleasant", "Winfield")
    assert {t.place.admin1 for t in resolved} == {"Iowa"}


def test_venue_is_put_in_the_town_of_its_sentence_as_inferred(resolve):
    text = "A boiler burst at Fennimore Hospital in Lisbon. Elsewhere Porto was calm."
    resolved = resolve(text, "Fennimore Hospital", "Lisbon", "Porto")
    venue, town = named(resolved, "Fennimore Hospital"), named(resolved, "Lisbon")
    assert venue.place is None
    assert (venue.area.lat, venue.area.lon) == (town.area.lat, town.area.lon)
    assert venue.area.precision is WherePrecision.NEAR
    assert venue.basis is Basis.INFERRED
    assert "Lisbon" in venue.reason


def test_venue_without_a_town_stays_unknown(resolve):
    resolved = resolve("A boiler burst at Fennimore Hospital, Kenya said.", "Fennimore Hospital", "Kenya")
    assert named(resolved, "Fennimore Hospital").area is None


def test_unknown_town_is_somewhere_in_the_division_behind_it(resolve):
    text = "A barn burned in Quillsbury, Ohio, on Monday."
    town = named(resolve(text, "Quillsbury", "Ohio"), "Quillsbury")
    assert town.place is None
    assert town.area.precision is WherePrecision.FIRST_ORDER
    assert town.basis is Basis.INFERRED


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("A barn burned at Quillsbury, near Porto.", "Porto"),
        ("A barn burned in Quillsbury, a small village outside Porto.", "Porto"),
        ("A barn burned in the Quillsbury district of Porto.", "Porto"),
        ("A barn burned in Porto's gated suburb of Quillsbury.", "Porto"),
    ],
)
def test_unknown_name_is_put_where_the_words_beside_it_say(resolve, text, known):
    resolved = resolve(text, *sorted(("Quillsbury", known), key=text.index))
    unknown, town = named(resolved, "Quillsbury"), named(resolved, known)
    assert (unknown.place, unknown.basis) == (None, Basis.INFERRED)
    assert (unknown.area.lat, unknown.area.lon) == (town.area.lat, town.area.lon)


def test_a_namesake_elsewhere_is_no_answer_for_a_town_with_its_division(resolve):
    text = "The rink in Innisfail, Ohio, will open."
    town = named(resolve(text, "Innisfail", "Ohio"), "Innisfail")
    assert town.place is None or town.place.admin1 == "Ohio"


@pytest.mark.parametrize("names", [("Rome", "Paris"), ("Paris", "London"), ("Vienna", "Geneva"), ("Athens", "Rome")])
def test_great_cities_alone_are_no_neighbouring_villages_of_their_names(gazetteer, names):
    text = " and ".join(names) + " signed the treaty."
    spans = [Span(text.index(name), text.index(name) + len(name)) for name in names]
    found = Resolver.load(gazetteer)(text, [Toponym(span, span.of(text), Role.LOCATION) for span in spans])
    assert all(t.place.country in {"IT", "FR", "GB", "AT", "CH", "GR"} for t in found)


def test_a_doubtful_name_is_not_put_on_the_map_but_says_what_it_may_be(gazetteer):
    text = "Lincoln spoke."
    doubtful = Toponym(Span(0, 7), "Lincoln", Role.MENTION, score=0.1)
    (found,) = Resolver.load(gazetteer)(text, [doubtful])
    assert (found.place, found.area) == (None, None)
    assert found.alternatives
    assert "too doubtful" in found.reason

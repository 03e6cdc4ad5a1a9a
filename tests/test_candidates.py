import pytest

from geodata.toponym_resolution.candidates import find_matches
from geodata.toponym_resolution.demonyms import _places as known_demonyms
from geodata.toponym_resolution.demonyms import country_of_demonym


@pytest.mark.parametrize(
    ("written", "place_id"),
    [
        ("the Netherlands’", "gn:2750405"),
        ("Kent Co.", "gn:4998005"),
        ("W. Hartford", "gn:4845411"),
        ("T&T", "gn:3573591"),
        ("La.", "gn:4331987"),  # Louisiana, not L.A.
        ("LA", "gn:5368361"),
        ("River Danube", "own:danube"),
        ("Winnipeg Lake", "ne:1159106747"),
        ("Iowa State University", "gn:4862182"),
        ("Parsippany Township", "gn:5102427"),
        ("New Yorkers", "gn:5128581"),
        ("Ohioans", "gn:5165418"),
        ("Chechens", "gn:569665"),
        ("Scotsmen", "gn:2638360"),
        ("Co Mayo", "gn:2962666"),
        ("Co. Roscommon", "gn:2961731"),
        ("County Durham", "gn:2650629"),
        ("Kakuma camp", "own:kakuma"),
        ("Evin prison", "own:evin-prison"),
        ("North Gondar zone", "own:north-gondar"),
        ("Sligo County Council", "gn:2961422"),
        ("Guma LGA", "gn:7729904"),
    ],
)
def test_names_are_known_as_news_writes_them(gazetteer, written, place_id):
    assert place_id in {match.place.id for match in find_matches(written, gazetteer)}


@pytest.mark.parametrize(
    "name", ["war zone", "Xyzzyford River", "Zzyq Township", "Twp.", "N.", "the", "polish off", "’s", ""]
)
def test_what_is_no_name_finds_nothing_wild(gazetteer, name):
    assert find_matches(name, gazetteer) == ()


def test_a_river_is_not_the_town_on_it(gazetteer):
    assert all(m.place.feature_class != "P" for m in find_matches("Springfield River", gazetteer))


@pytest.mark.parametrize(
    ("people", "name"),
    [
        ("Russians", "Russia"),
        ("Welsh", "Wales"),
        ("Parisian", "Paris"),
        ("Frenchmen", "France"),
        ("Québécois", "Quebec"),
    ],
)
def test_peoples_have_their_place(gazetteer, people, name):
    match = country_of_demonym(people, gazetteer)
    assert match is not None
    assert match.place.name == name


def test_every_demonyms_place_is_there(gazetteer):
    for demonym in known_demonyms():
        assert country_of_demonym(demonym, gazetteer) is not None, demonym

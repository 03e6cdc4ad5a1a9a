import pytest

from geodata.records import Role, Span
from geodata.tagging import Tagger
from geodata.toponym_recognition import find_toponyms
from geodata.toponym_recognition.roles import is_dateline, role_of


@pytest.fixture(scope="module")
def recognise(gazetteer):
    tagger = Tagger.load(gazetteer)
    return lambda text: find_toponyms(text, tagger(text), gazetteer)


def surfaces(toponyms):
    return [t.surface for t in toponyms if not t.demonym]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A ferry sank off the coast of Mombasa on Tuesday, police in Kenya said.", ["Mombasa", "Kenya"]),
        ("Floods cut the road between Ljubljana and Maribor.", ["Ljubljana", "Maribor"]),
        ("The fire in Boise, Idaho, spread to Ada County.", ["Boise", "Idaho", "Ada County"]),
        ("Nothing of note took place there.", []),
    ],
)
def test_names_of_places_are_found(recognise, text, names):
    assert surfaces(recognise(text)) == names


def test_demonyms_are_marked(recognise):
    found = recognise("Portuguese firefighters joined Spanish crews near Salamanca.")
    assert [t.surface for t in found if t.demonym] == ["Portuguese", "Spanish"]


def test_offsets_hold_among_emoji_accents_and_other_scripts(recognise):
    text = "🔥🔥 En São Paulo — 東京 — שלום: a strike in Johannesburg.\u202e"
    for toponym in recognise(text):
        assert toponym.span.of(text) == toponym.surface
    assert "Johannesburg" in surfaces(recognise(text))


def test_long_text_is_read_to_its_end(recognise):
    filler = "The committee went through the papers once more and found nothing to add. " * 300
    assert surfaces(recognise(filler + "Then a bridge fell in Montevideo.")) == ["Montevideo"]


@pytest.mark.parametrize("text", ["", " ", "\0\x01", "a" * 5000, "Paris" * 2000, "¿" * 3000, "A. " * 500])
def test_odd_texts_do_no_harm(recognise, text):
    for toponym in recognise(text):
        assert toponym.span.of(text) == toponym.surface


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ISTANBUL: Officials met.", "ISTANBUL"),
        ("LONDON, March 3 (Reuters) - Shares fell.", "LONDON"),
        ("PARIS (AP) — A museum closed.", "PARIS"),
        ("2025-01-02 QUITO -- A volcano woke.", "QUITO"),
    ],
)
def test_dateline_is_told_by_its_place_and_marks(text, name):
    start = text.index(name)
    assert is_dateline(text, Span(start, start + len(name)))


@pytest.mark.parametrize(
    ("text", "name", "literal", "role"),
    [
        ("A bomb went off in Lagos on Friday.", "Lagos", 0.9, Role.LOCATION),
        ("Later that week, Tokyo said it would not pay.", "Tokyo", 0.2, Role.ACTOR),
        ("Lima and Quito have rejected the plan.", "Lima", 0.9, Role.ACTOR),
        ("It was Asia’s largest blackout.", "Asia", 0.9, Role.MENTION),
        ("Observers from Norway will watch.", "Norway", 0.9, Role.MENTION),
        ("They flew in from Norway overnight.", "Norway", 0.9, Role.LOCATION),
        ("at the Old Mill, a hotel on the banks of the Danube", "Danube", 0.9, Role.MENTION),
        ("the Lagos Times newspaper", "Lagos", 0.1, Role.MENTION),
    ],
)
def test_role_follows_the_words_about_a_name(text, name, literal, role):
    start = text.index(name)
    assert role_of(text, Span(start, start + len(name)), literal) is role

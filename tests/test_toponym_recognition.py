import pytest

from geodata.errors import ModelError
from geodata.records import Role, Span
from geodata.toponym_recognition import Recogniser
from geodata.toponym_recognition.features import windows
from geodata.toponym_recognition.roles import is_dateline, role_of


@pytest.fixture(scope="module")
def recogniser(gazetteer):
    return Recogniser.load(gazetteer)


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
def test_names_of_places_are_found(recogniser, text, names):
    assert surfaces(recogniser(text)) == names


def test_demonyms_are_marked(recogniser):
    found = recogniser("Portuguese firefighters joined Spanish crews near Salamanca.")
    assert [t.surface for t in found if t.demonym] == ["Portuguese", "Spanish"]


def test_offsets_hold_among_emoji_accents_and_other_scripts(recogniser):
    text = "🔥🔥 En São Paulo — 東京 — שלום: a strike in Johannesburg.\u202e"
    for toponym in recogniser(text):
        assert toponym.span.of(text) == toponym.surface
    assert "Johannesburg" in surfaces(recogniser(text))


def test_same_text_gives_the_same_answer_among_others(recogniser):
    text = "Rain fell on Nairobi and Kampala. " * 40
    alone = recogniser(text)
    recogniser("Something quite different about Oslo.")
    assert recogniser(text) == alone


def test_long_text_is_read_to_its_end(recogniser):
    filler = "The committee went through the papers once more and found nothing to add. " * 300
    assert surfaces(recogniser(filler + "Then a bridge fell in Montevideo.")) == ["Montevideo"]


@pytest.mark.parametrize("text", ["", " ", "\0\x01", "a" * 5000, "Paris" * 2000, "¿" * 3000, "A. " * 500])
def test_odd_texts_do_no_harm(recogniser, text):
    for toponym in recogniser(text):
        assert toponym.span.of(text) == toponym.surface


def test_missing_or_damaged_model_is_a_clear_error(gazetteer, tmp_path):
    with pytest.raises(ModelError, match="missing or damaged; reinstall"):
        Recogniser.load(gazetteer, tmp_path)
    (tmp_path / "toponyms.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="missing or damaged"):
        Recogniser.load(gazetteer, tmp_path)


def test_windows_keep_each_word_once_and_none_is_too_long():
    counts = [1, 3, 1, 1, 7, 2, 1, 1, 1] * 50
    cut = windows(counts, 40, 5)
    kept = [at for w in cut for at in range(w.keep_first, w.keep_past)]
    assert kept == list(range(len(counts)))
    assert all(sum(counts[w.keep_first : w.keep_past]) <= 40 for w in cut)
    assert all(w.first <= w.keep_first and w.keep_past <= w.past for w in cut)


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

import numpy as np
import pytest

from geodata.errors import ModelError
from geodata.records import Span
from geodata.tagging import Tagger
from geodata.tagging.features import windows
from geodata.tagging.tags import Pairs


@pytest.fixture(scope="module")
def tagger(gazetteer):
    return Tagger.load(gazetteer)


def span_of(text, surface):
    start = text.index(surface)
    return Span(start, start + len(surface))


def test_every_word_has_probabilities(tagger):
    text = "A ferry sank off Mombasa on Tuesday, police said."
    tags = tagger(text)
    for scores in (tags.toponyms, tags.events):
        assert scores.shape[0] == len(tags.words.spans)
        assert np.allclose(scores.sum(-1), 1, atol=1e-4)


def test_a_verb_tells_of_a_deed_or_reports_one(tagger):
    text = "A ferry sank off Mombasa on Tuesday, police said."
    tags = tagger(text)
    assert tags.events[tags.words_in(span_of(text, "sank")).start].argmax() == 1
    assert tags.events[tags.words_in(span_of(text, "said")).start].argmax() == 2


def test_an_event_knows_its_place(tagger):
    text = "Ministers met in Geneva on Monday while rebels attacked a village near Goma."
    tags = tagger(text)
    places = [span_of(text, "Geneva"), span_of(text, "Goma")]
    assert tags.place_scores(span_of(text, "met"), places).argmax() == 0
    assert tags.place_scores(span_of(text, "attacked"), places).argmax() == 1


def test_pairs_add_up_the_words_of_a_run():
    pairs = Pairs(np.ones((3, 2), np.float32), np.eye(3, 2, dtype=np.float32), np.full(3, 0.5, np.float32))
    one, both, nothing = pairs.scores(0, [range(1), range(2)])
    assert one == pytest.approx(1.0)
    assert both == pytest.approx(1.0 + np.log(2))
    assert nothing == pytest.approx(0.5)


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_a_text_without_words_has_no_tags(tagger, text):
    assert tagger(text).toponyms.shape[0] == 0


def test_same_text_gives_the_same_tags_among_others(tagger):
    text = "Rain fell on Nairobi and Kampala. " * 40
    alone = tagger(text)
    tagger("Something quite different about Oslo.")
    assert np.array_equal(tagger(text).toponyms, alone.toponyms)


def test_missing_or_damaged_model_is_a_clear_error(gazetteer, tmp_path):
    with pytest.raises(ModelError, match="missing or damaged; reinstall"):
        Tagger.load(gazetteer, tmp_path)
    (tmp_path / "tagger.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="missing or damaged"):
        Tagger.load(gazetteer, tmp_path)


def test_windows_keep_each_word_once_and_none_is_too_long():
    counts = [1, 3, 1, 1, 7, 2, 1, 1, 1] * 50
    cut = windows(counts, 40, 5)
    kept = [at for w in cut for at in range(w.keep_first, w.keep_past)]
    assert kept == list(range(len(counts)))
    assert all(sum(counts[w.keep_first : w.keep_past]) <= 40 for w in cut)
    assert all(w.first <= w.keep_first and w.keep_past <= w.past for w in cut)

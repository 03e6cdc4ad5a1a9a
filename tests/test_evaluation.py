import json

import pytest

from geodata.errors import ArticleError
from geodata.evaluation import Mark, overlap_pairs, predicted_marks, read_gold, score_places

ROME, MILAN, NAPLES = (41.89, 12.48), (45.46, 9.19), (40.85, 14.27)


def test_right_place_within_161_km_counts_end_to_end():
    gold = [Mark(0, 4, ROME), Mark(10, 15, MILAN), Mark(20, 26, NAPLES)]
    predicted = [Mark(0, 4, (42.0, 12.6)), Mark(10, 15, ROME), Mark(30, 35, ROME)]
    scores = score_places([(gold, predicted)])
    assert (scores.recognition.right, scores.recognition.predicted, scores.recognition.wanted) == (2, 3, 3)
    assert scores.end_to_end.recall == pytest.approx(1 / 3)
    assert scores.accuracy == 0.5


def test_exact_wants_equal_spans_and_overlap_does_not():
    pair = ([Mark(0, 10, ROME)], [Mark(4, 10, ROME)])
    assert score_places([pair]).recognition.right == 0
    assert score_places([pair], exact=False).recognition.right == 1


def test_ignored_gold_is_neither_found_nor_missed():
    gold = [Mark(0, 4, ROME), Mark(10, 17, None, ignored=True)]
    hit = score_places([(gold, [Mark(0, 4, ROME), Mark(10, 17, MILAN)])])
    missed = score_places([(gold, [Mark(0, 4, ROME)])])
    assert hit == missed
    assert hit.recognition.precision == hit.recognition.recall == 1


def test_found_without_a_point_is_an_error_as_large_as_can_be():
    scores = score_places([([Mark(0, 4, ROME)], [Mark(0, 4, None)])])
    assert scores.recognition.right == 1
    assert scores.end_to_end.right == 0
    assert scores.errors_km == (20039.0,)


def test_auc_is_zero_for_perfect_and_one_for_hopeless():
    perfect = score_places([([Mark(0, 4, ROME), Mark(5, 9, MILAN)], [Mark(0, 4, ROME), Mark(5, 9, MILAN)])])
    hopeless = score_places([([Mark(0, 4, ROME), Mark(5, 9, MILAN)], [Mark(0, 4, None), Mark(5, 9, None)])])
    assert perfect.auc == pytest.approx(0)
    assert hopeless.auc == pytest.approx(1, abs=0.001)


def test_overlaps_are_matched_one_to_one_and_as_many_as_can_be():
    gold = [Mark(0, 10, None), Mark(8, 20, None)]
    predicted = [Mark(5, 9, None), Mark(0, 4, None)]
    assert sorted(overlap_pairs(gold, predicted)) == [(0, 1), (1, 0)]


def test_a_span_predicted_twice_counts_once_with_its_point():
    toponyms = [{"start": 0, "end": 4, "lat": None, "lon": None}, {"start": 0, "end": 4, "lat": 1, "lon": 2}]
    assert predicted_marks(toponyms) == [Mark(0, 4, (1.0, 2.0))]


def test_gold_is_read_by_the_protocol(tmp_path):
    toponyms = [
        {"start": 0, "end": 4, "lat": 1, "lon": 2, "geonameid": 7},
        {"start": 5, "end": 9, "lat": 1, "lon": 2},
        {"start": 10, "end": 14, "lat": 1, "lon": 2, "geonameid": 7, "demonym": True},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": 1, "text": "x", "toponyms": toponyms}) + "\n\n")
    assert [m.ignored for m in next(read_gold(path))[1]] == [False, True, True]
    assert [m.ignored for m in next(read_gold(path, linked_only=False, demonyms=True))[1]] == [False] * 3
    path.write_text('{"id": 1}')
    with pytest.raises(ArticleError, match="line 1"):
        next(read_gold(path))

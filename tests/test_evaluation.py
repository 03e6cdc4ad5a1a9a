import importlib.util
import itertools
import json
import random
from hashlib import sha256
from pathlib import Path

import pytest

from geodata.errors import ArticleError
from geodata.evaluation import GoldArticle, evaluate_places, evaluate_times, read_gold
from geodata.evaluation.events import EventScores, score_event_article, score_events
from geodata.evaluation.matching import best_pairs, overlap_pairs
from geodata.evaluation.places import Calibration, Mark, gold_marks, predicted_marks, score_places
from geodata.evaluation.times import TimeMark, gold_times, predicted_times, score_times

SHARED = Path(__file__).parents[2] / "shared"
OWN_GOLD = Path(__file__).parent / "quality" / "gold"
needs_tools = pytest.mark.skipif(not SHARED.is_dir(), reason="the reference scorers are not beside the project")

ROME, MILAN, NAPLES = (41.89, 12.48), (45.46, 9.19), (40.85, 14.27)
LIMA, PISCO = (-12.04, -77.03), (-13.71, -76.2)


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


def test_emitted_judges_every_point_and_resolved_only_found_ones():
    gold = [Mark(0, 4, ROME), Mark(10, 15, MILAN)]
    predicted = [
        Mark(0, 4, ROME, score=0.9),
        Mark(10, 15, ROME, score=0.3),
        Mark(20, 25, NAPLES, score=0.6),
        Mark(30, 35, None, score=0.0),
    ]
    scores = score_places([(gold, predicted)])
    assert sorted(scores.emitted.judged) == [(0.3, False), (0.6, False), (0.9, True)]
    assert sorted(scores.resolved.judged) == [(0.3, False), (0.9, True)]


def test_calibration_error_is_the_gap_between_scores_and_what_is_right():
    honest = Calibration(tuple((0.8, k % 5 != 0) for k in range(100)))
    boastful = Calibration(tuple((1.0, k % 5 != 0) for k in range(100)))
    assert honest.expected_error < boastful.expected_error == pytest.approx(0.2)
    assert Calibration(()).expected_error == 0


def test_the_surest_nine_tenths_leave_the_least_sure_out():
    assert Calibration((*[(0.9, True)] * 9, (0.1, False))).accuracy_of_surest == 1
    assert Calibration((*[(0.1, True)] * 9, (0.9, False))).accuracy_of_surest == pytest.approx(8 / 9)


def test_readings_count_a_dateline_as_a_location_and_an_actor_as_none():
    gold = [Mark(0, 4, ROME, literal=True), Mark(5, 9, ROME, literal=False), Mark(10, 14, ROME, literal=True)]
    roles = ("dateline", "actor", "mention")
    toponyms = [{"start": 5 * k, "end": 5 * k + 4, "role": role} for k, role in enumerate(roles)]
    readings = score_places([(gold, predicted_marks(toponyms))]).readings
    assert (readings.right, readings.wanted) == (2, 3)


def test_overlaps_are_matched_one_to_one_and_as_many_as_can_be():
    gold = [Mark(0, 10, None), Mark(8, 20, None)]
    predicted = [Mark(5, 9, None), Mark(0, 4, None)]
    assert sorted(overlap_pairs(gold, predicted)) == [(0, 1), (1, 0)]


def test_a_span_predicted_twice_counts_once_with_its_point():
    toponyms = [{"start": 0, "end": 4, "lat": None, "lon": None}, {"start": 0, "end": 4, "lat": 1, "lon": 2}]
    assert [mark.point for mark in predicted_marks(toponyms)] == [(1.0, 2.0)]


def total(weights, pairs):
    return sum(weights[i][j] for i, j in pairs)


def best_by_trying_all(weights):
    rows, columns = range(len(weights)), [*range(len(weights[0])), *[None] * len(weights)]
    chosen = ([(i, j) for i, j in zip(rows, choice, strict=True) if j is not None and weights[i][j]]
              for choice in itertools.permutations(columns, len(weights)))  # fmt: skip
    return max(total(weights, pairs) for pairs in chosen)


def test_best_pairs_have_the_greatest_total_weight():
    draw = random.Random(4)
    for _ in range(60):
        rows, columns = draw.randint(1, 4), draw.randint(1, 4)
        weights = [[draw.choice([None, draw.uniform(1, 9)]) for _ in range(columns)] for _ in range(rows)]
        pairs = best_pairs(weights)
        assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
        assert total(weights, pairs) == pytest.approx(best_by_trying_all(weights))
    assert best_pairs([]) == best_pairs([[], []]) == []


# ---- gold as it comes


def write_lines(path, *records):
    path.write_text("\n".join(json.dumps(record) for record in records) + "\n\n", encoding="utf-8")
    return path


def test_gold_lines_are_read_by_the_protocol(tmp_path):
    toponyms = [
        {"start": 0, "end": 4, "lat": 1, "lon": 2, "geonameid": 7},
        {"start": 5, "end": 9, "lat": 1, "lon": 2},
        {"start": 10, "end": 14, "lat": 1, "lon": 2, "geonameid": 7, "demonym": True},
    ]
    (article,) = read_gold([write_lines(tmp_path / "gold.jsonl", {"id": 1, "text": "x", "toponyms": toponyms})])
    assert [mark.ignored for mark in gold_marks(article)] == [False, True, True]
    assert [mark.ignored for mark in gold_marks(article, linked_only=False, demonyms=True)] == [False] * 3


def test_gold_that_is_none_is_named(tmp_path):
    with pytest.raises(ArticleError, match=r"gold\.jsonl, line 1"):
        list(read_gold([write_lines(tmp_path / "gold.jsonl", {"id": 1})]))
    (bare,) = read_gold([write_lines(tmp_path / "bare.jsonl", {"id": "a1", "text": "x", "timexes": [{"end": 2}]})])
    with pytest.raises(ArticleError, match="a1"):
        gold_times(bare)
    with pytest.raises(ArticleError, match="toponyms"):
        gold_marks(bare)
    (tmp_path / "gold.json").write_text("[]")
    with pytest.raises(ArticleError, match="corpus_file"):
        list(read_gold([tmp_path / "gold.json"]))


TEXT = "Fire broke out in Lima on 3 May 2024.\r\nIt was put out, Quito said."


def gold_file(text=TEXT, **changes):
    sentences = [{"start": 0, "end": 37}, {"start": 39, "end": len(text)}]
    place = {"lat": LIMA[0], "lon": LIMA[1], "where_prec": 1, "basis": "stated", "name": "Lima"}
    day = {"from": "2024-05-03", "to": "2024-05-03", "date_prec": 1}
    event = {
        "id": "E1", "what": "Fire", "sentence": sentences[0], "trigger": {"start": 0, "end": 4, "surface": "Fire"},
        "kind": "disaster_accident", "status": "happened", "where": place, "when": day, "mappable": True,
    }  # fmt: skip
    return {
        "id": "fire", "corpus_file": "fire.txt", "article_id": None, "sha256": sha256(text.encode()).hexdigest(),
        "published": "2024-05-03", "published_accept": ["2024-05-03"],
        "places": [
            {"start": 18, "end": 22, "surface": "Lima", "reading": "literal", "lat": -12.04, "lon": -77.03,
             "coord_source": "remembered", "where_prec": 1, "happened": True},
            {"start": 55, "end": 60, "surface": "Quito", "reading": "metonymic", "lat": -0.23, "lon": -78.52,
             "coord_source": "remembered", "where_prec": None, "happened": False},
        ],
        "timexes": [{"start": 26, "end": 36, "surface": "3 May 2024", "type": "DATE", "value": "2024-05-03"}],
        "events": [event], "non_event_sentences": [sentences[1]], **changes,
    }  # fmt: skip


@pytest.fixture
def gold_folder(tmp_path):
    for folder in ("gold", "texts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "texts" / "fire.txt").write_bytes(TEXT.encode())
    for name in ("fire.json", "seed.json"):
        (tmp_path / "gold" / name).write_text(json.dumps(gold_file()))
    (tmp_path / "gold" / "other.json").write_text('{"id": "figures of something else"}')
    return tmp_path / "gold"


def test_a_gold_file_finds_its_text_in_a_folder_beside_it(gold_folder):
    (article,) = read_gold([gold_folder])
    assert article.text == TEXT
    assert [mark.literal for mark in gold_marks(article)] == [True, False]
    assert [a.id for a in read_gold([gold_folder / "seed.json"])] == ["fire"]


def test_the_printed_date_of_a_gold_file_is_not_told_to_dateline(gold_folder):
    (article,) = read_gold([gold_folder])
    assert article.known == {}
    assert article.created is None


def test_a_gold_file_whose_text_has_changed_is_refused(gold_folder):
    text = gold_folder.parent / "texts" / "fire.txt"
    text.write_text("Another fire.")
    with pytest.raises(ArticleError, match="not the text"):
        list(read_gold([gold_folder]))
    text.unlink()
    with pytest.raises(ArticleError, match="lies neither"):
        list(read_gold([gold_folder]))


# ---- times


def test_times_are_scored_strictly_relaxedly_by_type_and_by_value():
    gold = [TimeMark(0, 6, "DATE", ("2024-05-03",)), TimeMark(10, 20, "DURATION", ("P2Y", "P24M"))]
    predicted = [TimeMark(0, 6, "TIME", ("2024-05-04",)), TimeMark(12, 20, "DURATION", ("P24M",))]
    scores = score_times([(gold, [*predicted, TimeMark(30, 34, "DATE", ("2024",))])])
    assert [c.right for c in (scores.strict, scores.relaxed, scores.type, scores.value)] == [1, 2, 1, 1]
    assert scores.relaxed.precision == pytest.approx(2 / 3)
    assert scores.relaxed.recall == 1


def test_an_optional_timex_is_neither_found_nor_missed():
    gold = [TimeMark(0, 6, "DATE", ("2024",), ignored=True)]
    assert score_times([(gold, [TimeMark(0, 6, "DATE", ("1999",))])]) == score_times([(gold, [])])


def test_what_lies_behind_the_annotated_part_is_not_judged():
    timex = {"start": 50, "end": 54, "type": "DATE", "value": "2024"}
    article = GoldArticle("a", "x" * 90, {}, None, {"timexes": [timex, {**timex, "start": 3, "end": 3}]})
    assert len(gold_times(article)) == len(predicted_times(article, [timex])) == 1
    article = GoldArticle("a", "x" * 90, {}, None, {"timexes": [timex], "annotated_end": 40})
    assert gold_times(article) == predicted_times(article, [timex]) == []


def test_times_reckon_from_the_day_that_the_corpus_tells(pipeline):
    timex = {"start": 12, "end": 21, "type": "DATE", "value": "1998-08-06"}
    article = GoldArticle("a", "They met on yesterday's ferry.", {}, "1998-08-07", {"timexes": [timex]})
    assert evaluate_times([article], pipeline).value.right == 1


def test_given_spans_are_resolved_and_none_is_recognised(pipeline, gold_folder):
    scores = evaluate_places(read_gold([gold_folder]), pipeline, given_spans=True)
    assert scores.recognition.f1 == scores.end_to_end.recall == 1
    assert evaluate_places(read_gold([gold_folder]), pipeline).recognition.wanted == 2


# ---- events


def pin(sentence=(0, 37), trigger=(0, 4), at=LIMA, status="happened", kind="disaster_accident", when="2024-05-03"):
    return {
        "sentence": {"start": sentence[0], "end": sentence[1]},
        "trigger": {"start": trigger[0], "end": trigger[1]},
        "where": at and {"lat": at[0], "lon": at[1], "precision": 1},
        "when": when and {"from": when, "to": when, "precision": 1},
        "status": status,
        "kind": kind,
    }


def scores_of(*events, published="2024-05-03", **changes) -> EventScores:
    gold = gold_file(**changes)
    toponyms = [{**place, "kind": "literal"} for place in gold["places"]]
    article = GoldArticle("fire", TEXT, {}, None, {**gold, "toponyms": toponyms})
    return score_event_article(article, {"events": list(events), "published": {"date": published}})


def test_a_right_pin_is_matched_and_its_words_are_judged():
    figures = scores_of(pin()).figures
    assert figures["f1"] == figures["date_exact"] == figures["status_accuracy"] == figures["kind_accuracy"] == 1
    assert figures["false_pins"] == 0
    wrong = scores_of(pin(status="planned", kind="crime", when="2024-05-04"))
    assert (wrong.figures["status_accuracy"], wrong.figures["kind_accuracy"], wrong.figures["date_accuracy"]) == (
        0,
    ) * 3
    assert len(wrong.errors) == 3


@pytest.mark.parametrize(
    ("stray", "verdict"),
    [
        (pin(at=PISCO), "wrong_place"),
        (pin(sentence=(39, 67)), "non_event"),
        (pin(sentence=(200, 230)), "unjudged"),
        (pin(trigger=(5, 10)), "duplicates"),
    ],
)
def test_a_pin_too_many_is_called_what_it_is(stray, verdict):
    figures = scores_of(pin(), stray).figures
    assert figures[verdict] == 1
    assert figures["matched"] == 1
    assert figures["false_pins"] == (verdict in ("wrong_place", "non_event"))


def test_a_pin_on_a_sentence_whose_events_have_no_place_is_false():
    event = {**gold_file()["events"][0], "where": None, "mappable": False}
    assert scores_of(pin(), events=[event]).figures["on_unmappable"] == 1
    assert scores_of(pin(at=None), events=[event]).figures["pins"] == 0


def test_an_optional_event_is_neither_missed_nor_wrong():
    event = {**gold_file()["events"][0], "optional": True}
    assert scores_of(events=[event]).figures["recall"] is None
    assert scores_of(pin(), pin(trigger=(5, 10)), events=[event]).figures["ignored"] == 2


def test_an_area_is_right_within_the_radius_that_gold_gives_it():
    event = gold_file()["events"][0]
    region = {**event["where"], "where_prec": 5}
    assert scores_of(pin(at=PISCO), events=[{**event, "where": region}]).figures["recall"] == 1
    region["radius_km"] = 180
    assert scores_of(pin(at=PISCO), events=[{**event, "where": region}]).figures["recall"] == 0


def test_a_date_that_the_text_cannot_give_is_invented_unless_it_is_right():
    event = {**gold_file()["events"][0], "when": None, "when_ref": {"from": "2024-05", "to": "2024-05"}}
    assert scores_of(pin(when="2023-01-01"), events=[event], published=None).figures["invented_dates"] == 1
    assert scores_of(pin(), events=[event], published=None).figures["invented_dates"] == 0
    assert scores_of(pin(), events=[event]).figures["date_accuracy"] == 1


def disturbed(gold, draw):
    """Return an annotation made of gold's own, with every sort of error in it."""
    events = []
    for event in gold["events"] * 2:
        told = draw.choice([event, *event.get("mentions", ())])
        where, when = draw.choice([event["where"]] * 3 + [None]), draw.choice([event["when"]] * 3 + [None])
        shift = draw.choice([0, 0, 0, 0.2, 2, 20]) + draw.uniform(0, 0.1)  # no two pins fit an event equally
        place = where or draw.choice([None, {"lat": 10.0, "lon": 20.0}])
        events.append(
            {
                "sentence": draw.choice([told["sentence"]] * 4 + gold["sentences"]),
                "trigger": {k: told["trigger"][k] + draw.choice([0, 0, 7]) for k in ("start", "end")},
                "kind": draw.choice([event["kind"], "crime"]),
                "status": draw.choice([event["status"], "happened", "planned"]),
                "where": place and {"lat": place["lat"] + shift, "lon": place["lon"], "precision": draw.randint(1, 6)},
                "when": when and {**when, draw.choice(["from", "to", "x"]): draw.choice(["2024-01-05", None, "2023"])},
            }
        )
    roles = ("location", "actor", "dateline", "mention")
    return {
        "id": gold["id"],
        "published": draw.choice([{"date": gold["published"]}, {"date": "2020-02-02"}, None]),
        "events": draw.sample(events, len(events) * 2 // 3),
        "toponyms": [
            {**{k: p[k] + draw.choice([0, 0, 3]) for k in ("start", "end")}, "role": draw.choice(roles),
             "lat": draw.choice([p["lat"], 10.0]), "lon": draw.choice([p["lon"], None])}
            for p in gold["places"] if draw.random() < 0.8
        ],
        "timexes": [
            {"start": t["start"] + draw.choice([0, 2]), "end": t["end"], "type": t["type"],
             "value": draw.choice([t["value"], t["value"].lower(), "2024"])}
            for t in gold["timexes"] * 2 if draw.random() < 0.7
        ],
    }  # fmt: skip


def tool(name):
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_tools
def test_figures_agree_with_the_reference_scorers():
    """On the own articles and the seed's gold, with wrong, doubled, missing and moved predictions."""
    paths = [OWN_GOLD, SHARED / "gold" / "seed.json"]
    reference, draw = tool("score_events"), random.Random(11)
    articles, gold = list(read_gold(paths)), reference.load_gold(paths)
    for _ in range(12):
        predictions = {record["id"]: disturbed(record, draw) for record in gold}
        expected, _ = reference.run(gold, predictions)
        for article in articles:
            mine = score_event_article(article, predictions[article.id]).figures
            assert {**mine, "dates_mode": mode(article, predictions)} == expected["per_article"][article.id]
        assert score_events((a, predictions[a.id]) for a in articles).figures == expected["micro"]
        check_places(articles, predictions)


def mode(article, predictions):
    known = (predictions[article.id]["published"] or {}).get("date")
    return "reference" if known and known == article.annotation["published"] else "text"


def check_places(articles, predictions):
    reference = tool("score_places")
    gold = {article.id: article.annotation["toponyms"] for article in articles}
    found = {article.id: predictions[article.id]["toponyms"] for article in articles}
    for match in ("exact", "overlap"):
        expected = reference.score(gold, found, match=match, no_demonyms=True, linked_only=True)
        pairs = [(gold_marks(a), predicted_marks(predictions[a.id]["toponyms"])) for a in articles]
        scores = score_places(pairs, exact=match == "exact")
        assert scores.recognition.f1 == pytest.approx(expected[f"recognition_{match}"]["F1"])
        assert scores.end_to_end.recall == pytest.approx(expected["end_to_end_161"]["R"])
        assert scores.end_to_end.precision == pytest.approx(expected["end_to_end_161"]["P"])
        assert scores.accuracy == pytest.approx(expected["resolution_matched"]["acc161"])
        assert scores.auc == pytest.approx(expected["resolution_matched"]["auc"])

"""The truths of the seed article, and of an article of our own whose places and dates are all different."""

from datetime import date

import pytest

from geodata.articles import ArticleLine
from geodata.records import Article, Basis, Failure, Role, Status, WhenPrecision, WherePrecision

OWN = """Published: 18 September 2023

NAIROBI - A cargo plane overran the runway at Mombasa on Saturday, injuring four people, officials said.

The aircraft had left Entebbe in Uganda on Friday evening with a load of flowers.

President William Ruto will visit the port city on Wednesday to inspect the damage.

In August, a bus plunged into a ravine in southern Ethiopia, killing at least twelve passengers.

Pretoria said it would send investigators.
"""


@pytest.fixture(scope="module")
def own(pipeline):
    return pipeline(Article("own", OWN))


def events_where(annotation, name):
    return [e for e in annotation.events if e.where and e.where.area.name == name]


def event_of(annotation, trigger):
    found = [e for e in annotation.events if trigger in e.trigger.of(annotation.article.text)]
    assert found, f"no event is triggered by {trigger}"
    return found[0]


def toponyms(annotation, surface):
    return [t for t in annotation.toponyms if t.toponym.surface == surface]


class TestSeed:
    def test_printed_date_is_doubted_with_a_reason(self, seed):
        publication = seed.publication
        assert publication.printed == "2025-02-06"
        assert publication.date == date(2025, 6, 2)
        assert [a.date for a in publication.alternatives] == [date(2025, 6, 2), date(2025, 2, 6)]
        assert "Monday" in publication.alternatives[0].reason
        assert publication.warnings

    def test_talks_are_one_planned_event_at_the_palace_on_monday(self, seed):
        talks = event_of(seed, "meet")
        assert talks.where.area.precision is WherePrecision.EXACT
        assert (talks.where.area.lat, talks.where.area.lon) == (pytest.approx(41.0435, abs=0.005),
                                                               pytest.approx(29.0157, abs=0.005))  # fmt: skip
        assert talks.when.interval.first == talks.when.interval.last == date(2025, 6, 2)
        assert talks.status is Status.PLANNED
        assert talks.mentions
        assert len(events_where(seed, talks.where.area.name)) == 1

    def test_attack_is_on_sunday_in_russia_with_bases_that_could_be_it(self, seed):
        attack = next(e for e in seed.events if e.where and "airbases" in e.where.area.name)
        assert attack.where.area.precision is WherePrecision.COUNTRY
        assert attack.when.interval.first == attack.when.interval.last == date(2025, 6, 1)
        assert len(attack.where.area.sites) >= 5
        assert attack.where.area.sites[0].lon > 60  # thousands of kilometres from the front first

    def test_first_round_is_in_istanbul_in_may(self, seed):
        first = event_of(seed, "round of talks")
        assert first.where.area.name == "Istanbul"
        assert first.when.precision is WhenPrecision.MONTH
        assert (first.when.interval.first, first.when.interval.last) == (date(2025, 5, 1), date(2025, 5, 31))

    def test_failed_talks_of_2022_have_no_place(self, seed):
        failed = [e for e in seed.events if e.when and e.when.interval.last == date(2022, 12, 31)
                  and "talks" in e.trigger.of(seed.article.text)]  # fmt: skip
        assert [e.where for e in failed] == [None]

    def test_post_on_social_media_has_no_place(self, seed):
        text = seed.article.text
        post = text.index("“First")
        assert all(e.where is None for e in seed.events if post <= e.trigger.start < text.index("‘Root"))

    def test_arrivals_are_in_istanbul_by_inference(self, seed):
        for trigger, day in (("arrived", date(2025, 6, 1)), ("touching down", date(2025, 6, 2))):
            arrival = event_of(seed, trigger)
            assert arrival.where.basis is Basis.INFERRED
            assert arrival.where.area.lat == pytest.approx(41.0, abs=0.1)
            assert arrival.when.interval.first == day

    def test_forty_bombers_are_a_claim(self, seed):
        assert event_of(seed, "damaged").status is Status.CLAIMED

    def test_sumy_is_the_oblast_not_the_city(self, seed):
        sumy = toponyms(seed, "Sumy")[0]
        assert sumy.place.feature_code == "ADM1"
        assert sumy.area.precision is WherePrecision.FIRST_ORDER
        assert event_of(seed, "advancing").where.area.precision is WherePrecision.FIRST_ORDER

    def test_bosphorus_is_a_mention_and_no_event_is_there(self, seed):
        bosphorus = toponyms(seed, "Bosphorus")[0]
        assert bosphorus.toponym.role is Role.MENTION
        assert bosphorus.area.precision is WherePrecision.WATER
        assert not events_where(seed, "Bosphorus")

    def test_kyiv_is_an_actor_and_no_event_is_there(self, seed):
        kyivs = toponyms(seed, "Kyiv")
        assert len(kyivs) == 7
        assert {t.toponym.role for t in kyivs} == {Role.ACTOR}
        assert not events_where(seed, "Kyiv")


class TestOwnArticle:
    def test_publication_is_as_printed(self, own):
        assert own.publication.date == date(2023, 9, 18)
        assert own.publication.basis is Basis.STATED

    def test_dateline_is_told_from_the_scene(self, own):
        assert toponyms(own, "NAIROBI")[0].toponym.role is Role.DATELINE
        assert not events_where(own, "Nairobi")

    def test_accident_is_in_mombasa_on_the_saturday_before(self, own):
        accident = event_of(own, "overran")
        assert accident.where.area.name == "Mombasa"
        assert accident.when.interval.first == date(2023, 9, 16)

    def test_evening_before_is_reckoned_from_the_publication(self, own):
        assert ("Friday evening", "2023-09-15TEV") in {(t.surface, t.value) for t in own.timexes}

    def test_visit_is_planned_for_wednesday(self, own):
        visit = event_of(own, "visit")
        assert visit.status is Status.PLANNED
        assert visit.when.interval.first == date(2023, 9, 20)

    def test_crash_in_august_is_in_a_part_of_ethiopia(self, own):
        crash = event_of(own, "plunged")
        assert crash.where.area.name == "southern Ethiopia"
        assert crash.where.area.precision is WherePrecision.REGION
        assert crash.when.precision is WhenPrecision.MONTH
        assert crash.when.interval.first == date(2023, 8, 1)

    def test_capital_that_speaks_is_an_actor(self, own):
        assert toponyms(own, "Pretoria")[0].toponym.role is Role.ACTOR
        assert not events_where(own, "Pretoria")


def test_every_span_points_at_its_words(seed):
    text = seed.article.text
    for t in seed.toponyms:
        assert t.toponym.span.of(text) == t.toponym.surface
    for timex in seed.timexes:
        assert timex.span.of(text) == timex.surface
    for event in seed.events:
        assert event.sentence.covers(event.trigger)
        assert event.where is None or event.where.evidence.of(text)


def test_stream_and_single_call_agree_in_any_order(pipeline, own, seed):
    lines = [ArticleLine(a.article, a.article.id, None) for a in (own, seed, own)]
    assert list(pipeline.pipe(lines)) == [own, seed, own]


def test_article_that_breaks_a_stage_is_a_failure_and_the_rest_go_on(pipeline, monkeypatch, caplog):
    def break_on(article):
        if article.id == "bad":
            raise RuntimeError("no such luck")

    monkeypatch.setattr("geodata.pipeline.find_publication", break_on)
    lines = [ArticleLine(Article(i, "A fire in Turin."), i, None) for i in ("bad", "good")]
    failure, annotation = pipeline.pipe(lines)
    assert failure == Failure("bad", "pipeline", "RuntimeError: no such luck")
    assert annotation.article.id == "good"
    assert "bad" in caplog.text


def test_text_without_a_date_gets_none(annotate):
    assert annotate("A bridge fell in Turin.").publication is None


def test_contradicting_header_is_doubted_whatever_its_form(annotate):
    text = (
        "Ministers will meet Friday in Vienna, a day after rain flooded the Danube port. Talks on Thursday night "
        "failed. Delegates landed early on Friday morning."
    )
    publication = annotate(text, printed="2024-10-05").publication
    assert publication.date == date(2024, 5, 10)
    assert publication.warnings
    agreeing = annotate(text, printed="2024-05-10").publication
    assert agreeing.date == date(2024, 5, 10)
    assert not agreeing.warnings

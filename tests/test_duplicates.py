"""The same article from several sources is one; articles that only look alike are not."""

import random
from dataclasses import replace

import pytest

from geodata import duplicates
from geodata.articles import id_of_text
from geodata.duplicates import (
    SAME_WORDING,
    Known,
    canonical_url,
    identity_of,
    say_the_same,
    signature_of,
    sorted_out,
    wording_shared,
)
from geodata.records import Article, OtherSource

STORY = """A passenger ferry ran aground off Zanzibar late on Tuesday after its engine failed in heavy seas.
All 214 people on board were taken ashore by fishing boats within two hours, the regional commissioner said.
The vessel, built in 1998, had left Dar es Salaam at 6 p.m. and was an hour from port when the engine stopped.
Captain Juma Makame told reporters that he had dropped anchor at once, but the chain broke in the swell.
Eleven passengers were treated for minor injuries at Mnazi Mmoja hospital and were sent home the same night.
The ferry's owner, Azure Lines, said that it would pay for the passengers' lost luggage and for new tickets.
Inspectors from the maritime authority will dive to the hull on Thursday to see whether oil is leaking from it.
Two years ago another ferry of the company was held in port for a month because life jackets were missing.
Fishermen asked the government to mark the reef, on which three boats have been wrecked since January."""
COPY = (
    "Ferry runs onto reef: everyone safe\nBy our foreign staff\n\n"
    + STORY.replace("late on Tuesday", "late Tuesday")
    + "\nSign up for our newsletter and get the best of our reporting every morning, free of charge.\n"
    "Copyright 2024 The Coastal Gazette. All rights reserved."
)
CORRECTED = STORY.replace("All 214 people", "All 241 people")
UPDATED = STORY + (
    "\nOn Wednesday the Tanzanian president, on a visit to Nairobi, ordered an inquiry under Judge Asha Mwinyi.\n"
    "She gave it 30 days, and said that Azure Lines would not sail until it had ended."
)
WARNING = """The weather service has issued a winter storm warning for {place} from 6 p.m. Tuesday until noon Wednesday.
Heavy snow is expected, with 10 to 14 inches on high ground, and winds of up to 45 miles an hour.
Travel could be very difficult to impossible, and the conditions could affect the morning commute.
Those who must travel should keep an extra flashlight, food and water in the car in case of an emergency.
The latest road conditions for {place} can be had by calling 511, the state's Department of Transportation said."""


def same(one: str, other: str) -> bool:
    assert say_the_same(signature_of(one), signature_of(other)) == say_the_same(signature_of(other), signature_of(one))
    return say_the_same(signature_of(one), signature_of(other))


def test_copy_under_another_headline_with_boilerplate_is_the_same():
    assert same(STORY, COPY)


def test_words_that_an_editor_changed_leave_it_the_same():
    assert same(STORY, STORY.replace("heavy seas", "rough seas").replace("at once", "immediately"))


@pytest.mark.parametrize(
    "other",
    [
        CORRECTED,
        UPDATED,
        STORY.replace("Zanzibar", "Pemba"),
        STORY.replace("Tuesday", "Monday"),
        STORY.replace("Tuesday", "Thursday"),  # a day that the article names elsewhere, too
        STORY.replace("Eleven passengers", "Two passengers"),
    ],
)
def test_correction_update_or_another_place_or_day_is_not_the_same(other):
    assert not same(STORY, other)


def test_update_is_told_by_its_facts_and_not_by_its_wording_alone():
    assert wording_shared(signature_of(STORY), signature_of(UPDATED)) > 0.7
    assert wording_shared(signature_of(STORY), signature_of(CORRECTED)) > SAME_WORDING


def test_items_of_one_template_that_differ_in_a_name_are_not_the_same():
    one, other = (WARNING.format(place=place) for place in ("Springfield", "Shelbyville"))
    assert wording_shared(signature_of(one), signature_of(other)) > SAME_WORDING
    assert not same(one, other)


def test_half_an_article_is_not_the_same():
    assert not same(STORY, STORY[: len(STORY) // 2])


@pytest.mark.parametrize("text", ["", " \n", "Rome", "In Rome.", "日本語の記事です。", "\ud800", "!!!"])
def test_any_text_has_a_signature_and_is_the_same_as_itself(text):
    assert same(text, text)


def test_short_texts_are_compared_word_for_word():
    assert same("A bridge closed in Rome.", "A bridge closed in Rome.\n")
    assert not same("A bridge closed in Rome.", "A bridge closed in Oslo.")
    assert not same("A bridge closed in Rome.", "A bridge opened in Rome.")


def test_signature_is_small_and_the_same_on_every_machine():
    assert signature_of("A flood hit Rome on Monday, the mayor said.")[:8].hex() == "bd2a929e672b10f8"
    assert len(signature_of(STORY)) < 300


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.org/2024/ferry", "https://www.example.org/2024/ferry/", "https://EXAMPLE.org:443/2024/ferry#top",
        "https://example.org/2024/ferry?utm_source=rss&utm_medium=feed&fbclid=x", "https://m.example.org/2024/ferry",
        "https://example.org/2024/ferry/amp", "https://amp.example.org/2024/ferry", "https://example.org/amp/2024/ferry",
        "https://example.org/2024/ferry?amp=1", "https://example.org//2024/f%65rry",
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/2024/ferry",
    ],
)  # fmt: skip
def test_variants_of_an_address_have_one_form(variant):
    assert canonical_url(variant) == canonical_url("https://example.org/2024/ferry")


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/2024/ferry?id=2", "https://example.org/2024/Ferry", "https://example.com/2024/ferry",
        "https://news.example.org/2024/ferry", "https://example.org:8080/2024/ferry", "https://example.org/2024",
        "https://example.org/2024/ferry?page=2",
    ],
)  # fmt: skip
def test_other_addresses_stay_apart(other):
    assert canonical_url(other) != canonical_url("https://example.org/2024/ferry")


@pytest.mark.parametrize(
    "url", [None, "", "https://example.org/", "https://example.org?utm_source=x", "ferry.txt", "http://[x"]
)
def test_what_names_no_article_has_no_form(url):
    assert canonical_url(url) is None


def test_plain_addresses_are_read_the_short_way_with_the_same_result():
    parts = (
        "www.",
        "m.",
        "amp.",
        "example",
        ".",
        ".org",
        ".co.uk",
        "/2024",
        "/amp",
        "/Ferry-x,y",
        "/",
        "..",
        "%20",
        "é",
    )
    urls = ["https://example" + "".join(random.Random(seed).choices(parts, k=seed % 6)) for seed in range(3000)]
    plain = [url for url in urls if duplicates._PLAIN.fullmatch(url)]
    assert len(plain) > 50
    assert [canonical_url(url) for url in plain] == [duplicates._canonical(url) for url in plain]


def article(key: str, text: str = STORY, source: str | None = "", url: str | None = None) -> Article:
    return Article(key, text, url=url, source=f"{key}.txt" if source == "" else source)


def known(*articles: Article, signed: bool = True) -> Known:
    return Known((a.id, a.url, a.source, signature_of(a.text) if signed else None) for a in articles)


def test_copy_is_found_by_its_text_and_by_its_address():
    stored = known(article("a", url="https://example.org/ferry"), article("b", UPDATED))
    assert stored.same_as(identity_of(article("c", COPY))) == "a"
    assert stored.same_as(identity_of(article("c", CORRECTED, url="http://m.example.org/ferry?utm_source=x"))) == "a"
    assert stored.same_as(identity_of(article("c", WARNING))) is None


def test_page_that_shows_another_text_under_its_address_is_another_article():
    stored = known(article("a", url="https://example.org/today"))
    assert stored.same_as(identity_of(article("c", WARNING, url="https://example.org/today"))) is None


def test_article_stored_without_a_signature_is_known_by_its_address():
    stored = known(article("a", url="https://example.org/ferry"), signed=False)
    assert stored.same_as(identity_of(article("b", url="https://example.org/ferry#x"))) == "a"
    assert stored.same_as(identity_of(article("b", COPY))) is None


def test_what_comes_again_from_its_source_is_no_copy_and_replaces_what_it_was():
    stored = known(article("a"), article("b", WARNING))
    assert stored.same_as(identity_of(article("a2", COPY, source="a.txt"))) is None
    stored.add("a2", None, "a.txt", signature_of(WARNING.format(place="Rome")))
    assert stored.same_as(identity_of(article("c"))) is None


def test_other_sources_are_known_when_the_dataset_is_opened_again():
    rows = [("a", "https://example.org/1", "one", signature_of(STORY))]
    stored = Known(rows, [OtherSource("a", "two", "https://example.com/2")])
    assert stored.holds("https://www.example.com/2?utm_source=x")
    assert stored.holds("two")
    assert not stored.holds("https://example.com/3")
    assert stored.same_as(identity_of(article("b", COPY, source="two"))) == "a"


def test_answer_does_not_depend_on_the_order_in_which_articles_were_stored():
    stored = [article("b"), article("a", COPY), article("c", STORY.replace("heavy", "rough")), article("d", UPDATED)]
    wanted = STORY + "\nBy our staff"
    answers = set()
    for seed in range(6):
        random.Random(seed).shuffle(stored)
        answers.add(known(*stored).same_as(identity_of(article("new", wanted))))
    assert answers == {"b"}


def test_many_articles_are_told_apart_after_they_are_sorted_in(monkeypatch):
    monkeypatch.setattr("geodata.duplicates._FEWEST_SORTED", 100)
    texts = [STORY.replace("Zanzibar", f"Isle{n}").replace("ferry", f"ship{n % 7}") + f" Hull {n}." for n in range(200)]
    stored = known(*(article(f"a{n}", text, url=f"https://example.org/{n}") for n, text in enumerate(texts)))
    assert all(stored.same_as(identity_of(article("x", text))) == f"a{n}" for n, text in enumerate(texts))
    assert all(stored.holds(f"http://example.org/{n}") for n in range(200))


def test_what_is_sorted_out_is_stored_under_its_id_or_another_source():
    stored = Known()
    assert sorted_out(identity_of(article("a")), stored) == "a"
    copy = replace(article("b", COPY, source="elsewhere", url="https://example.com/b"), title="B")
    assert sorted_out(identity_of(copy), stored) == OtherSource("a", "elsewhere", "https://example.com/b", "B")


def test_id_that_another_source_took_is_not_taken_twice():
    stored = Known()
    first, second = article("a", source="one.jsonl#a"), article("a", WARNING.format(place="Rome"), "two.jsonl#a")
    assert sorted_out(identity_of(first), stored) == "a"
    own = sorted_out(identity_of(second), stored)
    assert own == id_of_text("a", second.text)
    assert sorted_out(identity_of(second), stored) == own

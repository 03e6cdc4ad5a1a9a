"""What a popup and the details say, in which words and order."""

from __future__ import annotations

from dataclasses import replace

from dashboard.figures.accounts import context_of, event_account, event_quote, pieces, toponym_account
from geodata.records import Quantity, Role, Span
from tests.dashboard.samples import STORY, TEXT, find


def test_account_begins_with_the_quote_and_marks_its_words() -> None:
    (quote,) = event_account(STORY.events[0], STORY).quotes
    assert "".join(words for words, _ in quote) == TEXT.split("\n\n")[0]
    assert {name: words for words, name in quote if name} == {"trigger": "meet", "date": "Friday", "place": "Lisbon"}


def test_account_says_precision_and_basis_in_plain_words() -> None:
    facts = {fact.label: fact for fact in event_account(STORY.events[2], STORY).facts}
    assert facts["Where"].value == "Algarve"
    assert facts["Where"].notes == ("first-order division (an area)", "stated")
    assert facts["Where"].words == ("Algarve", "place")
    assert facts["When"].value == "Thursday 14 March 2024"
    assert facts["When"].notes[:2] == ("exact day", "stated")
    assert facts["Status"].value == "happened"
    assert facts["Source"].value == "story.txt"
    assert facts["Published"].value == "Thursday 14 March 2024"


def test_account_says_numbers_in_one_line() -> None:
    at = STORY.events[0].trigger
    numbers = (
        Quantity("people", 12, None, None, "", False, at),
        Quantity("", None, 7e9, None, "USD", True, at),
        Quantity("houses", 20, None, 30, "", False, at),
        Quantity("", None, None, 2.5, "km", False, at),
    )
    facts = event_account(replace(STORY.events[0], quantities=numbers), STORY).facts
    said = next(fact.value for fact in facts if fact.label == "Numbers")
    assert said == "at least 12 people; 7,000,000,000 USD (claimed); 20–30 houses; up to 2.5 km"
    assert "Numbers" not in {fact.label for fact in event_account(STORY.events[0], STORY).facts}


def test_account_shows_what_is_not_known_as_not_known() -> None:
    facts = {fact.label: fact.value for fact in event_account(STORY.events[4], STORY).facts}
    assert facts["Where"] == "the article gives no place"
    assert facts["When"] == "the article gives no date"


def test_quote_of_a_very_long_sentence_stays_around_its_trigger() -> None:
    text = "word " * 20_000 + "struck" + " word" * 20_000
    event = replace(STORY.events[0], sentence=Span(0, len(text)), trigger=find("struck", text), where=None, when=None)
    quote = event_quote(event, text)
    assert len("".join(words for words, _ in quote)) < 1_000
    assert ("struck", "trigger") in quote
    assert quote[0] == ("… ", "")
    assert quote[-1] == (" …", "")


def test_context_is_cut_between_words() -> None:
    quote = "".join(words for words, _ in context_of(find("Oslo"), TEXT)).strip("… ")
    assert quote.startswith("Portugal lost power") or TEXT[TEXT.index(quote) - 1].isspace()
    assert "Oslo said it had not been asked." in quote


def test_pieces_of_overlapping_marks_keep_every_character() -> None:
    text = "abcdefgh"
    cut = pieces(text, Span(1, 7), [(Span(2, 5), "place"), (Span(4, 9), "date"), (Span(0, 1), "trigger")])
    assert cut == (("b", ""), ("cd", "place"), ("e", "place"), ("fg", "date"))


def test_actor_is_said_to_be_no_site() -> None:
    oslo = next(each.toponym for each in STORY.toponyms if each.toponym.role is Role.ACTOR)
    account = toponym_account("Oslo", Role.ACTOR, [oslo], STORY.article)
    assert account.facts[0].value == "Oslo: speaks or acts here, nothing is said to have happened here"
    assert ("Oslo", "place") in account.quotes[0]

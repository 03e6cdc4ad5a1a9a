"""Whatever a text holds, it is read without an error, its offsets are right, and its annotation survives the disk."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from geodata import queries
from geodata.contract import annotation_json
from geodata.dataset import write_dataset
from geodata.records import Annotation, Interval, Role, Span, Toponym
from geodata.toponym_resolution import Resolver

NEWS = "Rebels attacked a market in Lima on Monday and killed ten people, the police said. "
LONG_NAME = "X" + "y" * 199
MONTHS = ("January", "March", "June", "October")

HOSTILE = {
    "only a title": "Flood in Lima",
    "one letter": "x",
    "one mark": ".",
    "white space": " \t\n\r\n\u00a0\u2003",
    "no date and no place": "He said nothing, and nobody asked him to. ",
    "control characters": "A bomb\x01 exploded\x07 in \x1b[31mLima\x1b[0m on\x0b Monday.\x7f\x85 " * 20,
    "zero bytes": "\x00Rebels\x00 attacked Lima\x00 on Monday\x00. " * 20,
    "right-to-left overrides": "\u202eRebels attacked Lima\u202c on \u2066Monday\u2069. \u200f" * 20,
    "emoji": "🔥 Rebels 👩‍👩‍👧‍👦 attacked 🇵🇪 Lima 🇵🇪 on 🗓️ Monday 👍🏽. " * 20,
    "soft hyphens": "Re\u00adbels at\u00adtacked Li\u00adma on Mon\u00adday. " * 20,
    "zero-width joiners": "Re\u200dbels at\u200ctacked L\u200bima on Mon\u2060day. \ufeff" * 20,
    "replacement characters": "Rebels attacked L\ufffdma in \ufffd on Monday, \ufdd0 \uffff. " * 20,
    "many combining marks": "Rebels attacked L" + "\u0301" * 300 + "ima on Monday. ",
    "letters that grow in lower case": "İSTANBUL: Rebels attacked İstanbul and GROẞ on Monday, ŉ ǅ ﬁ. " * 10,
    "Arabic": "قُتل عشرة أشخاص في هجوم على بغداد يوم الاثنين. " * 10,
    "Chinese": "周一，利马发生袭击事件，造成十人死亡。" * 20,
    "Cyrillic": "В понедельник в Киеве прогремел взрыв. " * 10,
    "Hindi": "सोमवार को दिल्ली में हमला हुआ। " * 15,
    "digits of other scripts": "Rebels attacked on ٣ June ٢٠٢٤, ２０２４-０６-０３, ² June, at ５ p.m., Ⅷ ½ ①. " * 8,
    "very long names": f"Rebels attacked {LONG_NAME} and New {'York ' * 40} on Monday. " * 3,
    "markup and scripts": "Rebels attacked ${window.x=7} `Lima` <img src=x onerror=alert()> \\ O''Neill \"Oslo\". " * 9,
    "nested quotes": "“He said ‘she said “they said «attacked Lima»”, " * 40,
    "unbalanced brackets": "((([[{ Rebels attacked (Lima [on {Monday. " * 30,
    "a table": "Lima\t12\t3 June\t|\nOslo\t4\t5 May\t|\n" * 40,
    "headlines in capitals": "ATTACK KILLS TEN IN LIMA AS RUSSIA AND UKRAINE MEET ON MONDAY\n" * 30,
    "one letter again and again": "a " * 1500,
    "marks with spaces": ". " * 1500,
    "marks without spaces": "." * 1500,
    "ellipses": "… " * 1500,
    "questions": "?! " * 800,
    "opening quotes": "“" * 1500,
    "apostrophes": "n't" * 800,
    "dotted letters": "U.S. A.B. " * 200,
    "digits": "12 1,234, 1-2/3:4 " * 120,
    "a run of digits": "1" * 20_000,
    "a run of letters": "abcdefghij" * 5_000,
    "a run of capitals": "Lima" * 5_000,
    "a run of hyphens": "word-" * 800,
    "a long gap": "Rebels attacked" + " " * 50_000 + "Lima on Monday.",
    "blank lines": "\n" * 20_000 + NEWS,
    "short lines": "Lima\n" * 600,
    "weekdays": "Monday " * 600,
    "one place": "Lima, " * 600,
    "initials": "A." * 800,
    "prepositions": "in in in of the the to " * 150,
    "years without end": "1999-" * 400 + " nineteen two thousand " * 60,
    "edges of time": "the end of the early late mid the year of a year ago " * 60,
    "distances without a place": "20 km north of " * 250,
    "distances": "20 km north of Lima, 9,999 miles west of Oslo, 1,,5 km east of Rome, " * 25,
    "facilities": "airbases inside Russia " * 120,
    "facilities, deep": "airbases deep inside Russia while Ukraine waits. The airbases burned. " * 40,
    "borders": "the border " * 400,
    "borders of places": "Russia the border " * 250,
    "parts of places": "northern, southern and western Russia, off the coast of " * 60,
    "verbs": "killed attacked arrested " * 150,
    "one endless sentence": "rebels attacked Lima and killed people on Monday while Oslo protested " * 120,
    "one event told often": "Talks will be held in Istanbul on Monday. " * 120,
    "impossible dates": "Rebels attacked on 31 June 2024, 99/99/9999, 2024-13-45 and in the year 20000. " * 15,
    "edges of the calendar": "from 1 January 1000 to 31 December 2999, since 9999-12-31, 9,999,999 decades later " * 15,
    "a header of labels": "first published online on updated by on at in of date posted 2024-06-03 " * 10,
    "many dates": " ".join(f"{1 + i % 28} {MONTHS[i % 4]} {1900 + i % 120}" for i in range(250)),
    "many events": "".join(
        f"On {1 + i % 28} {MONTHS[i % 4]} {1950 + i % 70} rebels attacked {('Lima', 'Oslo', 'Rome')[i % 3]}. "
        for i in range(80)
    ),
}  # fmt: skip


def spans_of_events(annotation: Annotation) -> Iterator[Span]:
    for event in annotation.events:
        yield from (event.sentence, event.trigger, *event.mentions)
        if event.where:
            yield event.where.evidence
        if event.when and event.when.evidence:
            yield event.when.evidence


def in_order(interval: Interval | None) -> bool:
    return interval is None or not interval.first or not interval.last or interval.first <= interval.last


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_read_with_right_offsets_and_survives_the_disk(annotate, tmp_path: Path, text: str) -> None:
    found = annotate(text, "2024-06-10")
    for toponym in (resolved.toponym for resolved in found.toponyms):
        assert toponym.surface
        assert toponym.span.of(text) == toponym.surface
        assert toponym.anchor is None or 0 <= toponym.anchor.start < toponym.anchor.end <= len(text)
    for timex in found.timexes:
        assert timex.surface
        assert timex.span.of(text) == timex.surface
        assert in_order(timex.interval)
    for span in spans_of_events(found):
        assert 0 <= span.start < span.end <= len(text)
    assert all(event.sentence.covers(event.trigger) for event in found.events)
    assert all(in_order(event.when.interval) for event in found.events if event.when)
    assert len({event.id for event in found.events}) == len(found.events)
    assert json.loads(json.dumps(annotation_json(found), ensure_ascii=False).encode()) == annotation_json(found)
    assert queries.annotation(write_dataset(tmp_path, [found]), found.article.id) == found


@pytest.mark.parametrize(
    "words",
    ["31 June 2024", "June 31, 2024", "30 February 2023", "29 February 2023", "2023-02-29", "99/99/9999", "2024-13-45",
     "00/00/2024", "31 June", "30 February"],
)  # fmt: skip
def test_days_that_no_calendar_has_give_no_interval(annotate, words: str) -> None:
    found = annotate(f"A bomb exploded in Lima on {words}, police said.", "2024-06-10")
    assert all(timex.interval is None for timex in found.timexes)


@pytest.mark.parametrize("year", ["0", "0000", "20000", "999999"])
def test_years_beyond_the_calendar_give_no_interval(annotate, year: str) -> None:
    assert all(timex.interval is None for timex in annotate(f"It began in the year {year}, he said.").timexes)


@pytest.mark.parametrize("printed", ["31 June 2024", "0000-00-00", "99/99/9999", "\x00", "٢٠٢٤-٩٩-٠١", "1" * 5000, "$"])
def test_printed_dates_that_are_none_give_no_publication(annotate, printed: str) -> None:
    assert annotate("Nothing was said of any day.", printed).publication is None


@pytest.mark.parametrize(
    "text",
    ["\x00\x01 Rebels attacked Lima on Monday\x07.", "\u202eRebels\u202c attacked Lima on \u2066Monday\u2069.",
     "🔥👩‍👩‍👧‍👦 Rebels attacked Lima 🇵🇪 on Monday 👍🏽.", "“‘(( Rebels attacked `Lima` on Monday ${x}"],
    ids=["control characters", "bidirectional controls", "emoji", "unbalanced marks"],
)  # fmt: skip
def test_noise_about_the_words_does_not_move_the_event(annotate, text: str) -> None:
    (event,) = annotate(text, "2024-06-12").events
    assert event.where.area.name == "Lima"
    assert event.where.evidence.of(text) == "Lima"
    assert event.when.evidence.of(text) == "Monday"
    assert event.when.interval == Interval(date(2024, 6, 10), date(2024, 6, 10))


def test_a_text_without_dates_or_places_gets_none(annotate) -> None:
    found = annotate(HOSTILE["no date and no place"])
    assert (found.publication, found.toponyms, found.timexes) == (None, (), ())


def test_each_of_thousands_of_toponyms_means_what_follows_it(gazetteer) -> None:
    text = "Paris, Texas. Athens, Georgia. " * 700
    toponyms = [Toponym(Span(*m.span()), m.group(), Role.LOCATION) for m in re.finditer(r"\w+", text)]
    places = [resolved.place for resolved in Resolver.load(gazetteer)(text, toponyms)]
    assert {(place.country, place.admin1) for place in places[0::4]} == {("US", "Texas")}
    assert {(place.country, place.admin1) for place in places[2::4]} == {("US", "Georgia")}

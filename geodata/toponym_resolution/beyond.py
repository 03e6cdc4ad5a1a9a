"""Toponyms that the embedded gazetteer lacks → places of an online one, weighed against the rest of the article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geodata.gazetteer import Gazetteer, normalise_name
from geodata.gazetteer.online import OnlineAnswer, OnlineGazetteer
from geodata.records import Candidate, Place, ResolvedToponym
from geodata.sentences import split_sentences
from geodata.toponym_resolution.areas import area_of

_MOST_ASKED = 25  # names an article; with a call a second a long list of names must not hold up an archive
_MOST_NEAR = 20
_SCORE, _SCORE_OF_ONE = 0.6, 0.8  # set by hand: one of several places of the name near the article's others, the one
_BARE = re.compile(r"^(?:the\s+)?(.*?)(?:['’]s|(?<=s)['’])?$", re.IGNORECASE | re.DOTALL)


def find_online(
    text: str, toponyms: Sequence[ResolvedToponym], gazetteer: Gazetteer, online: OnlineGazetteer
) -> list[ResolvedToponym]:
    """Return the toponyms in their order, those of unknown names with what the online gazetteer knows of them.

    A name is asked for once an article, about where it first stands; and once more if what was found for others
    tells where to look.
    """
    answers: dict[str, OnlineAnswer] = {}
    for _ in range(2):
        known = _with_answers(toponyms, answers)
        asked = _ask(text, known, gazetteer, online)
        if not asked:
            break
        answers |= asked
        if not any(answer.places for answer in asked.values()):
            break
    return _with_answers(toponyms, answers)


def _ask(
    text: str, toponyms: Sequence[ResolvedToponym], gazetteer: Gazetteer, online: OnlineGazetteer
) -> dict[str, OnlineAnswer]:
    """Return the answers for names that have no place, by name."""
    unknown: dict[str, ResolvedToponym] = {}
    for toponym in toponyms:
        if toponym.place is None and not toponym.toponym.demonym:
            unknown.setdefault(_name(toponym), toponym)
    if not unknown:
        return {}
    starts = [sentence.start for sentence in split_sentences(text)]
    named = Counter(t.place for t in sorted(toponyms, key=lambda t: t.toponym.demonym) if t.place)
    foremost = [place for place, _ in named.most_common(_MOST_NEAR)]
    by_sentence: dict[int, list[ResolvedToponym]] = {}
    for toponym in toponyms:
        if toponym.place and not toponym.toponym.demonym:
            by_sentence.setdefault(bisect_right(starts, toponym.toponym.span.start), []).append(toponym)
    answers = {}
    for name, toponym in list(unknown.items())[:_MOST_ASKED]:
        at = toponym.toponym.span.start
        company = by_sentence.get(bisect_right(starts, at), [])
        beside = [t.place for t in sorted(company, key=lambda t: abs(t.toponym.span.start - at)) if t.place]
        near = list(dict.fromkeys([*beside[:_MOST_NEAR], *foremost]))
        code = next((place.country for place in near if place.country), "")
        answers[name] = online.find(_BARE.sub(r"\1", toponym.toponym.surface), near, gazetteer.country(code))
    return answers


def _with_answers(toponyms: Sequence[ResolvedToponym], answers: dict[str, OnlineAnswer]) -> list[ResolvedToponym]:
    return [
        _answered(t, answers[_name(t)]) if t.place is None and not t.toponym.demonym and _name(t) in answers else t
        for t in toponyms
    ]


def _answered(toponym: ResolvedToponym, answer: OnlineAnswer) -> ResolvedToponym:
    reason = f"{toponym.reason}; {answer.reason}"
    if not answer.places:
        return replace(toponym, reason=reason)
    place: Place = answer.places[0]
    score = toponym.toponym.score * (_SCORE if len(answer.places) > 1 else _SCORE_OF_ONE)
    others = tuple(Candidate(p, (1 - _SCORE) / len(answer.places)) for p in answer.places[1:])
    return replace(toponym, place=place, area=area_of(place), score=score, alternatives=others, reason=reason)


def _name(toponym: ResolvedToponym) -> str:
    return normalise_name(_BARE.sub(r"\1", toponym.toponym.surface))

"""The annotated corpora that the models learn from, and which parts of them are kept for measuring."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PLACE_CORPORA = ("lgl", "trnews", "gwn")
TIME_CORPORA = ("timebank", "aquaint", "events_meantime")


def held_out(article_id: str) -> bool:
    """Tell whether an article is kept for measuring places: one in seven, by a hash of its id."""
    return hashlib.sha256(article_id.encode()).digest()[0] % 7 == 0


def times_held_out(article_id: str) -> bool:
    """Tell whether an article is kept for measuring times: two in five, by a hash of its id."""
    return int(hashlib.md5(article_id.encode()).hexdigest(), 16) % 5 < 2


def sentence_held_out(text: str) -> bool:
    """Tell whether a sentence is kept for measuring events' places: one in four, by a hash of its text."""
    return int(hashlib.md5(text.encode()).hexdigest(), 16) % 4 == 0


@dataclass
class Marks:
    """What is known of a text: spans with a label for each question, and pairs. None: nothing is known."""

    text: str
    toponyms: list[dict[str, Any]] | None = None
    events: list[tuple[int, str]] | None = None
    statuses: list[tuple[int, str]] = field(default_factory=list)
    timexes: list[tuple[int, int, str]] | None = None
    places: list[tuple[int, int, int, list[tuple[int, int]]]] = field(default_factory=list)  # verb, sentence, gold
    times: list[tuple[int, list[int], bool]] = field(default_factory=list)  # event, starts of its timexes, none
    known_to: int = 10**9
    parts: list[tuple[str, int]] = field(default_factory=list)  # texts it was put together of, with their offsets


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def place_articles(corpora: Path, names: Sequence[str] = PLACE_CORPORA) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in names:
        for article in read_jsonl(corpora / f"places_{name}.jsonl"):
            yield f"{name}:{article['id']}", article


def place_marks(corpora: Path, names: Sequence[str] = PLACE_CORPORA) -> Iterator[tuple[str, Marks]]:
    for key, article in place_articles(corpora, names):
        yield key, Marks(article["text"], toponyms=article["toponyms"])


def time_marks(corpora: Path) -> Iterator[tuple[str, Marks]]:
    dated: dict[str, list[dict[str, Any]]] = {}
    for row in read_jsonl(corpora / "event_dates_meantime.jsonl"):
        dated.setdefault(row["doc"], []).append(row)
    for name in TIME_CORPORA:
        for article in read_jsonl(corpora / f"times_{name}.jsonl"):
            marks = Marks(article["text"], known_to=article.get("annotated_end") or 10**9)
            marks.timexes = [(t["start"], t["end"], t["type"]) for t in article["timexes"] if t["end"] > t["start"]]
            marks.events, marks.statuses = event_marks(article["events"], name)
            if name == "events_meantime":
                marks.times = list(meantime_pairs(article, dated.get(article["id"], ())))
            else:
                marks.times = list(timebank_pairs(article))
            yield f"{name}:{article['id']}", marks


_CLASSES = {"OCCURRENCE": "deed", "I_ACTION": "deed", "ASPECTUAL": "deed", "OTHER": "deed", "MIX": "deed",
            "GRAMMATICAL": "deed", "REPORTING": "report", "PERCEPTION": "report", "SPEECH_COGNITIVE": "report",
            "STATE": "state", "I_STATE": "state"}  # fmt: skip


def event_marks(events: list[dict[str, Any]], corpus: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    found, statuses = [], []
    for event in events:
        kind = _CLASSES.get(event.get("cls") or "")
        if kind:
            found.append((event["start"], kind))
        status = meantime_status(event) if corpus == "events_meantime" else timebank_status(event, corpus)
        if status:
            statuses.append((event["start"], status))
    return found, statuses


def meantime_status(event: dict[str, Any]) -> str | None:
    if event.get("certainty") in (None, "", "UNDERSPECIFIED") or event.get("polarity") in (None, "", "UNDERSPECIFIED"):
        return None
    if event["polarity"] == "NEG":
        return "denied"
    if event["certainty"] == "POSSIBLE" or "COND" in (event.get("special") or ""):
        return "hypothetical"
    return "planned" if event.get("time") == "FUTURE" else "happened"


def timebank_status(event: dict[str, Any], corpus: str) -> str | None:
    if corpus == "timebank" and event.get("polarity") == "NEG":
        return "denied"
    modality = (event.get("modality") or "none").lower()
    if modality not in ("none", "to", "until", "delete", "close"):
        return "hypothetical"
    return {"FUTURE": "planned", "PAST": "happened", "PRESENT": "happened"}.get(event.get("tense") or "")


_WITHIN = {"IS_INCLUDED", "SIMULTANEOUS", "IDENTITY", "DURING"}


def timebank_pairs(article: dict[str, Any]) -> Iterator[tuple[int, list[int], bool]]:
    events = {e["eid"]: e["start"] for e in article["events"]}
    timexes = {t["tid"]: t for t in article["timexes"]}
    linked: dict[str, list[str]] = {}
    for link in article["event_time_links"]:
        rel, inverse = link["rel"], bool(link.get("inverse"))
        if rel in (_WITHIN - {"IS_INCLUDED"} | {"INCLUDES"} if inverse else _WITHIN):
            linked.setdefault(link["eid"], []).append(link["tid"])
    for eid, tids in linked.items():
        if eid not in events:
            continue
        starts = [timexes[t]["start"] for t in tids if t in timexes and timexes[t]["end"] > timexes[t]["start"]]
        yield events[eid], starts, not starts


def meantime_pairs(article: dict[str, Any], rows: Sequence[dict[str, Any]]) -> Iterator[tuple[int, list[int], bool]]:
    for row in rows:
        gold = row["gold_date"]
        if not gold:
            continue
        starts = [t["start"] for t in article["timexes"] if t["value"] == gold and t.get("func") != "CREATION_TIME"]
        none = gold == row["dct"]
        if starts or none:
            yield row["event"]["start"], starts, none


def location_rows(corpora: Path) -> list[dict[str, Any]]:
    return read_jsonl(corpora / "event_location_halterman.jsonl")

"""Annotated articles as they come: a corpus in JSON Lines, or an article a file with its text beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from geodata.errors import ArticleError

Json = dict[str, Any]

_LINE_KEYS = ("title", "published", "url")
_SEED = "seed.json"  # what rules are developed on says little of them: it is measured only when it is named


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An annotated article.

    `known` is what Dateline may read beside the text (title, url, a printed date); `created` is the day of
    publication where the protocol of temporal expressions takes it as known (TempEval's document creation time).
    """

    id: str
    text: str
    known: Json
    created: str | None
    annotation: Json

    def needed(self, key: str) -> list[Json]:
        """Return a list of the annotation. Raises `ArticleError` where there is none."""
        found = self.annotation.get(key)
        if not isinstance(found, list):
            raise ArticleError(f"{self.id}: not annotated with “{key}”")
        return found


def read_gold(paths: Sequence[Path]) -> Iterator[GoldArticle]:
    """Yield the articles of gold files and folders, in order. Raises `ArticleError` for what is no annotated article.

    A `.json` file annotates the text it names in "corpus_file", which lies in its own folder or one beside it; a
    folder stands for its `.json` files that do so, but for `seed.json`. Any other file holds an article a line.
    """
    for path in paths:
        if path.is_dir():
            files = (_read_object(file) for file in sorted(path.glob("*.json")) if file.name != _SEED)
            yield from (_with_text(record, path) for record in files if _is_annotation(record))
        elif path.suffix == ".json":
            yield _article_of_file(path)
        else:
            yield from _articles_of_lines(path)


def _read_object(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ArticleError(f"{path.name}: not JSON ({error})") from error


def _is_annotation(record: Any) -> bool:
    return isinstance(record, dict) and {"corpus_file", "non_event_sentences"} <= record.keys()


def _article_of_file(path: Path) -> GoldArticle:
    record = _read_object(path)
    if not _is_annotation(record):
        raise ArticleError(f"{path.name}: not an annotated article (no “corpus_file” or “non_event_sentences”)")
    return _with_text(record, path.parent)


def _with_text(record: Json, folder: Path) -> GoldArticle:
    text = _find_text(record, folder)
    with understanding(record.get("id")):
        toponyms = [_toponym_of(place) for place in record["places"]]
        return GoldArticle(str(record["id"]), text, {}, None, {**record, "toponyms": toponyms})


def _find_text(record: Json, folder: Path) -> str:
    name = str(record["corpus_file"])
    beside = sorted(path for path in folder.resolve().parent.iterdir() if path.is_dir())
    found = [path / name for path in (folder, *beside) if (path / name).is_file()]
    for path in found:
        text = _read_text(path, record.get("article_id"))
        if text is not None and sha256(text.encode()).hexdigest() == record.get("sha256"):
            return text
    why = "is not the text that was annotated" if found else "lies neither beside the gold nor in a folder beside it"
    raise ArticleError(f"{record.get('id')}: {name} {why}")


def _read_text(path: Path, article_id: Any) -> str | None:
    """Return a text file's text, or that of a corpus' article, with its line ends as they are."""
    with path.open(encoding="utf-8", newline="") as handle:
        if path.suffix != ".jsonl":
            return handle.read()
        articles = (json.loads(line) for line in handle if line.strip())
        return next((article["text"] for article in articles if str(article["id"]) == str(article_id)), None)


def _toponym_of(place: Json) -> Json:
    """Return an annotated place in the shape of the toponym corpora, which know two readings and linked places."""
    kind = "literal" if place["reading"] == "literal" else "associative"
    return {**place, "kind": kind, "geonameid": None if place.get("lat") is None else place.get("coord_source")}


def _articles_of_lines(path: Path) -> Iterator[GoldArticle]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            with understanding(f"{path.name}, line {number}"):
                record = json.loads(line)
                known = {key: record.get(key) for key in _LINE_KEYS}
                yield GoldArticle(str(record["id"]), record["text"], known, record.get("dct"), record)


@contextmanager
def understanding(what: Any) -> Iterator[None]:
    """Turn what is wrong with an annotation into an `ArticleError` that names it."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, ArticleError):
            raise
        raise ArticleError(f"{what}: not an annotated article ({error!r})") from error

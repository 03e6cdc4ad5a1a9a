"""Let a general parser read the corpora, to help the tagger learn grammar; run by maintainers.

    python training/silver.py CORPORA SILVER

Writes to SILVER, as JSON lines, what spaCy's small English model (en_core_web_sm 3.8, MIT) says of each distinct text
of CORPORA's `*.jsonl`: {"text", "idx" (start of each token), "pos" (universal part of speech), "dep" (dependency),
"head" (number of the head's token), "ent" ([first token, past the last, type])}. The tagger learns these beside its own
questions and forgets them at export. Needs spaCy and the model; about two minutes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import spacy


def main(corpora: Path, output: Path) -> None:
    parser = spacy.load("en_core_web_sm", exclude=["lemmatizer"])
    texts = {json.loads(line)["text"]: None for path in sorted(corpora.glob("*.jsonl"))
             if not path.name.startswith("event_dates") for line in path.open(encoding="utf-8")}  # fmt: skip
    with output.open("w", encoding="utf-8") as lines:
        for parsed in parser.pipe(texts, batch_size=64):
            row = {
                "text": parsed.text,
                "idx": [token.idx for token in parsed],
                "pos": [token.pos_ for token in parsed],
                "dep": [token.dep_ for token in parsed],
                "head": [token.head.i for token in parsed],
                "ent": [(entity.start, entity.end, entity.label_) for entity in parsed.ents],
            }
            lines.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

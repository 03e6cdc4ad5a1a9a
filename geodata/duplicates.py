"""Which articles are the same one, read from several sources: by their address, or by what they say.

Two articles are one where

- their canonical addresses are the same, and so is a tenth of their wording (a page that was updated is; a page that
  shows another text each day isn't), or
- they have nearly the same wording, and the same facts: of the word triples of their sentences at least `SAME_WORDING`
  are shared, not both have a figure, day or name that the other lacks, and the one that has more has no more than
  `MOST_ADDED_FACTS` more.

A copy under another headline, with another byline and the other paper's boilerplate around it, is the same article.
A corrected one, one with news added, and items of one template that tell of different places, people or numbers are
not. The first that was stored keeps the article; later ones are its other sources. Wording is compared by MinHash
(Broder 1997), found again by its bands (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3).
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import numpy as np
import numpy.typing as npt

from geodata.articles import id_of_text
from geodata.records import Article, OtherSource

SAME_WORDING = 0.8
"""Share of word triples that the same article has in common: single words that an editor changed cost three each."""
SAME_PAGE_WORDING = 0.1
MOST_ADDED_FACTS = 3

_ROWS, _BANDS = 4, 16  # a band is 64 bits; two texts that share 0.8 are found with probability 0.9998
_SLOTS = _ROWS * _BANDS
_SHINGLE = 3
_MOST_FACTS = 2000  # of a book; an article has about fifty
_AT_ONCE = 10_000  # shingles hashed at a time: 5 MB
_SHORT_LINE = 8  # words; a line without the end of a sentence that has fewer is a headline, a byline or furniture
_FEWEST_SORTED = 100_000  # keys; sorting more often would cost more than it saves
_MOST_ROWS = 1000  # what so many texts have in common is a template's, and comparing them all would take too long
_FEW_WORDS = 20  # a text with fewer words in sentences is compared as a whole

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_BEGINS = re.compile(r"[.!?:…\n“\"]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’»')\]]*\s*$")
_FURNITURE = re.compile(
    r"©|\b(?:newsletters?|subscri\w+|copyright|all rights reserved|follow us|sign up|read more|click here|cookies?|"
    r"contributed to this report|advertis\w+|download (?:the|our)|republished|originally (?:appeared|published)|"
    r"share this|reporting by|editing by)\b",
    re.IGNORECASE,
)
_AGENCIES = frozenset(
    "ap afp reuters associated press upi tass xinhua dpa ansa efe pti ani bbc cnn news agency".split()
)
_NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million "
    "millions billion billions dozen dozens first second third fourth fifth sixth seventh eighth ninth tenth".split()
)

Signature = bytes
"""`_SLOTS` 16-bit MinHashes, then the 16-bit hashes of the facts, in order; little-endian."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What an article is told from others by, without its text.

    `other_id` is what it is called where an article of another source has its id.
    """

    id: str
    other_id: str
    url: str | None
    source: str | None
    title: str | None
    signature: Signature


KnownRow = tuple[str, str | None, str | None, Signature | None]
"""An article's id, address, source and signature; the last is `None` where it was stored without one."""


def identity_of(article: Article) -> Identity:
    """Return what an article is told from others by."""
    other_id, signature = id_of_text(article.id, article.text), signature_of(article.text)
    return Identity(article.id, other_id, article.url, article.source, article.title, signature)


def signature_of(text: str) -> Signature:
    """Return what a text is recognised by: a few hundred bytes, the same ones on any machine."""
    body = _body(text)
    words = [word.casefold() for word in _WORD.findall(body)]
    facts = np.unique(np.array([_hash(fact) & 0xFFFF for fact in _facts(body)], dtype="<u2"))[:_MOST_FACTS]
    return _min_hashes(words).tobytes() + facts.tobytes()


def _body(text: str) -> str:
    """Return the sentences of a text without headline, byline and what papers put around an article."""
    lines = [line for line in text.splitlines() if not _FURNITURE.search(line) and not _is_short(line)]
    body = "\n".join(lines)
    return body if len(_WORD.findall(body)) >= _FEW_WORDS else text


def _is_short(line: str) -> bool:
    return len(line.split()) < _SHORT_LINE and not _SENTENCE_END.search(line)


def _facts(body: str) -> Iterator[str]:
    """Yield a text's figures with the word behind, and its names and days, but for words that begin a sentence.

    Each comes with how often it has come: who puts one name for another changes the facts, though both were there.
    """
    seen: Counter[str] = Counter()
    figure, end = "", 0
    for found in _WORD.finditer(body):
        begins = end == 0 or bool(_BEGINS.search(body, end, found.start()))
        word, end = found.group(), found.end()
        small = word.casefold().removesuffix("'s").removesuffix("’s")
        facts = [f"{figure} {small}"] if figure else []
        is_figure = word[0].isdigit() or small in _NUMBER_WORDS
        figure = small.replace(",", "") if is_figure else ""
        if word[0].isupper() and not (begins or is_figure or len(word) == 1 or small in _AGENCIES):
            facts.append(small)
        for fact in facts:
            seen[fact] += 1
            yield f"{fact} {seen[fact]}"
    if figure:
        yield figure


def _min_hashes(words: list[str]) -> npt.NDArray[np.uint16]:
    count = max(1, len(words) - _SHINGLE + 1)
    shingles = {_hash(" ".join(words[at : at + _SHINGLE])) for at in range(count)}
    factors, addends = _permutations()
    hashes = np.fromiter(shingles, np.uint64, len(shingles))
    least = np.full(_SLOTS, np.iinfo(np.uint64).max)
    for at in range(0, len(hashes), _AT_ONCE):
        # Multiply-shift hashing, modulo 2^64 on purpose.
        permuted = (hashes[at : at + _AT_ONCE, None] * factors + addends) >> np.uint64(32)
        least = np.minimum(least, permuted.min(axis=0))
    return np.asarray(least & np.uint64(0xFFFF), dtype="<u2")  # the lowest bits tell nearly as much as all do


@cache
def _permutations() -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return the factors (odd) and addends of the hash functions; they are part of what is stored and never change."""
    drawn = np.array([_hash(f"permutation {n}") for n in range(2 * _SLOTS)], dtype=np.uint64)
    return drawn[:_SLOTS] | np.uint64(1), drawn[_SLOTS:]


def _hash(text: str) -> int:
    return _hash_bytes(text.encode("utf-8", "replace"))


def _hash_bytes(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


def wording_shared(one: Signature, other: Signature) -> float:
    """Return the share of word triples that two texts have in common, estimated (standard error 0.05 at 0.8)."""
    return float(np.mean(_slots(one) == _slots(other)))


def say_the_same(one: Signature, other: Signature) -> bool:
    """Tell whether two texts are one article, by the rule for wording and facts."""
    if wording_shared(one, other) < SAME_WORDING:
        return False
    only_one, only_other = _facts_only_in(one, other), _facts_only_in(other, one)
    return min(only_one, only_other) == 0 and max(only_one, only_other) <= MOST_ADDED_FACTS


def _slots(signature: Signature) -> npt.NDArray[np.uint16]:
    return np.frombuffer(signature, "<u2", _SLOTS)


def _facts_only_in(one: Signature, other: Signature) -> int:
    mine, theirs = (np.frombuffer(signature, "<u2", offset=2 * _SLOTS) for signature in (one, other))
    return int(np.setdiff1d(mine, theirs, assume_unique=True).size)


_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|vero|oly|at|ns|mc|ga|itm|wt)_.+|"
    r"fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|igshid|igsh|mkt_tok|_ga|_gl|__twitter_impression|"
    r"cmpid|cmp|smid|sref|ocid|ncid|xtor|ito|traffic_source|feature|share|ref|ref_src|ref_url|referrer|source|"
    r"partner|rss|ftag|sh|amp|outputtype|output",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"https?://(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})((?:/[A-Za-z0-9_~.,+-]+)+)/?")
_VARIANT = re.compile(r"(?:^|\.)(?:www|m|mobile|amp)\.")
_AMP_CACHE = re.compile(r"^/(?:[civ]/)?(?:s/)?(?=[^/]+\.[^/]+/)")


def canonical_url(url: str | None) -> str | None:
    """Return the one form of an address that its variants have in common, or `None` where it names no article.

    The scheme, "www.", "m.", "mobile." and "amp.", what only says where a reader came from, the fragment, a last slash
    and the marks of an AMP page are left out, and the rest is spelt in one way. It is for comparing, not for asking.
    An address with neither path nor query is that of a site.
    """
    plain = _PLAIN.fullmatch(url or "")
    if plain and not _VARIANT.search(plain[1]) and "amp" not in plain[2].lower():
        return plain[1] + plain[2]  # most are; a big dataset is opened three times as fast for it
    return _canonical(url or "")


def _canonical(url: str) -> str | None:
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    path = parts.path
    if host.endswith(".cdn.ampproject.org") and (inner := _AMP_CACHE.sub("", path)) != path:
        host, _, path = inner.partition("/")
        path = "/" + path
    host = _without_variants(host)
    host += f":{port}" if port not in (None, 80, 443) else ""
    path = _without_amp(quote(unquote(path), safe="/:@!$&'()*+,;=-._~", errors="replace"))
    query = urlencode(sorted(_telling(parts.query)), errors="replace")
    if not path and not query:
        return None
    return f"{host}{path}" + (f"?{query}" if query else "")


def _telling(query: str) -> list[tuple[str, str]]:
    """Return what a query says about which article is meant."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return [(query, "")]
    return [(key, value) for key, value in pairs if not _TRACKING.fullmatch(key)]


def _without_variants(host: str) -> str:
    """Drop the labels that stand for the same pages shown in another way, at the front or behind a language."""
    labels = host.split(".")
    return ".".join(
        label
        for at, label in enumerate(labels)
        if not (label in ("www", "m", "mobile", "amp") and at < min(2, len(labels) - 2))
    )


def _without_amp(path: str) -> str:
    """Drop the marks of an AMP page ("/amp/…", "…/amp", "….amp.html"), doubled slashes and a last one."""
    labels = [label for label in path.split("/") if label]
    if len(labels) > 1 and labels[-1].lower() in ("amp", "amp.html"):
        labels = labels[:-1]
    elif len(labels) > 1 and labels[0].lower() == "amp":
        labels = labels[1:]
    if labels:
        labels[-1] = re.sub(r"\.amp(?=$|\.html?$)", "", labels[-1], flags=re.IGNORECASE)
    return "".join("/" + label for label in labels)


class Known:
    """The articles that are stored, by what a copy of one is recognised by; some 0.6 kB of memory for each."""

    def __init__(self, rows: Iterable[KnownRow] = (), others: Iterable[OtherSource] = ()) -> None:
        """Begin with the articles of a dataset and the other sources of some."""
        self._ids: list[str | None] = []  # `None`: replaced since
        self._signatures: list[Signature | None] = []
        keys, places = array("Q"), array("L")
        for row in rows:
            found = _keys_of(*row)
            keys.extend(found)
            places.extend([len(self._ids)] * len(found))
            self._ids.append(row[0])
            self._signatures.append(row[3])
        self._index = _Index(np.array(keys, np.uint64), np.array(places, np.uint32))
        for other in others:
            self.add_source(other.article_id, other.url, other.source)

    def add(self, id: str, url: str | None, source: str | None, signature: Signature | None) -> None:
        """Note an article that was stored, in place of one with its id or from its source."""
        for row in (*self._at("id", id), *self._at("source", source)):
            self._ids[row] = self._signatures[row] = None
        self._index.add(_keys_of(id, url, source, signature), len(self._ids))
        self._ids.append(id)
        self._signatures.append(signature)

    def add_source(self, id: str, url: str | None, source: str | None) -> None:
        """Note that an article that is stored was read from another source, too."""
        for row in self._at("id", id):
            keys = [_key("other", source), _key("url", canonical_url(url))]
            self._index.add([key for key in keys if key is not None], row)

    def holds(self, address: str) -> bool:
        """Tell whether a stored article is that of an address, or came from it."""
        return bool(
            self._at("url", canonical_url(address)) or self._at("source", address) or self._at("other", address)
        )

    def same_as(self, article: Identity) -> str | None:
        """Return the id of the stored article that one is a copy of, from another source, or `None`.

        What comes again from where it came before is no copy, whatever it says now: it replaces what it was. Of
        several the likest is taken, then the one whose id comes first.
        """
        if self._at("source", article.source):
            return None
        mark = article.signature
        pages = [row for row in self._at("url", canonical_url(article.url)) if self._same_page(row, mark)]
        return self._likest(pages, mark) or self._likest(self._alike(mark), mark)

    def own_id(self, article: Identity) -> str:
        """Return the id of an article, or its other one where an article of another source has that."""
        taken = set(self._at("id", article.id)) - set(self._at("source", article.source))
        return article.other_id if taken else article.id

    def _at(self, kind: str, name: str | None) -> list[int]:
        key = _key(kind, name)
        return [] if key is None else [row for row in self._index.find(key) if self._ids[row] is not None]

    def _same_page(self, row: int, mark: Signature) -> bool:
        stored = self._signatures[row]
        return stored is None or wording_shared(stored, mark) >= SAME_PAGE_WORDING

    def _alike(self, mark: Signature) -> list[int]:
        found = {row for key in _marks(mark) for row in self._index.find(key)}
        return [row for row in found if (stored := self._signatures[row]) and say_the_same(stored, mark)]

    def _likest(self, rows: Iterable[int], mark: Signature) -> str | None:
        def likeness(row: int) -> tuple[float, str]:
            stored = self._signatures[row]
            return -wording_shared(stored, mark) if stored else 0.0, self._ids[row] or ""

        best = min(rows, key=likeness, default=None)
        return None if best is None else self._ids[best]


def sorted_out(article: Identity, known: Known) -> str | OtherSource:
    """Return under which id an article is to be stored, or that it is a further source of one that is stored.

    From then on it is known.
    """
    if (original := known.same_as(article)) is not None:
        known.add_source(original, article.url, article.source)
        return OtherSource(original, article.source or "", article.url, article.title)
    own_id = known.own_id(article)
    known.add(own_id, article.url, article.source, article.signature)
    return own_id


def _keys_of(id: str, url: str | None, source: str | None, signature: Signature | None) -> list[int]:
    names = (_key("id", id), _key("source", source), _key("url", canonical_url(url)))
    return [*(key for key in names if key is not None), *_marks(signature)]


def _key(kind: str, name: str | None) -> int | None:
    return _hash(f"{kind} {name}") if name else None


def _marks(signature: Signature | None) -> list[int]:
    """Return what is looked up of a signature: the whole, and each band of its MinHashes."""
    if signature is None:
        return []
    bands: list[int] = (np.frombuffer(signature, "<u8", _BANDS) ^ _band_salts()).tolist()
    return [_hash_bytes(signature), *bands]


@cache
def _band_salts() -> npt.NDArray[np.uint64]:
    """Return what tells the same hashes in one band from those in another."""
    return np.array([_hash(f"band {n}") for n in range(_BANDS)], dtype=np.uint64)


class _Index:
    """Rows by 64-bit keys: sorted arrays, twelve bytes a key, and what was added since they were last sorted."""

    def __init__(self, keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint32]) -> None:
        self._sort(keys, rows)

    def add(self, keys: Iterable[int], row: int) -> None:
        """Note a row under its keys."""
        for key in keys:
            self._added.setdefault(key, []).append(row)
        if len(self._added) > max(_FEWEST_SORTED, self._keys.size // 8):
            self._sort_in()

    def find(self, key: int) -> list[int]:
        """Return the rows under a key, or none where there are so many that the key tells nothing."""
        first = int(np.searchsorted(self._keys, np.uint64(key), "left"))
        last = int(np.searchsorted(self._keys, np.uint64(key), "right"))
        added = self._added.get(key, ())
        return [] if last - first + len(added) > _MOST_ROWS else [*self._rows[first:last].tolist(), *added]

    def _sort_in(self) -> None:
        """Take what was added into the arrays."""
        rows = [row for rows in self._added.values() for row in rows]
        keys = [key for key, rows in self._added.items() for _ in rows]
        self._sort(
            np.concatenate([self._keys, np.array(keys, np.uint64)]),
            np.concatenate([self._rows, np.array(rows, np.uint32)]),
        )

    def _sort(self, keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.uint32]) -> None:
        order = np.argsort(keys, kind="stable")
        self._keys, self._rows = keys[order], rows[order]
        self._added: dict[int, list[int]] = {}

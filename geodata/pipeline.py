"""The one code path from an article to its annotation, for a single article and for a stream."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Self

from geodata.articles import ArticleLine, read_text
from geodata.events import find_events
from geodata.gazetteer import Gazetteer
from geodata.gazetteer.online import OnlineGazetteer
from geodata.publication import find_publication
from geodata.records import Annotation, Article, Failure, Span
from geodata.tagging import Tagger
from geodata.timexes import find_timexes
from geodata.toponym_recognition import find_toponyms, toponyms_at
from geodata.toponym_resolution import Resolver
from geodata.version import __version__

_log = logging.getLogger(__name__)


class Pipeline:
    """Reads articles: `pipeline(article)` gives an `Annotation`; `pipeline.pipe(articles)` a stream of them."""

    def __init__(
        self, gazetteer: Gazetteer, tagger: Tagger, resolver: Resolver, online: OnlineGazetteer | None = None
    ) -> None:
        """Keep the stages that need files, and what the resolver asks; `load` opens those that Dateline ships."""
        self._gazetteer = gazetteer
        self._tagger = tagger
        self._resolver = resolver
        self._online = online

    @classmethod
    def load(cls) -> Self:
        """Open the gazetteer, the language model and, where DATELINE_GEOCODER names one, an online geocoder.

        Raises `GazetteerError` or `ModelError`.
        """
        gazetteer, online = Gazetteer.open(), OnlineGazetteer.from_environment()
        return cls(gazetteer, Tagger.load(gazetteer), Resolver.load(gazetteer, online), online)

    @property
    def configuration(self) -> str:
        """What made a dataset: Dateline's version, its model's, and whose answers it asked for beside its own data."""
        own = f"dateline {__version__}, model {self._tagger.version}"
        return f"{own}, geocoder {self._online.label} ({self._online.attribution})" if self._online else own

    def __call__(self, article: Article, spans: Sequence[Span] | None = None) -> Annotation:
        """Return what an article reports; given `spans` are resolved as its toponyms instead of recognised ones."""
        text = article.text
        publication = find_publication(article)
        tags = self._tagger(text)
        toponyms = find_toponyms(text, tags, self._gazetteer) if spans is None else toponyms_at(text, tags, spans)
        resolved = self._resolver(text, toponyms, descriptive=spans is None)
        timexes = find_timexes(text, publication)
        events = find_events(article, publication, resolved, timexes, tags)
        return Annotation(article, publication, resolved, timexes, events)

    def read(
        self, text: str, *, title: str | None = None, published: date | str | None = None, url: str | None = None
    ) -> Annotation:
        """Return what a text reports; `published` is the date beside it, which can be doubted.

        Raises `ArticleError` where there is no text to read.
        """
        printed = published.isoformat() if isinstance(published, date) else published
        return self(replace(read_text(text, "text", url=url), title=title, printed=printed, source=None))

    def pipe(self, articles: Iterable[Article | ArticleLine]) -> Iterator[Annotation | Failure]:
        """Yield an annotation for each article, in order; one that no stage can read gives a `Failure`."""
        for each in articles:
            article, spans = (each, None) if isinstance(each, Article) else (each.article, each.spans)
            try:
                yield self(article, spans)
            except Exception as error:  # one article, whatever is in it, must not stop an archive
                _log.error("article %s: %s", article.id, error)
                _log.debug("article %s", article.id, exc_info=True)
                yield Failure(article.id, "pipeline", f"{type(error).__name__}: {error}")

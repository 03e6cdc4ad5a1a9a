"""What a kind of source yields: a name to show, and what gives one article when it is called.

All are small frozen records, so that they can be sent to another process and called there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from geodata.errors import ArticleError
from geodata.pages import read_page
from geodata.records import Article

Source = tuple[str, Callable[[], Article]]
"""A name to show, and what gives the article; it raises `ArticleError` or `FetchError`."""


@dataclass(frozen=True, slots=True)
class Held:
    """An article that is there already."""

    article: Article

    def __call__(self) -> Article:
        """Return the article."""
        return self.article


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that is no article, and why."""

    message: str

    def __call__(self) -> Article:
        """Raise `ArticleError`."""
        raise ArticleError(self.message)


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A page's bytes, whose article is told from the rest of the page when it is wanted.

    `title` stands in where the page has none; `printed` comes before what the page says.
    """

    data: bytes
    name: str
    url: str | None
    title: str | None = None
    printed: str | None = None

    def __call__(self) -> Article:
        """Return the page's article. Raises `ArticleError` where it holds none."""
        article = read_page(self.data, self.name, url=self.url)
        return replace(article, title=article.title or self.title, printed=self.printed or article.printed)

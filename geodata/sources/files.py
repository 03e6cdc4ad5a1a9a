"""Files of one article each, and the search of folders for articles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from geodata.articles import read_bytes, read_text_file
from geodata.pages import read_page
from geodata.records import Article

TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
ARTICLE_SUFFIXES = TEXT_SUFFIXES | PAGE_SUFFIXES
_DATASET = "dataset.json"  # the manifest of a dataset of ours


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file of one article: a page of HTML by its suffix, text by any other."""

    path: Path
    name: str

    def __call__(self) -> Article:
        """Return the article. Raises `ArticleError`."""
        if self.path.suffix.lower() in PAGE_SUFFIXES:
            return read_page(read_bytes(self.path), self.name)
        return read_text_file(self.path, self.name)


def find_files(path: Path, suffixes: Collection[str]) -> Iterator[tuple[Path, str]]:
    """Yield a named file whatever its suffix, or a folder's files of those suffixes by order of name.

    Each comes with the name to show for it. Hidden files and READMEs are not articles, nor are the tables of a dataset
    of ours that lies in the folder; links to folders are not followed. A folder that cannot be opened is yielded in
    place of its files: who reads it is told why.
    """
    if path.is_dir():
        yield from _files_within(path, path.resolve().name, suffixes)
    else:
        yield path, path.as_posix()


def _files_within(folder: Path, name: str, suffixes: Collection[str]) -> Iterator[tuple[Path, str]]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield folder, name
        return
    if any(entry.name == _DATASET for entry in entries):
        suffixes = ARTICLE_SUFFIXES.intersection(suffixes)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        shown = f"{name}/{entry.name}"
        if entry.is_dir() and not entry.is_symlink():
            yield from _files_within(entry, shown, suffixes)
        elif suffix_of(entry) in suffixes and entry.stem.lower() != "readme" and entry.is_file():
            yield entry, shown


def suffix_of(path: Path) -> str:
    """Return a file's suffix in small letters, with what is before ".gz" where that is the last."""
    last = path.suffix.lower()
    return Path(path.stem).suffix.lower() + last if last == ".gz" else last

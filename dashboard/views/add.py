"""Adding articles: pasted text, files, a page of the web, or what lies new in the folder of articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import data, state, texts
from dashboard.figures.words import counted
from dashboard.settings import Settings
from dashboard.views.markup import bullets, paragraph
from geodata.errors import GeodataError

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geodata.batch import Source

MOST_FILES = 50
"""Files read at once: more are for `dateline read`, which needs no page to stay open."""

_DONE, _FAILED, _ROUND = "add_done", "add_failed", "add_round"


def show(settings: Settings) -> None:
    """Show the button behind which articles are added; on a read-only dashboard there is none."""
    if settings.read_only:
        return
    _say_done()
    number = st.session_state.get(_ROUND, 0)
    with st.popover(texts.ADD, key=f"add:{number}"):  # another key after each success: the new one is closed and empty
        with st.container():  # there even when empty: what comes below must not move from under a reader's hands
            _say_failed()
        text = st.text_area(
            texts.ADD_TEXT, placeholder=texts.ADD_TEXT_HINT, key=f"add_text:{number}", height=110, width=420
        )
        address = st.text_input(texts.ADD_URL, placeholder=texts.ADD_URL_HINT, max_chars=2000, key=f"add_url:{number}")
        files = st.file_uploader(
            texts.ADD_FILES,
            ["txt", "text", "md", "html", "htm"],
            accept_multiple_files=True,
            key=f"add_files:{number}",
            max_upload_size=5,
        )
        if st.button(texts.ADD_READ, key="add_read"):
            given = list(_given(text, address, files[:MOST_FILES]))
            left_out = [texts.ADD_TOO_MANY.format(count=MOST_FILES)] if len(files) > MOST_FILES else []
            _read(settings, given, left_out) if given else st.html(paragraph(texts.ADD_NOTHING, "note"))
        _folder(settings)


def _given(text: str, address: str, files: Sequence[UploadedFile]) -> Iterator[Source]:
    from geodata.articles import read_text
    from geodata.fetching import fetch_article
    from geodata.pages import read_page

    if text.strip():
        # Without a source: a second pasted text stands beside the first, and does not replace it.
        yield texts.ADD_PASTED, lambda: replace(read_text(text, texts.ADD_PASTED), source=None)
    if address.strip():
        yield address.strip(), partial(fetch_article, address.strip())
    for file in files:
        read = read_page if Path(file.name).suffix.lower() in (".html", ".htm") else read_text
        yield file.name, partial(read, file.getvalue(), file.name)


def _folder(settings: Settings) -> None:
    """Offer to read what lies in the folder of articles and is not in the dataset."""
    new = data.new_files(settings)
    if not new:
        return
    if st.button(counted(texts.ADD_FOLDER, len(new)), key="add_folder"):
        from geodata.sources.files import ArticleFile

        _read(settings, [(name, ArticleFile(path, name)) for path, name in new])


def _read(settings: Settings, given: Sequence[Source], said: Sequence[str] = ()) -> None:
    """Read the articles into the dataset with a bar that shows how far it is, and show the first of them."""
    bar = st.progress(0.0)

    def tell(done: int, total: int, _name: str) -> None:
        bar.progress(done / max(1, total), texts.ADD_READING.format(done=done, total=total))

    failed = list(said)
    try:
        reading = data.add(settings, given, tell)
    except (GeodataError, OSError) as error:
        failed.append(str(error))
    else:
        failed += [texts.ADD_FAILED.format(name=each.article_id, why=each.message) for each in reading.failures]
        if reading.ids:
            st.session_state[_DONE] = reading.articles
            state.show(state.View(article=reading.ids[0]))
    if not failed:
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_FAILED] = failed
    st.rerun()


def _say_done() -> None:
    if count := st.session_state.pop(_DONE, 0):
        st.toast(counted(texts.ADD_DONE, count))


def _say_failed() -> None:
    if failed := st.session_state.pop(_FAILED, ()):
        st.html(bullets(failed))

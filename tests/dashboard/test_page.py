"""The page's script in Streamlit's own test runner: starting, empty states, and failures in words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import texts
from geodata import batch, queries
from geodata.dataset import MANIFEST, write_dataset
from geodata.errors import ModelError
from geodata.records import Failure
from tests.dashboard.conftest import ROOT, start
from tests.dashboard.samples import STORY

APP = ROOT / "dashboard" / "page.py"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A data folder of the test's own; the project's settings, wherever the tests are started from."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DATELINE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATELINE_SEEDS", str(tmp_path / "seeds"))
    monkeypatch.setenv("DATELINE_TILES", "off")
    (tmp_path / "seeds").mkdir()
    return tmp_path / "data"


def run() -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=60).run()


def all_html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def said(page: AppTest) -> str:
    return "\n".join([*(element.value for element in page.error), all_html(page)])


def test_dataset_is_shown_without_any_trouble(settings: Path) -> None:
    write_dataset(settings, [STORY])
    page = run()
    assert not page.exception
    assert not page.error
    assert [button.label for button in page.button][-2:] == [texts.PREVIOUS, texts.NEXT]


def test_next_and_previous_step_through_the_events_in_text_order(settings: Path) -> None:
    write_dataset(settings, [STORY])
    page = run()
    seen = []
    for _ in STORY.events:
        next(button for button in page.button if button.label == texts.NEXT).click().run()
        seen.append(page.query_params["event"])
    assert seen == [f"story:e{number}" for number in (1, 2, 3, 4, 5, 6)]
    assert next(button for button in page.button if button.label == texts.NEXT).disabled


def test_choosing_an_article_shows_its_events_only(settings: Path) -> None:
    other = replace(STORY, article=replace(STORY.article, id="other", title="Other", source="other.txt"), events=())
    write_dataset(settings, [STORY, other])
    page = run()
    page.selectbox[0].select("other").run()
    assert not page.exception
    assert page.query_params["article"] == "other"
    assert page.session_state["view"].article == "other"


def test_first_start_reads_the_seeds_and_shows_how_far_it_is(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []

    def read_into(paths: list[Path], directory: Path, progress: Callable[[int, int, str], None]) -> None:
        assert [path.name for path in paths] == ["seeds"]
        for step in ((0, 2, "the `model`"), (1, 2, "<b>name</b>.txt"), (2, 2, "")):
            progress(*step)
            steps.append(step)
        write_dataset(directory, [STORY])

    monkeypatch.setattr(batch, "read_into", read_into)
    page = run()
    assert len(steps) == 3
    assert not page.exception
    assert (settings / MANIFEST).exists()


def test_start_on_a_desktop_opens_the_page_in_a_browser(settings: Path, tmp_path: Path) -> None:
    write_dataset(settings, [STORY])
    opened = tmp_path / "opened"
    browser = tmp_path / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    server = start(settings, "off", {"BROWSER": f"{browser} %s"}, "", headless=False)
    try:
        deadline = monotonic() + 20
        while not opened.exists() and monotonic() < deadline:
            with suppress(subprocess.TimeoutExpired):
                server.process.wait(0.1)
        port = server.address.rpartition(":")[2]
        assert opened.read_text(encoding="utf-8").strip() == f"http://localhost:{port}/"
    finally:
        server.process.terminate()
        server.process.wait(10)


def test_later_start_imports_no_model(settings: Path) -> None:
    write_dataset(settings, [STORY])
    script = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        f"page = AppTest.from_file({str(APP)!r}, default_timeout=60).run();"
        "assert not page.exception and not page.error;"
        "print(sorted({'geodata.pipeline', 'geodata.batch', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr


def test_model_that_cannot_be_loaded_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_into(*_: object) -> None:
        raise ModelError("the recognition model is <missing>")

    monkeypatch.setattr(batch, "read_into", read_into)
    page = run()
    assert not page.exception
    assert texts.CANNOT_BUILD in said(page)
    assert "the recognition model is &lt;missing&gt;" in said(page)


def test_damaged_dataset_is_said_in_words_and_left_alone(settings: Path) -> None:
    settings.mkdir()
    (settings / MANIFEST).write_text("{", encoding="utf-8")
    page = run()
    assert not page.exception
    assert texts.BAD_DATASET in said(page)
    assert (settings / MANIFEST).read_text(encoding="utf-8") == "{"


def test_dataset_without_articles_lists_what_could_not_be_read(settings: Path) -> None:
    write_dataset(settings, [], [Failure("<i>broken</i>.txt", "articles", "it is empty")])
    page = run()
    assert not page.exception
    assert texts.NO_ARTICLES in said(page)
    assert "&lt;i&gt;broken&lt;/i&gt;.txt (articles): it is empty" in said(page)


def test_article_without_events_is_shown_with_its_places(settings: Path) -> None:
    write_dataset(settings, [replace(STORY, events=(), timexes=(), publication=None)])
    page = run()
    assert not page.exception
    assert not page.error


def test_unexpected_failure_is_said_in_words(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dataset(settings, [STORY])

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(queries, "articles", broken)
    page = run()
    assert not page.exception
    assert texts.UNEXPECTED in said(page)
    assert "secret detail" not in said(page)

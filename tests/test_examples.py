"""The worked examples of the documentation, run as they stand there."""

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in BLOCK.finditer(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", ["examples.md"])
def test_examples_print_what_the_page_says(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict = {"__name__": "__main__"}
    said = StringIO()
    for language, block in blocks(DOCS / page):
        if language == "text":
            assert said.getvalue() == block
            continue
        said = StringIO()
        with redirect_stdout(said):
            exec(compile(block, page, "exec"), names)

"""What `import geodata` offers."""

import subprocess
import sys
from datetime import date

import pytest

import geodata
from geodata.errors import ArticleError


def test_every_name_offered_can_be_imported():
    for name in geodata.__all__:
        assert getattr(geodata, name) is not None
    assert set(geodata.__all__) == {*geodata._HOME_OF, "__version__"}
    with pytest.raises(AttributeError, match="nothing"):
        _ = geodata.nothing


def test_import_is_light():
    code = "import sys, geodata; print(sorted({'numpy', 'pyarrow', 'duckdb', 'dask'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_pipeline_reads_a_plain_text(pipeline):
    found = pipeline.read(
        "A ferry sank off Mombasa on Friday.", title="Ferry", published=date(2024, 5, 5), url="https://a"
    )
    assert (found.article.title, found.article.printed, found.article.url) == ("Ferry", "2024-05-05", "https://a")
    assert found.events[0].when.interval.first == date(2024, 5, 3)
    assert found.article.id == pipeline.read("A ferry sank off Mombasa on Friday.").article.id
    with pytest.raises(ArticleError):
        pipeline.read("  ")


def test_pipe_takes_plain_articles(pipeline):
    texts = ("A ferry sank off Mombasa.", "A bridge collapsed in Genoa.")
    found = list(pipeline.pipe(geodata.Article(str(number), text) for number, text in enumerate(texts)))
    assert [each.article.id for each in found] == ["0", "1"]

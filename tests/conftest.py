"""What several test modules share: the real gazetteer, the real pipeline, and the seed article."""

import os
from pathlib import Path

import pytest

from geodata.articles import read_text_file
from geodata.gazetteer import Gazetteer
from geodata.pipeline import Pipeline
from geodata.records import Annotation, Article

os.environ.pop("DATELINE_GEOCODER", None)  # a developer's own setting must not take tests online

SEED = Path(__file__).parents[1] / "seeds" / "000_53b6467d699949e3.txt"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return Pipeline.load()


@pytest.fixture(scope="session")
def seed(pipeline: Pipeline) -> Annotation:
    return pipeline(read_text_file(SEED))


@pytest.fixture
def annotate(pipeline: Pipeline):
    def annotate_text(text: str, printed: str | None = None, **fields) -> Annotation:
        return pipeline(Article(id="test", text=text, printed=printed, **fields))

    return annotate_text

"""What several articles say of one event, side by side: the comparison, and in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.figures.agreement import agreement
from geodata.dataset import write_dataset
from geodata.quotes import QuotedEvent
from geodata.records import Annotation, Status
from geodata.stories import find_stories
from tests.dashboard.conftest import Visit, serve
from tests.dashboard.test_accessibility_in_browser import faults
from tests.samples import annotation

HOSTILE_TITLE = "<img src=x onerror=alert(1)> tells"


def flood(article_id: str, title: str, status: Status) -> Annotation:
    made = annotation(article_id)
    (event,) = made.events
    return replace(made, article=replace(made.article, title=title), events=(replace(event, status=status),))


ONE, OTHER = flood("one", "Flood", Status.HAPPENED), flood("other", HOSTILE_TITLE, Status.CLAIMED)


def test_comparison_marks_what_differs():
    tellings = [QuotedEvent(each.events[0], each.article, each.publication.date) for each in (ONE, OTHER)]
    (story,) = find_stories(tellings)
    shown = agreement(story, "other:2")
    assert [column["name"] for column in shown["columns"]] == ["Flood", HOSTILE_TITLE]
    assert [column["chosen"] for column in shown["columns"]] == [False, True]
    rows = {row["label"]: row for row in shown["rows"]}
    assert rows["Status"]["values"] == ["happened", "claimed"]
    assert {label for label, row in rows.items() if row["differs"]} == {"Status"}


@pytest.fixture(scope="module")
def two_articles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory: Path = tmp_path_factory.mktemp("agreement")
    write_dataset(directory, [ONE, OTHER, annotation("elsewhere", "Oslo")])
    yield from serve(directory, tiles="off")


def test_reader_compares_the_articles_and_goes_from_one_to_the_other(visit: Visit, two_articles: str) -> None:
    page = visit.page
    visit.open(f"{two_articles}/?event=one:2")
    comparison = page.get_by_role("region", name="2 articles tell of this event.")
    expect(comparison.get_by_role("row", name="Status")).to_contain_text("differs")
    expect(comparison).to_contain_text("claimed")
    assert faults(page.main_frame) == []
    comparison.get_by_role("button", name=HOSTILE_TITLE).click()
    expect(comparison.get_by_role("button", name=HOSTILE_TITLE)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("event=other"))

    visit.open(f"{two_articles}/?event=elsewhere:2")
    expect(page.locator(".details")).to_contain_text("Oslo")
    expect(comparison).to_have_count(0)

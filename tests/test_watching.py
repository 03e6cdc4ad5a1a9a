"""A dataset kept current from feeds of a real server, stopped and killed at any moment."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from geodata import queries
from geodata.dataset import other_sources, read_dataset
from geodata.errors import WatchError
from geodata.sources import Visitor
from geodata.watching import STATE, watch
from tests.site import ANYWHERE, Answer, page, rss, serving

NOON = datetime(2024, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def site():
    with serving() as site:
        site.pages = {f"/{n}.html": page(n) for n in range(1, 30)}
        yield site


@pytest.fixture
def once(site, tmp_path, pipeline):
    """Watch for one round and return what came of each feed."""

    def once(*feeds: str, at: datetime = NOON):
        visitor = Visitor(ANYWHERE, seconds_between=0.0)
        addresses = [site.address + feed for feed in feeds or ("/rss",)]
        return list(watch(addresses, tmp_path, every=None, visitor=visitor, pipeline=pipeline, now=lambda: at))

    return once


def urls(directory: Path) -> list[str]:
    """Return the paths of the stored articles' addresses."""
    return sorted(article.url.rsplit("/", 1)[1] for article in queries.articles(read_dataset(directory)))


def pages_asked(site) -> list[str]:
    return [path for path in site.paths() if path.endswith(".html")]


def test_each_round_reads_what_is_new_and_nothing_else(site, once, tmp_path):
    site.pages["/rss"] = rss(site, 1, 2, etag='"1"')
    assert [(done.articles, done.copies, done.failures) for done in once()] == [(2, 0, ())]
    site.asked.clear()
    assert [(done.articles, done.failures) for done in once()] == [(0, ())]
    assert site.paths() == ["/robots.txt", "/rss"]
    assert site.asked[-1][1]["If-None-Match"] == '"1"'
    site.pages["/rss"] = rss(site, 2, 3, etag='"2"')
    assert [done.articles for done in once()] == [1]
    assert urls(tmp_path) == ["1.html", "2.html", "3.html"]
    assert pages_asked(site) == ["/3.html"]


def test_rounds_go_on_until_they_are_stopped(site, tmp_path, pipeline):
    site.pages["/rss"] = rss(site, 1)
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        site.pages["/rss"] = rss(site, 1, len(waits) + 1)
        if len(waits) == 3:
            raise KeyboardInterrupt

    visitor = Visitor(ANYWHERE, seconds_between=0.0)
    rounds = watch([site.address + "/rss"], tmp_path, visitor=visitor, pipeline=pipeline, wait=wait)
    with pytest.raises(KeyboardInterrupt):
        list(rounds)
    assert urls(tmp_path) == ["1.html", "2.html", "3.html"]
    assert all(800 < seconds <= 900 for seconds in waits)


def test_entry_that_fails_is_tried_three_rounds_and_then_left_alone(site, once, tmp_path):
    site.pages["/rss"] = rss(site, 1, 2, etag='"1"')
    site.pages["/2.html"] = Answer(status=500)
    for tries in range(1, 4):
        [done] = once()
        assert [name for name, _ in done.failures] == [site.address + "/2.html"]
        assert pages_asked(site).count("/2.html") == tries
    assert once()[0].failures == ()
    assert pages_asked(site).count("/2.html") == 3
    assert pages_asked(site).count("/1.html") == 1
    assert len(queries.failures(read_dataset(tmp_path))) == 1


def test_entry_that_is_there_at_last_is_no_failure_any_more(site, once, tmp_path):
    site.pages["/rss"] = rss(site, 1)
    site.pages["/1.html"] = Answer(status=500)
    once()
    site.pages["/1.html"] = page(1)
    assert once()[0].articles == 1
    assert queries.failures(read_dataset(tmp_path)) == ()


def test_feed_that_fails_is_noted_and_the_others_are_read(site, once, tmp_path):
    site.pages |= {"/a": Answer(b"<rss>" + b" " * 6_000_000), "/b": rss(site, 1)}
    a, b = once("/a", "/b")
    assert "larger than 5 MB" in a.failures[0][1]
    assert b.articles == 1
    noted = json.loads((tmp_path / STATE).read_text())["feeds"]
    assert "larger than 5 MB" in noted[site.address + "/a"]["failure"]


def test_host_that_asks_to_be_left_alone_is_left_alone_that_long(site, once):
    site.pages["/rss"] = Answer(status=429, headers={"Retry-After": "3600"})
    once()
    site.pages["/rss"] = rss(site, 1)
    assert once(at=NOON + timedelta(minutes=59)) == []
    assert once(at=NOON + timedelta(minutes=61))[0].articles == 1


def test_clock_set_back_does_not_keep_a_host_from_being_asked_for_years(site, once):
    site.pages["/rss"] = Answer(status=503, headers={"Retry-After": "3600"})
    once(at=NOON + timedelta(days=4000))
    site.pages["/rss"] = rss(site, 1)
    assert once(at=NOON)[0].articles == 1


def test_host_that_asks_for_years_is_asked_after_a_day(site, once):
    site.pages["/rss"] = Answer(status=503, headers={"Retry-After": "99999999999"})
    once()
    site.pages["/rss"] = rss(site, 1)
    assert once(at=NOON + timedelta(hours=23)) == []
    assert once(at=NOON + timedelta(hours=25))[0].articles == 1


def test_same_article_in_two_feeds_is_one_with_two_sources(site, once, tmp_path):
    site.pages["/copy.html"] = Answer(page(1).body.replace("Fire in Tamale", "Blaze in the north"))
    copy = f"<item><title>Blaze</title><link>{site.address}/copy.html</link></item>"
    tracked = f"<item><title>Fire</title><link>{site.address}/1.html?utm_source=b</link></item>"
    site.pages |= {"/a": rss(site, 1), "/b": rss(site, more=copy + tracked)}
    a, b = once("/a", "/b")
    assert (a.articles, b.articles, b.copies) == (1, 0, 1)
    assert urls(tmp_path) == ["1.html"]
    [article] = queries.articles(read_dataset(tmp_path))
    assert [other.url for other in other_sources(read_dataset(tmp_path), article.id)] == [site.address + "/copy.html"]
    assert "/1.html?utm_source=b" not in site.paths()


def test_two_watchers_of_one_dataset_are_one_too_many(site, tmp_path, pipeline, once):
    site.pages["/rss"] = rss(site, 1)
    visitor = Visitor(ANYWHERE, seconds_between=0.0)
    first = watch([site.address + "/rss"], tmp_path, visitor=visitor, pipeline=pipeline)
    next(first)
    with pytest.raises(WatchError, match="another dateline watch"):
        once()
    first.close()
    assert once()[0].articles == 0


@pytest.mark.parametrize(
    "noted", ["{", "[]", '{"version": 99, "feeds": {}}', '{"version": 1, "feeds": {"x": {"y": 1}}}']
)
def test_damaged_note_is_named_and_left_as_it_is_and_without_it_nothing_is_read_twice(site, once, tmp_path, noted):
    site.pages["/rss"] = rss(site, 1)
    once()
    (tmp_path / STATE).write_text(noted)
    with pytest.raises(WatchError, match=r"watch\.json cannot be read"):
        once()
    assert (tmp_path / STATE).read_text() == noted
    (tmp_path / STATE).unlink()
    assert once()[0].articles == 0
    assert pages_asked(site) == ["/1.html"]


def test_note_without_its_dataset_counts_for_nothing(site, once, tmp_path):
    site.pages["/rss"] = rss(site, 1, etag='"1"')
    once()
    (tmp_path / "dataset.json").unlink()
    assert once()[0].articles == 1


def watcher(site, directory: Path, rounds: int = 1, **environment: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.watcher", str(directory), str(rounds), site.address + "/rss"],
        stdout=subprocess.PIPE, text=True, env=os.environ | environment, cwd=Path(__file__).parents[1],
    )  # fmt: skip


def finished(process: subprocess.Popen) -> tuple[int, str]:
    with process:
        said, _ = process.communicate(timeout=120)
    return process.returncode, said


def test_kill_loses_nothing_and_repeats_nothing(site, tmp_path, once):
    numbers = range(1, 11)
    site.pages["/rss"] = rss(site, *numbers, etag='"1"')

    killed = watcher(site, tmp_path)
    site.on_request = lambda asked: killed.send_signal(signal.SIGKILL) if asked == "/5.html" else None
    assert finished(killed)[0] == -signal.SIGKILL
    assert urls(tmp_path) == ["1.html", "2.html", "3.html"]

    assert finished(watcher(site, tmp_path, DIE_BEFORE_NOTING="1"))[0] == -signal.SIGKILL  # stored, and not noted
    assert len(urls(tmp_path)) == 6

    site.asked.clear()
    assert once()[0].articles == 4
    assert len(pages_asked(site)) == 4
    assert urls(tmp_path) == sorted(f"{n}.html" for n in numbers)
    assert once()[0].articles == 0

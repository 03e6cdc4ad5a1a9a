"""Many articles into a dataset: in this process, by workers of this machine, and by those of a real scheduler."""

import os
import re
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import dask
import pytest
from distributed import Client
from typer.testing import CliRunner

from geodata import queries
from geodata.articles import read_text
from geodata.batch import Reading, cluster, read_sources
from geodata.cli import app
from geodata.dataset import TABLES, load_table, read_dataset
from geodata.errors import ArticleError, ClusterError, ModelError
from geodata.records import Article

ROOT = Path(__file__).parents[1]
TOWNS = "Mombasa Kumasi Turin Osaka Halifax Genoa Lima Oslo Kampala Accra Tripoli Geneva".split()
LONGEST = 60  # seconds that a process of these tests may live


def article(number: int) -> Article:
    text = f"A ferry sank off {TOWNS[number % len(TOWNS)]} on {number % 28 + 1} May 2024, killing {number} people."
    return Article(f"a{number}", text, source=f"{number}.txt")


def sources(amount: int) -> list:
    return [(f"{number}.txt", partial(article, number)) for number in range(amount)]


def tables(directory: Path) -> dict:
    dataset = read_dataset(directory)
    return {table: load_table(dataset, table).to_pylist() for table in TABLES}


def ids(directory: Path) -> list[str]:
    """Return the ids of the articles, a2 before a10."""
    found = load_table(read_dataset(directory), "articles")["id"].to_pylist()
    return sorted(found, key=lambda key: (len(key), key))


@contextmanager
def process(*arguments: str, until: str = "", before: str = "") -> Iterator[tuple[subprocess.Popen, str]]:
    """Run one of Dask's commands in a process of its own until it says something; give that too."""
    code = f"{before}\nimport sys; from distributed.cli.{arguments[0]} import main; sys.exit(main())"
    child = subprocess.Popen(
        [sys.executable, "-c", code, *arguments[1:]], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        said = next((found[1] for line in child.stderr if (found := re.search(until, line))), None)
        assert said is not None, f"{arguments} ended with {child.wait(LONGEST)}"
        yield child, said
    finally:
        child.terminate()
        child.stderr.close()
        child.wait(LONGEST)


def start_scheduler(before: str = ""):
    arguments = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    return process("dask_scheduler", *arguments, until=r"Scheduler at:\s+(tcp://\S+)", before=before)


def start_worker(address: str, *arguments: str, before: str = ""):
    arguments = (address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", *arguments)
    return process("dask_worker", *arguments, until=r"Registered to:\s+(tcp://\S+)", before=before)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler with two workers, each in a process of its own that is started again when it dies."""
    with ExitStack() as stack:
        _, address = stack.enter_context(start_scheduler())
        stack.enter_context(start_worker(address, "--nworkers", "2"))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, LONGEST)
        yield address


@pytest.fixture
def impatient() -> Iterator[None]:
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        yield


@pytest.fixture(scope="module")
def expected(pipeline, tmp_path_factory) -> dict:
    """What this process makes of articles, some of which replace others or cannot be read."""
    directory = tmp_path_factory.mktemp("expected")
    read_sources(mixed(), directory, pipeline=pipeline)
    return tables(directory)


def mixed() -> list:
    given = sources(30)
    given[3] = ("empty.txt", partial(read_text, "", "empty.txt"))
    given[11] = ("odd.txt", partial(int, "no number"))
    given[20] = ("4.txt", partial(article, 4))
    given[25] = ("5.txt", partial(Article, "other", "A fire broke out in Turin on 2 May 2024.", source="5.txt"))
    return given


def test_dataset_of_a_scheduler_with_two_workers_is_the_same(scheduler, expected, tmp_path):
    reading = read_sources(mixed(), tmp_path, scheduler=scheduler)
    assert tables(tmp_path) == expected
    assert (reading.articles, reading.failed) == (28, 2)


def test_dataset_does_not_depend_on_when_it_is_written(pipeline, expected, tmp_path, monkeypatch):
    monkeypatch.setattr("geodata.batch._WRITE_EVERY", 3)
    read_sources(mixed(), tmp_path, pipeline=pipeline)
    assert tables(tmp_path) == expected


def test_what_cannot_be_read_is_a_failure_that_says_why(expected):
    assert [(row["article_id"], row["message"]) for row in expected["failures"]] == [
        ("empty.txt", "empty.txt is empty"),
        ("odd.txt", "ValueError: invalid literal for int() with base 10: 'no number'"),
    ]


def test_what_no_file_can_hold_is_a_failure_and_the_rest_is_kept(pipeline, tmp_path):
    given = [*sources(2), ("\udcff.txt", partial(Article, "odd", "A fire broke out in Turin.", title="\ud800"))]
    reading = read_sources(given, tmp_path, pipeline=pipeline)
    assert ids(tmp_path) == ["a0", "a1"]
    assert [(each.article_id, each.message[:18]) for each in reading.failures] == [("\ufffd.txt", "UnicodeEncodeError")]


def test_id_that_two_sources_share_names_two_articles(pipeline, tmp_path):
    given = [(f"{n}.txt", partial(replace, article(n), id="same")) for n in (1, 2)]
    reading = read_sources(given, tmp_path, pipeline=pipeline)
    dataset = read_dataset(tmp_path)
    assert reading.ids[0] == "same"
    assert reading.ids[1].startswith("same-")
    found = [queries.annotation(dataset, key) for key in reading.ids]
    assert [each.article.source for each in found] == ["1.txt", "2.txt"]
    assert all(event.id.startswith(f"{each.article.id}:") for each in found for event in each.events)
    assert all(each.events and each.toponyms and each.timexes for each in found)


def test_article_read_again_replaces_the_earlier_one(expected):
    found = [row["id"] for row in expected["articles"]]
    assert found.count("a4") == 1
    assert "a5" not in found
    assert "other" in found


def test_progress_tells_what_comes_next_and_how_many_there_are(pipeline, tmp_path):
    steps = []
    read_sources(sources(2), tmp_path, lambda *step: steps.append(step), pipeline)
    assert steps == [(0, 2, "the language model"), (0, 2, "0.txt"), (1, 2, "1.txt"), (2, 2, "")]


def test_sources_may_be_a_stream_of_which_little_is_taken_ahead(scheduler, tmp_path):
    taken = count()

    def stream() -> Iterator:
        for source in sources(120):
            next(taken)
            yield source

    ahead = []
    read_sources(stream(), tmp_path, lambda done, total, _: ahead.append((taken.__reduce__()[1][0] - done, total)),
                 scheduler=scheduler)  # fmt: skip
    assert ids(tmp_path) == [f"a{number}" for number in range(120)]
    assert max(most for most, _ in ahead) <= 8 * 3 * 2  # batches of 8, three for each of two threads
    assert {total for _, total in ahead} == {0}


def test_worker_killed_while_it_reads_loses_nothing_and_repeats_nothing(scheduler, tmp_path):
    with Client(scheduler, set_as_default=False) as client:
        victim = next(iter(client.run(os.getpid).values()))

    def kill(done: int, _total: int, _name: str) -> None:
        if done == 16:
            os.kill(victim, signal.SIGKILL)

    reading = read_sources(sources(200), tmp_path, kill, scheduler=scheduler)
    assert reading.failed == 0
    assert ids(tmp_path) == [f"a{number}" for number in range(200)]


def test_article_that_kills_its_worker_fails_alone_and_changes_nothing_else(expected, tmp_path, monkeypatch):
    monkeypatch.setitem(cluster._LOCAL, "distributed.scheduler.allowed-failures", 0)  # or it would kill four
    given = mixed()
    given.insert(12, ("poison.txt", partial(os._exit, 1)))
    reading = read_sources(given, tmp_path, workers=2)
    found = tables(tmp_path)
    poisoned = [row for row in found["failures"] if row["article_id"] == "poison.txt"]
    assert [(row["stage"], row["message"][:24]) for row in poisoned] == [("worker", "every worker that read i")]
    assert (reading.articles, reading.failed) == (28, 3)
    found["failures"].remove(poisoned[0])
    assert found == expected


def test_model_is_loaded_once_a_worker(scheduler, tmp_path):
    read_sources(sources(60), tmp_path, scheduler=scheduler)
    with Client(scheduler, set_as_default=False) as client:
        assert set(client.run(lambda: cluster._loaded.cache_info().misses).values()) == {1}


def test_what_was_read_before_an_interruption_is_there(pipeline, tmp_path):
    assert_interruption_keeps(5, tmp_path, pipeline=pipeline)


def test_what_workers_had_read_before_an_interruption_is_there(scheduler, tmp_path):
    assert_interruption_keeps(16, tmp_path, scheduler=scheduler)


def assert_interruption_keeps(amount: int, directory: Path, **how) -> None:
    def interrupt(done: int, _total: int, _name: str) -> None:
        if done == amount:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_sources(sources(100), directory, interrupt, **how)
    assert ids(directory) == [f"a{number}" for number in range(amount)]


def test_source_that_ends_in_an_error_leaves_what_came_before(pipeline, tmp_path):
    def broken() -> Iterator:
        yield from sources(3)
        raise ArticleError("the feed broke off")

    with pytest.raises(ArticleError, match="broke off"):
        read_sources(broken(), tmp_path, pipeline=pipeline)
    assert len(ids(tmp_path)) == 3


def test_dataset_is_written_while_reading_goes_on(pipeline, tmp_path, monkeypatch):
    monkeypatch.setattr("geodata.batch._WRITE_EVERY", 4)
    found = {}

    def look(done: int, _total: int, _name: str) -> None:
        if done in (3, 5):
            found[done] = (tmp_path / "dataset.json").exists() and len(ids(tmp_path))

    read_sources(sources(6), tmp_path, look, pipeline)
    assert found == {3: False, 5: 4}


def test_reading_names_the_first_articles_only(pipeline, tmp_path, monkeypatch):
    monkeypatch.setattr("geodata.batch.MOST_NAMED", 2)
    broken = [(f"{number}.txt", partial(read_text, "", f"{number}.txt")) for number in range(3)]
    reading = read_sources([*sources(4), *broken], tmp_path, pipeline=pipeline)
    assert reading.ids == ("a0", "a1")
    assert len(reading.failures) == 2
    assert (reading.articles, reading.failed) == (4, 3)
    assert len(queries.failures(read_dataset(tmp_path))) == 3


def refused(tmp_path: Path, **how) -> str:
    with pytest.raises(ClusterError) as caught:
        read_sources(sources(100), tmp_path / "data", **how)
    return str(caught.value)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nonsense://x", "tcp://", ""])
def test_scheduler_that_does_not_answer_is_said(address, tmp_path):
    assert "no Dask scheduler answers at" in refused(tmp_path, scheduler=address)
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("impatient")
def test_something_else_than_a_scheduler_is_said(scheduler, tmp_path):
    with socketserver.TCPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        message = refused(tmp_path, scheduler=f"tcp://127.0.0.1:{server.server_address[1]}")
        server.shutdown()
    assert "no Dask scheduler answers at" in message
    with Client(scheduler, set_as_default=False) as client:
        worker = next(iter(client.nthreads()))
    assert f"no Dask scheduler answers at {worker}: a worker does" in refused(tmp_path, scheduler=worker)


class Answering(socketserver.StreamRequestHandler):
    """Answers anything as a web server does that does not understand, and keeps the connection."""

    def handle(self) -> None:
        self.wfile.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        self.rfile.read()


@pytest.mark.usefixtures("impatient")
def test_scheduler_without_workers_or_with_others_is_said(tmp_path):
    with start_scheduler() as (_, address):
        assert "no worker for 1 seconds" in refused(tmp_path, scheduler=address)
        for package in ("distributed", "dateline"):
            other = "import importlib.metadata as m; v = m.version; m.version = lambda n: '0.9' if n == {!r} else v(n)"
            with start_worker(address, "--no-nanny", before=other.format(package)):
                assert f"{package} 0.9" in refused(tmp_path, scheduler=address)


@pytest.mark.usefixtures("impatient")
def test_workers_that_cannot_load_the_model_are_said(tmp_path):
    broken = "import geodata.pipeline as p; from geodata.errors import ModelError\n"
    broken += "def load(): raise ModelError('the language model is missing')\np.Pipeline.load = load"
    with (
        start_scheduler() as (_, address),
        start_worker(address, "--no-nanny", before=broken),
        pytest.raises(ModelError, match="the language model is missing"),
    ):
        read_sources(sources(3), tmp_path / "data", scheduler=address)
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("victim", ["scheduler", "worker"])
def test_lost_scheduler_or_last_worker_is_said_and_what_was_read_is_there(victim, tmp_path):
    with start_scheduler() as (scheduler, address), start_worker(address, "--no-nanny") as (worker, _):
        killed: Callable[[], None] = {"scheduler": scheduler, "worker": worker}[victim].kill
        message = refused(tmp_path, progress=lambda done, *_: killed() if done == 16 else None, scheduler=address)
    assert ("scheduler is lost" if victim == "scheduler" else "no worker for 1 seconds") in message
    assert len(ids(tmp_path / "data")) >= 16


def test_workers_and_a_scheduler_together_are_refused(tmp_path):
    assert "not both" in refused(tmp_path, workers=1, scheduler="tcp://127.0.0.1:9")


def dateline(*arguments: object) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "geodata.cli", *map(str, arguments)], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s"},
    )  # fmt: skip


def test_command_reads_by_a_scheduler_or_says_that_there_is_none(scheduler, tmp_path):
    (tmp_path / "one.txt").write_text(article(1).text)
    arguments = ["read", str(tmp_path / "one.txt"), "-o", str(tmp_path / "data"), "--scheduler"]
    done = CliRunner().invoke(app, [*arguments, scheduler])
    assert (done.exit_code, done.output.count("\n")) == (0, 1), done.output
    assert len(ids(tmp_path / "data")) == 1
    done = CliRunner().invoke(app, [*arguments, "nonsense://x"])
    assert (done.exit_code, done.output.count("\n")) == (2, 1), done.output
    assert done.output.startswith("dateline: no Dask scheduler answers at nonsense://x")


@pytest.mark.parametrize("workers", [0, 1])
def test_control_c_ends_the_command_with_what_was_read(workers, tmp_path):
    names = [tmp_path / f"{number}.txt" for number in range(9)]
    for number, path in enumerate(names):
        path.write_text(article(number).text)
    os.mkfifo(tmp_path / "pipe.txt")  # reading it waits, until the test lets go
    command = dateline("read", *names, tmp_path / "pipe.txt", "-o", tmp_path / "data", "--workers", workers)
    with (tmp_path / "pipe.txt").open("w"):  # it is being read: what comes before is done, or on its way back
        os.killpg(command.pid, signal.SIGINT)
    _, said = command.communicate(timeout=LONGEST)
    assert command.returncode == 130, said
    assert said.splitlines() == [f"dateline: stopped; what was read until then is in {tmp_path / 'data'}"]
    assert len(ids(tmp_path / "data")) in ({9} if workers == 0 else {0, 8})


def test_reading_in_one_process_does_not_import_dask(tmp_path):
    (tmp_path / "one.txt").write_text(article(1).text)
    code = (
        "import sys; from pathlib import Path; from geodata import read_into;"
        f"read_into([Path({str(tmp_path / 'one.txt')!r})], Path({str(tmp_path / 'data')!r}));"
        "print({'dask', 'distributed'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST)
    assert done.stdout.strip() == "set()", done.stderr


def test_reading_is_a_value(pipeline, tmp_path):
    assert read_sources([], tmp_path, pipeline=pipeline) == Reading(0, 0, ())
    assert ids(tmp_path) == []

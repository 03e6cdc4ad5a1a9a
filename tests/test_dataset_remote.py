"""Datasets that are no local folder: on a real server that speaks S3, and on another of fsspec's filesystems."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import fsspec
import numpy as np
import pytest
import s3fs
from moto.server import ThreadedMotoServer
from typer.testing import CliRunner

from geodata import columns as ec
from geodata import queries
from geodata.cli import app
from geodata.corrections import opened
from geodata.dataset import (
    compact,
    known_articles,
    other_sources,
    read_dataset,
    storage,
    write_dataset,
    writing,
)
from geodata.errors import DatasetError
from geodata.exports import write_csv
from geodata.queries import Box, EventQuery
from geodata.records import Failure, OtherSource
from tests import faults
from tests.samples import annotation


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"s3://bucket-{uuid4().hex}"
    fsspec.url_to_fs(name)[0].mkdir(name)
    return name


@pytest.fixture(params=["s3", "memory"])
def address(request: pytest.FixtureRequest) -> str:
    if request.param == "memory":
        return f"memory://{uuid4().hex}/data"
    return f"{request.getfixturevalue('bucket')}/news/data"


def test_a_dataset_elsewhere_is_written_read_asked_and_compacted(address: str) -> None:
    with pytest.raises(DatasetError, match="there is no dataset"):
        read_dataset(address)
    write_dataset(address, [annotation("a")], [Failure("z", "articles", "empty")], signatures={"a": b"s"})
    write_dataset(address, [annotation("b", place="Lima")], other_sources=[OtherSource("b", "c.txt")])
    write_dataset(address, [annotation("a", place="Oslo")])
    compact(address)
    dataset = read_dataset(address)
    assert queries.annotation(dataset, "a") == annotation("a", place="Oslo")
    assert [summary.id for summary in queries.articles(dataset)] == ["a", "b"]
    assert [failure.article_id for failure in queries.failures(dataset)] == ["z"]
    assert [e.article_id for e in queries.events(dataset, EventQuery(box=Box(-20, -80, 0, -70)))] == ["b"]
    assert len(queries.rows(dataset, EventQuery(places=frozenset({"Oslo"})))) == 1
    columns = ec.read_columns(dataset)
    assert ec.tally(columns, np.ones(2, np.bool_)).placed == 2
    assert known_articles(dataset).signatures == (None, None)
    assert other_sources(dataset, "b") == (OtherSource("b", "c.txt"),)
    out = io.StringIO()
    with opened(address) as corrected:
        assert write_csv(corrected.dataset, out) == 2
    assert read_dataset(Path(address)) == dataset  # as an option of the command line gives it
    folders = {str(path).rsplit("/", 2)[1] for path in dataset.files["events"]}
    assert folders == {"month=2025-03"}


def test_the_command_line_takes_an_address(bucket: str) -> None:
    address = f"{bucket}/data"
    for number in range(3):
        write_dataset(address, [annotation(f"a{number}")])
    result = CliRunner().invoke(app, ["compact", address])
    assert (result.exit_code, result.stderr) == (0, "dateline: 4 files, 12 before\n")
    exported = CliRunner().invoke(app, ["export", address, "--format", "csv"])
    assert exported.exit_code == 0
    assert len(exported.stdout.splitlines()) == 4


def test_readers_of_the_dataset_before_can_finish(address: str) -> None:
    before = write_dataset(address, [annotation("a")])
    write_dataset(address, [annotation("a", place="Oslo")])
    compact(address)
    assert queries.annotation(before, "a") == annotation("a")
    assert len(ec.read_columns(before)) == 1


def test_a_writer_who_was_overtaken_begins_again_and_loses_nothing(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dataset(address, [annotation("a")])
    replace, overtaken = storage.Remote.replace, []

    def replace_later(self: storage.Remote, name: str, data: bytes, version: str | None) -> None:
        if not overtaken:
            overtaken.append(True)
            write_dataset(address, [annotation("first")])
        replace(self, name, data, version)

    monkeypatch.setattr(storage.Remote, "replace", replace_later)
    both = write_dataset(address, [annotation("second")])
    assert {summary.id for summary in queries.articles(both)} == {"a", "first", "second"}
    remote = storage.storage_at(address)
    assert len(remote.found("events/**/*.parquet")) == len(both.files["events"])


def test_two_first_writers_do_not_overwrite_each_other(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    remote = storage.storage_at(address)
    write_dataset(address, [annotation("a")])
    with pytest.raises(storage.ChangedMeanwhileError):
        remote.replace("dataset.json", b"{}", None)
    monkeypatch.setattr(writing, "MOST_ATTEMPTS", 0)
    with pytest.raises(DatasetError, match="others keep writing"):
        write_dataset(address, [annotation("b")])


def test_processes_that_write_at_once_lose_nothing(bucket: str) -> None:
    assert faults.writers_at_once(f"{bucket}/data", 2, 3) == faults.Outcome(6, 0, 0, 0)


def test_a_store_that_fails_leaves_the_dataset_as_it_was(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{bucket}/data"
    before = write_dataset(address, [annotation("a")])
    put, calls = s3fs.S3FileSystem._pipe_file, []

    async def fail_third(self: s3fs.S3FileSystem, path: str, data: bytes, **options: object) -> object:
        calls.append(path)
        if len(calls) == 3:
            raise OSError("the store is full")
        return await put(self, path, data, **options)

    monkeypatch.setattr(s3fs.S3FileSystem, "_pipe_file", fail_third)
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(DatasetError, match="the store is full"):
        write_dataset(address, [annotation("b")])
    assert read_dataset(address) == before
    remote = storage.storage_at(address)
    assert len(remote.found("**/*.parquet")) == sum(map(len, before.parts.values()))


def test_a_manifest_whose_answer_was_lost_may_still_arrive(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"{bucket}/data"
    write_dataset(address, [annotation("a")])
    replace, late = storage.Remote.replace, []

    def answer_nothing(self: storage.Remote, *given: Any) -> None:
        late.append(lambda: replace(self, *given))
        raise OSError("no answer")

    monkeypatch.setattr(storage.Remote, "replace", answer_nothing)
    with pytest.raises(DatasetError, match="no answer"):
        write_dataset(address, [annotation("b")])
    assert [summary.id for summary in queries.articles(read_dataset(address))] == ["a"]
    late[0]()
    assert queries.annotation(read_dataset(address), "b") == annotation("b")


def test_an_unknown_protocol_is_a_clear_error() -> None:
    with pytest.raises(DatasetError, match="cannot be reached"):
        read_dataset("nonsense://bucket/data")


def test_an_address_of_a_local_folder_is_that_folder(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path.as_uri(), [annotation("a")])
    assert dataset.directory == tmp_path
    assert read_dataset(str(tmp_path)) == read_dataset(tmp_path) == dataset

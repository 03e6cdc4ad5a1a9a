"""Writers that are killed, out of room, without rights or not alone: the dataset stays whole and readable."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from filelock import FileLock

from geodata import queries
from geodata.dataset import compact, read_dataset, storage, write_dataset
from geodata.errors import DatasetError
from tests import faults
from tests.samples import annotation

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits as POSIX has them")


def test_a_killed_writer_loses_nothing_that_was_written_and_leaves_nothing_behind(tmp_path: Path) -> None:
    assert faults.killed_writers(tmp_path, 4, Random(6)) == faults.Outcome(4, 0, 0, 0)
    written = write_dataset(tmp_path, [annotation("last")])
    named = {str(path) for paths in written.files.values() for path in paths}
    there = {str(path) for path in tmp_path.rglob("*.parquet") if "retired" not in path.parts}
    assert there == named
    assert not list(tmp_path.glob("dataset.json.*"))
    assert "last" in {summary.id for summary in queries.articles(compact(tmp_path))}


def test_a_full_disk_refuses_the_write_and_keeps_what_was_there(tmp_path: Path) -> None:
    limits = (0, 1500, 4000, 30_000)
    outcome = faults.full_disk(tmp_path, limits)
    assert (outcome.lost, outcome.unreadable) == (0, 0)
    assert 2 <= outcome.refused < len(limits)


def test_a_folder_without_rights_is_refused_and_kept() -> None:
    with TemporaryDirectory() as directory:  # pytest's own folders cannot be seen by a user without rights
        Path(directory).chmod(0o755)
        assert faults.no_permission(Path(directory) / "data") == faults.Outcome(1, 1, 0, 0)


def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    assert faults.writers_at_once(tmp_path, 2, 5) == faults.Outcome(10, 0, 0, 0)


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_dataset(tmp_path, [annotation("a")])
    monkeypatch.setattr(storage, "LOCK_SECONDS", 0.05)
    with (
        FileLock(tmp_path / storage.LOCK),
        pytest.raises(DatasetError, match="another process has been writing"),
    ):
        write_dataset(tmp_path, [annotation("b")])
    assert queries.count(read_dataset(tmp_path)) == 1


def test_an_interruption_right_after_the_manifest_was_replaced_keeps_the_new_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_path: Path) -> None:
        if (tmp_path / "dataset.json").exists():
            raise KeyboardInterrupt

    monkeypatch.setattr(storage, "_flush_folder", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_dataset(tmp_path, [annotation("a")])
    assert queries.annotation(read_dataset(tmp_path), "a") == annotation("a")

"""Where a dataset's files are: a local folder, or any address that fsspec knows (`s3://bucket/folder`).

Both write a part so that it is on disk when the call returns, and replace the manifest in one step, and only where
it still is the one that was read. Names are relative to the dataset's folder, with slashes.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from geodata.errors import DatasetError

Address = Path | str
"""A folder or a file: a `Path`, or an address with a protocol."""

_COLLAPSED = re.compile(r"^([a-z][a-z0-9+.-]+):/(?!/)")
"""What `Path` makes of the start of an address."""

LOCK = ".lock"
LOCK_SECONDS = 120
"""How long a writer waits for another one; the longest step of a writer is to merge parts."""

REMOTE_LEFTOVER_AGE = timedelta(days=1)
"""Nobody can tell an unnamed remote part of a killed writer from one of a writer at work, but by its age."""


class ChangedMeanwhileError(Exception):
    """Another writer has replaced the manifest since it was read."""


@dataclass(frozen=True, slots=True)
class Local:
    """A folder on this machine."""

    root: Path

    def at(self, name: str) -> Path:
        """Return where a file is."""
        return self.root / name

    def name_of(self, path: Address) -> str:
        """Return the name of a file."""
        return Path(path).relative_to(self.root).as_posix()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out, in any process; the lock of a process that died is free again at once."""
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.root / LOCK, timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise DatasetError(
                f"another process has been writing into {self.root} for {LOCK_SECONDS} s; try again when it is through"
            ) from error
        except NotImplementedError as error:
            raise DatasetError(f"{self.root} lies on a filesystem that has no locks; choose another one") from error

    def read(self, name: str) -> tuple[bytes, str]:
        """Return a file's bytes and its version. Raises `FileNotFoundError`."""
        data = self.at(name).read_bytes()
        return data, _digest(data)

    def write_table(self, table: pa.Table, name: str, **options: Any) -> None:
        """Write a Parquet file."""
        path = self.at(name)
        created = [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path, **options)
        flush(path)
        for folder in (path.parent, *(each.parent for each in created)):
            _flush_folder(folder)

    def replace(self, name: str, data: bytes, version: str | None) -> None:  # noqa: ARG002 (the lock vouches for it)
        """Put new bytes in a file's place in one step."""
        pending = self.at(f"{name}.{uuid.uuid4().hex[:12]}")
        try:
            pending.write_bytes(data)
            flush(pending)
            os.replace(pending, self.at(name))  # noqa: PTH105 (one step, over the old one, on every system)
        finally:
            pending.unlink(missing_ok=True)
        _flush_folder(self.root)

    def move(self, name: str, to: str) -> None:
        """Give a file another name."""
        self.at(to).parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.at(name), self.at(to))  # noqa: PTH105

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, and the folders that are empty then; one that is not there is no error."""
        for name in names:
            path = self.at(name)
            path.unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                path.parent.rmdir()

    def holds(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return self.at(name).is_file()

    def found(self, pattern: str) -> list[str]:
        """Return the names of the files below the folder that fit a pattern."""
        return [self.name_of(path) for path in self.root.glob(pattern)]

    def leftovers(self, unnamed: Iterable[str]) -> list[str]:
        """Return which of the parts that no manifest names belong to nobody: all, as only the lock's holder asks."""
        return list(unnamed)

    @property
    def filesystem(self) -> None:
        """What pyarrow and DuckDB need to read it: nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Remote:
    """A folder that fsspec reaches."""

    filesystem: Any
    root: str

    def at(self, name: str) -> str:
        """Return where a file is, with its protocol."""
        return f"{self.root}/{name}"

    def name_of(self, path: Address) -> str:
        """Return the name of a file."""
        return str(path).removeprefix(f"{self.root}/")

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep nobody out: a writer who finds the manifest changed begins again."""
        yield

    def read(self, name: str) -> tuple[bytes, str]:
        """Return a file's bytes and its version. Raises `FileNotFoundError`."""
        self.filesystem.invalidate_cache()
        with self.filesystem.open(self.at(name), "rb") as file:  # S3 gives the bytes of this very ETag or an error
            data: bytes = file.read()
            details = getattr(file, "details", None) or {}
            return data, str(details.get("ETag") or _digest(data))

    def write_table(self, table: pa.Table, name: str, **options: Any) -> None:
        """Write a Parquet file."""
        buffer = io.BytesIO()
        pq.write_table(table, buffer, **options)
        self.filesystem.pipe_file(self.at(name), buffer.getvalue())

    def replace(self, name: str, data: bytes, version: str | None) -> None:
        """Put new bytes in a file's place in one step. Raises `ChangedMeanwhileError`.

        S3 itself compares; elsewhere a writer within the same few milliseconds goes unseen.
        """
        path = self.at(name)
        if "s3" in self.filesystem.protocol:
            condition = {"IfMatch": version} if version else {"IfNoneMatch": "*"}
        else:
            condition = {}
            if self._version(name) != version:
                raise ChangedMeanwhileError
        try:
            self.filesystem.pipe_file(path, data, **condition)
        except FileExistsError as error:
            raise ChangedMeanwhileError from error
        except OSError as error:
            if _s3_code(error) in ("PreconditionFailed", "ConditionalRequestConflict"):
                raise ChangedMeanwhileError from error
            raise

    def _version(self, name: str) -> str | None:
        try:
            return self.read(name)[1]
        except FileNotFoundError:
            return None

    def move(self, name: str, to: str) -> None:
        """Give a file another name."""
        self.filesystem.makedirs(self.at(to).rsplit("/", 1)[0], exist_ok=True)
        self.filesystem.mv(self.at(name), self.at(to))

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that is not there is no error."""
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                self.filesystem.rm_file(self.at(name))

    def holds(self, name: str) -> bool:
        """Tell whether there is such a file."""
        self.filesystem.invalidate_cache()
        return bool(self.filesystem.exists(self.at(name)))

    def found(self, pattern: str) -> list[str]:
        """Return the names of the files below the folder that fit a pattern."""
        self.filesystem.invalidate_cache()
        paths = self.filesystem.glob(self.at(pattern))
        return [self.name_of(self.filesystem.unstrip_protocol(path)) for path in paths]

    def leftovers(self, unnamed: Iterable[str]) -> list[str]:
        """Return which of the parts that no manifest names belong to nobody: the old ones, by the store's own clock."""
        unnamed = list(unnamed)
        if not unnamed:
            return []
        now = self._changed("dataset.json")
        return [
            name
            for name in unnamed
            if now is not None and (then := self._changed(name)) is not None and now - then > REMOTE_LEFTOVER_AGE
        ]

    def _changed(self, name: str) -> datetime | None:
        try:
            changed = self.filesystem.modified(self.at(name))
        except (NotImplementedError, OSError):
            return None
        return changed if isinstance(changed, datetime) else None


Storage = Local | Remote


def storage_at(address: Address) -> Storage:
    """Return the storage of a folder. Raises `DatasetError` where its protocol is not known."""
    text = _COLLAPSED.sub(r"\1://", str(address)) if isinstance(address, Path) else address
    if "://" not in text:
        return Local(Path(address))
    try:
        import fsspec  # only who keeps a dataset elsewhere needs it

        filesystem, path = fsspec.url_to_fs(text)
    except (ImportError, ValueError) as error:
        raise DatasetError(f"{address} cannot be reached ({error}); for s3:// install dateline[s3]") from error
    if "file" in filesystem.protocol:
        return Local(Path(path))
    return Remote(filesystem, filesystem.unstrip_protocol(path).rstrip("/"))


def flush(path: Path) -> None:
    """Return when a file's bytes are on disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def _flush_folder(path: Path) -> None:
    """Return when a folder's entries are on disk, on systems where a folder can be flushed."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _s3_code(error: OSError) -> str:
    response = getattr(error.__cause__, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))

"""The settings that the environment gives; light, for the server reads them before anything else is imported."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

OPENSTREETMAP = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data is, and the template of the tile server's address (`None`: no street tiles).

    `read_only`: nothing is added, and what a reader corrects lasts as long as the session.
    """

    directory: Path
    seeds: Path
    tiles: str | None
    read_only: bool = False


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment gives: DATELINE_DATA, _SEEDS, _TILES and _READ_ONLY."""
    tiles = environment.get("DATELINE_TILES", "").strip() or OPENSTREETMAP
    given = environment.get("DATELINE_DATA")
    return Settings(
        directory=Path(given) if given else writable_directory(),
        seeds=Path(environment.get("DATELINE_SEEDS") or ROOT / "seeds"),
        tiles=None if tiles.lower() == "off" else tiles,
        # Anything but a plain no: who sets it wants it, and a misspelt "yes" must not open a public dashboard.
        read_only=environment.get("DATELINE_READ_ONLY", "").strip().lower() not in ("", "0", "no", "off", "false"),
    )


def writable_directory() -> Path:
    """Return the project's `data` folder, or one of the user's own where that cannot be written."""
    directory = ROOT / "data"
    if os.access(directory if directory.exists() else ROOT, os.W_OK):
        return directory
    return Path(tempfile.gettempdir()) / f"dateline-{getuser()}"

"""Set up a real Nominatim over town.osm on this machine, run the tests of this folder against it, take it all down.

    python tests/nominatim/serve.py PYTHON VENV

PYTHON runs the tests; VENV gets Nominatim's own packages, once. PostgreSQL lives in a temporary directory, listens on
a socket file there only, and runs as `postgres` where root calls, since it refuses root; Nominatim listens on
127.0.0.1. Each step is bounded in time, and what was started is ended by its process id, whatever happens.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PACKAGES = ("nominatim-db>=5.1,<6", "nominatim-api>=5.1,<6", "falcon", "uvicorn")
DATABASE = ("postgresql", "postgresql-postgis", "postgresql-postgis-scripts", "osm2pgsql")
BUILDING = ("g++", "icu-devtools", "libicu-dev", "pkg-config")  # PyICU, which Nominatim needs, comes as source
NO_SERVER_OF_ITS_OWN = Path("/etc/postgresql-common/createcluster.d/none-for-tests.conf")
DATABASE_USER = "nominatim"
SETTING_UP, STARTING, IMPORTING, TESTING = 900, 60, 300, 300  # seconds at most


def main(python: str, venv: Path) -> int:
    """Return the tests' exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is ended
    get_debian_packages(needs_compiler=not (venv / ".installed").exists())
    binaries = get_nominatim(venv)
    with tempfile.TemporaryDirectory(prefix="nominatim-") as name:
        directory = Path(name)
        with postgres(directory) as sockets:
            project = import_town(binaries, directory, sockets)
            with nominatim(binaries, project, sockets) as address:
                say(f"running the tests against {address}")
                command = [python, "-m", "pytest", str(HERE), "-q", "-p", "no:cacheprovider"]
                environment = os.environ | {"DATELINE_NOMINATIM": address}
                return subprocess.run(
                    command, env=environment, timeout=TESTING, check=False, cwd=HERE.parents[1]
                ).returncode


def say(what: str) -> None:
    """Tell on standard error how far it is."""
    sys.stderr.write(f"{time.monotonic() - STARTED:6.1f} s  {what}\n")


def get_debian_packages(needs_compiler: bool) -> None:
    """Install what is missing, or say what to install."""
    has_database = postgres_binaries() and has_postgis() and shutil.which("osm2pgsql")
    has_compiler = all(map(shutil.which, ("g++", "pkg-config", "icuinfo")))
    wanted = [*([] if has_database else DATABASE), *([] if has_compiler or not needs_compiler else BUILDING)]
    if not wanted:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"missing, by Debian's names: {' '.join(wanted)}; install them, or run this as root on Debian")
    say(f"installing {' '.join(wanted)}")
    NO_SERVER_OF_ITS_OWN.parent.mkdir(parents=True, exist_ok=True)
    NO_SERVER_OF_ITS_OWN.write_text("create_main_cluster = false\n")
    run(["apt-get", "update", "-qq"], SETTING_UP)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], SETTING_UP, env=environment)


def postgres_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL server, or `None`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def has_postgis() -> bool:
    """Tell whether that server can be extended with PostGIS."""
    binaries = postgres_binaries()
    version = binaries.parent.name if binaries else ""
    return Path("/usr/share/postgresql", version, "extension", "postgis.control").exists()


def get_nominatim(venv: Path) -> Path:
    """Return the folder of Nominatim's commands, in a virtual environment made if need be."""
    binaries = venv / "bin"
    if not (venv / ".installed").exists():
        say(f"setting up Nominatim in {venv}: a minute or two, once")
        run([sys.executable, "-m", "venv", "--clear", venv], SETTING_UP)
        run([binaries / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES], SETTING_UP)
        (venv / ".installed").touch()
    return binaries


@contextmanager
def postgres(directory: Path) -> Iterator[Path]:
    """Run a database server of its own; yield the folder of its socket."""
    binaries = postgres_binaries()
    assert binaries is not None
    directory.chmod(0o755)
    home = directory / "postgres"
    home.mkdir()
    unprivileged: dict[str, Any] = {"cwd": home}
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
        unprivileged |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = home / "data"
    run([binaries / "initdb", "-D", data, "-U", DATABASE_USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8",
         "--no-sync"], STARTING, **unprivileged)  # fmt: skip
    # no address to listen on, and nothing that would survive a power cut
    command = [binaries / "postgres", "-D", data, "-k", home, "-h", "", "-F", "-c", "full_page_writes=off",
               "-c", "max_connections=40"]  # fmt: skip
    with (directory / "postgres.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, **unprivileged)
    try:
        ready = [str(binaries / "pg_isready"), "-q", "-h", str(home), "-U", DATABASE_USER]
        wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, server, directory / "postgres.log")
        say(f"PostgreSQL runs as process {server.pid}")
        yield home
    finally:
        end(server, signal.SIGINT)  # PostgreSQL's fast shutdown


def import_town(binaries: Path, directory: Path, sockets: Path) -> Path:
    """Import the made-up town; return Nominatim's project folder."""
    project = directory / "project"
    project.mkdir()
    command = [binaries / "nominatim", "import", "--osm-file", HERE / "town.osm", "--project-dir", project,
               "--threads", "1", "--no-updates", "--offline"]  # fmt: skip
    run(command, IMPORTING, env=environment_of(binaries, sockets), cwd=project)
    say("town.osm is imported")
    return project


@contextmanager
def nominatim(binaries: Path, project: Path, sockets: Path) -> Iterator[str]:
    """Run Nominatim's server on a free port; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [binaries / "nominatim", "serve", "--server", f"127.0.0.1:{port}", "--project-dir", project]
    log_path = project / "serve.log"
    with log_path.open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment_of(binaries, sockets), cwd=project)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: is_up(f"{address}/status"), server, log_path)
        say(f"Nominatim runs as process {server.pid}")
        yield address
    finally:
        end(server, signal.SIGTERM)


def environment_of(binaries: Path, sockets: Path) -> dict[str, str]:
    """Return the environment that tells Nominatim its database."""
    return os.environ | {
        "NOMINATIM_DATABASE_DSN": f"pgsql:dbname=nominatim;host={sockets};user={DATABASE_USER}",
        "NOMINATIM_DATABASE_WEBUSER": DATABASE_USER,
        "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}",
    }


def is_up(url: str) -> bool:
    """Tell whether a server answers well."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def wait_until(holds: Any, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a server to be ready; stop with its log if it ends or takes too long."""
    deadline = time.monotonic() + STARTING
    while not holds():
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"a server did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)


def end(server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a process that was started here."""
    server.send_signal(how)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def run(command: list[Any], seconds: int, **options: Any) -> None:
    """Run a command quietly; stop with what it said if it fails."""
    result = subprocess.run(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False,
        **options,
    )  # fmt: skip
    if result.returncode:
        sys.exit(f"{command[0]} failed:\n{result.stdout.decode(errors='replace')[-3000:]}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    STARTED = time.monotonic()
    sys.exit(main(str(Path(sys.argv[1]).absolute()), Path(sys.argv[2]).absolute()))

"""A process that writes articles into a dataset, one a write, and says of each that it is done.

python -m tests.writer DIRECTORY PREFIX COUNT [--file-limit BYTES] [--without-rights]
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from pathlib import Path

from geodata.dataset import write_dataset
from geodata.errors import DatasetError
from tests.samples import annotation, told_on

FAILED = 3
NOBODY = 65534


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=lambda given: given if "://" in given else Path(given))
    parser.add_argument("prefix")
    parser.add_argument("count", type=int)
    parser.add_argument("--file-limit", type=int)
    parser.add_argument("--without-rights", action="store_true")
    given = parser.parse_args()
    if given.file_limit is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (given.file_limit, given.file_limit))
    if given.without_rights and os.geteuid() == 0:
        os.setuid(NOBODY)
    print("ready", flush=True)
    for number in range(given.count):
        # Every other one is about one article, so that parts are replaced, too.
        key = f"{given.prefix}-{number}"
        again = told_on(f"{given.prefix}-again", date(2025, 1 + number % 12, 1))
        try:
            write_dataset(given.directory, [annotation(key), again])
        except DatasetError as error:
            print(error, file=sys.stderr)
            return FAILED
        print(key, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

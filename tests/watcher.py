"""A process that watches feeds on loopback, for a test to kill: `watcher.py DIRECTORY ROUNDS FEED…`.

With `DIE_BEFORE_NOTING=n` it kills itself, as kill -9 does, when it would note something for the n-th time.
"""

import os
import signal
import sys
from datetime import timedelta
from itertools import count, islice

from geodata import watching
from geodata.sources import Visitor
from tests.site import ANYWHERE

watching._STORED_AT_ONCE = 3
directory, rounds, *feeds = sys.argv[1:]
if moment := os.environ.get("DIE_BEFORE_NOTING"):
    noted, note = count(1), watching._Noted.note

    def note_or_die(self: watching._Noted, feed: str, state: watching.FeedState) -> None:
        if next(noted) == int(moment):
            os.kill(os.getpid(), signal.SIGKILL)
        note(self, feed, state)

    watching._Noted.note = note_or_die  # type: ignore[method-assign]

visitor = Visitor(ANYWHERE, seconds_between=0.0)
watched = watching.watch(feeds, directory, every=timedelta(), visitor=visitor, wait=lambda _: None)
for done in islice(watched, int(rounds) * len(feeds)):
    sys.stdout.write(f"{done.articles} {done.copies} {len(done.failures)}\n")
    sys.stdout.flush()

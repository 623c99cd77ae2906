"""The daemon with a short memory, for `soak.py`: what it keeps for days it keeps for minutes.

    python -m tests.flow.soak_daemon SECONDS TALLY ARGUMENT…

SECONDS is the window of stories; what the product keeps for longer is kept for twice that. On SIGUSR1 the tasks
under way are counted, by what they do, into the file TALLY. All else is as `monitor` with the same arguments has
it: the clock is the true one, so that no deadline is shorter than it should be.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

import monitor.cli
from monitor.app.assembly import build, timing
from monitor.store.base import keys


def forget_soon(window: timedelta) -> None:
    """Shorten every span but the one that is counted in calendar days: that of what a feed has shown before."""
    shorter = partial(timing.Timing, story_window=window, tidy_every=window / 10)
    setattr(build, "Timing", shorter)  # noqa: B010  # the product has one Timing, and takes no other from outside
    keys.KEEP_MATCHED = keys.KEEP_DECIDED = keys.KEEP_NOTIFIED = 2 * window


def count_tasks(tally: Path) -> None:
    """Write how many tasks of each kind there are."""
    found = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
    beside = tally.with_suffix(".new")
    beside.write_text(json.dumps(found))
    beside.replace(tally)


def main() -> None:
    """Run the command line."""
    seconds, tally, *arguments = sys.argv[1:]
    forget_soon(timedelta(seconds=float(seconds)))
    signal.signal(signal.SIGUSR1, lambda *_: count_tasks(Path(tally)))
    sys.argv[1:] = arguments
    monitor.cli.main()


if __name__ == "__main__":
    main()

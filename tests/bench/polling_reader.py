"""`reader` (PyPI) as a contestant. Runs in an environment of its own, and imports nothing of this project.

python polling_reader.py PORT FEEDS DATABASE
"""

from __future__ import annotations

import sys
import time

from reader import make_reader  # type: ignore[import-not-found]  # it is in that environment only

port, feeds, database = sys.argv[1:]
reader = make_reader(database)
for number in range(int(feeds)):
    reader.add_feed(f"http://127.0.0.1:{port}/{number}")
print("ready", flush=True)
for _ in sys.stdin:
    before = time.process_time()
    new = sum(
        result.value.new for result in reader.update_feeds_iter(scheduled=False) if getattr(result.value, "new", 0)
    )
    print(time.process_time() - before, new, flush=True)

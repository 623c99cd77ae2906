from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import resource
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
from monitor.app.daemon.open_files import check_limit, raise_limit
limit = raise_limit()
assert limit == resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 256, limit
assert raise_limit() == limit
check_limit(100, feeds=1_400)
check_limit(1_911, feeds=1_400)
check_limit(1_912, feeds=1_400)
"""


def test_the_limit_of_open_files_is_raised_and_what_is_missing_is_said() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).count("too few for 1,400 feeds") == 2
    assert "to 1,912" in done.stdout + done.stderr

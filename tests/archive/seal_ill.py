"""A child that is ill: on a disk that takes no more, without its driver, or killed; by MONITOR_TEST_ILLNESS."""

from __future__ import annotations

import os
import resource
import signal
import sys

from monitor.archive.write import seal

LEAST = 1024
"""Bytes that a file may still have on the full disk."""


def main() -> None:
    """Be as ill as is asked, then do the jobs."""
    match os.environ["MONITOR_TEST_ILLNESS"]:
        case "full":
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (LEAST, LEAST))
        case "no driver":
            sys.modules["duckdb"] = None  # type: ignore[assignment]  # an import of it fails then
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
    seal.main()


if __name__ == "__main__":
    main()

"""How many files and connections the process may have open: as many as the system lets it."""

from __future__ import annotations

import sys

import structlog

if sys.platform != "win32":
    import resource

log = structlog.get_logger("monitor")

ENOUGH = 65_536
"""More are never needed, and some systems get slow by a limit of a thousand million."""
FOR_THE_REST = 512
"""Files and connections beside those to feeds."""


def raise_limit() -> int:
    """Raise the soft limit to the hard one, as far as that helps; what the limit is now."""
    if sys.platform == "win32":
        return ENOUGH
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(soft, wanted)


def check_limit(limit: int, *, feeds: int) -> None:
    """Say so if the limit does not do for so many feeds."""
    if feeds + FOR_THE_REST > limit:
        log.warning(
            f"only {limit:,} files and connections may be open, too few for {feeds:,} feeds:"
            f" raise the hard limit to {feeds + FOR_THE_REST:,} (LimitNOFILE=, ulimit -Hn)"
        )

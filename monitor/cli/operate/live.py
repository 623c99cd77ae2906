"""monitor status --live: whether a daemon gives signs of life. For health checks, so it imports little."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from monitor.cli import options
from monitor.clock import utc_text

FRESH = timedelta(seconds=20)
"""A sign of life is written down every two seconds."""
_FILE = "known-stores.json"


@click.command()
@options.rules
@options.store
@options.data
@options.as_json
@click.option("--live", is_flag=True)
def command(directory: Path, address: str | None, data: Path, *, as_json: bool, live: bool) -> None:
    """Check for a recent heartbeat of a daemon on this data directory: exit 0 if there is one, else 4."""
    at = last_sign(data)
    fresh = at is not None and datetime.now(UTC) - at < FRESH
    if as_json:
        click.echo(json.dumps({"live": fresh, "at": at.isoformat() if at else None}))
    elif not fresh:
        click.echo(f"no sign of life{f' since {utc_text(at)}' if at else ''}")
    sys.exit(0 if fresh else 4)


def last_sign(data: Path) -> datetime | None:
    """When the last sign of life was written down in a data directory; None if there was none."""
    try:
        known = json.loads((data / _FILE).read_bytes())
        return max(datetime.fromisoformat(str(store["at"])) for store in known.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None

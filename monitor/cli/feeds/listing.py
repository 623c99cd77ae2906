"""monitor feeds list"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from monitor.cli import options
from monitor.cli.feeds.reports import Report, reports
from monitor.cli.output import console, print_json
from monitor.clock import now


@click.command("list")
@options.rules
@options.store
@options.data
@options.as_json
def listing(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """List the feeds: how often each is visited, how often it says something, when it did so last.

    Exit codes: 0 done; 2 the configuration must be mended; 3 the store cannot be used.
    """
    found = sorted(asyncio.run(reports(directory, address, data)), key=lambda report: report.feed)
    if as_json:
        print_json(found)
        return
    at = now()
    table = Table(box=None, pad_edge=False)
    for heading in ("feed", "state", "visited every", "an item every", "newest", "next visit", "url"):
        table.add_column(heading, no_wrap=True, overflow="fold" if heading == "url" else "ellipsis")
    for report in found:
        table.add_row(*(Text(cell) for cell in _cells(report, at=at)))
    console().print(table)


def _cells(report: Report, *, at: datetime) -> tuple[str, ...]:
    return (
        report.feed,
        report.state,
        _span(report.every_s) + (" fixed" if report.fixed else ""),
        _span(report.gap_s) if report.gap_s else "?",
        f"{_span((at - report.fresh_at).total_seconds())} ago" if report.fresh_at else "?",
        f"in {_span((report.next_visit_at - at).total_seconds())}" if report.next_visit_at else "?",
        report.url,
    )


def _span(seconds: float) -> str:
    seconds = max(seconds, 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.0f} s"

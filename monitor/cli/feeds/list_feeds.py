"""monitor feeds list"""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import print_json
from monitor.clock import now
from monitor.desk.query.feed_reports import reports
from monitor.desk.shapes.feeds import FeedReportShape

_HEADINGS = ("feed", "state", "visited every", "an item every", "newest", "next visit", "url")


@click.command("list")
@options.rules
@options.store
@options.data
@options.as_json
def listing(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """List feeds with their poll interval, item rate and newest item.

    \b
    Exit codes:
      0  listed
      2  the configuration has errors
      3  the store cannot be used
    """
    found = sorted(asyncio.run(reports(directory, address, data)), key=lambda report: report.feed)
    if as_json:
        print_json(found)
        return
    at = now()
    rows = [_HEADINGS, *(cells(report, at=at) for report in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:  # as wide as it must be: a terminal wraps, and grep finds
        click.echo("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def cells(report: FeedReportShape, *, at: datetime) -> tuple[str, ...]:
    """A feed's line, one text for each heading."""
    return (
        report.feed,
        report.state,
        _span(report.every_s) + (" as asked for" if report.asked else " fixed" if report.fixed else ""),
        _span(report.gap_s) if report.gap_s else "?",
        _newest(report, at=at),
        _when((report.next_visit_at - at).total_seconds()) if report.next_visit_at else "?",
        report.url,
    )


def _newest(report: FeedReportShape, *, at: datetime) -> str:
    if report.fresh_at is None:
        return "none so far" if report.good_at else "?"
    return f"{_span((at - report.fresh_at).total_seconds())} ago"


def _when(seconds: float) -> str:
    return f"in {_span(seconds)}" if seconds >= 0 else f"due for {_span(-seconds)}"


def _span(seconds: float) -> str:
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.2g} {unit}"
    return f"{seconds:.0f} s"

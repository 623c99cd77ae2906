"""monitor feeds health"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from monitor.cli import options
from monitor.cli.output import console, counted, print_json
from monitor.clock import utc_minute_text
from monitor.collect.schedule.health import FeedIssue
from monitor.desk.query.feed_reports import UNVISITED, WELL, WITHIN, our_clock, reports, too_slow
from monitor.desk.shapes.base import severity_word
from monitor.desk.shapes.feeds import FeedReportShape
from monitor.model.ids import Severity

_NAMED = 6  # slow feeds on one line
_COLOURS = {severity_word(Severity.HIGH): "red", severity_word(Severity.MEDIUM): "yellow"}


@click.command("health")
@options.rules
@options.store
@options.data
@click.option("--all", "everything", is_flag=True, help="Include healthy feeds.")
@options.as_json
def health(directory: Path, address: str | None, data: Path, *, everything: bool, as_json: bool) -> None:
    """Report what is wrong with each feed, since when, and what to do; worst first.

    \b
    Exit codes:
      0  every feed is healthy, or not polled yet
      1  some are not
      2  the configuration has errors
      3  the store cannot be used
    """
    found = asyncio.run(reports(directory, address, data))
    if as_json:
        print_json(found)
    else:
        show(console(), found, everything=everything)
    sys.exit(1 if any(report.findings for report in found) else 0)


def show(screen: Console, found: Sequence[FeedReportShape], *, everything: bool) -> None:
    """Print the findings, the worst first as `reports` gives them, and a summary; the well ones only if asked."""
    for warning in _of_ourselves(found):
        screen.print(Text(f"! {warning}\n", "red"))
    width = max((len(report.feed) for report in found), default=0)
    for report in found:
        if report.state != FeedIssue.OUTAGE:
            _show_one(screen, report, width=width)
        if everything and not report.findings:
            screen.print(Text(f"{report.feed:<{width}}  {report.state}"))
    if any(report.findings for report in found):
        screen.print()
    screen.print(_summary(found))
    if slow := too_slow(found):
        screen.print(Text(_slow_feeds(slow), "dim"))


def _slow_feeds(slow: Sequence[FeedReportShape]) -> str:
    """Well feeds whose rhythm is slower than what will usually do. No trouble: nobody asked for more."""
    slowest = sorted(slow, key=lambda report: -report.every_s)
    named = ", ".join(f"{one.feed} {one.every_s / 60:,.0f} min" for one in slowest[:_NAMED])
    more = f" and {len(slow) - _NAMED:,} more" if len(slow) > _NAMED else ""
    return (
        f"News of {counted(len(slow), 'feed')} can be seen later than after {WITHIN.seconds // 60} min:"
        f" {named}{more}.\n"
        "If that is too late, give them `ceiling: 5m`; `within:` of a feed or rule says what is."
    )


def _show_one(screen: Console, report: FeedReportShape, *, width: int) -> None:
    for number, finding in enumerate(report.findings):
        name = report.feed if number == 0 else ""
        day = utc_minute_text(finding.since) if finding.since else ""
        since = f" (since {day})" if day and day not in finding.says else ""
        line = Text(f"{name:<{width}}  ", "bold")
        line.append(f"{finding.issue:<11}  ", _COLOURS.get(finding.severity, ""))
        line.append(f"{finding.says}{since}", "")
        screen.print(line)
        screen.print(Text(f"{'':<{width}}               → {finding.do}", "dim"))


def _of_ourselves(found: Sequence[FeedReportShape]) -> list[str]:
    """What is wrong with this machine, which is said once and not for each feed."""
    warnings = []
    ahead = our_clock(found)
    if ahead is not None:
        direction = "behind" if ahead.total_seconds() > 0 else "ahead of"
        minutes = round(abs(ahead.total_seconds()) / 60)
        warnings.append(f"most servers say that this machine's clock is {minutes} min {direction} theirs: set it")
    unreached = [report for report in found if report.state == FeedIssue.OUTAGE]
    if unreached:
        last = max((report.good_at for report in found if report.good_at), default=None)
        since = f"since {utc_minute_text(last)}" if last else "so far"
        warnings.append(
            f"{counted(len(unreached), 'feed')} cannot be reached; no server has answered {since}:"
            f" our own network is down. {unreached[0].findings[0].do}"
        )
    return warnings


def _summary(found: Sequence[FeedReportShape]) -> str:
    kinds = Counter(report.state for report in found)
    well, unvisited = kinds.pop(WELL, 0), kinds.pop(UNVISITED, 0)
    parts = [f"{well:,} well", *(f"{count:,} {kind}" for kind, count in kinds.items())]
    if unvisited:
        parts.append(f"{unvisited:,} {UNVISITED}")
    return f"{counted(len(found), 'feed')}: {', '.join(parts)}"

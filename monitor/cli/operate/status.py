"""monitor status"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from monitor.cli import options
from monitor.cli.operate.reload import state_in_words
from monitor.cli.output import console, print_json
from monitor.clock import now
from monitor.config.configuration import load_configuration
from monitor.desk.query.feed_reports import Report, made
from monitor.desk.query.store_for import store_for
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState
from monitor.store.connection.server_info import ServerFacts, advice
from monitor.store.queues.feed_states import feeds
from monitor.store.records.counts import counts, queues
from monitor.store.records.ruleset_state import RulesetStore, RulesState

_SHOWN = 12  # ailing feeds on one screen
_LATE = timedelta(minutes=2)
_NOBODY = "! no daemon has ever run on this store: if yours runs on another, name it with --store or --data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of the monitor at one moment."""

    store: ServerFacts
    advice: list[str]
    counts: Mapping[str, int]
    queues: Mapping[str, int]
    feeds: Sequence[FeedState]
    ailing: Sequence[Report]
    """The feeds that something is wrong with, the worst first; `monitor feeds health` says what to do."""
    rules: RulesState | None
    """How reading the rules went last; None before the first daemon."""
    late: int
    """Feeds that should have been visited minutes ago: more than a few mean that no collector runs."""


@click.command()
@options.rules
@options.store
@options.data
@options.as_json
def command(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """Show feeds, queues, counts and the store on one screen.

    Exit codes: 0 feeds are visited in time, or there are none; 1 they are not: is a daemon running?
    3 the store cannot be used.
    """
    configured = load_configuration(directory).feeds if directory.is_dir() else {}
    status = asyncio.run(_look(directory, address, data, configured=configured))
    if as_json:
        print_json(status)
    else:
        _show(status)
    sys.exit(1 if status.late else 0)


async def _look(directory: Path, address: str | None, data: Path, *, configured: Mapping[FeedId, Feed]) -> Status:
    async with store_for(address, data=data, directory=directory) as client:
        facts = await client.facts()
        states = await feeds(client)
        return Status(
            store=facts,
            advice=advice(facts),
            counts=await counts(client),
            queues=await queues(client),
            feeds=states,
            ailing=[report for report in made(configured, states, at=now()) if report.findings],
            rules=await RulesetStore(client).state(),
            late=sum(now() - state.next_visit_at > _LATE for state in states),
        )


def _show(status: Status) -> None:
    screen = console()
    count = status.counts
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column()
    table.add_row("store", f"{status.store}, {status.store.used_memory // 1024:,} KiB")
    table.add_row("feeds", f"{len(status.feeds)}, {_kinds(status.ailing)}{status.late} overdue")
    table.add_row(
        "items",
        f"{count['fetched']:,} fetched = {count['new']:,} new + {count['known']:,} known"
        f" + {count['rejected']:,} rejected",
    )
    table.add_row(
        "alerts",
        f"{count['matched']:,} matched + {count['notices']:,} notices + {count['reminders']:,} reminders"
        f" = {count['told']:,} told + {count['folded']:,} folded"
        f" + {count['silenced']:,} silenced + {count['waiting']:,} waiting + {count['dead']:,} dead",
    )
    waiting = [f"{name} {length:,}" for name, length in status.queues.items() if length]
    table.add_row("queues", ", ".join(waiting) or "empty")
    screen.print(table)
    for line in state_in_words(status.rules) if status.rules is not None else [_NOBODY]:
        screen.print(Text(line, style="yellow" if line.startswith("!") else "dim"))
    for line in status.advice:
        screen.print(Text(f"! {line}", style="yellow"))
    for report in status.ailing[:_SHOWN]:
        screen.print(Text(f"✗ {report.feed}: {report.findings[0].says}; {_ago(report.good_at)}", style="red"))
    if status.ailing:
        more = len(status.ailing) - _SHOWN
        screen.print(
            Text(f"  {f'and {more} more; ' if more > 0 else ''}what to do: monitor feeds health", style="red")
        )
    if status.late:
        screen.print(Text("! feeds are overdue: is a daemon running? (monitor run)", style="yellow"))


def _kinds(ailing: Sequence[Report]) -> str:
    """'3 failing, 1 silent, '; nothing if all are well."""
    return "".join(f"{count} {kind}, " for kind, count in Counter(report.state for report in ailing).items())


def _ago(at: datetime | None) -> str:
    return f"last good {at:%Y-%m-%d %H:%M} UTC" if at else "never good yet"

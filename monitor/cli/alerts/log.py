"""monitor alerts log"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import click
from rich.text import Text

from monitor.cli import options
from monitor.cli.history.times import check_order, instant
from monitor.cli.output import console, counted, print_json
from monitor.clock import local_timezone, now
from monitor.config.configuration import load_settings
from monitor.desk.query.past.archive_place import archive_folder
from monitor.desk.query.past.sent import SentScope, sent_alerts
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.sent import SentAlertShape, SentLogShape
from monitor.model.ids import Severity
from monitor.model.sending.delivery import Outcome

_COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow"}


@click.command("log")
@click.option(
    "--since",
    default="24h",
    show_default=True,
    metavar="TIME",
    help="8h, 7d, 22:00, 'yesterday 22:00', 2026-11-30.",
)
@click.option("--until", metavar="TIME", help="Up to then, likewise. Default: now.")
@click.option("--channel", "channels", multiple=True, metavar="NAME", help="Only this channel; repeatable.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only alerts of this rule; repeatable.")
@click.option(
    "--severity", "severities", multiple=True, type=click.Choice([one.name.lower() for one in Severity]),
    help="Only this severity; repeatable.",
)  # fmt: skip
@click.option(
    "--about", default="", metavar="WORDS", help="Only with these words in the headline, or of this rule."
)
@click.option(
    "--acked/--unacked", "acknowledged", default=None, help="Only acknowledged, or only unacknowledged ones."
)
@click.option(
    "--outcome", type=click.Choice([*(one.value for one in Outcome), "any"]), default="sent", show_default=True,
    help="How sending ended, or went last.",
)  # fmt: skip
@options.rules
@options.store
@options.data
@options.as_json
def log(
    *, since: str, until: str | None, channels: tuple[str, ...], rules: tuple[str, ...],
    severities: tuple[str, ...], about: str, acknowledged: bool | None, outcome: str, directory: Path,
    address: str | None, data: Path, as_json: bool,
) -> None:  # fmt: skip
    """List the alerts that were sent: when, to which channel, why, and who acknowledged them.

    Times are in the zone of monitor.yaml, else in the machine's.

    \b
    Example:
      monitor alerts log --since 'yesterday 22:00' --until 06:00 --about Kursk

    \b
    Exit codes:
      0  alerts listed
      1  no alerts of that kind
      2  an option is invalid, or the archive cannot be read
      3  the store cannot be used
    """
    settings, at = load_settings(directory), now()
    zone = settings.timezone or local_timezone()
    scope = SentScope(
        since=instant(since, at=at, option="--since", zone=zone),
        until=instant(until, at=at, option="--until", zone=zone) if until else at + timedelta(minutes=1),
        channels=channels,
        rules=rules,
        severities=severities,
        acknowledged=acknowledged,
        outcome=None if outcome == "any" else Outcome(outcome),
        about=about,
    )

    check_order(scope.since, scope.until)

    async def look() -> SentLogShape:
        async with store_for(address, data=data, directory=directory) as client:
            return await sent_alerts(client, scope, archive=archive_folder(settings, data=data))

    found = asyncio.run(look())
    for name in found.unreadable:
        click.echo(f"warning: left out, cannot be read: {name}", err=True)
    if as_json:
        print_json(found)
    else:
        _show(found, zone, at)
    sys.exit(0 if found.alerts else 1)


def _show(found: SentLogShape, zone: tzinfo, at: datetime) -> None:
    screen = console()
    for alert in found.alerts:
        line = Text(f"{alert.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {alert.channel}  ", style="dim")
        line.append(f"{alert.severity}  ", style=_COLOURS.get(alert.severity, ""))
        line.append(alert.headline)
        screen.print(line)
        screen.print(Text(f"    {_details(alert)}", style="dim"))
        if (act := alert.acknowledged) is not None:
            comment = (", not relevant" if alert.not_relevant else "") + (
                f": {act.comment}" if act.comment else ""
            )
            when = f"{act.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
            screen.print(Text(f"    ✓ acknowledged {when} by {act.person} ({act.way}){comment}", style="green"))
    open_ones = sum(alert.acknowledged is None for alert in found.alerts)
    name = at.astimezone(zone).tzname()
    screen.print(
        f"{counted(len(found.alerts), 'alert')}, {open_ones:,} not acknowledged; times in {name}", markup=False
    )


def _details(alert: SentAlertShape) -> str:
    outcome = "" if alert.outcome == "sent" else f"{alert.outcome}: {alert.detail}; "
    tries = f"; {alert.attempts} attempts" if alert.attempts > 1 else ""
    rules = ", ".join(alert.rules)
    return (
        f"{outcome}{alert.reason} ({rules}) from {alert.source}; {alert.took_ms / 1000:.1f} s{tries};"
        f" alert {alert.id}, story {alert.story}"
    )

"""monitor channels"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import click
import msgspec

from monitor.app.telemetry import logs
from monitor.cli import options
from monitor.cli.output import print_json
from monitor.cli.report_line import report_line
from monitor.clock import local_timezone, now
from monitor.config.configuration import load_settings
from monitor.config.files.channels import ChannelSettings, read_channels
from monitor.config.files.reports import read_reports
from monitor.desk.query.channel_troubles import channel_troubles
from monitor.desk.query.due_reports import due_reports, timetable
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.channels import ChannelTroubleShape
from monitor.desk.shapes.report import DueReportShape
from monitor.errors import ConfigError, MonitorError, StoreRefusedError, StoreUnavailableError
from monitor.model.ids import ChannelName, Severity
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.channels.webhook_schema import Notification
from monitor.send.message.compose import Message, compose_message
from monitor.send.message.sample import test_alert
from monitor.yamldoc.parse import Document, nearest, read
from monitor.yamldoc.references import References

MASK = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A channel as anybody may see it."""

    name: str
    type: str
    options: dict[str, str]
    fallback: str | None
    """The channel that gets what this one refuses."""
    users: tuple[str, ...]
    """Who may answer with buttons."""
    reports: tuple[DueReportShape, ...]
    """Those of the timetable that it gets."""
    trouble: str
    """Whether it is paused or does not work, until when and why; empty if it works, or no store is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a service made of a test message."""

    channel: str
    accepted: bool
    answer: str


@click.group()
def command() -> None:
    """List channels and test them."""


@command.command("list")
@options.rules
@options.store
@options.data
@options.as_json
def list_(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """List the channels of channels.yaml with their secrets masked, what is wrong with them now, and when their
    reports are due."""
    document, configured = _read(directory)
    settings = load_settings(directory)
    zone, reports = settings.timezone or local_timezone(), read_reports(document)
    troubles: Sequence[ChannelTroubleShape] = ()
    due: Sequence[DueReportShape] = timetable(reports.values(), {}, zone=zone, at=now())

    async def look() -> tuple[Sequence[ChannelTroubleShape], Sequence[DueReportShape]]:
        async with store_for(address, data=data, directory=directory) as client:
            found = await channel_troubles(client, configured=configured.keys())
            return found, await due_reports(client, reports, zone=zone)

    if address is not None or settings.store is not None or data.exists():
        try:
            troubles, due = asyncio.run(look())
        except (StoreUnavailableError, StoreRefusedError) as error:
            click.echo(f"warning: whether channels are paused is not known: {error}", err=True)
    says = {one.channel: one.says for one in troubles}
    shown = [
        _shown(settings, trouble=says.get(name, ""), reports=tuple(one for one in due if name in one.to))
        for name, settings in configured.items()
    ]
    if as_json:
        print_json(shown)
        return
    width = max((len(one.name) for one in shown), default=0)
    for one in shown:
        terms = {"fallback": one.fallback or "", "users": ",".join(one.users)}
        given = one.options | {key: value for key, value in terms.items() if value}
        details = "  ".join(f"{key}={value}" for key, value in given.items())
        click.echo(f"{one.name:{width}}  {one.type:8}  {details}".rstrip())
    for report in due:
        click.echo(f"report {report_line(report, zone=zone)}")
    for trouble in troubles:
        click.echo(f"! {trouble.says}" + (f"\n  {trouble.fix}" if trouble.fix else ""))


@command.command()
@options.rules
@options.as_json
@click.option(
    "--severity",
    type=click.Choice([severity.name.lower() for severity in Severity]),
    default="high",
    show_default=True,
    help="Notify as an alert of this severity does.",
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
def test(directory: Path, names: tuple[str, ...], *, severity: str, as_json: bool) -> None:
    """Send a test alert on each channel, or on those named, and print the service's reply.

    It notifies like a real alert, and its title begins with TEST.

    \b
    Exit codes:
      0  every message was accepted
      1  at least one was not
      2  channels.yaml has errors
    """
    channels = configured_channels(directory)
    for name in names:
        if name not in channels:
            meant = nearest(name, channels)
            raise MonitorError(
                f"no channel {name!r} in channels.yaml" + (f"; did you mean {meant!r}?" if meant else "")
            )
    timezone = load_settings(directory).timezone or local_timezone()
    chosen = [settings for name, settings in channels.items() if not names or name in names]
    level = Severity[severity.upper()]
    messages = [
        compose_message(test_alert(level, channel=one.name, at=now()), tz=timezone, repeat=False, test=True)
        for one in chosen
    ]
    with redirect_stdout(sys.stderr if as_json else sys.stdout):  # for a channel that is the terminal itself
        tried = asyncio.run(_try_all(chosen, messages, quiet=as_json))
    if as_json:
        print_json(tried)
    if not all(one.accepted for one in tried):
        raise click.exceptions.Exit(1)


@command.command()
def schema() -> None:
    """Print the JSON Schema of what a channel of type webhook posts."""
    click.echo(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Notification))))


def configured_channels(directory: Path) -> dict[ChannelName, ChannelSettings]:
    """The channels of a folder of rules; logs go to stderr from here on, without their secrets.

    Raises ConfigError if channels.yaml, or a template that it names, must be fixed first.
    """
    return _read(directory)[1]


def _read(directory: Path) -> tuple[Document, dict[ChannelName, ChannelSettings]]:
    references = References(os.environ)
    document = read(directory / "channels.yaml")
    channels = read_channels(document, references)
    blocking = [problem for problem in document.problems if problem.blocks]
    if blocking:
        raise ConfigError(blocking)
    logs.set_up(level=logging.WARNING, json_lines=False)
    logs.redact(references.secrets)
    return document, channels


def _shown(settings: ChannelSettings, *, trouble: str, reports: tuple[DueReportShape, ...]) -> Shown:
    kind = settings.type
    options_shown = {
        key: MASK if key in kind.secrets else f"{len(value)} characters" if key == "template" else value
        for key, value in settings.options.items()
    }
    return Shown(
        name=settings.name,
        type=kind.name,
        options=options_shown,
        fallback=settings.terms.fallback,
        users=tuple(sorted(settings.terms.users)),
        reports=reports,
        trouble=trouble,
    )


async def _try_all(chosen: Sequence[ChannelSettings], messages: Sequence[Message], *, quiet: bool) -> list[Tried]:
    """Try all at once; each result is shown as it comes."""

    async def one(settings: ChannelSettings, message: Message) -> Tried:
        channel = settings.build()
        try:
            attempt = await channel.send(message)
        finally:
            await channel.close()
        tried = Tried(channel=settings.name, accepted=isinstance(attempt, Sent), answer=in_words(attempt))
        if not quiet:
            click.echo(f"{'✓' if tried.accepted else '✗'} {tried.channel}: {tried.answer}")
        return tried

    return list(await asyncio.gather(*map(one, chosen, messages)))


def in_words(attempt: Attempt) -> str:
    """What a service answered, and what to do about it."""
    match attempt:
        case Sent():
            name = f" as {attempt.message_id}" if attempt.message_id else ""
            return f"accepted{name}" + (f"; {attempt.notice.detail}" if attempt.notice else "")
        case RateLimited():
            wait = f" for {attempt.wait.total_seconds():.0f} s" if attempt.wait is not None else ""
            return f"not now: the service asks to wait{wait} ({attempt.detail})"
        case Transient():
            return f"not now: {attempt.detail}"
        case Ambiguous():
            return f"perhaps: {attempt.detail}"
        case Permanent():
            return f"refused: {attempt.detail}"
        case Unauthorised():
            return f"refused until its entry in channels.yaml is fixed: {attempt.detail}"
        case _:
            assert_never(attempt)

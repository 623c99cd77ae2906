"""monitor silence"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.clock import now
from monitor.desk.query.store_for import store_for
from monitor.detect.load import load
from monitor.errors import MonitorError
from monitor.model.ids import RuleId, Severity, StoryId, content_id
from monitor.model.sending.decision import Silence
from monitor.route.gate import describe_silence
from monitor.store.records.silences import add_mute, end_mute, mutes
from monitor.yamldoc import values
from monitor.yamldoc.parse import Document, Text, nearest

_MATCHER = re.compile(r"(?P<name>[a-z]+)(?P<sign>=|<=)(?P<value>.+)")
_NAMES = ("rule=", "tag=", "source=", "story=", "severity<=")
_LONGEST = timedelta(days=365)


@click.group()
def command() -> None:
    """Do not ring for something for a while: add, list, expire.

    What is silenced is counted and explained like any other decision, and rings again when the silence ends.
    """


@command.command()
@click.argument("matchers", nargs=-1, required=True, metavar="MATCHER...")
@click.option("--for", "span", default="2h", show_default=True, metavar="DURATION", help="90s, 5m, 2h, 30d.")
@click.option("--comment", default="", help="Why, for those who ask later.")
@options.rules
@options.store
@options.data
@options.as_json
def add(
    matchers: tuple[str, ...], *, span: str, comment: str, directory: Path, address: str | None, data: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Silence what fits all the matchers: rule=ID, tag=NAME, source=OUTLET, story=ID, severity<=LEVEL.

    For instance: monitor silence add rule=kursk 'severity<=medium' --for 2h --comment "known exercise"

    Exit codes: 0 it is in force; 2 a matcher or the duration is wrong; 3 the store cannot be used.
    """
    mute = _mute(matchers, span=span, comment=comment)
    _warn_of_unknown_rule(mute, directory)

    async def put() -> None:
        async with store_for(address, data=data, directory=directory) as client:
            await add_mute(client, mute, at=now())

    asyncio.run(put())
    if as_json:
        print_json(mute)
    else:
        click.echo(
            f"{mute.id}: no ring for {describe_silence(mute)}; end it with: monitor silence expire {mute.id}"
        )


@command.command("list")
@options.rules
@options.store
@options.data
@options.as_json
def list_(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """List the silences in force, the first to end first.

    Exit codes: 0 done; 3 the store cannot be used.
    """
    found = asyncio.run(_in_force(directory, address, data))
    if as_json:
        print_json(found)
        return
    for mute in found:
        click.echo(f"{mute.id}  {describe_silence(mute)}")
    click.echo(f"{counted(len(found), 'silence')} in force")


@command.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options.rules
@options.store
@options.data
@options.as_json
def expire(ids: tuple[str, ...], directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """End silences now.

    Exit codes: 0 they have ended; 2 there is none of such an id; 3 the store cannot be used.
    """

    async def end() -> list[str]:
        async with store_for(address, data=data, directory=directory) as client:
            return [name for name in ids if not await end_mute(client, name)]

    unknown = asyncio.run(end())
    if unknown:
        raise MonitorError(f"no silence {', '.join(unknown)}; see `monitor silence list`")
    if as_json:
        print_json({"ended": ids})
    else:
        click.echo(f"{counted(len(ids), 'silence')} ended")


async def _in_force(directory: Path, address: str | None, data: Path) -> Sequence[Silence]:
    async with store_for(address, data=data, directory=directory) as client:
        at = now()
        return [mute for mute in await mutes(client) if mute.until > at]


def _mute(matchers: Sequence[str], *, span: str, comment: str) -> Silence:
    named: dict[str, Any] = {}
    for matcher in matchers:
        name, value = _parsed(matcher)
        if name in named:
            raise MonitorError(f"{matcher}: {name} is named twice, and both cannot fit; add two silences instead")
        named[name] = value
    at = now()
    return Silence(
        id=content_id(*sorted(matchers), at.isoformat())[:8],
        until=at + _span(span),
        made_at=at,
        by=os.environ.get("USER") or os.environ.get("LOGNAME") or "somebody",
        comment=comment,
        **named,
    )


def _warn_of_unknown_rule(mute: Silence, directory: Path) -> None:
    """A silence for a rule that is not there silences nothing; but the daemon may run on another folder."""
    if mute.rule is None or not directory.is_dir():
        return
    rules = {rule.id for rule in load(directory).rules.rules}
    if mute.rule not in rules:
        meant = nearest(mute.rule, rules)
        hint = f" (did you mean {meant!r}?)" if meant else ""
        click.echo(f"warning: {directory} has no rule {mute.rule!r}{hint}", err=True)


def _parsed(matcher: str) -> tuple[str, Any]:
    if matcher in _NAMES:
        raise MonitorError(f"{matcher!r} names nothing: write what is to be silent after it")
    found = _MATCHER.fullmatch(matcher)
    if found is None or f"{found['name']}{found['sign']}" not in _NAMES:
        meant = nearest(matcher.partition("=")[0].rstrip("<") + "=", _NAMES)
        hint = f" (did you mean {meant!r}?)" if meant else ""
        raise MonitorError(f"{matcher!r} is no matcher: they begin with {', '.join(_NAMES)}{hint}")
    value = found["value"].strip()
    match found["name"]:
        case "rule":
            return "rule", RuleId(value)
        case "story":
            return "story", StoryId(value)
        case "severity":
            levels = [severity.name.lower() for severity in Severity]
            if value.lower() not in levels:
                raise MonitorError(f"severity must be one of {', '.join(levels)}, not {value!r}")
            return "up_to", Severity[value.upper()]
        case name:
            return name, value


def _span(text: str) -> timedelta:
    """How long it lasts; a year at the most, because a silence that nobody remembers is a missed alert."""
    span = values.duration(Document("--for"), Text(text, 1, 1), "--for")
    if span is None or span > _LONGEST:
        raise MonitorError(f"--for must be a duration such as 90s, 5m, 2h or 30d, up to 365d, not {text!r}")
    return span

"""monitor silence"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.cli.person import at_the_terminal
from monitor.config.configuration import load_configuration
from monitor.desk.edit.silences import add_silence, end_silences, make_silence
from monitor.desk.query.silence_doubts import doubts
from monitor.desk.query.silences import in_force
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.alerts import EndedSilenceShape, SilenceShape, silence_shape
from monitor.route.gate import describe_silence


@click.group()
def command() -> None:
    """Silence a rule, tag, source or story.

    Silenced items are counted and explained like any other suppression, and alert again when the silence ends.
    """


@command.command()
@click.argument("matchers", nargs=-1, required=True, metavar="MATCHER...")
@click.option(
    "--for", "span", default="2h", show_default=True, metavar="DURATION", help="How long: 90s, 5m, 2h, 30d."
)
@click.option("--comment", default="", help="The reason, for others.")
@options.by
@options.rules
@options.store
@options.data
@options.as_json
def add(
    matchers: tuple[str, ...], *, span: str, comment: str, by: str, directory: Path, address: str | None,
    data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Silence what satisfies all matchers: rule=ID, tag=NAME, source=OUTLET, story=ID, severity<=LEVEL.

    Example: monitor silence add rule=kursk 'severity<=medium' --for 2h --comment "known exercise"

    What is silenced by a name that nothing has is in force as well, with a warning. When a silence ends, a notice
    names the stories that it kept back.

    \b
    Exit codes:
      0  the silence is in force
      2  a matcher or the duration is invalid
      3  the store cannot be used
    """
    doer = at_the_terminal(comment, by=by)
    silence = make_silence(matchers, span=span, by=doer.person, comment=comment)
    configuration = load_configuration(directory) if directory.is_dir() else None

    async def put() -> None:
        async with store_for(address, data=data, directory=directory, writes=True) as client:
            for doubt in await doubts(client, silence, configuration):
                click.echo(f"warning: {doubt}", err=True)
            await add_silence(client, silence, by=doer)

    asyncio.run(put())
    if as_json:
        print_json(silence_shape(silence))
    else:
        click.echo(
            f"{silence.id}: silenced {describe_silence(silence)}; end it with: monitor silence expire {silence.id}"
        )


@command.command("list")
@options.rules
@options.store
@options.data
@options.as_json
def list_(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """List the silences in force, the first to end first.

    \b
    Exit codes:
      0  listed
      3  the store cannot be used
    """
    found = asyncio.run(_in_force(directory, address, data))
    if as_json:
        print_json(found)
        return
    for silence in found:
        click.echo(f"{silence.id}  {silence.says}")
    click.echo(f"{counted(len(found), 'silence')} in force")


@command.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@options.by
@options.rules
@options.store
@options.data
@options.as_json
def expire(
    ids: tuple[str, ...], directory: Path, address: str | None, data: Path, *, by: str, as_json: bool
) -> None:
    """End silences now, and print the stories that they kept back.

    \b
    Exit codes:
      0  ended
      2  no silence has this id
      3  the store cannot be used
    """

    async def end() -> Sequence[EndedSilenceShape]:
        async with store_for(address, data=data, directory=directory) as client:
            return await end_silences(client, ids, by=at_the_terminal(by=by))

    ended = asyncio.run(end())
    if as_json:
        print_json({"ended": ids, "kept_back": ended})
        return
    click.echo(f"{counted(len(ids), 'silence')} ended")
    for one in ended:
        if one.kept_back:
            click.echo(f"{one.id} kept back {one.says}")


async def _in_force(directory: Path, address: str | None, data: Path) -> tuple[SilenceShape, ...]:
    async with store_for(address, data=data, directory=directory) as client:
        return await in_force(client)

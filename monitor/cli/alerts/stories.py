"""monitor stories"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.cli.person import at_the_terminal
from monitor.clock import utc_minute_text
from monitor.desk.edit import stories as edit
from monitor.desk.query.store_for import Client, store_for
from monitor.desk.query.stories import read_stories
from monitor.desk.shapes.stories import story_shape, timeline_shape
from monitor.desk.story_log import StoryLog, StoryRecord
from monitor.errors import MonitorError
from monitor.model.ids import ItemId
from monitor.model.story import Tier

T = TypeVar("T")
_SHORTEST = 4
"""Characters of an id that a person must at least write."""


@click.group()
def command() -> None:
    """List stories, explain their items, split and merge them, keep two apart.

    \b
    Exit codes:
      0  done
      1  no such story
      2  the call is invalid
    """


_hours = click.option(
    "--hours", type=click.IntRange(min=1), default=72, show_default=True, help="How many hours to look back."
)


@command.command("list")
@options.rules
@options.store
@options.data
@_hours
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Maximum number of stories."
)
@options.as_json
def list_(directory: Path, address: str | None, data: Path, *, hours: int, limit: int, as_json: bool) -> None:
    """List stories, the most recently updated first."""
    records = _read(directory, address, data, hours=hours).newest()
    if as_json:
        print_json([story_shape(record) for record in records[:limit]])
        return
    for record in records[:limit]:
        click.echo(f"{record.id}  {record.updated_at:%Y-%m-%d %H:%M}  {record.headline}")
        click.echo(f"    {_extent(record)}")
    more = len(records) - limit
    click.echo(f"{len(records):,} {'story' if len(records) == 1 else 'stories'} in the last {hours} hours"
               + (f"; {more:,} more by --limit" if more > 0 else ""))  # fmt: skip
    if records:
        click.echo("what belongs to one and why: monitor stories show ID")


@command.command()
@options.rules
@options.store
@options.data
@_hours
@click.argument("sought", metavar="ID")
@options.as_json
def show(directory: Path, address: str | None, data: Path, *, hours: int, sought: str, as_json: bool) -> None:
    """Show a story's timeline and sources, and why each item belongs to it.

    ID is the id of a story or an item, or a prefix of it.
    """
    ledger = _read(directory, address, data, hours=hours)
    record = _one(ledger, sought, hours=hours)
    if as_json:
        print_json(timeline_shape(record))
    else:
        click.echo("\n".join(_shown(record, ledger)))


@command.command()
@options.rules
@options.store
@options.data
@_hours
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
def split(directory: Path, address: str | None, data: Path, *, hours: int, items: tuple[str, ...]) -> None:
    """Move items out of their story into a new one.

    What was sent stays sent. The two stories are kept apart from then on, as by `monitor stories apart`.
    """
    ledger = _read(directory, address, data, hours=hours)
    found = [_item(ledger, item, hours=hours) for item in items]
    stories = {record.id for record, _ in found}
    if len(stories) > 1:
        raise MonitorError(f"these items belong to {len(stories)} stories; split one story at a time")
    record, leaving = found[0][0], tuple(dict.fromkeys(item for _, item in found))
    by = at_the_terminal()
    into = asyncio.run(
        _with_store(directory, address, data, lambda client: edit.split(client, record, leaving, by=by))
    )
    if into is None:
        click.echo("these are all items of the story: there is nothing to split")
    else:
        click.echo(f"{counted(len(leaving), 'item')} of “{record.headline}” left it for story {into}")


@command.command()
@options.rules
@options.store
@options.data
@_hours
@click.argument("story", metavar="STORY")
@click.argument("into", metavar="INTO")
def merge(directory: Path, address: str | None, data: Path, *, hours: int, story: str, into: str) -> None:
    """Merge two stories: every item of STORY belongs to INTO from now on."""
    ledger = _read(directory, address, data, hours=hours)
    moved, kept = (_one(ledger, sought, hours=hours) for sought in (story, into))
    by = at_the_terminal()
    merged = asyncio.run(
        _with_store(directory, address, data, lambda client: edit.merge(client, moved, kept, by=by))
    )
    if merged:
        click.echo(f"{counted(len(moved.items), 'item')} of “{moved.headline}” joined “{kept.headline}”")
    else:
        click.echo(f"{story} and {into} are one story: there is nothing to merge")


@command.command()
@options.rules
@options.store
@options.data
@_hours
@click.argument("story", metavar="STORY")
@click.argument("other", metavar="OTHER")
def apart(directory: Path, address: str | None, data: Path, *, hours: int, story: str, other: str) -> None:
    """Keep two stories apart, and what follows in them.

    A later item belongs to the one that has more of the item's words to itself. Where their titles differ in one
    stretch only, that keeps later events apart as well. `monitor stories merge` takes it back.
    """
    ledger = _read(directory, address, data, hours=hours)
    one, two = (_one(ledger, sought, hours=hours) for sought in (story, other))
    by = at_the_terminal()
    kept = asyncio.run(
        _with_store(directory, address, data, lambda client: edit.keep_apart(client, one, two, by=by))
    )
    if kept:
        click.echo(f"“{one.headline}” and “{two.headline}” are kept apart, and what follows in them")
    else:
        click.echo(f"{story} and {other} are one story; `monitor stories split` takes items out of it")


def _read(directory: Path, address: str | None, data: Path, *, hours: int) -> StoryLog:
    return asyncio.run(_with_store(directory, address, data, functools.partial(read_stories, hours=hours)))


async def _with_store(
    directory: Path, address: str | None, data: Path, work: Callable[[Client], Awaitable[T]]
) -> T:
    async with store_for(address, data=data, directory=directory) as client:
        return await work(client)


def _one(ledger: StoryLog, sought: str, *, hours: int) -> StoryRecord:
    found = ledger.find(sought) if len(sought) >= _SHORTEST else ()
    if len(found) == 1:
        return found[0]
    if found:
        raise MonitorError(f"{sought} may be any of {', '.join(record.id for record in found)}")
    click.echo(
        f"no story {sought} in the last {hours} hours; see `monitor stories list`, or look further with --hours",
        err=True,
    )
    raise click.exceptions.Exit(1)


def _item(ledger: StoryLog, sought: str, *, hours: int) -> tuple[StoryRecord, ItemId]:
    record = _one(ledger, sought, hours=hours)
    items = [item for item in record.items if item.startswith(sought)]
    if len(items) != 1:
        raise MonitorError(
            f"{sought} names no single item of story {record.id}; see `monitor stories show {record.id}`"
        )
    return record, items[0]


def _extent(record: StoryRecord) -> str:
    return (
        f"{counted(len(record.items), 'item')} from {counted(len(record.sources), 'source')}, "
        f"{record.independent} independent, since {utc_minute_text(record.opened_at)}"
    )


def _shown(record: StoryRecord, ledger: StoryLog) -> Iterator[str]:
    yield record.headline
    yield f"  story {record.id}: {_extent(record)}"
    yield f"  sources: {', '.join(record.sources)}"
    for other in record.kept_apart:
        headline = "".join(f" “{found.headline}”" for found in ledger.find(other))
        yield f"  kept apart by hand from {other}{headline}"
    for made in record.decisions:
        item, assignment = made.match.item, made.assignment
        yield ""
        yield f"{item.first_seen_at:%m-%d %H:%M:%S}  {item.source}  {item.title}"
        yield f"    item {item.id}  {item.url}"
        score = "" if assignment.tier is Tier.OPENED else f" (score {assignment.score:.2f})"
        yield f"    {assignment.tier}{score}: {assignment.explanation}"
        if assignment.account and assignment.account != item.source:
            yield f"    the account of {assignment.account}: does not count as independent"
        if assignment.development:
            yield f"    alerted as a development: {assignment.development}"
        if assignment.runner_up is not None:
            yield f"    nearest other story then: {assignment.runner_up} (score {assignment.runner_up_score:.2f})"
        if assignment.story.id != record.id:
            yield f"    put here by hand; it was decided to belong to {assignment.story.id}"

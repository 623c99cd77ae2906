"""monitor stories"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.clock import now
from monitor.desk.query.store_for import store_for
from monitor.desk.query.stories import StoryLog, StoryRecord
from monitor.errors import MonitorError
from monitor.model.ids import ItemId, StoryId
from monitor.model.sending.decision import Decision
from monitor.model.story import Correction, Tier
from monitor.store.queues.decision_log import Decisions

_SHORTEST = 4
"""Characters of an id that a person must at least write."""


@click.group()
def command() -> None:
    """List stories; show why each item is where it is; set right what is wrong.

    Exit codes: 0 done; 1 no such story; 2 the call must be mended.
    """


_hours = click.option(
    "--hours", type=click.IntRange(min=1), default=72, show_default=True, help="How far back to look."
)


@command.command("list")
@options.rules
@options.store
@options.data
@_hours
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many at most.")
@options.as_json
def list_(directory: Path, address: str | None, data: Path, *, hours: int, limit: int, as_json: bool) -> None:
    """List the stories, the one with the newest item first."""
    chapters = _read(directory, address, data, hours=hours).newest()
    if as_json:
        print_json([_summary(chapter) for chapter in chapters[:limit]])
        return
    for chapter in chapters[:limit]:
        click.echo(f"{chapter.id}  {chapter.updated_at:%Y-%m-%d %H:%M}  {chapter.headline}")
        click.echo(f"    {_extent(chapter)}")
    more = len(chapters) - limit
    click.echo(f"{len(chapters):,} {'story' if len(chapters) == 1 else 'stories'} in the last {hours} hours"
               + (f"; {more:,} more by --limit" if more > 0 else ""))  # fmt: skip
    if chapters:
        click.echo("what belongs to one and why: monitor stories show ID")


@command.command()
@options.rules
@options.store
@options.data
@_hours
@click.argument("sought", metavar="ID")
@options.as_json
def show(directory: Path, address: str | None, data: Path, *, hours: int, sought: str, as_json: bool) -> None:
    """Show a story's timeline and sources, and for each item why it is there.

    ID is a story's or an item's, or how it begins.
    """
    chapter = _one(_read(directory, address, data, hours=hours), sought, hours=hours)
    if as_json:
        print_json({**_summary(chapter), "timeline": [_entry(chapter, made) for made in chapter.decisions]})
    else:
        click.echo("\n".join(_shown(chapter)))


@command.command()
@options.rules
@options.store
@options.data
@_hours
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
def split(directory: Path, address: str | None, data: Path, *, hours: int, items: tuple[str, ...]) -> None:
    """Take items out of their story: together they are a story of their own from now on.

    What was told stays told. Items that come later are held against both stories.
    """
    ledger = _read(directory, address, data, hours=hours)
    found = [_item(ledger, item, hours=hours) for item in items]
    stories = {chapter.id for chapter, _ in found}
    if len(stories) > 1:
        raise MonitorError(f"these items belong to {len(stories)} stories; split one story at a time")
    chapter, leaving = found[0][0], tuple(dict.fromkeys(item for _, item in found))
    if len(leaving) == len(chapter.items):
        click.echo("these are all items of the story: there is nothing to split")
        return
    if ItemId(chapter.id) in leaving:
        raise MonitorError(
            f"{chapter.id} opened the story, which bears its name; name the items that do not belong to it instead"
        )
    correction = Correction(story=chapter.id, into=StoryId(leaving[0]), items=leaving)
    _write(directory, address, data, correction)
    click.echo(f"{counted(len(leaving), 'item')} of “{chapter.headline}” left it for story {correction.into}")


@command.command()
@options.rules
@options.store
@options.data
@_hours
@click.argument("story", metavar="STORY")
@click.argument("into", metavar="INTO")
def merge(directory: Path, address: str | None, data: Path, *, hours: int, story: str, into: str) -> None:
    """Make one story of two: every item of STORY belongs to INTO from now on."""
    ledger = _read(directory, address, data, hours=hours)
    moved, kept = (_one(ledger, sought, hours=hours) for sought in (story, into))
    if moved.id == kept.id:
        click.echo(f"{story} and {into} are one story: there is nothing to merge")
        return
    _write(directory, address, data, Correction(story=moved.id, into=kept.id))
    click.echo(f"{counted(len(moved.items), 'item')} of “{moved.headline}” joined “{kept.headline}”")


def _read(directory: Path, address: str | None, data: Path, *, hours: int) -> StoryLog:
    async def look() -> StoryLog:
        async with store_for(address, data=data, directory=directory) as client:
            decisions = Decisions(client, holder="")
            made = [decision async for decision in decisions.replay(since=now() - timedelta(hours=hours))]
            return StoryLog(made, await decisions.corrections())

    return asyncio.run(look())


def _write(directory: Path, address: str | None, data: Path, correction: Correction) -> None:
    async def write() -> None:
        async with store_for(address, data=data, directory=directory) as client:
            await Decisions(client, holder="").correct(correction)

    asyncio.run(write())


def _one(ledger: StoryLog, sought: str, *, hours: int) -> StoryRecord:
    found = ledger.find(sought) if len(sought) >= _SHORTEST else ()
    if len(found) == 1:
        return found[0]
    if found:
        raise MonitorError(f"{sought} may be any of {', '.join(chapter.id for chapter in found)}")
    click.echo(
        f"no story {sought} in the last {hours} hours; see `monitor stories list`, or look further with --hours",
        err=True,
    )
    raise click.exceptions.Exit(1)


def _item(ledger: StoryLog, sought: str, *, hours: int) -> tuple[StoryRecord, ItemId]:
    chapter = _one(ledger, sought, hours=hours)
    items = [item for item in chapter.items if item.startswith(sought)]
    if len(items) != 1:
        raise MonitorError(
            f"{sought} names no single item of story {chapter.id}; see `monitor stories show {chapter.id}`"
        )
    return chapter, items[0]


def _extent(chapter: StoryRecord) -> str:
    return (
        f"{counted(len(chapter.items), 'item')} from {counted(len(chapter.sources), 'source')}, "
        f"{chapter.independent} independent, since {chapter.opened_at:%Y-%m-%d %H:%M} UTC"
    )


def _shown(chapter: StoryRecord) -> Iterator[str]:
    yield chapter.headline
    yield f"  story {chapter.id}: {_extent(chapter)}"
    yield f"  sources: {', '.join(chapter.sources)}"
    for made in chapter.decisions:
        item, joining = made.match.item, made.joining
        yield ""
        yield f"{item.first_seen_at:%m-%d %H:%M:%S}  {item.source}  {item.title}"
        yield f"    item {item.id}  {item.url}"
        score = "" if joining.tier is Tier.OPENED else f" (score {joining.score:.2f})"
        yield f"    {joining.tier}{score}: {joining.because}"
        if joining.account and joining.account != item.source:
            yield f"    the account of {joining.account}: does not count as independent"
        if joining.development:
            yield f"    rang as a development: {joining.development}"
        if joining.rival is not None:
            yield f"    nearest other story then: {joining.rival} (score {joining.rival_score:.2f})"
        if joining.story.id != chapter.id:
            yield f"    put here by hand; it was decided to belong to {joining.story.id}"


def _summary(chapter: StoryRecord) -> dict[str, Any]:
    return {
        "id": chapter.id,
        "headline": chapter.headline,
        "opened_at": chapter.opened_at,
        "updated_at": chapter.updated_at,
        "items": len(chapter.items),
        "sources": chapter.sources,
        "independent": chapter.independent,
    }


def _entry(chapter: StoryRecord, made: Decision) -> dict[str, Any]:
    item, joining = made.match.item, made.joining
    return {
        "item": item.id,
        "at": item.first_seen_at,
        "source": item.source,
        "title": item.title,
        "url": item.url,
        "tier": joining.tier,
        "score": joining.score,
        "because": joining.because,
        "account": joining.account,
        "development": joining.development,
        "rival": joining.rival,
        "rival_score": joining.rival_score,
        "by_hand": joining.story.id != chapter.id,
    }

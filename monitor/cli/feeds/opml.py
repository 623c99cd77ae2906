"""monitor feeds import, export"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.collect.discovery.opml import Outline, write_opml
from monitor.collect.discovery.opml_reader import OpmlList, read_opml
from monitor.config.configuration import load_configuration
from monitor.desk.edit.feeds_file import FeedsFile
from monitor.errors import MonitorError
from monitor.model.news.feed import Feed


@click.command("import")
@options.rules
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--tag", "tags", multiple=True, help="A tag for all of them; repeatable.")
@click.option("--dry-run", is_flag=True, help="Print what would be added; change nothing.")
@options.as_json
def import_(directory: Path, file: Path, *, tags: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Add the feeds of an OPML file to feeds.yaml. Folders become tags; titles and intervals are kept.

    Feeds already present, by address, are not changed. Fetches nothing. Outlines that cannot be read are named
    with their line; the others are added.

    \b
    Exit codes:
      0  all of them are present now
      1  some cannot be read or added
      2  the file is not OPML, or feeds.yaml has errors
    """
    try:
        listed = read_opml(file.read_bytes())
    except MonitorError as error:
        raise MonitorError(f"{file}: {error}") from error
    feeds = FeedsFile(directory / "feeds.yaml")
    there = {feed.url for feed in load_configuration(directory).feeds.values()}
    added: list[str] = []
    refused = [f"{file}:{fault.line}: {fault.says}" for fault in listed.faults]
    for outline in listed.outlines:
        if outline.url in there:
            continue
        try:
            added.append(feeds.add(replace(outline, folders=(*tags, *outline.folders))))
        except MonitorError as error:
            refused.append(str(error))
    if not dry_run and added:
        feeds.save()
    known = len(listed.outlines) + len(listed.faults) - len(added) - len(refused)
    if as_json:
        counts = {"duplicates": listed.duplicates, "empty": listed.empty}
        print_json({"added": added, "known": known, **counts, "refused": refused})
    else:
        verb = "would be added" if dry_run else "added"
        click.echo(
            f"{file}: {counted(len(added), 'feed')} {verb}, {known:,} there already{_others(listed, refused)}"
        )
        for name in added if dry_run else ():
            click.echo(f"  {name}")
    for why in refused:
        click.echo(f"monitor: left out: {why}", err=True)
    sys.exit(1 if refused else 0)


def _others(listed: OpmlList, refused: list[str]) -> str:
    """What became of the outlines that are no feed to add, as far as there are any."""
    counts = {
        "listed twice": listed.duplicates,
        "without a feed": listed.empty,
        "left out": len(refused),
    }
    return "".join(f", {count:,} {what}" for what, count in counts.items() if count)


@click.command("export")
@options.rules
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Default: standard output.")
def export(directory: Path, out: Path | None) -> None:
    """Write the feeds as OPML for other readers. The first tag becomes the folder.

    Headers, cookies and passwords are not written. What is no feed, or has a secret in its
    address, is left out and named on standard error.

    \b
    Exit codes:
      0  written
      2  the configuration has errors
    """
    feeds = load_configuration(directory).require().feeds.values()
    outlines = [
        Outline(url=feed.url, title=feed.title, folders=feed.tags, every=feed.every, lang=feed.lang or "")
        for feed in feeds
        if not _unfit(feed)
    ]
    for feed in feeds:
        if why := _unfit(feed):
            click.echo(f"monitor: left out: {feed.id}: {why}", err=True)
    written = write_opml(outlines, title="Feeds")
    if out is None:
        click.echo(written.decode(), nl=False)
    else:
        out.write_bytes(written)
        click.echo(f"{out}: {counted(len(outlines), 'feed')}", err=True)


def _unfit(feed: Feed) -> str:
    """Why a feed cannot be handed on; empty if it can."""
    if feed.secret_url or urlsplit(feed.url).password is not None:  # a reference to a setting, or a password
        return "its address holds a secret"
    return f"it is no feed, but of type {feed.select.kind}" if feed.select else ""

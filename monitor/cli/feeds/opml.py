"""monitor feeds import, export"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.collect.discovery.opml import Outline, read_opml, write_opml
from monitor.config.configuration import load_configuration
from monitor.desk.edit.feeds_file import FeedsFile
from monitor.errors import MonitorError


@click.command("import")
@options.rules
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--tag", "tags", multiple=True, help="A tag for all of them; repeatable.")
@click.option("--dry-run", is_flag=True, help="Print what would be added; change nothing.")
@options.as_json
def import_(directory: Path, file: Path, *, tags: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Add the feeds of an OPML file to feeds.yaml. Folders become tags; titles and intervals are kept.

    Feeds already present, by address, are not changed. Fetches nothing.

    \b
    Exit codes:
      0  all of them are present now
      1  some cannot be added
      2  the file is not OPML, or feeds.yaml has errors
    """
    try:
        outlines = read_opml(file.read_bytes())
    except MonitorError as error:
        raise MonitorError(f"{file}: {error}") from error
    feeds = FeedsFile(directory / "feeds.yaml")
    there = {feed.url for feed in load_configuration(directory).feeds.values()}
    added: list[str] = []
    refused: list[str] = []
    for outline in outlines:
        if outline.url in there:
            continue
        try:
            added.append(feeds.add(replace(outline, folders=(*tags, *outline.folders))))
        except MonitorError as error:
            refused.append(str(error))
    if not dry_run and added:
        feeds.save()
    known = len(outlines) - len(added) - len(refused)
    if as_json:
        print_json({"added": added, "known": known, "refused": refused})
    else:
        verb = "would be added" if dry_run else "added"
        click.echo(f"{file}: {counted(len(added), 'feed')} {verb}, {known:,} there already")
        for name in added if dry_run else ():
            click.echo(f"  {name}")
    for why in refused:
        click.echo(f"monitor: left out: {why}", err=True)
    sys.exit(1 if refused else 0)


@click.command("export")
@options.rules
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Default: standard output.")
def export(directory: Path, out: Path | None) -> None:
    """Write the feeds as OPML for other readers. The first tag becomes the folder.

    Headers, cookies and passwords are not written.

    \b
    Exit codes:
      0  written
      2  the configuration has errors
    """
    feeds = load_configuration(directory).require().feeds.values()
    outlines = [
        Outline(url=feed.url, title=feed.title, folders=feed.tags, every=feed.every, lang=feed.lang or "")
        for feed in feeds
    ]
    written = write_opml(outlines, title="Feeds")
    if out is None:
        click.echo(written.decode(), nl=False)
    else:
        out.write_bytes(written)
        click.echo(f"{out}: {counted(len(outlines), 'feed')}", err=True)

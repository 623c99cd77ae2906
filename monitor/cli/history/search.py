"""monitor search"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from monitor.cli import options
from monitor.cli.history.times import check_order, instant
from monitor.cli.output import console, counted, print_json
from monitor.clock import now
from monitor.desk.query.past.query import compile_query
from monitor.desk.query.past.search import CountedBy, SearchScope, search_in
from monitor.desk.render.cells import harmless
from monitor.desk.render.markdown import escaped, link
from monitor.desk.render.words import headline
from monitor.desk.shapes.search import FoundItemShape, SearchShape
from monitor.language.words import compose


class SearchFormat(StrEnum):
    """How what was found is printed."""

    TEXT = "text"
    MD = "md"
    CSV = "csv"
    JSON = "json"


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@click.option("--since", default="30d", show_default=True, metavar="TIME", help="7d, 8h, 2026-11-30, 22:00.")
@click.option("--until", metavar="TIME", help="Up to then, likewise. Default: now.")
@click.option("--feed", "feeds", multiple=True, metavar="ID", help="Only items of this feed; repeatable.")
@click.option(
    "--lang",
    "langs",
    multiple=True,
    metavar="CODE",
    help="Only items declared to be in this language; repeatable.",
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Maximum number of items."
)
@click.option("--count", "count_only", is_flag=True, help="Print only how many match.")
@click.option(
    "--per", type=click.Choice([per.value for per in CountedBy]), help="Count matches by day, feed or language."
)
@click.option(
    "--format", "form", type=click.Choice([one.value for one in SearchFormat]), default="text", show_default=True,
    help="How to print what was found.",
)  # fmt: skip
@click.option("--rule", "show_rule", is_flag=True, help="Print the query as a rule to paste; search nothing.")
@options.rules
@options.store
@options.data
@options.as_json
def command(
    words: tuple[str, ...], *, since: str, until: str | None, feeds: tuple[str, ...], langs: tuple[str, ...],
    limit: int, count_only: bool, per: str | None, form: str, show_rule: bool, directory: Path,
    address: str | None, data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Search all items that are kept: prints those that a rule with this QUERY would match, newest first.

    QUERY is a word or a phrase (korea utara), entity:country/KP, list:NAME, or several joined by AND, OR, NOT,
    NEAR (within 10 words) or NEAR/5, with brackets; or a condition in YAML, {any: [...]}. Inflected forms match as
    in a rule. Times without an offset are in the machine's zone.

    \b
    Examples:
      monitor search kursk AND drone --since 7d
      monitor search '("North Korea" OR entity:country/KP) NOT football' --per day

    \b
    Exit codes:
      0  items found
      1  no items found
      2  the query or an option is invalid, or the archive cannot be read
      3  the store cannot be used
    """
    query = compile_query(" ".join(words), directory=directory if directory.is_dir() else None)
    if show_rule:
        click.echo(query.yaml)
        return
    at = now()
    scope = SearchScope(
        since=instant(since, at=at, option="--since"),
        until=instant(until, at=at, option="--until") if until else None,
        feeds=feeds,
        langs=langs,
        limit=None if count_only or per else limit,
        per=CountedBy(per) if per else None,
    )
    check_order(scope.since, scope.until or at)
    with Console(stderr=True).status("searching"):
        found = search_in(directory, address, data, query=query, scope=scope)
    for name in found.unreadable:
        click.echo(f"warning: left out, cannot be read: {name}", err=True)
    _print(found, SearchFormat.JSON if as_json else SearchFormat(form), count_only=count_only)
    sys.exit(0 if found.count else 1)


def _print(found: SearchShape, form: SearchFormat, *, count_only: bool) -> None:
    if form is SearchFormat.JSON:
        print_json(found)
    elif count_only and not found.groups:
        click.echo(f"{found.count}" if form is SearchFormat.CSV else counted(found.count, "item"))
    elif found.groups:
        _print_groups(found, form)
    elif form is SearchFormat.CSV:
        _print_csv(found.items)
    elif form is SearchFormat.MD:
        for item in found.items:
            named = link(headline(item.title), item.url)
            click.echo(f"- {item.seen_at:%Y-%m-%d %H:%M} **{escaped(item.source)}**: {named}")
    else:
        _print_text(found)


def _print_groups(found: SearchShape, form: SearchFormat) -> None:
    rows = sorted(found.groups.items())
    if form is SearchFormat.CSV:
        csv.writer(sys.stdout).writerows([("group", "items"), *rows])
        return
    widest = max(found.groups.values())
    for name, number in rows:
        bar = "█" * max(round(40 * number / widest), 1)
        click.echo(f"| {name} | {number} |" if form is SearchFormat.MD else f"{name:12} {number:7,} {bar}")


def _print_csv(items: Sequence[FoundItemShape]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(("seen", "source", "feed", "lang", "title", "url", "id"))
    for item in items:
        row = (item.seen_at.isoformat(), item.source, item.feed, item.lang or "", item.title, item.url, item.id)
        writer.writerow(harmless(text) for text in row)


def _print_text(found: SearchShape) -> None:
    screen = console()
    for item in found.items:
        line = Text(f"{item.seen_at:%Y-%m-%d %H:%M}  {item.source}  ", style="dim")
        title = Text(compose(item.title))
        for mark in item.marks:
            if mark.field == "title":
                title.stylize("bold reverse", mark.start, mark.end)
        screen.print(line + title)
        screen.print(Text(f"    {item.url}  id {item.id}", style="dim"))
    more = f"; there are more: raise --limit ({found.count})" if found.more else ""
    screen.print(f"{counted(found.count, 'item')}, times in UTC{more}", markup=False)

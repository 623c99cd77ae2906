"""monitor feeds add, remove"""

from __future__ import annotations

import asyncio
import ipaddress
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from monitor import clock
from monitor.cli import options
from monitor.cli.output import print_json
from monitor.collect.discovery.feed_links import Link, feeds_of_page, guesses_of_page
from monitor.collect.discovery.opml import Outline
from monitor.collect.fetch.http import Http
from monitor.collect.fetch.response import Fetched, FetchFailed
from monitor.collect.fetch.robots import Robots
from monitor.collect.parse.entries import ParsedFeed, Unreadable
from monitor.collect.parse.parser import Parser
from monitor.config.configuration import load_configuration, load_settings
from monitor.config.files.selectors import KEYS, NEEDED, selector_fault
from monitor.config.files.settings import Settings
from monitor.desk.edit.feeds_file import FeedsFile
from monitor.errors import MonitorError
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed, Selectors, SourceKind
from monitor.model.news.visit import PollState


@click.command()
@options.rules
@click.argument("url")
@click.option("--id", "name", default="", help="The feed's id. Default: made from its title.")
@click.option("--tag", "tags", multiple=True, help="A tag; repeatable.")
@click.option("--lang", default="", help="Its language, such as id, en, ko.")
@click.option(
    "--allow-private",
    "private",
    multiple=True,
    metavar="NETWORK",
    help="A private network that it can be fetched from, such as 10.0.0.0/8.",
)
@click.option("--page", "kind", flag_value="page", help="It is a web page: items are found by CSS selectors.")
@click.option("--api", "kind", flag_value="json", help="It is JSON: items are found by JMESPath expressions.")
@click.option(
    "--select",
    "selectors",
    multiple=True,
    metavar="KEY=SELECTOR",
    help="Where item, title, link, date, summary or id is, for --page and --api; repeatable.",
)
@options.as_json
def add(
    directory: Path,
    url: str,
    *,
    name: str,
    tags: tuple[str, ...],
    lang: str,
    private: tuple[str, ...],
    kind: str | None,
    selectors: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add the feed at URL, or that of the web page at URL, to feeds.yaml: the one that the page
    names or links to, else one at a well-known address such as /rss.xml.

    Fetches it once to check that it is a feed. A running daemon applies the change at once.

    A page or an API without a feed is read by selectors:

    \b
      monitor feeds add https://port.example/notices --page \\
        --select 'item=li.notice' --select 'title=h2' --select 'link=a' --select 'date=time'

    \b
    Exit codes:
      0  added
      1  already present
      2  no feed at that address, or feeds.yaml has errors
    """
    for network in private:
        if not _is_network(network):
            raise MonitorError(f"--allow-private must be a network such as 10.0.0.0/8, not {network!r}")
    select = _selectors(kind, selectors)
    found = asyncio.run(_found(url, load_settings(directory), private=private, select=select))
    there = {feed.url: feed.id for feed in load_configuration(directory).feeds.values()}
    if found.url in there:
        click.echo(f"monitor: {found.url} is there already, as {there[found.url]!r}", err=True)
        sys.exit(1)
    file = FeedsFile(directory / "feeds.yaml")
    chosen = file.add(
        replace(found, folders=tags, lang=lang or found.lang), name=name, allow_private=private, select=select
    )
    file.save()
    if as_json:
        print_json({"id": chosen, "url": found.url, "title": found.title})
    else:
        click.echo(f"added {chosen}: {found.title or found.url}\n  {found.url}")


@click.command()
@options.rules
@click.argument("name", metavar="ID")
def remove(directory: Path, name: str) -> None:
    """Remove a feed from feeds.yaml. Its items stay known, so it can be added again without alerts.

    \b
    Exit codes:
      0  removed
      2  no such feed
    """
    file = FeedsFile(directory / "feeds.yaml")
    file.remove(name)
    file.save()
    click.echo(f"removed {name}")


def _selectors(kind: str | None, written: tuple[str, ...]) -> Selectors | None:
    """What the options say. Raises MonitorError if they do not go together, or a selector is wrong."""
    if kind is None:
        if written:
            raise MonitorError("--select needs --page or --api")
        return None
    given: dict[str, str] = {}
    for one in written:
        key, mark, selector = one.partition("=")
        if key not in KEYS or not mark or not selector:
            raise MonitorError(f"--select must be KEY=SELECTOR with KEY one of {', '.join(KEYS)}; not {one!r}")
        if fault := selector_fault(selector, kind=SourceKind(kind)):
            raise MonitorError(f"--select {key}: {fault}")
        given[key] = selector
    for key in NEEDED:
        if key not in given:
            raise MonitorError(f"--select {key}=... is missing")
    return Selectors(kind=SourceKind(kind), **given)


async def _found(url: str, settings: Settings, *, private: tuple[str, ...], select: Selectors | None) -> Outline:
    """The feed at an address. Raises MonitorError if there is none."""
    if "://" not in url:
        url = f"https://{url}"
    async with Http(contact=settings.contact) as http, Parser() as parser:
        if select is not None:
            return await _selected(url, http, parser, private=private, select=select)
        document = await _fetched(url, http, private=private)
        if (title := await _title(document, parser)) is not None:
            return Outline(url=url, title=title)
        text = document.body.decode("utf-8", "replace")
        links = feeds_of_page(text, url=document.url)
        for link in links:
            linked = await _fetched(link.url, http, private=private)
            if (title := await _title(linked, parser)) is not None:
                _say_others(links, link)
                return Outline(url=link.url, title=title or link.title)
        for guess in guesses_of_page(text, url=document.url):
            answer = await http.get(
                Feed(id=FeedId("new"), url=guess.url, title="", allow_private=private), PollState()
            )
            if isinstance(answer, Fetched) and (title := await _title(answer, parser)) is not None:
                return Outline(url=guess.url, title=title or guess.title)
    raise MonitorError(f"{url} is no feed, and names none: look on the page for a link to RSS or Atom")


async def _selected(
    url: str, http: Http, parser: Parser, *, private: tuple[str, ...], select: Selectors
) -> Outline:
    """A source that is no feed, if each of its selectors finds something. Raises MonitorError if one does not."""
    feed = Feed(id=FeedId("new"), url=url, title="", allow_private=private, select=select)
    if select.kind is SourceKind.PAGE:
        refused = await Robots(http=http, now=clock.now).refused(feed, url)
        if isinstance(refused, FetchFailed):
            raise MonitorError(f"{url}: {refused.failure}, {refused.detail}")
    document = await _fetched(url, http, private=private)
    reply = await parser.select(document.body, content_type=document.content_type, url=document.url, select=select)
    if isinstance(reply, Unreadable):
        raise MonitorError(f"{url}: {reply.detail}")
    if reply.unmatched:
        raise MonitorError(f"{url}: the selector of `{reply.unmatched[0]}` found nothing in any item")
    click.echo(f"{len(reply.entries)} items, such as:", err=True)
    for entry in reply.entries[:3]:
        click.echo(f"  {entry.title}  {entry.link}".rstrip(), err=True)
    return Outline(url=url, title=reply.title)


async def _fetched(url: str, http: Http, *, private: tuple[str, ...]) -> Fetched:
    feed = Feed(id=FeedId("new"), url=url, title="", allow_private=private)
    answer = await http.get(feed, PollState())
    if isinstance(answer, FetchFailed):
        raise MonitorError(f"{url}: {answer.failure}, {answer.detail}")
    assert isinstance(answer, Fetched), "a first request is neither conditional nor put off"
    return answer


async def _title(document: Fetched, parser: Parser) -> str | None:
    """The title of a feed; None if the document is none."""
    reply = await parser.parse(document.body, content_type=document.content_type, url=document.url)
    return reply.title if isinstance(reply, ParsedFeed) else None


def _say_others(links: Sequence[Link], chosen: Link) -> None:
    others = [link for link in links if link.url != chosen.url]
    if others:
        click.echo("the page also names:", err=True)
        for link in others:
            click.echo(f"  {link.url}  {link.title}".rstrip(), err=True)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True

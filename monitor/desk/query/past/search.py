"""Items by what they say: whatever a rule with this query would match."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from monitor.archive.read.filters import EVERYTHING, Filter, equals
from monitor.archive.read.reader import ArchiveReader, opened
from monitor.desk.query.past.archive_place import archive_for
from monitor.desk.query.past.narrowing import narrowed
from monitor.desk.query.past.query import CompiledQuery, compile_query
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.base import zoned
from monitor.desk.shapes.search import FoundItemShape, FoundMarkShape, SearchShape
from monitor.detect.match.text.steps import StepLimitError
from monitor.errors import NoArchiveError
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.store.connection.client import Client
from monitor.store.records.history import History


class CountedBy(StrEnum):
    """What matches are counted by."""

    DAY = "day"
    FEED = "feed"
    LANG = "lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchScope:
    """Which items are looked at, and what is wanted of them."""

    since: datetime | None = None
    until: datetime | None = None
    feeds: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    limit: int | None = 20
    """How many are wanted at most; None to count all."""
    per: CountedBy | None = None

    def has(self, item: Item) -> bool:
        """Whether an item is looked at."""
        return (
            (self.since is None or item.first_seen_at >= self.since)
            and (self.until is None or item.first_seen_at < self.until)
            and (not self.feeds or item.feed in self.feeds)
            and (not self.langs or item.lang in self.langs)
        )

    @property
    def where(self) -> Filter:
        """The same as a condition for rows, but for the time."""
        found = EVERYTHING
        if self.feeds:
            found &= equals("feed", *self.feeds)
        if self.langs:
            found &= equals("lang", *self.langs)
        return found


@dataclass(slots=True, kw_only=True)
class _Findings:
    """What was found so far, newest first."""

    scope: SearchScope
    query: CompiledQuery
    items: list[FoundItemShape] = field(default_factory=list)
    count: int = 0
    more: bool = False
    groups: dict[str, int] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def take(self, item: Item, *, baseline: bool) -> bool:
        """Look at an item; whether further ones are wanted."""
        if item.key in self._seen or not self.scope.has(item):
            return True
        try:
            match = self.query.detector.detect(item)
        except StepLimitError:  # no rule would match it either
            return True
        if match is None or not match.rules:
            return True
        if self.scope.limit is not None and self.count >= self.scope.limit:
            self.more = True
            return False
        self._seen.add(item.key)
        self.count += 1
        if self.scope.per is not None:
            name = _group(item, match, self.scope.per)
            self.groups[name] = self.groups.get(name, 0) + 1
        elif self.scope.limit is not None:
            self.items.append(_shape(item, match, baseline=baseline))
        return True


def search_in(
    folder: Path, address: str | None, data: Path, *, query: CompiledQuery, scope: SearchScope
) -> SearchShape:
    """What a query finds in the store of a folder of rules and in its archive, as `store_for` and `archive_for`
    find them. Blocks. Raises MonitorError if either cannot be used."""

    async def found() -> SearchShape:
        async with store_for(address, data=data, directory=folder) as client:
            return await search(client, query, scope, archive=archive_for(folder, data=data))

    return asyncio.run(found())


def search_for(folder: Path, address: str | None, data: Path, text: str, scope: SearchScope) -> SearchShape:
    """The same for a query as it was typed, of which MonitorError says what is wrong with it."""
    query = compile_query(text, directory=folder if folder.is_dir() else None)
    return search_in(folder, address, data, query=query, scope=scope)


async def search(client: Client | None, query: CompiledQuery, scope: SearchScope, *, archive: Path) -> SearchShape:
    """What a query finds, the newest first: in the store (if a client is given), then in the archive, if there is
    one.

    Raises MonitorError if the archive cannot be read, and NoArchiveError if there is neither.
    """
    found = _Findings(scope=scope, query=query)
    wanted = True
    if client is not None:
        async for item, baseline in History(client).newest_first(since=scope.since):
            wanted = found.take(item, baseline=baseline)
            if not wanted:
                break
    unreadable: tuple[str, ...] = ()
    if wanted:
        stop = threading.Event()
        try:
            unreadable = await asyncio.to_thread(_search_archive, found, archive, stop)
        except NoArchiveError:
            if client is None:
                raise
        finally:
            stop.set()
    return SearchShape(
        rule=query.yaml,
        count=found.count,
        more=found.more,
        items=tuple(found.items),
        groups=found.groups,
        unreadable=unreadable,
    )


def _search_archive(found: _Findings, folder: Path, stop: threading.Event) -> tuple[str, ...]:
    with opened(folder) as reader:
        for item, baseline in candidates(reader, found.query, found.scope):
            if stop.is_set() or not found.take(item, baseline=baseline):
                break
        return tuple(reader.unreadable)


def candidates(
    reader: ArchiveReader, query: CompiledQuery, scope: SearchScope, *, newest_first: bool = True
) -> Iterator[tuple[Item, bool]]:
    """The items of the archive that a query may match, each with whether it is a baseline: all that it does match
    are among them."""
    where = scope.where & narrowed(query.detector.index)
    yield from reader.items(where=where, since=scope.since, until=scope.until, newest_first=newest_first)


def _group(item: Item, found: Match, per: CountedBy) -> str:
    match per:
        case CountedBy.DAY:
            return f"{item.first_seen_at:%Y-%m-%d}"
        case CountedBy.FEED:
            return item.feed
        case CountedBy.LANG:
            return found.item.lang or "unknown"


def _shape(item: Item, match: Match, *, baseline: bool) -> FoundItemShape:
    return FoundItemShape(
        id=item.id,
        feed=item.feed,
        source=item.source,
        lang=match.item.lang,
        title=item.title,
        summary=item.summary,
        url=item.url,
        seen_at=zoned(item.first_seen_at),
        published_at=zoned(item.published_at) if item.published_at is not None else None,
        baseline=baseline,
        marks=tuple(
            FoundMarkShape(field=hit.field.value, start=hit.start, end=hit.end, term=hit.term)
            for rule in match.rules
            for hit in rule.hits
        ),
    )

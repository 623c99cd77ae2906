"""Which entries of a document are one item, and what each item is known by from one document to the next.

A guid identifies nothing if it is on different texts, nor does a link that items share. Whether they do, the
document itself shows: each entry is known by the first of guid, link, link and title, all its text that
distinguishes it apart from the others. What fails for most entries of a document is never trusted in that feed
again, because its next document may hold but one of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from enum import IntFlag
from urllib.parse import quote

from monitor.model.ids import FeedId, ItemId, content_id


class Distrust(IntFlag):
    """What has turned out to identify nothing in a feed. Its values are stored."""

    GUID = 1
    LINK = 2
    TITLE = 4
    """Link and title together."""


NOTHING = Distrust(0)
_COUNTS_VISITORS = re.compile(
    r"(?:xtor|utm_\w+|ref|refer+er|source|cid|at_\w+|ns_\w+|ftag|from|rss|feed)\b|:~:", re.IGNORECASE
)
_LONGEST = 500
"""Characters of a fragment that is a place in a page."""
_PAGE = 3
"""Summaries under one guid and one title from which on they are posts of a page, not one item listed twice."""
_MANY = 0.5
"""The share of ambiguous entries from which on a feed's guids, or links, are not trusted any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryNames:
    """All that an entry may be identified by."""

    guid: str
    link: str
    """Its address without a fragment; empty if it has none."""
    page: str
    """What the page of its address is known by, however that is written."""
    older_link: str
    """The address as versions before 0.2 had it."""
    fragment: str
    """What is behind the '#' of its link, unless it only counts visitors."""
    title: str
    summary: str

    @property
    def address(self) -> str:
        """Its link, with the fragment."""
        return f"{self.link}#{self.fragment}" if self.fragment else self.link

    @property
    def place(self) -> str:
        """What its page is known by, with the fragment."""
        return f"{self.page}#{self.fragment}" if self.fragment else self.page

    @property
    def text(self) -> tuple[str, str]:
        """What the entry says."""
        return self.title, self.summary

    def candidates(self, *, by_address: bool = False) -> tuple[tuple[Distrust, tuple[str, ...]], ...]:
        """What may identify it, the best first, each with what must be trusted for it. `by_address` gives what it
        was when each way to write an address was another page."""
        place = self.address if by_address else self.place
        found: list[tuple[Distrust, tuple[str, ...]]] = []
        if self.guid:
            found.append((Distrust.GUID, (self.guid,)))
        if self.link:
            found.append((Distrust.LINK, (place,)))
        found.append((Distrust.TITLE, (place, self.title) if self.link else (self.title,)))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemIdentity:
    """What one entry is known by."""

    id: ItemId
    by_guid: bool = False
    """Whether its guid is what distinguishes it. Any other guid says nothing to whoever compares items."""
    former: ItemId | None = None
    """What it was known by before the feed's guids, or links, lost their trust; None if that was no other, or if
    it was on several entries."""


def fragment_of(link: str) -> str:
    """What is behind the '#' of a link, where it may lead elsewhere; empty for what only counts visitors."""
    fragment = link.partition("#")[2].strip()
    if len(fragment) > _LONGEST or _COUNTS_VISITORS.match(fragment):
        return ""
    return quote(fragment, safe="!/?:@-._~$&'()*+,;=%")


def is_route(fragment: str) -> bool:
    """Whether a page shows something else by its fragment: `#!/news/1`, `#/news/1`."""
    return fragment.startswith(("!", "/"))


def identify(
    entries: Sequence[EntryNames], *, feed: FeedId, distrust: Distrust | None, by_address: bool = False
) -> tuple[Sequence[ItemIdentity], Distrust]:
    """The identity of each entry, in order, and what is not to be trusted from now on.

    `distrust` is what the last document of the feed gave; None if that was read by a version which took the guid,
    or else the link without its fragment, or else the title. `by_address` says that it took each way to write an
    address for another page. Entries with one identity are one item.
    """
    shared = _shared(entries)
    distrusted = (distrust or NOTHING) | _unfit(entries, shared)
    keys = [_key(entry, distrusted, shared) for entry in entries]
    former: Sequence[tuple[str, ...]] = keys
    if distrust is None:
        former = [(entry.guid or entry.older_link or entry.title,) for entry in entries]
    elif distrusted != distrust or by_address:
        known = _shared(entries, by_address=by_address) if distrusted == distrust else frozenset()
        former = [_key(entry, distrust, known, by_address=by_address) for entry in entries]
    ambiguous = _on_several_texts(former, entries) if former is not keys else frozenset()
    made = [
        ItemIdentity(
            id=_id(feed, key),
            by_guid=key == (entry.guid,),
            former=_id(feed, old) if old != key and old not in ambiguous else None,
        )
        for entry, key, old in zip(entries, keys, former, strict=True)
    ]
    return made, distrusted


def _id(feed: FeedId, key: tuple[str, ...]) -> ItemId:
    return ItemId(content_id(feed, *key))


def _key(
    entry: EntryNames, distrust: Distrust, shared: Set[tuple[str, ...]], *, by_address: bool = False
) -> tuple[str, ...]:
    """The first candidate that can be trusted and is no other entry's."""
    for kind, key in entry.candidates(by_address=by_address):
        if kind not in distrust and key not in shared:
            return key
    return entry.address if by_address else entry.place, entry.title, entry.summary


def _shared(entries: Sequence[EntryNames], *, by_address: bool = False) -> frozenset[tuple[str, ...]]:
    """Candidates that are on several pieces of news."""
    bearers: defaultdict[tuple[str, ...], list[EntryNames]] = defaultdict(list)
    for entry in entries:
        for key in {key for _, key in entry.candidates(by_address=by_address)}:
            bearers[key].append(entry)
    return frozenset(key for key, found in bearers.items() if len(found) > 1 and _differ(key, found))


def _differ(key: tuple[str, ...], entries: Sequence[EntryNames]) -> bool:
    """Whether entries with one name are several pieces of news.

    A publisher that gives two entries one guid and one title may have listed one item twice, with its summary cut
    elsewhere. A guid on three summaries names a page.
    """
    if any((entry.guid,) != key for entry in entries):
        return len({entry.text for entry in entries}) > 1
    summaries = {entry.summary for entry in entries}
    links = {entry.place for entry in entries}
    return (
        len({entry.title for entry in entries}) > 1
        or (len(links) > 1 and len(summaries) > 1)
        or len(summaries) >= _PAGE
    )


def _unfit(entries: Sequence[EntryNames], shared: Set[tuple[str, ...]]) -> Distrust:
    """What does not identify most of the entries that have it."""
    if not shared:
        return NOTHING
    having: defaultdict[Distrust, int] = defaultdict(int)
    failing: defaultdict[Distrust, int] = defaultdict(int)
    for entry in entries:
        for kind, key in entry.candidates():
            having[kind] += 1
            failing[kind] += key in shared
    unfit = NOTHING
    for kind, times in failing.items():
        if times > _MANY * having[kind]:
            unfit |= kind
    return unfit


def _on_several_texts(
    keys: Sequence[tuple[str, ...]], entries: Sequence[EntryNames]
) -> frozenset[tuple[str, ...]]:
    texts: defaultdict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for key, entry in zip(keys, entries, strict=True):
        texts[key].add(entry.text)
    return frozenset(key for key, found in texts.items() if len(found) > 1)

"""An address that is polled, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from monitor.model.ids import FeedId


class SourceKind(StrEnum):
    """What items are selected from, where there is no feed."""

    PAGE = "page"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """Where items and their parts are in a document: CSS selectors of a page, JMESPath expressions of JSON.

    Those of parts are relative to their item. A CSS selector may end in `@name`: the attribute of that name.
    """

    kind: SourceKind
    item: str
    title: str
    link: str = ""
    """Empty, like those below, for what is not selected. Of a page, the first link in the item then."""
    date: str = ""
    summary: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One address to poll. Configuration only: what polling has learnt is kept by the store."""

    id: FeedId
    url: str = field(repr=False)
    """May hold a secret."""
    title: str
    """The outlet's name as a reader knows it; alerts say 'also reported by' with it."""
    every: timedelta | None = None
    """The interval between two visits; None lets it be learnt from the feed's own rhythm."""
    floor: timedelta = timedelta(minutes=1)
    """The shortest interval that may be learnt."""
    ceiling: timedelta | None = None
    """The longest; None: half an hour, and up to a day for what has been silent for long or asks for it."""
    within: timedelta | None = None
    """How late its news may be seen; None: five minutes will do. Only what is said of its health depends on it."""
    lang: str | None = None
    """The language of its items as an IETF primary subtag ('id', 'ko'), if the user declared it."""
    timezone: str = ""
    """The zone, by its name in the tz database, of dates that name none; empty: UTC."""
    tags: tuple[str, ...] = ()
    allow_private: tuple[str, ...] = ()
    """Networks in CIDR form that this feed may be fetched from although they are not public."""
    tier: int = 0
    """How much its user trusts it: 1 is best; 0 says nothing. Routes may ask for it."""
    backfill: bool = False
    """Whether the first poll's items may alert. Otherwise they are the baseline: known, silent."""
    select: Selectors | None = None
    """How items are found in a document that is no feed; None for a feed."""
    fulltext: bool = False
    """Whether the articles behind new items are fetched and read as well."""
    group: str = ""
    """Feeds of one group are visited one after the other, like feeds of one domain; empty: its domain."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Request headers by name. These, the next three and the user part of the url may be secrets."""
    authorization: str = field(default="", repr=False)
    """The whole value of the header Authorization."""
    cookies: str = field(default="", repr=False)
    """The whole value of the header Cookie."""
    secret_url: bool = False
    """Whether the url holds a secret, so that neither it nor where it redirects to may be remembered or shown."""
    proxy: str = field(default="", repr=False)
    """Address of an HTTP proxy to fetch through."""

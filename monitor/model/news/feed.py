"""An address that is polled, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from monitor.model.ids import FeedId


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
    """The shortest interval that may be learnt; the next is the longest."""
    ceiling: timedelta = timedelta(minutes=30)
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

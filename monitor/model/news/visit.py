"""One visit to a feed: the state before it, what it brought, the state after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item
from monitor.model.notice import Notice


class FetchFailure(StrEnum):
    """Why a visit brought no document, as a class that a person can act on."""

    UNREACHABLE = "unreachable"
    """No connection: DNS, refused, TLS, reset."""
    TIMEOUT = "timeout"
    FORBIDDEN_ADDRESS = "forbidden address"
    """The address is not public, and the feed's `allow_private` does not name it."""
    HTTP_ERROR = "http error"
    """Any status that is neither a document nor one of the two below."""
    SLOW_DOWN = "slow down"
    """429, 420, 529, 503 with Retry-After, or 403: the server wants fewer visits."""
    GONE = "gone"
    """410: the publisher says that the feed will not come back."""
    ROBOTS = "robots"
    """The server's robots.txt disallows the page: it is not fetched."""
    TOO_LARGE = "too large"
    NOT_A_FEED = "not a feed"
    """HTML, a captcha page, or something else that is no feed in any known format."""
    BROKEN = "broken"
    """A feed that cannot be parsed, or that the guard refuses (entity declarations, absurd depth)."""
    PROXY = "proxy"
    """The proxy of the feed refuses; its server was not asked."""
    OUR_NETWORK = "our network"
    """Nobody can be reached: it is our own network that is down, and the feed is not blamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What the store remembers of a feed's last visits."""

    etag: str = ""
    """Byte-exact, quotes and W/ included; empty if there was none."""
    last_modified: str = ""
    """Byte-exact; empty if there was none."""
    failures: int = 0
    """Failed visits since the last good one."""
    known: bool = False
    """Whether a document was ever taken: if not, the next one is the baseline."""
    address: str = ""
    """Digest of the configured address that the validators, the body and `moved_to` belong to."""
    body: str = ""
    """Digest of the last document's bytes."""
    slices: bytes = b""
    """What the last document's entries are known by, so that only new ones are parsed."""
    whole_at: datetime | None = None
    """When a document was last read with all its entries."""
    distrust: int | None = None
    """Bits for what has turned out to identify nothing here: guids, links, titles. None if nobody looked."""
    wording: int = 0
    """With which version of what counts as wording the known items were last compared."""
    document_at: datetime | None = None
    """When a document was last sent, and not only said to be unmodified."""
    moved_to: str = ""
    """Where permanent redirects lead to, and how many visits in a row said so."""
    moved_answers: int = 0
    max_age: int = 0
    """Seconds for which the server says that the document stays as it is; 0 if it does not say."""
    ttl: int = 0
    """Likewise what the document itself says."""
    skip_hours: int = 0
    """Bits 0 to 23: the hours of the day, UTC, in which the document asks not to be visited."""
    skip_days: int = 0
    """Bits 0 to 6: the days of the week, Monday first, likewise."""
    gap: float = 0.0
    """Seconds from one new item to the next, as learnt; 0 if nothing was learnt yet."""
    fresh_at: datetime | None = None
    """When the newest item came; at first, when it was published."""
    unseen: bool = False
    """Whether it has never had an item, so that `fresh_at` is when it was visited first."""
    matched_at: datetime | None = None
    """When an item last satisfied a rule."""
    overruns: int = 0
    """Polls in a row in which every item was new."""
    overran_at: datetime | None = None
    failing_since: datetime | None = None
    skew: int = 0
    """Seconds by which the server's clock is ahead of ours, if it is off by more than a few minutes; else 0."""
    listed: bool = False
    """Whether the selectors of a source that is no feed ever found items."""
    empty_since: datetime | None = None
    """Since when they have found none, although the document is a list."""
    restless_since: datetime | None = None
    """Since when most of its items have other words at every visit."""
    odd_date: str = ""
    """A date of the last document with new entries, if most of its dates could not be read; else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPoll:
    """What the store found when it saved a feed's last poll: its next visitor learns from it."""

    at: datetime
    fresh: int = 0
    """Items that were new, of a poll that was no baseline."""
    soon: int = 0
    """Edited items that are to be looked at again, but not so soon after the last time."""
    overrun: bool = False
    """Whether all were new although the feed is known: some may have come and gone in between."""
    restless: bool = False
    """Whether most items have had other words at visit after visit, so that their edits are not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPause:
    """A group of feeds that nobody may visit for a while."""

    group: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The right to visit a feed now, held until a deadline."""

    feed: FeedId
    token: int
    """Fencing token: the store refuses what a visitor brings whose right has passed to another."""
    memory: PollState
    last: LastPoll | None = None
    """What became of the poll before; None if there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Somebody who says when a feed has something new (WebSub)."""

    url: str
    topic: str
    """What the hub calls the feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a hub was asked to push."""

    hub: Hub
    token: str
    """The part of our address that only this hub knows."""
    secret: str
    """What the hub signs its pushes with."""
    ask_again_at: datetime
    """When to ask again: the subscription runs out soon, or was never confirmed."""
    expires_at: datetime | None = None
    """Until when the hub has promised to push; None if it has not confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a visit brought. Without a failure: the items of the document, or none if it was not modified."""

    feed: FeedId
    items: tuple[Item, ...] = ()
    shown: int = 0
    """Entries of the document. Each is one of the items, or one of those that the next three count."""
    same: int = 0
    """Entries that are the same item as another of the document."""
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Entries that gave no item, by reason."""
    unchanged: int = 0
    """Entries that were known by their bytes, and not read again."""
    former: Mapping[ItemId, ItemId] = field(default_factory=dict)
    """What items were known by before the feed's guids, or links, lost their trust."""
    prints: Mapping[ItemId, bytes] = field(default_factory=dict)
    """What the wording of each item is known by: four bytes for all of it, three for it without figures."""
    as_found: bool = False
    """Whether the prints are kept as they are, and nothing is taken for edited: they were never made, or made from
    something else."""
    reworded: bool = False
    """Whether an item with other words is not edited, as in a page: prints serve to know it under another name."""
    truncated: bool = False
    """Whether the document ends before its end."""
    baseline: bool = False
    """Whether the items are known from now on, but silent."""
    modified: bool = True
    memory: PollState
    """What to remember from now on, for the next visit."""
    next_visit_at: datetime
    made_at: datetime | None = None
    """What the visitor's clock showed: the store's is another, and one of them may be wrong."""
    failure: FetchFailure | None = None
    status: int = 0
    """The status of the answer that was a failure; 0 if there was none, or no failure."""
    detail: str = ""
    """The failure in words, with the status or the reason."""
    put_off: bool = False
    """Whether nothing was asked, because it is not the feed's turn yet."""
    early_visit_at: datetime | None = None
    """The next visit if it turns out that all items are new; None makes no difference."""
    pause: HostPause | None = None
    """That the server wants to be left alone by all feeds of its group."""
    notices: tuple[Notice, ...] = ()
    hub: Hub | None = None
    """The hub that the feed names, if it named one in this document."""

    @property
    def unaccounted(self) -> int:
        """Entries of the document of which nobody knows what became: 0, or there is a bug."""
        counted = len(self.items) + self.same + sum(self.rejected.values()) + self.unchanged
        return max(self.shown - counted, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveResult:
    """What became of a poll's items: fetched = new + known (+ same and rejected, which the poll counts itself)."""

    new: int
    known: int
    edited: int = 0
    """Of the known, those that say something else than at the last visit, and are looked at again."""
    stale: bool = False
    """The right to visit had passed to another: nothing was saved."""
    held_back: bool = False
    """The stages behind are too far behind: nothing was saved, the feed is due again soon."""
    overrun: bool = False
    """Every item was new although the feed is known: some may have come and gone unseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How polling a feed goes."""

    feed: FeedId
    next_visit_at: datetime
    failures: int
    """Failed visits since the last good one."""
    failure: str
    """What went wrong at the last visit, as a class; empty if it went well."""
    detail: str
    """The same in words."""
    status: int = 0
    """The status of the answer that was a failure; 0 if there was none, or if an older version noted it."""
    good_at: datetime | None
    """The last visit that went well."""
    memory: PollState = PollState()

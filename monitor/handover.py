"""What the stages and the store hand to one another, in the order of the flow.

The rooms do not know each other, so the values that cross between a stage and the store live below both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from monitor.model import Alert, FeedId, Item, ItemId, Joining, Match, RuleId, Severity, Silence, StoryId, Witness

T = TypeVar("T")


class Failure(StrEnum):
    """Why a visit brought no document, as a class that a person can act on."""

    UNREACHABLE = "unreachable"
    """No connection: DNS, refused, TLS, reset."""
    TIMEOUT = "timeout"
    FORBIDDEN_ADDRESS = "forbidden address"
    """The address is not public, and the feed's `allow_private` does not name it."""
    HTTP_ERROR = "http error"
    """Any status that is neither a document nor one of the two below."""
    SLOW_DOWN = "slow down"
    """429, 503 with Retry-After, or 403: the server wants fewer visits."""
    GONE = "gone"
    """410: the publisher says that the feed will not come back."""
    TOO_LARGE = "too large"
    NOT_A_FEED = "not a feed"
    """HTML, a captcha page, or something else that is no feed in any known format."""
    BROKEN = "broken"
    """A feed that cannot be parsed, or that the guard refuses (entity declarations, absurd depth)."""
    OUR_NETWORK = "our network"
    """Nobody can be reached: it is our own network that is down, and the feed is not blamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the people who run the monitor must hear of, told once on the channel `ops`."""

    key: str
    """What it is about and since when. A notice of the same key is told once, however often it is given, also
    across restarts: so it may be derived anew from what is the case, and needs no memory of having been told."""
    title: str
    """One line: what is wrong."""
    detail: str = ""
    """What to do about it."""
    severity: Severity = Severity.MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
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
    matched_at: datetime | None = None
    """When an item last satisfied a rule."""
    overruns: int = 0
    """Polls in a row in which every item was new."""
    overran_at: datetime | None = None
    failing_since: datetime | None = None
    skew: int = 0
    """Seconds by which the server's clock is ahead of ours, if it is off by more than a few minutes; else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastPoll:
    """What the store found when it saved a feed's last poll: its next visitor learns from it."""

    at: datetime
    fresh: int = 0
    """Items that were new, of a poll that was no baseline."""
    overrun: bool = False
    """Whether all were new although the feed is known: some may have come and gone in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A group of feeds that nobody may visit for a while."""

    group: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The right to visit a feed now, held until a deadline."""

    feed: FeedId
    token: int
    """Fencing token: the store refuses what a visitor brings whose right has passed to another."""
    memory: Memory
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
    """What a hub was asked to tell."""

    hub: Hub
    token: str
    """The part of our address that only this hub knows."""
    secret: str
    """What the hub signs its pushes with."""
    ask_again_at: datetime
    """When to ask again: the subscription runs out soon, or was never confirmed."""
    expires_at: datetime | None = None
    """Until when the hub has promised to tell; None if it has not confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What a visit brought. Without a failure: the items of the document, or none if it was not modified."""

    feed: FeedId
    items: tuple[Item, ...] = ()
    rejected: int = 0
    """Entries of the document that gave no item: nothing to identify or to show them by."""
    unchanged: int = 0
    """Entries of the document that were known by their bytes, and not read again."""
    baseline: bool = False
    """Whether the items are known from now on, but silent."""
    modified: bool = True
    memory: Memory
    """What to remember from now on, for the next visit."""
    next_visit_at: datetime
    made_at: datetime | None = None
    """What the visitor's clock showed: the store's is another, and one of them may be wrong."""
    failure: Failure | None = None
    detail: str = ""
    """The failure in words, with the status or the reason."""
    put_off: bool = False
    """Whether nothing was asked, because it is not the feed's turn yet."""
    early_visit_at: datetime | None = None
    """The next visit if it turns out that all items are new; None makes no difference."""
    pause: Pause | None = None
    """That the server wants to be left alone by all feeds of its group."""
    notices: tuple[Notice, ...] = ()
    hub: Hub | None = None
    """The hub that the feed names, if it named one in this document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of a poll's items: fetched = new + known (+ rejected, which the poll counts itself)."""

    new: int
    known: int
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
    good_at: datetime | None
    """The last visit that went well."""
    memory: Memory = Memory()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Generic[T]):
    """Something at the head of a work stream, taken but not yet done."""

    entry: str
    """The stream's own id of it."""
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a rule with `when` stands. It has a size that does not grow with the news."""

    key: str
    """That of the rule's `Correlation`."""
    began_at: datetime
    """Since when it counts."""
    seen: tuple[Witness, ...] = ()
    """What counts at present, oldest first; of what is not among the newest only what it is and the time."""
    buckets: tuple[tuple[int, int], ...] = ()
    """For a spike: how many there were in each stretch of time, by its number, without those that had none."""
    rang_at: datetime | None = None
    """When it rang last, in the time of the items. For an absence, None again once it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a match, or the passing of time, changes for rules with `when`."""

    tallies: tuple[Tally, ...] = ()
    """Those that are different from before."""
    matches: tuple[Match, ...] = ()
    """Of the rules that ring now, to be decided like any other."""
    says: tuple[str, ...] = ()
    """In words, how each rule stands."""
    forgotten: tuple[str, ...] = ()
    """Keys of tallies whose rule is there no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """How far the news has come, and which feeds were visited."""

    at: datetime
    """Whatever was first seen before has been handed on to the deciding loop."""
    good_at: Mapping[FeedId, datetime]
    """The last visit that went well, of the feeds that were asked for; absent if there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about one match: the entry of the log that the deciding loop is rebuilt from."""

    match: Match
    joining: Joining
    outcomes: tuple[Alert | Silence, ...] = ()
    """One for each channel, and an update (`Reason.ALSO`) beside it where there is one."""
    counted: Counted = Counted()
    """How the rules with `when` that count the item stand with it. Read from the log, only what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person set right about the stories: some of a story's items leave it, or all of them go elsewhere."""

    story: StoryId
    into: StoryId
    """The other story, for a merge; the first item that leaves, for a split."""
    items: tuple[ItemId, ...] = ()
    """The items that leave, for a split; empty for a merge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The last time that a channel was told of a story, or that telling it was decided."""

    severity: Severity
    at: datetime
    accepted: bool
    """Whether the channel accepted it; otherwise it is still on its way. A dead letter is no telling."""
    held_until: datetime | None = None
    """Until when the telling is held back, if it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A person's wish not to hear of something for a while. All that it names must fit; it names something."""

    id: str
    until: datetime
    made_at: datetime
    by: str
    """Who asked for it, as far as that is known: a login, a user of a channel."""
    comment: str = ""
    rule: RuleId | None = None
    tag: str | None = None
    source: str | None = None
    """An outlet's name or its feed's id."""
    story: StoryId | None = None
    up_to: Severity | None = None
    """Only what is no graver than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How many messages a service takes."""

    scope: str
    """What is counted together: a chat, a bot, a web hook. A digest, because its parts may be secrets."""
    every: timedelta
    """How soon the right to send one more comes back."""
    burst: int
    """How many may be sent at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What a reader did to an alert on the channel that showed it."""

    action: str
    """What the button holds."""
    user: str
    """The service's own id of who did it."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """That nobody may have acknowledged an alert: it is told again, or to others."""

    member: str
    """The store's own name for it."""
    alert: Alert
    due: datetime
    escalates: bool
    """Whether others are told; else the same channel again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An alert at the head of a channel's outbox."""

    entry: str
    """The outbox's own id of it."""
    alert: Alert
    attempts: int
    """Attempts that were begun before this one."""
    repeat: bool
    """Whether an earlier attempt may have been accepted: its answer was lost, or its sender died."""
    thread: str = ""
    """The service's name for the first message that the channel got of the story; empty if there is none."""

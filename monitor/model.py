"""The nouns of the news room, in the order in which news passes through them.

    Feed ─collect─▶ Item ─detect─▶ Match ─group─▶ Joining (a Story) ─route─▶ Alert | Silence ─send─▶ Delivery

All of them are frozen, and their ids are made from content: the same input gives the same id after
any crash, which is what makes every put idempotent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NewType

FeedId = NewType("FeedId", str)
ItemId = NewType("ItemId", str)
RuleId = NewType("RuleId", str)
EntityId = NewType("EntityId", str)
StoryId = NewType("StoryId", str)
AlertId = NewType("AlertId", str)
ChannelName = NewType("ChannelName", str)


def content_id(*parts: str) -> str:
    """A stable id of 24 hex digits (96 bits of SHA-256) for these parts, in this order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


class Severity(IntEnum):
    """How much a rule's author cares. Ordered."""

    INFO = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


class Field(StrEnum):
    """The part of an item in which a term was found."""

    TITLE = "title"
    SUMMARY = "summary"
    BODY = "body"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news as one feed gave it, in plain text."""

    id: ItemId
    """From the feed's id and the guid, or the link, or the title: the first that is there."""
    feed: FeedId
    source: str
    """The outlet's name (the feed's title)."""
    url: str
    """The link without tracking parameters; empty if the feed gave none."""
    title: str
    summary: str = ""
    body: str = ""
    guid: str = ""
    author: str = ""
    lang: str | None = None
    tags: tuple[str, ...] = ()
    """The tags of its feed."""
    tier: int = 0
    """The tier of its feed."""
    categories: tuple[str, ...] = ()
    """What the publisher files it under."""
    enclosures: tuple[str, ...] = ()
    """Addresses of attached files: pictures, sound, documents."""
    published_at: datetime | None = None
    """What the feed says. Shown, never trusted."""
    updated_at: datetime | None = None
    first_seen_at: datetime
    """The store's clock when the item was first put. Orders everything."""

    def text(self, field: Field) -> str:
        """The text of one field."""
        match field:
            case Field.TITLE:
                return self.title
            case Field.SUMMARY:
                return self.summary
            case Field.BODY:
                return self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a term was found. Start and end count code points of the item's own text of that field."""

    term: str
    """As the rule or the entity writes it."""
    field: Field
    start: int
    end: int
    entity: EntityId | None = None
    """The entity that the term is a name of, if it is one."""


class Per(StrEnum):
    """What a throttle counts separately."""

    RULE = "rule"
    STORY = "story"
    SOURCE = "source"
    ENTITY = "entity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """A rule rings a channel at most once in a while."""

    every: timedelta
    per: Per = Per.STORY


class Outside(StrEnum):
    """What becomes of an alert outside the hours of its rule."""

    HOLD = "hold"
    """It waits until the hours begin."""
    DIGEST = "digest"
    """It is told in one message with the others, when the hours begin."""
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When a rule may ring."""

    start: int
    """Minutes after local midnight."""
    end: int
    """Minutes after local midnight. Before `start`: the hours reach into the next day; equal: all day."""
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    """Weekdays on which the hours begin, Monday is 0."""
    timezone: str = ""
    """An IANA name such as Asia/Jakarta; empty for the monitor's own."""
    outside: Outside = Outside.HOLD
    passes: Severity | None = Severity.CRITICAL
    """Severity from which an alert rings at any hour; None if none does."""


class Merge(StrEnum):
    """How much evidence two items need to be one story."""

    STRICT = "strict"
    NORMAL = "normal"
    LOOSE = "loose"
    NONE = "none"
    """Only copies of the same text are one story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPolicy:
    """What a rule says of its stories."""

    merge: Merge = Merge.NORMAL
    join: timedelta | None = None
    """How long after its last item a story takes more; None for the monitor's own window."""
    min_independent: int = 1
    """How many independent sources must report a story before it rings."""


class Distinct(StrEnum):
    """What a count takes for one, however often it comes."""

    ITEM = "item"
    SOURCE = "source"
    FEED = "feed"
    STORY = "story"
    LANG = "lang"
    PERSON = "entities.person"
    COUNTRY = "entities.country"
    PLACE = "entities.place"
    ORG = "entities.org"

    @property
    def plural(self) -> str:
        """What several of them are called."""
        return _PLURALS.get(self, f"{self}s")

    @property
    def kind(self) -> str:
        """The kind of entity that it is, or an empty string."""
        return self.removeprefix("entities.") if self.startswith("entities.") else ""


_PLURALS = {
    Distinct.STORY: "stories",
    Distinct.LANG: "languages",
    Distinct.PERSON: "people",
    Distinct.COUNTRY: "countries",
    Distinct.PLACE: "places",
    Distinct.ORG: "organisations",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many within a while."""

    at_least: int
    within: timedelta
    distinct: Distinct = Distinct.ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """Many more in a window than usual."""

    factor: int
    """How many times as many as usual."""
    window: timedelta
    baseline: timedelta
    """How far back the usual is taken from; a day of it is needed."""
    least: int
    """How many it takes in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Nothing for a while."""

    span: timedelta
    unless_feed_down: bool = False
    """Whether every feed that it is about must have been visited well since the span was over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """Each of several rules within a while."""

    rules: tuple[str, ...]
    """Ids of rules, or expressions with `*` that fit one or more."""
    within: timedelta
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """Something that was not there for a while."""

    field: Distinct
    """What of the items."""
    not_seen_in: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """What must come together before a rule with `when` rings: one of five."""

    key: str
    """Names the rule and what it counts. It outlives an edit of the severity, but not one of what is counted."""
    count: Count | None = None
    spike: Spike | None = None
    absent: Absence | None = None
    sequence: Succession | None = None
    new: Novelty | None = None
    feeds: tuple[FeedId, ...] = ()
    """The feeds that the rule names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """One rule that an item satisfies, with all that later stages need to know of the rule."""

    rule: RuleId
    title: str
    severity: Severity
    tags: tuple[str, ...] = ()
    notify: tuple[ChannelName, ...] = ()
    """Channels that the rule names itself; empty leaves the choice to the routes."""
    hits: tuple[Hit, ...] = ()
    """The words that fired, in the order of the text."""
    required: tuple[EntityId, ...] = ()
    """Entities that every item of this rule must have, so that they tell no two stories apart."""
    throttle: Throttle | None = None
    hours: Hours | None = None
    story: StoryPolicy = StoryPolicy()
    correlation: Correlation | None = None
    """What must come together, for a rule with `when`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One of the things that a rule with `when` counts."""

    member: str
    """As what it counts: an item, a source, a feed, a story, a language, an entity, a rule."""
    at: datetime
    """When its item was first seen."""
    item: ItemId
    source: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What came together for a rule with `when`, so that it rings."""

    says: str
    """In words, with the numbers: '8 of 8 sources within 1 h: …'."""
    witnesses: tuple[Witness, ...] = ()
    """The newest of what was counted, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An item and every rule that it satisfies."""

    item: Item
    rules: tuple[RuleHit, ...]
    entities: tuple[EntityId, ...] = ()
    """Every known entity that the item names, in any language, whether or not a rule asked."""
    ruleset: str = ""
    """Which generation of the rules said so: 12 hex digits of its content."""
    counts_for: tuple[RuleHit, ...] = ()
    """Rules with `when` that count the item. They ring nothing by it; `rules` may then be empty."""
    occasion: Occasion | None = None
    """Why a rule with `when` rings. The item is then the monitor's own account of it, and no feed's."""

    @property
    def severity(self) -> Severity:
        """The highest severity of its rules."""
        return max(hit.severity for hit in self.rules)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its rules and of its feed, each once."""
        rule_tags = (tag for hit in self.rules for tag in hit.tags)
        return tuple(dict.fromkeys((*rule_tags, *self.item.tags)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event, as several items tell it."""

    id: StoryId
    """The id of its first item."""
    headline: str
    items: tuple[ItemId, ...]
    """Its newest items, oldest first: 16 at most, because the story is written down with each of them."""
    size: int = 1
    """How many items it has."""
    sources: tuple[str, ...]
    """The outlets that reported it, each once, in the order of their first report."""
    independent: int = 1
    """How many of the sources have their own account of it: copies of one wire text count once."""
    rules: tuple[RuleId, ...]
    severity: Severity
    opened_at: datetime
    updated_at: datetime


class Tier(StrEnum):
    """Why an item was given its story: the kind of evidence, strongest first."""

    OPENED = "opened"
    SAME_ITEM = "same item"
    NEAR_DUPLICATE = "near-duplicate"
    SAME_STORY = "same story"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """A match's place in a story. The story is as it stands with the item in it."""

    story: Story
    item: ItemId
    tier: Tier
    score: float = 1.0
    """How sure the tier is, 0 to 1."""
    because: str = ""
    """The evidence in words, for `monitor why`."""
    development: str = ""
    """What is materially new about the item, in words ('new number: 12,000 troops'); else empty."""
    rival: StoryId | None = None
    """The nearest other story, and how near it came."""
    rival_score: float = 0.0
    account: str = ""
    """Whose account of the event the item gives: its outlet's own, or the agency's or outlet's that it copies."""


class Reason(StrEnum):
    """Why an alert is told."""

    FIRST = "first"
    CHANGED = "changed"
    ESCALATED = "escalated"
    REMINDER = "reminder"
    DIGEST = "digest"
    ALSO = "also reported"
    """Not a ring: brings the sources of a story already told up to date, where a channel can."""
    NOTICE = "notice"
    """The monitor's own news, for whoever runs it: a blind feed, a broken rule file, a refused token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Whom to tell if nobody acknowledges."""

    after: timedelta
    to: tuple[ChannelName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A decision to tell one channel about a story. The same decision has the same id."""

    id: AlertId
    channel: ChannelName
    reason: Reason
    because: str
    """The reason in words."""
    story: Story
    match: Match
    """The match that made it ring."""
    decided_at: datetime
    not_before: datetime | None = None
    """Until when it is held: quiet hours, or the wait for further sources. None to tell it at once."""
    gathered: bool = False
    """Whether it is told in one digest with the others that are held until then."""
    listed: tuple[str, ...] = ()
    """A digest's stories, one line each."""
    repeat: timedelta | None = None
    """How often it is told again until somebody acknowledges it; None for once."""
    escalate: Escalation | None = None
    """What follows if nobody acknowledges it."""

    @property
    def severity(self) -> Severity:
        """The story's severity when the alert was decided."""
        return self.story.severity


class Because(StrEnum):
    """Why an alert is not told."""

    FOLDED = "folded"
    """The channel was told of the story already and this item brings nothing new."""
    NO_ROUTE = "no route"
    """No rule and no route names a channel for it."""
    UNCONFIRMED = "unconfirmed"
    """Fewer independent sources than its rules ask for have reported it so far."""
    MUTED = "muted"
    """A person does not want to hear of it for a while."""
    INHIBITED = "inhibited"
    """A graver story on the same entity is under way."""
    THROTTLED = "throttled"
    """Its rules rang not long ago."""
    OUT_OF_HOURS = "out of hours"
    """Its rules drop what comes at this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A decision not to tell: counted, shown and explained like an alert."""

    story: StoryId
    item: ItemId
    channel: ChannelName | None
    because: Because
    detail: str


class Outcome(StrEnum):
    """How one attempt to send ended."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The request left, the answer did not come: it may have been accepted. Sent again, marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to send one alert."""

    alert: AlertId
    channel: ChannelName
    outcome: Outcome
    at: datetime
    detail: str = ""
    message_id: str = ""
    took: timedelta = timedelta(0)
    """From the first sight of the item, or the end of its alert's hold, to the end of the attempt."""

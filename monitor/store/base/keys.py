"""The names of everything in the store. A hash tag in braces holds together what one script touches."""

from __future__ import annotations

from datetime import timedelta

from monitor.model.ids import ChannelName, FeedId

DUE = "{p0}:due"
"""Sorted set: feed -> next visit in ms."""
LEASES = "{p0}:lease"
"""Hash: feed -> the token of the right to visit it."""
VISIT_NUMBER = "{p0}:visits"
"""Counter from which those tokens come."""
SAVED = "{p0}:saved"
"""Hash: feed -> the token and outcome of its last save, for a repeated call."""
MEMORY = "{p0}:memory"
"""Hash: feed -> PollState; stays when a feed is removed, so that it can come back."""
GOOD = "{p0}:good"
"""Hash: feed -> its last good visit in ms."""
PAUSES = "{p0}:pauses"
"""Sorted set: group of feeds that nobody may visit -> until when, in ms."""
CLOCK = "{p0}:clock"
"""What the store's clock showed last, in ms: it may be set back."""
FAILURE = "{p0}:failure"
"""Hash: feed -> what went wrong at its last visit; absent after a good one."""
SUBSCRIPTIONS = "{p0}:websub"
"""Hash: feed -> its Subscription to a hub."""
HISTORY = "{p0}:history"
"""Stream of every item, with the time of its entry as its first-seen time."""
ITEMS = "{p0}:items"
"""Work stream to detection; an entry has the id that it has in the history."""
ITEM_COUNTS = "{p0}:counts"

MATCHED = "{d}:matched"
"""Sorted set: item -> when its match was put, in ms."""
MATCHES = "{d}:matches"
"""Work stream to the deciding loop."""
UNDECIDED = "{d}:undecided"
"""Set of the items whose match waits on that stream."""
DECIDER_LEASE = "{d}:lease"
DECIDER_FENCE = "{d}:fence"
"""Hash: the newest fencing token, and who got it."""
LOG = "{d}:log"
"""Stream of every decision."""
CORRELATION_STATES = "{d}:tallies"
"""Hash: key of a correlation -> CorrelationState."""
CORRECTIONS = "{d}:corrections"
"""Stream of what people set right about the stories."""
CHANNELS = "{d}:channels"
"""Set of the channels that ever had an alert."""
DECISION_COUNTS = "{d}:counts"
SILENCES = "{d}:mutes"
"""Hash: id -> Silence."""
ACKS = "{d}:acks"
"""Sorted set: story -> when somebody acknowledged it, in ms."""
ACKED_BY = "{d}:acked_by"
"""Hash: story -> the Activity by which somebody acknowledged it."""
ACTIVITY = "{d}:activity"
"""Stream of what people did, by whatever way."""
ACTIONS = "{d}:actions"
"""Stream of what readers did to alerts, as versions before 0.2 wrote it. It goes by itself."""
RATE_LIMITS = "{paces}"
"""Hash: for each limit, when its bucket is full again, in ms, and how much slower than usual it is."""

ARCHIVE = "{p0}:archive"
"""Hash: which archive follows this store's streams, and how it is."""
ARCHIVE_LEASE = "{p0}:archive:lease"
ARCHIVE_FENCE = "{p0}:archive:fence"

FORGETTING = "{p0}:forgetting"
"""Hash: what a person has asked to be forgotten and is not yet (`asked`), and what came of the last (`done`)."""

STORE = "{p0}:store"
"""Hash: which data this is (id), their format, and a number that grows with each sign of life."""
BEATS = "{p0}:beats"
"""Hash: process -> its last sign of life."""
LOOK_AGAIN = "{p0}:again"
"""Hash: feed -> since when its items are looked at, although its first visit is a baseline, in ms."""
DOUBT = "{d}:doubt"
"""When the store was last found to have forgotten something, in ms."""
STORE_EVENTS = "{d}:events"
"""Stream of what it was found to have forgotten."""
UNREADABLE = "{d}:unreadable"
"""Stream of values that could not be decoded, from wherever they were."""

REPORTS = "{d}:reports"
"""Hash: name of a report -> for which of its times it was sent last."""
RULE_FILES = "{d}:rules"
"""Hash: path -> content of the last good rule files, compressed."""
RULES_STATE = "{d}:rules_state"
"""How reading the rules went last."""
RELOAD = "{d}:reload"
"""The newest request to read the rules again."""

DETECTORS = "detect"
DECIDERS = "decide"
SENDERS = "send"
"""The consumer group of each work stream; each has exactly one."""
HOLDER = "holder"
"""The one consumer of a group whose reader holds a lease: what is pending passes from holder to holder."""

KEEP_SEEN = timedelta(days=30)
"""An item is known for at least so long after it has left its feed."""
KEEP_MATCHED = timedelta(days=7)
KEEP_DECIDED = timedelta(days=7)
"""The log of decisions reaches at least so far back, because the stories are rebuilt from it."""
KEEP_NOTIFIED = timedelta(days=30)
"""What a channel was sent of a story is known for so long."""


def seen(feed: FeedId) -> str:
    """String: the records of the feed's items, as `seen.py` has them."""
    return f"{{p0}}:seen:{feed}"


def old_marks(feed: FeedId) -> str:
    """String: what versions before 0.2 knew the feed's items by: six bytes of a mark and one of a day. Nothing is
    added to it, and it goes by itself."""
    return f"{{p0}}:marks:{feed}"


def edits(feed: FeedId) -> str:
    """Hash: which items of the feed changed today, and how often."""
    return f"{{p0}}:edits:{feed}"


def failures(stream: str) -> str:
    """Hash: entry of a work stream -> how often somebody fell over it."""
    return f"{stream}:stumbles"


def quarantine(stream: str) -> str:
    """Stream of what was set aside of a work stream, because nobody could deal with it."""
    return f"{stream}:aside"


def forgetting(stream: str) -> str:
    """Stream: the copy of another that is made without what is to be forgotten."""
    return f"{stream}:forgetting"


def archived(stream: str) -> str:
    """Hash: up to which of the stream's entries the archive is on disk, in which life of its files, by which
    token; and the newest entry that was on disk when a person had it forgotten."""
    return f"{stream}:archived"


def channel(name: ChannelName, part: str) -> str:
    """A part of a channel's outbox.

    `out` is the work stream, `urgent` that of what is critical; `delayed` and `body` hold what is held or tried
    again, by alert; `updates` and `update_body` what brings a sent message up to date, by story; `try` the mark
    of attempts; `queued` and `told` the alerts by time; `told_of` what was sent of a story, `stories` its last
    time; `rang` what a sent alert was about; `followups` and `follow_body` what happens if nobody acknowledges it;
    `dead` and `events` are streams, the second of every attempt to send, `attempts` what versions before 0.2 had
    in its place, which goes by itself; `not_before` is until when its service asks to be left alone, `backoff`
    until when it is left alone anyway, `health` its ChannelHealth while it accepts nothing, `fallback` the channel
    that gets its alerts if it is removed; `withdrawn` the alerts that another channel has sent meanwhile; `lease`,
    `fence` and `counts` speak for themselves.
    """
    return f"{{c:{name}}}:{part}"


def milliseconds(span: timedelta) -> int:
    """A duration in whole milliseconds, as the scripts take it."""
    return span // timedelta(milliseconds=1)

"""Everything in the store that is decoded: how a damaged value comes to be there, and who reads it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from monitor.model.ids import StoryId
from monitor.store.base import keys
from monitor.store.connection.client import Client, Value
from monitor.store.decisions.decider_lease import DeciderLease
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.decisions.match_queue import MatchQueue
from monitor.store.decisions.notifications import Notifications
from monitor.store.forgetting.requests import ForgetRequests
from monitor.store.queues.channel_states import channel_states, fallback_of
from monitor.store.queues.dead_letters import dead_letters
from monitor.store.queues.enqueue import emit, refresh
from monitor.store.queues.feed_schedule import FeedSchedule
from monitor.store.queues.feed_states import feeds
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.queues.outbox_codec import update_as_stored
from monitor.store.queues.waiting_alerts import waiting_in
from monitor.store.records.acknowledgements import Acknowledgements
from monitor.store.records.archived_streams import ArchivedStreams, archive_of
from monitor.store.records.events import acts_since, attempts_since
from monitor.store.records.identity import StoreRecord
from monitor.store.records.report_times import ReportTimes
from monitor.store.records.ruleset_state import RulesetStore
from monitor.store.records.silences import Silences
from monitor.store.records.subscriptions import Subscriptions
from tests.store import store_news as news
from tests.store.store_news import ANTARA, DESK, LONG_AGO

TORN, EMPTY = "a torn page", "an empty list"
NUMBERS = ("a number beyond all instants", "a very long number")
GARBAGE = {
    "another version": b'{"from": "another version", ',
    TORN: b"\xff\xfe\x00\x80",
    NUMBERS[0]: b"9" * 30,
    NUMBERS[1]: b"7" * 5_000,
    "a deep nest": b'{"x":' + b"[" * 50_000,
    EMPTY: b"[]",
}
TEXTS = tuple(name for name in GARBAGE if name != TORN)

Reader = Callable[[Client], Awaitable[object]]
SOON = timedelta(milliseconds=1)
STORY = StoryId("s1")


@dataclass(frozen=True)
class Place:
    """A kind of value. `at` is a field of a hash, `*` an entry of a stream, empty for the whole of a string."""

    key: str
    at: str
    reads: Reader
    beside: tuple[Value, ...] = ()
    """A command that makes the value be looked at; its key is the name of one."""
    reads_as: tuple[str, ...] = ()
    """Which garbage is one of these values all the same."""


async def schedule(client: Client) -> FeedSchedule:
    made = FeedSchedule(client, lease=timedelta(minutes=1))
    await made.reconcile({}, first_visits={})
    await made.reconcile({ANTARA: news.feed()}, first_visits={ANTARA: LONG_AGO})
    return made


async def claims(client: Client) -> object:
    return await (await schedule(client)).claim(limit=5)


async def asks_for_feeds(client: Client) -> object:
    await schedule(client)
    return await feeds(client)


async def saves_a_first_visit(client: Client) -> object:
    visit = await news.visit(await schedule(client))
    return await (await schedule(client)).save(visit, news.poll(news.item("n1"), baseline=True))


async def takes_items(client: Client) -> object:
    return await ItemQueue(client, consumer="one", timeout=SOON).take(limit=5)


async def takes_matches(client: Client) -> object:
    token = await DeciderLease(client, holder="one").hold()
    return await MatchQueue(client, timeout=SOON).take(5, token=token or 0)


async def takes_alerts(client: Client) -> object:
    outbox = ChannelOutbox(client, timeout=SOON)
    token = await outbox.hold(DESK, "one")
    return await outbox.waiting(DESK, limit=5, token=token or 0), await waiting_in(client, DESK, limit=5)


async def looks_at_what_waits(client: Client) -> object:
    return await waiting_in(client, DESK, limit=5)


async def takes_an_alert(client: Client) -> object:
    await emit(client, news.alert("n1"))
    return await takes_alerts(client)


async def brings_up_to_date(client: Client) -> object:
    update = news.alert("n1", story=STORY)
    return await refresh(client, update), await Notifications(client).last_notified(STORY, [DESK])


async def replays(client: Client) -> object:
    return [decision async for decision in DecisionLog(client).replay(LONG_AGO)]


async def _all(found: AsyncIterator[object]) -> object:
    return [each async for each in found]


async def archived_to(client: Client) -> object:
    streams = ArchivedStreams(client, holder="one")
    log = next(stream for stream in await streams.followed() if stream.key == keys.LOG)
    return await streams.cursor(log)


def channel(part: str) -> str:
    return keys.channel(DESK, part)


REGISTERED = ("SADD", keys.CHANNELS, DESK)
PLACES = (
    Place(keys.MEMORY, ANTARA, claims),
    Place(keys.MEMORY, ANTARA, lambda c: FeedSchedule(c, lease=SOON).addresses()),
    Place(
        keys.SAVED, ANTARA, claims, reads_as=tuple(set(GARBAGE) - {EMPTY})
    ),  # without a bracket it is of an older form
    Place(keys.FAILURE, ANTARA, asks_for_feeds),
    Place(keys.GOOD, ANTARA, asks_for_feeds),
    Place(keys.GOOD, ANTARA, lambda c: DecisionLog(c).watermark([ANTARA])),
    Place(keys.LOOK_AGAIN, ANTARA, saves_a_first_visit),
    Place(keys.SUBSCRIPTIONS, ANTARA, lambda c: Subscriptions(c).get(ANTARA)),
    Place(keys.ITEMS, "*", takes_items),
    Place(keys.MATCHES, "*", takes_matches),
    Place(keys.LOG, "*", replays),
    Place(keys.CORRELATION_STATES, "spike", lambda c: DecisionLog(c).states()),
    Place(keys.CORRECTIONS, "*", lambda c: DecisionLog(c).corrections()),
    Place(keys.ACKED_BY, "s1", lambda c: Acknowledgements(c).acknowledged_by(STORY)),
    Place(keys.ACTIVITY, "*", lambda c: _all(acts_since(c, LONG_AGO))),
    Place(channel("events"), "*", lambda c: _all(attempts_since(c, LONG_AGO)), beside=REGISTERED),
    Place(keys.ARCHIVE, "state", archive_of),
    Place(keys.archived(keys.LOG), "entry", archived_to),
    Place(keys.archived(keys.LOG), "files", archived_to),
    Place(keys.SILENCES, "m1", lambda c: Silences(c).silences()),
    Place(keys.RULE_FILES, "packs/a.yaml", lambda c: RulesetStore(c).files()),
    Place(keys.RULES_STATE, "", lambda c: RulesetStore(c).state()),
    Place(keys.RELOAD, "", lambda c: RulesetStore(c).asked()),
    Place(keys.STORE, "id", lambda c: StoreRecord(c).identify(), reads_as=NUMBERS),
    Place(keys.STORE, "format", lambda c: StoreRecord(c).identify(), beside=("HSETNX", keys.STORE, "id", "n1")),
    Place(keys.STORE_EVENTS, "*", lambda c: StoreRecord(c).events()),
    Place(keys.BEATS, "one", lambda c: StoreRecord(c).processes()),
    Place(keys.DOUBT, "", takes_an_alert),
    Place(channel("out"), "*", takes_alerts),
    Place(channel("out"), "*", looks_at_what_waits),
    Place(channel("urgent"), "*", takes_alerts),
    Place(channel("urgent"), "*", looks_at_what_waits),
    Place(channel("body"), "a1", takes_alerts, beside=("ZADD", channel("delayed"), 1, "a1")),
    Place(channel("body"), "a1", looks_at_what_waits, beside=("ZADD", channel("delayed"), 1, "a1")),
    Place(channel("update_body"), "s1", takes_alerts, beside=("ZADD", channel("updates"), 1, "s1")),
    Place(channel("update_body"), "s1", lambda c: update_as_stored(c, news.alert("n1", story=STORY))),
    Place(channel("told_of"), "s1", brings_up_to_date, reads_as=(EMPTY,)),
    Place(channel("rang"), "a1", lambda c: Acknowledgements(c).about("a1"), beside=REGISTERED),
    Place(channel("dead"), "*", lambda c: dead_letters(c, channel=DESK)),
    Place(channel("not_before"), "", channel_states, beside=REGISTERED),
    Place(channel("backoff"), "", channel_states, beside=REGISTERED),
    Place(channel("health"), "", channel_states, beside=REGISTERED),
    Place(channel("fallback"), "", lambda c: fallback_of(c, DESK), reads_as=TEXTS),
    Place(keys.REPORTS, "night", lambda c: ReportTimes(c).state("night")),
    Place(keys.FORGETTING, "asked", lambda c: ForgetRequests(c).asked()),
    Place(keys.FORGETTING, "done", lambda c: ForgetRequests(c).result()),
)
"""What is found by what is beside it, or by what is in it, has tests of its own."""
ELSEWHERE = {"history", "follow_body", "attempts"}

ANY_BYTES = {
    "due", "lease", "visits", "pauses", "clock", "counts", "matched", "undecided", "fence", "channels", "acks",
    "actions", "paces", "try", "queued", "told", "stories", "delayed", "updates", "followups", "unreadable",
    "withdrawn",
}  # fmt: skip
"""Names, numbers that begin again, and what is only ever shown. Each is spoilt in the run of the whole daemon."""


def every_part() -> set[str]:
    """The last part of the name of every key."""
    named = {value for name, value in vars(keys).items() if name.isupper() and str(value).startswith("{")}
    described = re.findall(r"`(\w+)`", keys.channel.__doc__ or "")
    return {value.rpartition(":")[2].strip("{}") for value in named} | set(described) | {"archived"}

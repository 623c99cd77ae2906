"""What is held, gathered or silenced, from the match to the phone, on a real store: every match is accounted."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.app.daemon.silence_watch import SilenceWatch
from monitor.clock import now
from monitor.desk.edit.silences import NOT_RELEVANT
from monitor.group.grouper import Grouper
from monitor.model.ids import ItemId, RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hours, Outside, RuleHit, StoryPolicy
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert, Reason, Suppression
from monitor.model.sending.decision import Decision, Silence
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router
from monitor.route.routes import DEFAULT_OPTIONS, Route, RouteOptions
from monitor.send.sender import Sender
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.counts import counts
from monitor.store.records.silences import Silences
from tests.fakes import DESK, SOMEBODY, FakePaces, FakePhone, an_item
from tests.store.deciding import deciding

SOON = timedelta(milliseconds=10)
LATER = timedelta(hours=1)


@dataclass
class Newsroom:
    """A deciding loop and a sender; the items come from the test."""

    client: Client
    options: RouteOptions = DEFAULT_OPTIONS
    phone: FakePhone = field(default_factory=lambda: FakePhone(journal=[]))

    def __post_init__(self) -> None:
        self.decisions = deciding(self.client, holder="decider", timeout=SOON)
        self.grouper = Grouper()
        self.memory = RecentAlerts(span=timedelta(hours=72))
        self.sender = Sender(
            name=DESK, channel=self.phone, outbox=ChannelOutbox(self.client, timeout=SOON),
            rate_limits=FakePaces(),
            holder="sender", now=now, tz=UTC, rng=random.Random(1),
        )  # fmt: skip

    async def hear(
        self, title: str, *, source: str = "Antara", rule: RuleHit | None = None
    ) -> Alert | Suppression:
        """An item that matches is decided about; the first outcome."""
        name = f"{source}: {title}"
        item = an_item(
            title,
            id=ItemId(name),
            source=source,
            url=f"https://example.org/{name}",
            guid=name,
            first_seen_at=now(),
        )
        hit = rule or RuleHit(rule=RuleId("kursk"), title="Kursk", severity=Severity.HIGH)
        match = Match(item=item, rules=(hit,))
        await put(self.client, match)
        token = await self.decisions.lease.hold()
        assert token is not None
        [work] = await self.decisions.matches.take(1, token=token)
        assignment = self.grouper.group(work.value)
        router = Router(
            routes=[Route(to=(DESK,), options=self.options)], updates=(),
            notifications=self.decisions.notifications,
            silences=Silences(self.client),
            memory=self.memory, now=now,
        )  # fmt: skip
        outcomes = await router.route(work.value, assignment)
        await self.decisions.alerts.queue([outcome for outcome in outcomes if isinstance(outcome, Alert)])
        decision = Decision(match=work.value, assignment=assignment, outcomes=outcomes)
        assert await self.decisions.log.append(work, decision, token=token)
        self.memory.remember(decision)
        return outcomes[0]

    async def balance(self) -> tuple[int, int, int, int, int]:
        """Matched; told, folded, silenced, waiting."""
        found = await counts(self.client)
        assert found["matched"] == found["told"] + found["folded"] + found["silenced"] + found["waiting"]
        return found["matched"], found["told"], found["folded"], found["silenced"], found["waiting"]


async def put(client: Client, match: Match) -> None:
    """A match onto the stream to the deciding loop, as detection puts it."""
    names = [client.key(name) for name in (keys.MATCHED, keys.MATCHES, keys.UNDECIDED)]
    await client.run(scripts.PUT_MATCHES, keys=names, args=[1_000_000, match.item.id, encode(match)])


TITLE = "Bridge near Kursk reopens after long repairs"


async def test_a_story_that_waits_for_further_sources_is_told_once_with_all_of_them(client: Client) -> None:
    room = Newsroom(client, options=RouteOptions(group_wait=LATER))
    held = await room.hear(TITLE)
    assert isinstance(held, Alert)
    assert isinstance(await room.hear(TITLE, source="Kompas"), Suppression)
    assert await room.sender.send() == 0
    assert await room.balance() == (2, 0, 1, 0, 1)
    await bring_forward(client)
    await room.sender.send()

    [message] = room.phone.heard
    assert message.alert.story.sources == ("Antara", "Kompas")
    assert "also reported by: Kompas" in message.body
    assert await room.balance() == (2, 1, 1, 0, 0)


async def test_what_comes_at_night_is_one_message_in_the_morning(client: Client) -> None:
    room = Newsroom(client)
    night = RuleHit(rule=RuleId("kursk"), title="Kursk", severity=Severity.HIGH, hours=closed_now())
    titles = ["Bridge near Kursk reopens", "Dock workers strike in Rostock", "Water breaks into the salt mine"]
    for title in titles:
        outcome = await room.hear(title, rule=night)
        assert isinstance(outcome, Alert)
        assert outcome.in_digest
    assert await room.balance() == (3, 0, 0, 0, 3)
    await bring_forward(client)  # the hours are whole minutes
    await room.sender.send()

    [digest] = room.phone.heard
    assert digest.alert.reason is Reason.DIGEST
    assert [line.split(" (")[0] for line in digest.alert.digest_lines] == [f"HIGH {title}" for title in titles]
    assert await room.balance() == (3, 3, 0, 0, 0)


def closed_now() -> Hours:
    """Hours that are closed, and open in an hour or two."""
    opens = (now() + timedelta(hours=2)).hour * 60
    return Hours(start=opens, end=(opens + 60) % 1440, timezone="UTC", outside=Outside.DIGEST)


async def bring_forward(client: Client) -> None:
    """Whatever is held is due."""
    delayed = client.key("{c:desk}:delayed")
    for member in await client.read("ZRANGE", delayed, 0, -1):
        await client.read("ZADD", delayed, 0, member)


async def test_a_silenced_story_rings_when_the_silence_ends(client: Client) -> None:
    room = Newsroom(client)
    mute = Silence(id="m", rule=RuleId("kursk"), until=now() + LATER, made_at=now(), by="desk")
    await Silences(client).add(mute, at=now(), by=SOMEBODY)
    assert isinstance(await room.hear(TITLE), Suppression)
    await Silences(client).add(replace(mute, until=now()), at=mute.made_at, by=SOMEBODY)
    assert isinstance(await room.hear(TITLE, source="Kompas"), Alert)
    await room.sender.send()
    assert await room.balance() == (2, 1, 0, 1, 0)


async def test_a_silence_that_ends_says_what_it_kept_back(client: Client) -> None:
    room = Newsroom(client)
    given: list[Notice] = []
    made_at, until = now(), now() + LATER
    for name, rule, comment in (("m", "kursk", "a drill"), ("n", "perm", NOT_RELEVANT), ("o", "omsk", "")):
        silence = Silence(
            id=name, rule=RuleId(rule), until=until, made_at=made_at, by="night-desk", comment=comment
        )
        await Silences(client).add(silence, at=made_at, by=SOMEBODY)
    for title in (TITLE, "Dock workers strike in Rostock", "Two snow leopards are born in the zoo"):
        assert isinstance(await room.hear(title), Suppression)
    perm = RuleHit(rule=RuleId("perm"), title="Perm", severity=Severity.HIGH)
    assert isinstance(await room.hear("Water breaks into the salt mine of Perm", rule=perm), Suppression)

    def watch(at: datetime) -> SilenceWatch:
        return SilenceWatch(client, settled=SOON, now=lambda: at, notify=given.append)

    assert await watch(until).step() == 0
    after = watch(until + SOON)
    assert (await after.step(), await after.step()) == (2, 0)
    [notice] = given
    assert notice.title == "a silence has ended; it kept back 3 alerts of 3 stories"
    assert notice.detail.startswith("rule=kursk until ")
    assert f"by night-desk: a drill. It kept back: “{TITLE}”; “Dock workers" in notice.detail
    await watch(until + SOON).step()
    assert given == [notice, notice], "after a restart it is the same notice, which is sent once"


@pytest.mark.parametrize("independent", [1, 2])
async def test_a_doubtful_story_rings_as_soon_as_enough_sources_have_it(client: Client, independent: int) -> None:
    policy = StoryPolicy(min_independent=independent)
    hit = RuleHit(rule=RuleId("kursk"), title="Kursk", severity=Severity.HIGH, story=policy)
    outcome = await Newsroom(client).hear(TITLE, rule=hit)
    assert isinstance(outcome, Alert) is (independent == 1)

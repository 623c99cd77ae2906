"""What a report says: which stories alerted, from the store and the archive, and how long it took."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.cli.operate.status import times_in_words
from monitor.clock import now
from monitor.desk.query.past.decided import DecidedMatch
from monitor.desk.query.past.report import ReportScope, report
from monitor.desk.query.past.report_stories import report_stories
from monitor.desk.query.past.rule_stats import by_rule, rules_stats
from monitor.desk.query.past.time_to_alert import spans, times_to_alert
from monitor.desk.query.status import overview
from monitor.desk.shapes.report import ReportShape
from monitor.group.corrections import Corrections
from monitor.model.activity import Doer
from monitor.model.ids import ItemId, StoryId
from monitor.model.sending.alert import Alert, Reason, Suppression, SuppressionReason
from monitor.model.sending.delivery import Outcome
from monitor.model.story import Correction
from monitor.store.base import keys
from monitor.store.connection.client import Client
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements
from tests.archive.archive_stand import Stand
from tests.desk.reports import MINUTE, a_sent_alert, an_act
from tests.fakes import NOON
from tests.store.deciding import deciding
from tests.store.store_news import DESK, alert, as_admin, decide, delivery, held, match, matched, silence

HOUR = timedelta(hours=1)


def a_match(item: str, **changes: object) -> DecidedMatch:
    values: dict[str, object] = {
        "at": NOON, "item": item, "feed": "antara", "story": "s1", "headline": f"headline of {item}",
        "source": "Antara", "account": "Antara", "url": "", "development": "", "rules": ("kursk",), "alerts": (),
        "suppressed": (), "sources": ("Antara",), "independent": 1, "opened_at": NOON,
    }  # fmt: skip
    return DecidedMatch(**{**values, **changes})  # type: ignore[arg-type]


def stories(*corrections: Correction) -> list[tuple[str, str, tuple[str, ...], int]]:
    """The id, severity, sources and independent sources of the stories of two alerts and three items."""
    sent = [
        a_sent_alert("a1"),
        a_sent_alert("a2", item="i3", story="s2", severity="critical", source="Yonhap", at=NOON + 3 * MINUTE),
    ]
    matches = [
        a_match("i1"),
        a_match("i2", source="Copy", sources=("Antara", "Copy")),
        a_match("i3", story="s2", source="Yonhap", account="Yonhap", sources=("Yonhap",)),
    ]
    made = report_stories(sent, matches, corrections=Corrections(corrections))
    return [(one.id, one.severity, one.sources, one.independent) for one in made]


def test_the_gravest_story_is_first_with_all_its_sources() -> None:
    assert stories() == [("s2", "critical", ("Yonhap",), 1), ("s1", "high", ("Antara", "Copy"), 1)]


def test_stories_are_as_people_have_corrected_them() -> None:
    merged = Correction(story=StoryId("s2"), into=StoryId("s1"))
    assert stories(merged) == [("s1", "critical", ("Antara", "Copy", "Yonhap"), 2)]
    split = Correction(story=StoryId("s1"), into=StoryId("i2"), items=(ItemId("i2"),))
    assert stories(split) == [("s2", "critical", ("Yonhap",), 1), ("s1", "high", ("Antara",), 1)]


def test_a_story_has_its_alerts_changes_and_who_acknowledged() -> None:
    act = an_act()
    sent = [
        a_sent_alert("a1", acknowledged=act),
        a_sent_alert("a2", channel="phone", acknowledged=act, rules=("kursk", "dprk")),
        a_sent_alert(
            "a3", reason="changed", item="i2", at=NOON + 9 * MINUTE, acknowledged=an_act("mira"), not_relevant=True
        ),
        a_sent_alert("a4", reason="changed", item="i2", channel="phone", at=NOON + 10 * MINUTE),
        a_sent_alert("a5", reason="reminder", at=NOON + 11 * MINUTE),
    ]
    [story] = report_stories(sent, [a_match("i2", development="new number: 12,000")], corrections=Corrections())
    assert (story.alerts, story.channels, story.rules) == (5, ("desk", "phone"), ("kursk", "dprk"))
    assert [(one.headline, one.what) for one in story.developments] == [("headline of i2", "new number: 12,000")]
    assert {one.person for one in story.acknowledged} == {"editor", "mira"}
    assert story.not_relevant
    assert (story.first_sent_at, story.last_sent_at) == (NOON + MINUTE, NOON + 11 * MINUTE)


def test_what_is_known_of_an_alert_alone_is_enough() -> None:
    [story] = report_stories([a_sent_alert(reason="changed")], [], corrections=Corrections())
    assert (story.sources, story.independent, story.first_seen_at) == (("Antara",), 1, NOON)
    assert [(one.headline, one.what) for one in story.developments] == [("Troops arrive in Kursk", "")]


def test_rules_are_counted_by_the_days_of_the_desk() -> None:
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    matches = [
        a_match("i1", suppressed=("folded", "muted")),
        a_match("i2", at=late, rules=("kursk", "rain"), suppressed=("folded",)),
    ]
    sent = [
        a_sent_alert(),
        a_sent_alert("a2", acknowledged=an_act()),
        a_sent_alert("a3", acknowledged=an_act(), not_relevant=True),
        a_sent_alert("n", reason=Reason.NOTICE),
    ]
    kursk, rain = by_rule(matches, sent, zone=UTC)
    assert (kursk.rule, kursk.hits, kursk.alerts, kursk.acknowledged, kursk.not_relevant) == ("kursk", 2, 3, 2, 1)
    assert (kursk.suppressed, kursk.folded) == (3, 2)
    assert kursk.by_reason == {"folded": 2, "muted": 1}
    assert [(one.day, one.hits, one.alerts) for one in kursk.days] == [(date(2026, 3, 12), 2, 3)]
    assert (rain.hits, rain.alerts) == (1, 0)
    kursk, _ = by_rule(matches, sent, zone=ZoneInfo("Asia/Jakarta"))
    assert [one.day for one in kursk.days] == [date(2026, 3, 12), date(2026, 3, 13)]


@pytest.mark.parametrize(
    ("seconds", "p50", "p95"),
    [([], None, None), ([7], 7, 7), ([3, 1, 2], 2, 3), (list(range(1, 101)), 50, 95), ([1, 9], 1, 9)],
)
def test_quantiles_are_of_the_spans_themselves(seconds: list[float], p50: float, p95: float) -> None:
    found = spans(seconds)
    assert (found.count, found.p50_s, found.p95_s) == (len(seconds), p50, p95)


def test_time_to_alert_is_of_alerts_that_an_item_caused() -> None:
    sent = [
        a_sent_alert("a1", feed="quick"),
        a_sent_alert("a2", feed="slow", at=NOON + 3 * MINUTE, published_at=None),
        a_sent_alert("a3", feed="", reason="changed", published_at=NOON + HOUR),
        *(a_sent_alert(f"r{why}", reason=why, at=NOON + HOUR) for why in ("reminder", "escalated", "notice")),
        a_sent_alert("lost", outcome="refused", at=NOON + HOUR),
    ]
    total, slow, quick = times_to_alert(sent)
    assert (total.feed, slow.feed, quick.feed) == (None, "slow", "quick")
    assert (total.seen_to_sent.count, total.seen_to_sent.p50_s, total.seen_to_sent.p95_s) == (3, 60, 180)
    assert (total.published_to_seen.count, total.published_to_sent.p95_s) == (2, 120)
    assert total.published_to_seen.p50_s == 0, "a date in the future counts as none"
    assert slow.published_to_sent.p50_s is None
    assert times_to_alert([]) == ()


@pytest.fixture
async def stand(client: Client, tmp_path: Path) -> Stand:
    """The desk got a, was not notified of b, and refused c. All decisions about a are in the archive alone."""
    stand = Stand(client=client, folder=tmp_path / "archive")
    desk = deciding(client, holder="d")
    outbox = ChannelOutbox(client)
    decided: dict[str, tuple[Alert | Suppression, ...]] = {
        "a": (alert("a"),),
        "b": (silence(match("b"), reason=SuppressionReason.SILENCED),),
        "c": (alert("c"),),
    }
    for name, outcomes in decided.items():
        await matched(client, name)
        token = await held(desk)
        [work] = await desk.matches.take(1, token=token)
        await decide(desk, work, *outcomes, token=token)
        if name == "b":
            continue
        sender = await outbox.hold(DESK, "sender")
        assert sender is not None
        [queued] = await outbox.waiting(DESK, limit=1, token=sender)
        if name == "a":
            await outbox.sent(queued, delivery(alert("a")))
            by = Doer(person="editor", way="channel:desk", comment="on it")
            await Acknowledgements(client).acknowledge(alert("a").story.id, at=now(), by=by)
            await stand.step()
            for key in (keys.LOG, keys.ACTIVITY, keys.channel(DESK, "events")):
                await as_admin(client, "DEL", client.key(key))
        else:
            await outbox.dead(queued, delivery(alert("c"), Outcome.REFUSED))
    return stand


async def made(stand: Stand, *, since: timedelta = HOUR, until: timedelta = -HOUR) -> ReportShape:
    scope = ReportScope(since=now() - since, until=now() - until, zone=UTC, feeds={}, channels=None)
    return await report(stand.client, scope, archive=stand.folder)


@pytest.mark.parametrize("archived", [False, True])
async def test_a_report_has_what_the_store_and_the_archive_know_once(stand: Stand, archived: bool) -> None:
    if archived:
        await stand.step()
    found = await made(stand)
    [story] = found.stories
    assert story.headline.endswith("Kursk a")
    assert (story.sources, story.independent, story.severity) == (("Antara",), 1, "high")
    assert [(act.person, act.way, act.comment) for act in story.acknowledged] == [
        ("editor", "channel:desk", "on it")
    ]
    assert (found.alerts, found.unacknowledged, found.matches, found.suppressed) == (1, 0, 3, {"muted": 1})
    assert [(one.headline[-1], one.outcome) for one in found.failed] == [("c", "refused")]
    assert [one.headline[-1] for one in found.dead_letters] == ["c"]
    [rule] = found.rules
    assert (rule.rule, rule.hits, rule.alerts, rule.suppressed, rule.acknowledged) == ("kursk", 3, 1, 1, 1)
    assert [one.feed for one in found.times] == [None, "antara"]


async def test_the_status_has_the_times_to_alert_of_what_the_store_keeps(stand: Stand) -> None:
    status = await overview(stand.client, configured={}, times_of=HOUR)
    assert [one.feed for one in status.times] == [], "what was sent is in the archive alone"
    desk = deciding(stand.client, holder="d")
    token = await held(desk)
    await matched(stand.client, "d")
    [work] = await desk.matches.take(1, token=token)
    await decide(desk, work, alert("d"), token=token)
    outbox = ChannelOutbox(stand.client)
    sender = await outbox.hold(DESK, "sender")
    assert sender is not None
    [queued] = await outbox.waiting(DESK, limit=1, token=sender)
    await outbox.sent(queued, delivery(alert("d")))
    status = await overview(stand.client, configured={}, times_of=HOUR)
    assert [one.feed for one in status.times] == [None, "antara"]
    assert times_in_words(status.times).startswith("to alert, p50 / p95 of the last 24 h: ")
    assert (await overview(stand.client, configured={})).times == ()


async def test_a_report_of_another_time_has_nothing(stand: Stand) -> None:
    for found in (await made(stand, until=HOUR / 2), await made(stand, since=-HOUR / 2)):
        assert (found.stories, found.matches, found.failed, found.times) == ((), 0, (), ())
        assert len(found.dead_letters) == 1, "as it is now"


async def test_rules_are_counted_from_the_store_and_the_archive(stand: Stand) -> None:
    since, until = now() - HOUR, now() + HOUR
    found = await rules_stats(stand.client, since, until, zone=UTC, archive=stand.folder)
    [rule] = found.rules
    assert (rule.hits, rule.alerts, rule.suppressed, rule.acknowledged) == (3, 1, 1, 1)
    none = await rules_stats(stand.client, since, until, zone=UTC, archive=stand.folder, only=["x"])
    assert none.rules == ()

"""A rule that alerts far too often: its alerts go into digests, and those of no other rule wait with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model.ids import ChannelName, ItemId, RuleId, Severity, StoryId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.sending.alert import Alert, Escalation
from monitor.model.sending.decision import Decision, NotificationRecord, Silence
from monitor.model.story import Story, StoryAssignment, Tier
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router
from monitor.route.routes import Route, RouteOptions
from tests.fakes import an_item

NOON = datetime(2026, 3, 12, 12, 3, tzinfo=UTC)
DESK, PHONE = ChannelName("desk"), ChannelName("phone")
BROAD, NARROW = RuleId("broad"), RuleId("narrow")


class Nothing:
    """No alert before, and no silence."""

    async def last_notified(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        return {}

    async def queued(self, alert: Alert) -> bool:
        return False

    async def silences(self) -> Sequence[Silence]:
        return ()


class Desk:
    """A router that decides about new stories, a minute apart."""

    def __init__(self, *, ceiling: int | None) -> None:
        self.at = NOON
        self.recent = RecentAlerts(span=timedelta(hours=72))
        options = RouteOptions(
            repeat=timedelta(hours=1), escalate=Escalation(after=timedelta(hours=1), to=(PHONE,))
        )
        self.router = Router(
            routes=[Route(to=(DESK,), options=options)],
            updates=(),
            notifications=Nothing(),
            silences=Nothing(),
            memory=self.recent,
            now=lambda: self.at,
            ceiling=ceiling,
        )
        self.number = 0

    async def decides(self, *rules: RuleId, severity: Severity = Severity.HIGH) -> Alert:
        """The alert about a new story that these rules match."""
        self.number += 1
        item = an_item(f"Story {self.number}", id=ItemId(f"i{self.number}"))
        hits = tuple(RuleHit(rule=rule, title=rule, severity=severity) for rule in rules)
        match = Match(item=item, rules=hits)
        story = Story(
            id=StoryId(item.id), headline=item.title, items=(item.id,), sources=(item.source,),
            rules=rules, severity=severity, opened_at=self.at, updated_at=self.at,
        )  # fmt: skip
        assignment = StoryAssignment(story=story, item=item.id, tier=Tier.OPENED, explanation="new")
        [alert] = await self.router.route(match, assignment)
        assert isinstance(alert, Alert)
        self.recent.remember(
            Decision(match=match, assignment=assignment, outcomes=(alert, replace(alert, channel=PHONE)))
        )
        return alert


async def test_above_the_ceiling_a_rules_alerts_go_into_the_digest_of_the_next_tenth_minute() -> None:
    desk = Desk(ceiling=30)
    before = [await desk.decides(BROAD) for _ in range(30)]

    storm = await desk.decides(BROAD)

    assert not any(alert.in_storm for alert in before)
    assert all(alert.not_before is None for alert in before)
    assert storm.in_storm
    assert storm.not_before == NOON.replace(minute=10)
    assert "rule broad made 30 alerts within an hour" in storm.explanation
    assert (storm.repeat, storm.escalate) == (None, None)


async def test_a_story_that_another_rule_matches_too_and_what_is_critical_do_not_wait() -> None:
    desk = Desk(ceiling=3)
    for _ in range(5):
        await desk.decides(BROAD)

    assert not (await desk.decides(NARROW)).in_storm
    assert not (await desk.decides(BROAD, NARROW)).in_storm
    assert not (await desk.decides(BROAD, severity=Severity.CRITICAL)).in_storm
    assert (await desk.decides(BROAD)).in_storm


async def test_a_storm_is_over_an_hour_after_it_calmed_down() -> None:
    desk = Desk(ceiling=3)
    for _ in range(5):
        await desk.decides(BROAD)
    desk.at += timedelta(minutes=59)
    assert (await desk.decides(BROAD)).in_storm
    desk.at += timedelta(minutes=1)
    assert not (await desk.decides(BROAD)).in_storm


async def test_without_a_ceiling_any_number_is_no_storm() -> None:
    desk = Desk(ceiling=None)
    assert not any([(await desk.decides(BROAD)).in_storm for _ in range(100)])

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model.ids import ChannelName, FeedId, ItemId, RuleId, Severity, StoryId, content_id
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Reason, Suppression, SuppressionReason
from monitor.model.sending.decision import NotificationRecord, Silence
from monitor.model.story import Story, StoryAssignment, Tier
from monitor.route.recent_alerts import RecentAlerts
from monitor.route.router import Router
from monitor.route.routes import Route

NOW = datetime(2024, 10, 28, 6, 30, tzinfo=UTC)
DESK, OPS = ChannelName("desk"), ChannelName("ops")
STORY = StoryId("story")


class Log:
    """What was told, in memory."""

    def __init__(self) -> None:
        self._tellings: dict[tuple[StoryId, ChannelName], NotificationRecord] = {}

    def tell(self, channel: ChannelName, *, severity: Severity = Severity.MEDIUM, accepted: bool = True) -> None:
        self._tellings[STORY, channel] = NotificationRecord(
            severity=severity, at=NOW - timedelta(hours=1), accepted=accepted
        )

    def note(self, outcomes: Sequence[Alert | Suppression]) -> None:
        """Queue what was decided: it is under way from now on."""
        for outcome in outcomes:
            if isinstance(outcome, Alert) and outcome.reason is not Reason.ALSO:
                self._tellings[outcome.story.id, outcome.channel] = NotificationRecord(
                    severity=outcome.severity, at=outcome.decided_at, accepted=False
                )

    async def last_notified(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        return {
            channel: self._tellings[story, channel] for channel in channels if (story, channel) in self._tellings
        }

    async def queued(self, alert: Alert) -> bool:
        return False

    async def silences(self) -> Sequence[Silence]:
        return ()


def router(log: Log, *, to: tuple[ChannelName, ...] = (DESK,), updates: tuple[ChannelName, ...] = ()) -> Router:
    return Router(
        routes=[Route(to=to)] if to else [],
        updates=updates,
        notifications=log,
        silences=log,
        memory=RecentAlerts(span=timedelta(hours=72)),
        now=lambda: NOW,
    )


def match_of(*, source: str = "Paper", severity: Severity = Severity.MEDIUM) -> Match:
    item = Item(
        id=ItemId(f"item of {source}"),
        feed=FeedId(source),
        source=source,
        url="",
        title="Choe arrives in Moscow",
        first_seen_at=NOW,
    )
    return Match(item=item, rules=(RuleHit(rule=RuleId("choe"), title="Choe travels", severity=severity),))


def assignment_of(
    match: Match,
    *,
    tier: Tier = Tier.SAME_STORY,
    development: str = "",
    sources: tuple[str, ...] = ("First", "Paper"),
) -> StoryAssignment:
    story = Story(
        id=STORY,
        headline=match.item.title,
        items=(match.item.id,),
        sources=sources,
        rules=(RuleId("choe"),),
        severity=match.severity,
        opened_at=NOW,
        updated_at=NOW,
    )
    return StoryAssignment(
        story=story, item=match.item.id, tier=tier, explanation="worded alike", development=development
    )


async def test_a_channel_that_was_told_nothing_hears_of_the_story_first() -> None:
    match = match_of()
    (alert,) = await router(Log()).route(match, assignment_of(match, tier=Tier.OPENED))
    assert isinstance(alert, Alert)
    assert alert.reason is Reason.FIRST
    assert alert.id == content_id(STORY, DESK, "first")
    assert alert.decided_at == NOW
    assert "Choe travels" in alert.explanation


async def test_each_channel_has_its_own_decision() -> None:
    log = Log()
    log.tell(DESK)
    match = match_of()
    silence, alert = await router(log, to=(DESK, OPS)).route(match, assignment_of(match))
    assert isinstance(silence, Suppression)
    assert isinstance(alert, Alert)
    assert (alert.channel, alert.reason) == (OPS, Reason.FIRST)


async def test_a_development_rings_again_in_its_own_words() -> None:
    log = Log()
    log.tell(DESK)
    match = match_of()
    (alert,) = await router(log).route(match, assignment_of(match, development="new number: 12,000 (was 3,000)"))
    assert isinstance(alert, Alert)
    assert alert.reason is Reason.CHANGED
    assert alert.explanation == "new number: 12,000 (was 3,000)"
    assert alert.id == content_id(STORY, DESK, "changed", match.item.id)


async def test_a_copy_never_rings_as_a_development() -> None:
    log = Log()
    log.tell(DESK)
    match = match_of()
    for tier in (Tier.SAME_ITEM, Tier.NEAR_DUPLICATE):
        (silence,) = await router(log).route(match, assignment_of(match, tier=tier, development="new words: x, y"))
        assert isinstance(silence, Suppression)


async def test_a_higher_severity_than_was_told_rings_once_for_each_step() -> None:
    log = Log()
    log.tell(DESK, severity=Severity.LOW)
    match = match_of(severity=Severity.HIGH)
    outcomes = await router(log).route(match, assignment_of(match))
    (alert,) = outcomes
    assert isinstance(alert, Alert)
    assert alert.reason is Reason.ESCALATED
    assert alert.explanation == "severity rose from low to high"
    assert alert.id == content_id(STORY, DESK, "escalated", "HIGH")
    log.note(outcomes)
    (silence,) = await router(log).route(match, assignment_of(match))
    assert isinstance(silence, Suppression)


async def test_nothing_new_is_folded_and_says_when_it_was_told() -> None:
    log = Log()
    log.tell(DESK)
    match = match_of()
    (silence,) = await router(log).route(match, assignment_of(match))
    assert isinstance(silence, Suppression)
    assert silence.reason is SuppressionReason.FOLDED
    assert silence.detail == "sent at 2024-10-28 05:30:00 UTC, nothing new (same story: worded alike)"


async def test_what_is_still_under_way_counts_as_told() -> None:
    log = Log()
    log.tell(DESK, accepted=False)
    match = match_of()
    (silence,) = await router(log).route(match, assignment_of(match))
    assert isinstance(silence, Suppression)
    assert silence.detail.startswith("queued since 2024-10-28 05:30:00 UTC")


async def test_a_new_source_is_shown_where_the_channel_can() -> None:
    log = Log()
    log.tell(DESK)
    log.tell(OPS)
    match = match_of()
    folded, update, other = await router(log, to=(DESK, OPS), updates=(DESK,)).route(match, assignment_of(match))
    assert isinstance(folded, Suppression)
    assert isinstance(other, Suppression)
    assert isinstance(update, Alert)
    assert (update.channel, update.reason) == (DESK, Reason.ALSO)
    assert update.explanation == "also reported by Paper"
    assert update.id == content_id(STORY, DESK, "also")


async def test_a_source_already_shown_brings_no_update() -> None:
    log = Log()
    log.tell(DESK)
    match = match_of()
    for sources in (("Paper",), ("Paper", "Other")):
        (only,) = await router(log, updates=(DESK,)).route(match, assignment_of(match, sources=sources))
        assert isinstance(only, Suppression)


async def test_without_a_channel_there_is_one_silence_that_says_why() -> None:
    match = match_of()
    (silence,) = await router(Log(), to=()).route(match, assignment_of(match))
    assert isinstance(silence, Suppression)
    assert (silence.reason, silence.channel) == (SuppressionReason.NO_ROUTE, None)
    assert "choe" in silence.detail


async def test_routing_the_opening_item_again_after_a_crash_gives_the_same_alert() -> None:
    log = Log()
    match = match_of()
    assignment = assignment_of(match, tier=Tier.OPENED)
    before = await router(log).route(match, assignment)
    log.note(before)
    assert await router(log).route(match, assignment) == before
    log.tell(DESK, accepted=True)
    assert await router(log).route(match, assignment) == before


async def test_routing_a_development_again_after_a_crash_gives_no_second_alert() -> None:
    match = match_of()
    assignment = assignment_of(match, development="new place: place/belgorod")
    for told_before in (True, False):
        log = Log()
        if told_before:
            log.tell(DESK)
        (first,) = await router(log).route(match, assignment)
        log.note((first,))
        (again,) = await router(log).route(match, assignment)
        assert isinstance(first, Alert)
        assert isinstance(again, Alert)
        assert again.id == first.id


async def test_routing_any_item_again_after_a_crash_rings_no_second_time() -> None:
    log = Log()
    match = match_of(severity=Severity.HIGH)
    assignment = assignment_of(match)
    first = await router(log).route(match, assignment)
    log.note(first)
    again = await router(log).route(match, replace(assignment))
    ids = {outcome.id for outcome in (*first, *again) if isinstance(outcome, Alert)}
    assert len(ids) == 1

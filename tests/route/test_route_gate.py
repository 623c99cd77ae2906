"""What keeps a ring back, and that it says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from monitor.model.ids import ChannelName, EntityId, FeedId, ItemId, RuleId, Severity, StoryId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hours, Outside, Per, RuleHit, StoryPolicy, Throttle
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Escalation, Reason, Suppression, SuppressionReason
from monitor.model.sending.decision import Decision, NotificationRecord, Silence
from monitor.model.story import Story, StoryAssignment, Tier
from monitor.route.gate import silenced as is_silenced
from monitor.route.recent_alerts import Inhibition, RecentAlerts
from monitor.route.router import Router
from monitor.route.routes import DEFAULT_OPTIONS, Route, RouteOptions

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
DESK = ChannelName("desk")
HOUR = timedelta(hours=1)
OFFICE = Hours(start=13 * 60, end=17 * 60)


@dataclass
class Room:
    """A deciding loop: it routes, notes what was told, and remembers."""

    options: RouteOptions = DEFAULT_OPTIONS
    inhibitions: Sequence[Inhibition] = ()
    muted: list[Silence] = field(default_factory=list)
    at: datetime = NOON
    tellings: dict[StoryId, NotificationRecord] = field(default_factory=dict)
    queue: dict[str, Alert] = field(default_factory=dict)
    log: list[Decision] = field(default_factory=list)
    memory: RecentAlerts = field(default_factory=lambda: RecentAlerts(span=timedelta(hours=72)))

    async def last_notified(
        self, story: StoryId, channels: Sequence[ChannelName]
    ) -> Mapping[ChannelName, NotificationRecord]:
        return {DESK: self.tellings[story]} if story in self.tellings else {}

    async def queued(self, alert: Alert) -> bool:
        return alert.id in self.queue

    async def silences(self) -> Sequence[Silence]:
        return self.muted

    async def routed(self, match: Match, assignment: StoryAssignment) -> list[Alert | Suppression]:
        router = Router(
            routes=[Route(to=(DESK,), options=self.options)],
            updates=(),
            notifications=self,
            silences=self,
            memory=self.memory,
            now=lambda: self.at,
            inhibitions=self.inhibitions,
        )
        return list(await router.route(match, assignment))

    async def hear(self, match: Match, assignment: StoryAssignment | None = None) -> Alert | Suppression:
        """Decide, and carry the decision out; the first outcome."""
        assignment = assignment or assignment_of(match)
        outcomes = await self.routed(match, assignment)
        for outcome in outcomes:
            if isinstance(outcome, Alert) and outcome.reason is not Reason.ALSO:
                self.queue[outcome.id] = outcome
                self.tellings[outcome.story.id] = NotificationRecord(
                    severity=outcome.severity, at=outcome.decided_at, accepted=False, held_until=outcome.not_before
                )
        decision = Decision(match=match, assignment=assignment, outcomes=tuple(outcomes))
        self.log.append(decision)
        self.memory.remember(decision)
        return outcomes[0]


def rule(name: str = "kursk", **changes: object) -> RuleHit:
    return replace(RuleHit(rule=RuleId(name), title=name, severity=Severity.MEDIUM), **changes)  # type: ignore[arg-type]


def match_of(*rules: RuleHit, source: str = "Paper", entities: tuple[str, ...] = ()) -> Match:
    item = Item(
        id=ItemId(f"item of {source}"), feed=FeedId(source.lower()), source=source, url="", title="Troops arrive",
        tags=("press",), first_seen_at=NOON,
    )  # fmt: skip
    return Match(item=item, rules=rules or (rule(),), entities=tuple(EntityId(name) for name in entities))


def assignment_of(
    match: Match, *, story: str = "s1", independent: int = 1, development: str = ""
) -> StoryAssignment:
    return StoryAssignment(
        story=Story(
            id=StoryId(story), headline=f"Story {story}", items=(match.item.id,), sources=(match.item.source,),
            independent=independent, rules=(), severity=match.severity, opened_at=NOON, updated_at=NOON,
        ),
        item=match.item.id,
        tier=Tier.SAME_STORY,
        development=development,
    )  # fmt: skip


def silenced(outcome: Alert | Suppression, because: SuppressionReason, words: str) -> None:
    assert isinstance(outcome, Suppression), outcome
    assert outcome.reason is because
    assert words in outcome.detail


def rings(outcome: Alert | Suppression, reason: Reason = Reason.FIRST) -> Alert:
    assert isinstance(outcome, Alert), outcome
    assert outcome.reason is reason
    return outcome


async def test_a_story_rings_when_enough_independent_sources_have_it() -> None:
    room = Room()
    match = match_of(rule(story=StoryPolicy(min_independent=2)))
    outcome = await room.hear(match, assignment_of(match))
    silenced(
        outcome, SuppressionReason.UNCONFIRMED, "rule kursk asks for 2 independent sources, and the story has 1"
    )
    rings(await room.hear(match, assignment_of(match, independent=2)))


async def test_one_rule_that_may_ring_is_enough() -> None:
    rings(await Room().hear(match_of(rule(story=StoryPolicy(min_independent=3)), rule("choe"))))


async def test_a_rule_rings_once_in_a_while_for_a_story() -> None:
    room = Room()
    match = match_of(rule(throttle=Throttle(every=HOUR)))
    rings(await room.hear(match))
    room.at += HOUR / 2
    outcome = await room.hear(match, assignment_of(match, development="new number: 12,000"))
    silenced(
        outcome,
        SuppressionReason.THROTTLED,
        "rule kursk alerted at 2026-01-15 12:00:00 UTC, and alerts once in 1:00:00 per",
    )
    rings(await room.hear(match, assignment_of(match, story="s2")))
    room.at += HOUR / 2
    rings(await room.hear(match, assignment_of(match, development="new number: 12,000")), Reason.CHANGED)


async def test_a_throttle_counts_per_rule_source_or_entity() -> None:
    for per, same, other in (
        (Per.RULE, match_of(source="B"), None),
        (Per.SOURCE, match_of(), match_of(source="B")),
        (Per.ENTITY, match_of(entities=("kim",)), match_of(entities=("kim", "choe"))),
    ):
        room = Room()
        hit = rule(throttle=Throttle(every=HOUR, per=per))
        rings(await room.hear(replace(match_of(entities=("kim",)), rules=(hit,))))
        again = replace(same, rules=(hit,))
        silenced(await room.hear(again, assignment_of(again, story="s2")), SuppressionReason.THROTTLED, str(per))
        if other is not None:
            fresh = replace(other, rules=(hit,))
            rings(await room.hear(fresh, assignment_of(fresh, story="s3")))


async def test_throttles_and_inhibitions_survive_a_restart() -> None:
    room = Room(
        inhibitions=[Inhibition(when=frozenset({Severity.CRITICAL}), silences=frozenset(Severity), span=HOUR)]
    )
    grave = match_of(rule(severity=Severity.CRITICAL, throttle=Throttle(every=HOUR)), entities=("kim",))
    rings(await room.hear(grave))
    room.memory.forget()
    for decision in room.log:
        room.memory.remember(decision)
    silenced(
        await room.hear(grave, assignment_of(grave, development="new place")), SuppressionReason.THROTTLED, "kursk"
    )
    lesser = match_of(rule("other"), entities=("kim",))
    silenced(await room.hear(lesser, assignment_of(lesser, story="s2")), SuppressionReason.INHIBITED, "Story s1")


async def test_a_graver_story_on_the_same_entity_silences_lesser_ones_while_it_is_under_way() -> None:
    room = Room(
        inhibitions=[
            Inhibition(when=frozenset({Severity.CRITICAL}), silences=frozenset({Severity.MEDIUM}), span=HOUR)
        ]
    )
    grave = match_of(rule(severity=Severity.CRITICAL), entities=("kim",))
    lesser, high = match_of(entities=("kim",)), match_of(rule(severity=Severity.HIGH), entities=("kim",))
    rings(await room.hear(lesser, assignment_of(lesser, story="before")))
    rings(await room.hear(grave))
    outcome = await room.hear(lesser, assignment_of(lesser, story="s2"))
    silenced(outcome, SuppressionReason.INHIBITED, "graver news on kim is under way: Story s1")
    rings(await room.hear(high, assignment_of(high, story="s3")))
    rings(await room.hear(match_of(entities=("choe",)), assignment_of(lesser, story="s4")))
    room.at += HOUR
    rings(await room.hear(lesser, assignment_of(lesser, story="s2")))


async def test_outside_its_hours_a_rule_holds_gathers_or_drops_and_what_is_critical_passes() -> None:
    held = rings(await Room().hear(match_of(rule(hours=OFFICE))))
    assert (held.not_before, held.in_digest) == (NOON + HOUR, False)
    assert "held until 2026-01-15 13:00:00 UTC, when the hours of rule kursk begin" in held.explanation
    gathered = rings(await Room().hear(match_of(rule(hours=replace(OFFICE, outside=Outside.DIGEST)))))
    assert (gathered.not_before, gathered.in_digest) == (NOON + HOUR, True)
    dropped = await Room().hear(match_of(rule(hours=replace(OFFICE, outside=Outside.DROP))))
    silenced(dropped, SuppressionReason.OUT_OF_HOURS, "rule kursk drops what comes outside its hours")
    passed = rings(await Room().hear(match_of(rule(hours=OFFICE, severity=Severity.CRITICAL))))
    assert passed.not_before is None


async def test_hours_have_a_time_zone_of_their_own() -> None:
    jakarta = replace(OFFICE, timezone="Asia/Jakarta")  # 12:00 UTC is 19:00 there
    held = rings(await Room().hear(match_of(rule(hours=jakarta))))
    assert held.not_before == datetime(2026, 1, 16, 6, 0, tzinfo=UTC)


async def test_a_route_has_hours_of_its_own_and_the_later_opening_counts() -> None:
    quiet = Hours(start=14 * 60, end=17 * 60, outside=Outside.DIGEST)
    for hit in (rule(), rule(hours=OFFICE)):
        held = rings(await Room(options=RouteOptions(hours=quiet)).hear(match_of(hit)))
        assert (held.not_before, held.in_digest) == (NOON + 2 * HOUR, True)
        assert "when the hours of the route to desk begin" in held.explanation
    drops = Room(options=RouteOptions(hours=replace(quiet, outside=Outside.DROP)))
    silenced(
        await drops.hear(match_of()),
        SuppressionReason.OUT_OF_HOURS,
        "the route to desk drops what comes outside its hours",
    )
    unsure = match_of(rule(story=StoryPolicy(min_independent=2)))
    silenced(
        await Room(options=RouteOptions(hours=quiet)).hear(unsure), SuppressionReason.UNCONFIRMED, "asks for 2"
    )


async def test_what_comes_while_a_story_is_held_is_told_with_it() -> None:
    room = Room()
    match = match_of(rule(hours=OFFICE))
    rings(await room.hear(match))
    outcome = await room.hear(match, assignment_of(match, development="new number: 12,000"))
    silenced(
        outcome,
        SuppressionReason.FOLDED,
        "sent together with the alert held until 2026-01-15 13:00:00 UTC (new number",
    )
    outcomes = await room.routed(match, assignment_of(match))
    assert [outcome.reason for outcome in outcomes] == [SuppressionReason.FOLDED, Reason.ALSO]


async def test_a_mute_holds_until_it_ends_and_only_for_what_it_names() -> None:
    mute = Silence(id="m1", rule=RuleId("kursk"), until=NOON + HOUR, made_at=NOON, by="desk", comment="drill")
    room = Room(muted=[mute])
    silenced(
        await room.hear(match_of()),
        SuppressionReason.SILENCED,
        "rule=kursk until 2026-01-15 13:00:00 UTC, by desk: drill",
    )
    rings(await Room(muted=[mute]).hear(match_of(rule(), rule("choe"))))
    room.at += HOUR
    rings(await room.hear(match_of()))


async def test_all_that_a_mute_names_must_fit() -> None:
    base = Silence(id="m1", until=NOON + HOUR, made_at=NOON, by="desk", source="Paper")
    for fits in (
        base,
        replace(base, source="paper"),
        replace(base, tag="press"),
        replace(base, story=StoryId("s1")),
        replace(base, up_to=Severity.MEDIUM),
    ):
        silenced(await Room(muted=[fits]).hear(match_of()), SuppressionReason.SILENCED, "source=")
    for fits_not in (
        replace(base, source="Other"),
        replace(base, tag="korea"),
        replace(base, story=StoryId("s2")),
        replace(base, up_to=Severity.LOW),
    ):
        rings(await Room(muted=[fits_not]).hear(match_of()))


async def test_a_first_alert_waits_for_further_sources_unless_it_is_critical() -> None:
    room = Room(options=RouteOptions(group_wait=timedelta(seconds=30)))
    match = match_of()
    alert = rings(await room.hear(match))
    assert alert.not_before == NOON + timedelta(seconds=30)
    outcome = await room.hear(match, assignment_of(match, development="new number: 12,000"))
    silenced(outcome, SuppressionReason.FOLDED, "sent together")
    critical = match_of(rule(severity=Severity.CRITICAL))
    assert rings(await room.hear(critical, assignment_of(critical, story="s2"))).not_before is None


async def test_changes_of_a_story_keep_an_interval() -> None:
    room = Room(options=RouteOptions(group_interval=HOUR))
    match = match_of()
    assert rings(await room.hear(match)).not_before is None
    room.at += HOUR / 4
    changed = rings(await room.hear(match, assignment_of(match, development="new place")), Reason.CHANGED)
    assert changed.not_before == NOON + HOUR


async def test_an_alert_carries_how_it_is_repeated_and_escalated() -> None:
    escalation = Escalation(after=HOUR, to=(ChannelName("phone"),))
    alert = rings(await Room(options=RouteOptions(repeat=HOUR, escalate=escalation)).hear(match_of()))
    assert (alert.repeat, alert.escalate) == (HOUR, escalation)


async def test_a_decision_that_was_cut_short_is_not_turned_into_a_silence() -> None:
    room = Room()
    match = match_of()
    alert = rings(await room.hear(match))
    room.tellings.clear()
    room.muted.append(Silence(id="m1", rule=RuleId("kursk"), until=NOON + HOUR, made_at=NOON, by="desk"))
    assert rings(await room.hear(match)).id == alert.id


async def test_what_becomes_critical_does_not_wait_for_what_is_held_for_further_sources() -> None:
    room = Room(options=RouteOptions(group_wait=HOUR, group_interval=HOUR))
    match = match_of()
    held = rings(await room.hear(match))
    assert held.not_before == NOON + HOUR
    grave = match_of(rule(severity=Severity.CRITICAL), source="B")
    assert rings(await room.hear(grave, assignment_of(grave)), Reason.ESCALATED).not_before is None
    room = Room(options=RouteOptions(group_wait=HOUR, group_interval=HOUR))
    rings(await room.hear(match))
    graver = match_of(rule(severity=Severity.HIGH), source="B")
    silenced(await room.hear(graver, assignment_of(graver)), SuppressionReason.FOLDED, "sent together")


async def test_an_equally_grave_story_on_the_same_entity_is_not_inhibited() -> None:
    room = Room(inhibitions=[Inhibition(when=frozenset({Severity.HIGH}), silences=frozenset(Severity), span=HOUR)])
    high = match_of(rule(severity=Severity.HIGH), entities=("kim",))
    rings(await room.hear(high))
    rings(await room.hear(high, assignment_of(high, story="s2")))
    lesser = match_of(rule(severity=Severity.MEDIUM), entities=("kim",))
    silenced(await room.hear(lesser, assignment_of(lesser, story="s3")), SuppressionReason.INHIBITED, "Story")


async def test_nobody_is_reminded_of_an_alert_all_of_whose_rules_are_silenced_now() -> None:
    alert = rings(await Room().hear(match_of(rule(), rule("choe"))))
    over, kursk, choe = (
        Silence(id=name, rule=RuleId(name), until=NOON + until, made_at=NOON, by="desk")
        for name, until in (("kursk", -HOUR), ("kursk", HOUR), ("choe", HOUR))
    )
    assert not is_silenced(alert, [], at=NOON)
    assert not is_silenced(alert, [kursk], at=NOON), "of one rule it may still be wanted"
    assert not is_silenced(alert, [over, choe], at=NOON), "one has ended"
    assert is_silenced(alert, [kursk, choe], at=NOON)
    assert not is_silenced(alert, [kursk, choe], at=NOON + HOUR)

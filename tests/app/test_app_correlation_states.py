"""The tallies of the deciding loop: what is in doubt is read anew; an edit that is taken back loses nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.app.pipeline.correlation_states import CorrelationTracker
from monitor.model.ids import FeedId, ItemId, RuleId, Severity
from monitor.model.matching.correlation import Absence, Correlation, Count
from monitor.model.matching.correlation_state import CorrelationState, StateChange, Watermark
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.sending.queued import Work
from tests.fakes import NOON, Clock, an_item

HOUR = timedelta(hours=1)
TICK_EVERY = timedelta(seconds=1)
FORGET_AFTER = timedelta(hours=1)


def rule(key: str, *, absent: bool = False) -> RuleHit:
    """A rule with `when`."""
    return RuleHit(
        rule=RuleId(key.partition(":")[0]),
        title=key,
        severity=Severity.HIGH,
        correlation=Correlation(
            key=key,
            count=None if absent else Count(at_least=3, within=HOUR),
            absent=Absence(span=HOUR) if absent else None,
            feeds=(FeedId("kcna"),),
        ),
    )


BURST, SILENT = rule("burst:1"), rule("silent:1", absent=True)


@dataclass
class Store:
    """Tallies that outlive the process."""

    now: Clock
    kept: dict[str, CorrelationState] = field(default_factory=dict)
    reads: int = 0
    writes: int = 0
    asked: list[Sequence[FeedId]] = field(default_factory=list)
    passed_on: bool = False

    async def states(self) -> Mapping[str, CorrelationState]:
        self.reads += 1
        return dict(self.kept)

    async def watermark(self, feeds: Sequence[FeedId]) -> Watermark:
        self.asked.append(feeds)
        return Watermark(at=self.now(), good_at={})

    async def count(self, changed: StateChange, *, token: int, work: Work[Match] | None = None) -> bool:
        if self.passed_on:
            return False
        self.write(changed)
        return True

    def write(self, counted: StateChange) -> None:
        self.writes += 1
        self.kept |= {tally.key: tally for tally in counted.states}
        for key in counted.forgotten:
            del self.kept[key]


def a_loop() -> tuple[Store, CorrelationTracker]:
    clock = Clock()
    store = Store(clock)
    return store, CorrelationTracker(store, clock, tick_every=TICK_EVERY, kept=FORGET_AFTER)


async def tick(store: Store, loop: CorrelationTracker, *watching: RuleHit, after: timedelta = TICK_EVERY) -> bool:
    """Time passes, and the loop looks."""
    store.now.pass_by(after)
    return await loop.tick(watching, await loop.mark(watching), token=1)


def match(name: str) -> Match:
    return Match(
        item=an_item(name, id=ItemId(name), url=f"https://news.example/{name}"), rules=(), counted_by=(BURST,)
    )


async def test_without_rules_with_when_the_store_is_not_asked() -> None:
    store, loop = a_loop()
    assert await tick(store, loop)
    await loop.count(Match(item=an_item(), rules=()), None)
    assert (store.reads, store.writes, store.asked) == (0, 0, [])


async def test_a_new_rule_begins_at_once_and_only_absences_ask_for_feeds() -> None:
    store, loop = a_loop()
    assert await tick(store, loop, BURST)
    assert await tick(store, loop, BURST, SILENT)
    assert store.kept["silent:1"].began_at == NOON + 2 * TICK_EVERY
    assert store.asked == [[], ["kcna"]]


async def test_nothing_is_written_while_nothing_changes_and_no_tick_comes_too_soon() -> None:
    store, loop = a_loop()
    for _ in range(5):
        await tick(store, loop, BURST, SILENT)
    assert (store.reads, store.writes) == (1, 1)
    assert await loop.mark([BURST]) is None


async def test_what_is_absent_rings_once_also_after_a_restart() -> None:
    store, loop = a_loop()
    await tick(store, loop, SILENT)
    await tick(store, loop, SILENT, after=HOUR)
    assert store.kept["silent:1"].fired_at == NOON + TICK_EVERY + HOUR
    writes = store.writes
    await tick(
        store, CorrelationTracker(store, store.now, tick_every=TICK_EVERY, kept=FORGET_AFTER), SILENT, after=HOUR
    )
    assert store.writes == writes


async def test_a_count_that_may_or_may_not_have_arrived_is_read_anew() -> None:
    store, loop = a_loop()
    lost = await loop.count(match("one"), None)
    again = await loop.count(match("one"), None)
    assert again == lost, "the first never arrived"
    store.write(again)
    after = await loop.count(match("two"), None)
    assert [len(tally.seen) for tally in after.states] == [2], "the answer was lost, the count was not"
    store.write(after)
    loop.accept(after)
    reads = store.reads
    await loop.count(match("three"), None)
    assert store.reads == reads, "what is sure is in memory"


async def test_an_edit_that_is_taken_back_within_the_hour_loses_nothing() -> None:
    store, loop = a_loop()
    await tick(store, loop, SILENT)
    began = store.kept["silent:1"]
    await tick(store, loop, BURST, after=20 * HOUR)
    await tick(store, loop, BURST, after=FORGET_AFTER / 2)
    assert store.kept["silent:1"] == began
    await tick(store, loop, SILENT)
    await tick(store, loop, BURST)
    await tick(store, loop, BURST, after=FORGET_AFTER)
    assert set(store.kept) == {"burst:1"}


async def test_who_has_lost_the_right_to_decide_says_so() -> None:
    store, loop = a_loop()
    store.passed_on = True
    assert not await tick(store, loop, BURST)

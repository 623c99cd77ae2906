"""Rules with `when`: what counts, when it is enough, and what is spent by ringing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.group.correlation.correlate import apply_match, due_absences, due_at, initial_state
from monitor.group.correlation.triggers import assignment_of
from monitor.model.ids import EntityId, FeedId, ItemId, RuleId, Severity
from monitor.model.matching.correlation import (
    Absence,
    Correlation,
    Count,
    Distinct,
    EventSequence,
    Novelty,
    Spike,
    Trigger,
)
from monitor.model.matching.correlation_state import CorrelationState, Watermark
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit, StoryPolicy
from monitor.model.story import StoryAssignment, Tier
from monitor.store.base.codec import decode, encode
from tests.group.group_news import START, item_of

HOUR = timedelta(hours=1)
KCNA = FeedId("kcna")
SOMETHING = Trigger(text="something")


def watch(correlation: Correlation) -> RuleHit:
    return RuleHit(
        rule=RuleId("watch"), title="Watch", severity=Severity.HIGH, correlation=correlation,
        story=StoryPolicy(min_independent=3),
    )  # fmt: skip


def counting(at_least: int, *, distinct: Distinct = Distinct.ITEM) -> RuleHit:
    return watch(Correlation(key="watch:1", count=Count(at_least=at_least, within=HOUR, distinct=distinct)))


@dataclass
class Desk:
    """A rule with `when`, and its tallies, which go through the store's codec after every change."""

    hit: RuleHit
    tallies: dict[str, CorrelationState] = field(default_factory=dict)
    rang: list[Match] = field(default_factory=list)

    def sees(self, title: str, *, minutes: float, source: str = "Paper", rules: tuple[str, ...] = ()) -> str:
        """One more item; how the rule stands then, in words."""
        item = item_of(title, source=source, hours=minutes / 60)
        satisfied = tuple(RuleHit(rule=RuleId(one), title=one, severity=Severity.LOW) for one in rules)
        match = Match(item=item, rules=satisfied, counted_by=(self.hit,))
        found = apply_match(match, assignment(match), self.tallies)
        self._take(found.states)
        self.rang += found.matches
        return found.descriptions[0].removeprefix("watch: ")

    def waits(self, *, hours: float, good_at: dict[FeedId, datetime] | None = None) -> int:
        """Time passes; how often it rings by that."""
        found = due_absences([self.hit], Watermark(at=START + hours * HOUR, good_at=good_at or {}), self.tallies)
        self._take(found.states)
        self.rang += found.matches
        return len(found.matches)

    def _take(self, changed: tuple[CorrelationState, ...]) -> None:
        self.tallies |= {tally.key: decode(encode(tally), CorrelationState) for tally in changed}


def assignment(match: Match, tier: Tier = Tier.OPENED) -> StoryAssignment:
    bare = replace(match, rules=match.rules or (replace(match.counted_by[0], correlation=None),))
    story = assignment_of(replace(bare, trigger=SOMETHING)).story
    return StoryAssignment(story=story, item=match.item.id, tier=tier)


def test_the_eighth_source_within_the_hour_rings_once_and_says_why() -> None:
    desk = Desk(counting(8, distinct=Distinct.SOURCE))
    outlets = [f"Outlet {number}" for number in range(8)]
    said = [desk.sees(f"news of {name}", minutes=5 * n, source=name) for n, name in enumerate(outlets)]
    assert said[0] == "1 of 8 sources within 1 h"
    assert said[-1] == "8 of 8 sources within 1 h: it fires"
    [match] = desk.rang
    assert match.trigger is not None
    assert match.trigger.text == f"8 of 8 sources within 1 h: {', '.join(outlets)}"
    assert [one.title for one in match.trigger.contributions] == [f"news of {name}" for name in outlets]
    assert match.item.title == "Watch: 8 of 8 sources within 1 h"
    assert match.item.first_seen_at == START + timedelta(minutes=35)


def test_what_rings_is_a_match_that_routes_can_take_as_any_other() -> None:
    desk = Desk(counting(2))
    desk.sees("one", minutes=0)
    desk.sees("two", minutes=1)
    [hit] = desk.rang[0].rules
    assert (hit.rule, hit.severity, hit.correlation) == ("watch", Severity.HIGH, None)
    assert hit.story == StoryPolicy(), "an occasion has no independent sources to wait for"


def test_a_source_counts_once_however_much_it_writes() -> None:
    desk = Desk(counting(2, distinct=Distinct.SOURCE))
    for minute in range(10):
        assert desk.sees(f"item {minute}", minutes=minute) == "1 of 2 sources within 1 h"
    assert desk.sees("another's", minutes=65, source="Other").startswith("2 of 2"), "its newest item counts"


def test_an_hour_is_an_hour() -> None:
    desk = Desk(counting(2))
    desk.sees("one", minutes=0)
    assert desk.sees("two", minutes=60) == "1 of 2 items within 1 h"
    assert desk.sees("three", minutes=119.9) == "2 of 2 items within 1 h: it fires"


def test_a_copy_of_an_item_counts_for_a_source_but_not_for_an_item() -> None:
    for distinct, rings in ((Distinct.ITEM, 0), (Distinct.SOURCE, 1)):
        hit = counting(2, distinct=distinct)
        tallies: dict[str, CorrelationState] = {}
        rang = 0
        for source, tier in (("A", Tier.OPENED), ("B", Tier.SAME_ITEM)):
            match = Match(item=item_of("the same words", source=source), rules=(), counted_by=(hit,))
            found = apply_match(match, assignment(match, tier), tallies)
            tallies |= {tally.key: tally for tally in found.states}
            rang += len(found.matches)
        assert rang == rings, distinct


def test_one_page_in_two_feeds_counts_once_also_where_no_rule_but_the_counting_one_has_it() -> None:
    hit = counting(2)
    tallies: dict[str, CorrelationState] = {}
    for feed in ("home", "world"):
        item = item_of("Weather", source=feed, url=f"https://paper.example/1?utm_source={feed}")
        found = apply_match(Match(item=item, rules=(), counted_by=(hit,)), None, tallies)
        tallies |= {tally.key: tally for tally in found.states}
    assert found.descriptions == ("watch: 1 of 2 items within 1 h",)


def test_what_rang_is_spent_and_for_one_window_it_only_gathers() -> None:
    desk = Desk(counting(3))
    for minute in range(0, 180, 5):
        desk.sees(f"item {minute}", minutes=minute)
    rang = [round((match.item.first_seen_at - START) / timedelta(minutes=1)) for match in desk.rang]
    assert rang == [10, 70, 130]
    witnesses = [one.item for match in desk.rang if match.trigger for one in match.trigger.contributions]
    assert len(set(witnesses)) == len(witnesses)


def test_an_item_that_comes_late_counts_by_when_it_was_first_seen() -> None:
    desk = Desk(counting(3))
    desk.sees("first", minutes=0)
    desk.sees("third", minutes=50)
    assert desk.sees("second, late", minutes=30).startswith("3 of 3")
    desk = Desk(counting(3))
    desk.sees("now", minutes=120)
    assert desk.sees("of an hour that is over", minutes=59) == "came too late to count within 1 h"


def test_a_match_that_only_counts_needs_no_story() -> None:
    hit = counting(2, distinct=Distinct.STORY)
    found = apply_match(Match(item=item_of("alone"), rules=(), counted_by=(hit,)), None, {})
    assert found.descriptions == ("watch: 1 of 2 stories within 1 h",)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9)), max_size=60))
def test_a_tally_has_never_more_than_it_needs_and_rings_at_most_once_a_window(told: list[tuple[int, int]]) -> None:
    desk = Desk(counting(4, distinct=Distinct.SOURCE))
    for number, (minute, source) in enumerate(told):
        desk.sees(f"item {number}", minutes=minute, source=f"S{source}")
        assert len(desk.tallies["watch:1"].seen) <= 4
    rang = [match.item.first_seen_at for match in desk.rang]
    assert all(later - earlier >= HOUR for earlier, later in pairwise(rang))
    assert len({match.item.id for match in desk.rang}) == len(rang)


def test_places_are_counted_once_each_and_named() -> None:
    hit = counting(3, distinct=Distinct.PLACE)
    tallies: dict[str, CorrelationState] = {}
    said: list[str] = []
    rang: list[Match] = []
    for title, entities in (
        ("one", ("place/kursk", "country/RU")), ("two", ()), ("three", ("place/kursk", "place/sumy")),
        ("four", ("place/belgorod",)),
    ):  # fmt: skip
        match = Match(item=item_of(title), rules=(), counted_by=(hit,), entities=tuple(map(EntityId, entities)))
        found = apply_match(match, None, tallies)
        tallies |= {tally.key: tally for tally in found.states}
        said += found.descriptions
        rang += found.matches
    assert said == [
        "watch: 1 of 3 places within 1 h",
        "watch: names no place that is known",
        "watch: 2 of 3 places within 1 h",
        "watch: 3 of 3 places within 1 h: it fires",
    ]
    [match] = rang
    assert match.trigger is not None
    assert match.trigger.text == "3 of 3 places within 1 h: kursk, sumy, belgorod"
    assert [one.title for one in match.trigger.contributions] == ["three", "four"], "each item once"


def spiking(factor: int = 3, least: int = 6) -> RuleHit:
    wanted = Spike(factor=factor, window=HOUR, baseline=timedelta(days=7), least=least)
    return watch(Correlation(key="watch:1", spike=wanted))


def test_a_spike_rings_once_when_there_are_three_times_as_many_as_usual() -> None:
    desk = Desk(spiking())
    desk.tallies = {"watch:1": initial_state(desk.hit, at=START)}
    for hour in range(48):
        for minute in (5, 35):
            desk.sees(f"usual {hour} {minute}", minutes=60 * hour + minute)
    assert not desk.rang
    said = [desk.sees(f"sudden {n}", minutes=60 * 48 + 2 * n, source=f"S{n}") for n in range(20)]
    [match] = desk.rang
    assert match.trigger is not None
    assert match.trigger.text.startswith("7 within 1 h, where 2.0 are usual (over 47 h): Paper, S0, ")
    assert "it fired less than a window ago" in said[-1]


def test_a_spike_is_silent_until_a_day_of_the_usual_is_known() -> None:
    desk = Desk(spiking())
    desk.tallies = {"watch:1": initial_state(desk.hit, at=START)}
    assert desk.sees("one", minutes=0) == "1 within 1 h, warming: the usual is known after a day"
    for number in range(30):
        desk.sees(f"many {number}", minutes=60 * 24 + number)
    assert not desk.rang
    for number in range(6):
        desk.sees(f"more {number}", minutes=60 * 30 + number)
    assert len(desk.rang) == 1


def test_few_are_no_spike_however_few_are_usual() -> None:
    desk = Desk(spiking())
    desk.tallies = {"watch:1": initial_state(desk.hit, at=START)}
    said = [desk.sees(f"item {n}", minutes=60 * 72 + n) for n in range(5)]
    assert said[-1] == "5 within 1 h, where 0.0 are usual (over 71 h); it fires at 6"
    assert not desk.rang


def test_the_tally_of_a_spike_holds_a_bounded_past() -> None:
    desk = Desk(spiking())
    for number in range(500):
        desk.sees(f"item {number}", minutes=40 * number)
    tally = desk.tallies["watch:1"]
    assert len(tally.buckets) <= 7 * 24 * 60 / 40 + 2
    assert len(tally.seen) <= 16


def waiting(*, unless_feed_down: bool = False) -> RuleHit:
    wanted = Absence(span=26 * HOUR, unless_feed_down=unless_feed_down)
    return watch(Correlation(key="watch:1", absent=wanted, feeds=(KCNA,)))


def test_an_absence_rings_once_and_again_only_after_something_came() -> None:
    desk = Desk(waiting())
    desk.sees("the last word", minutes=0, source="KCNA")
    assert [desk.waits(hours=hours) for hours in (25.9, 26, 27, 90)] == [0, 1, 0, 0]
    assert desk.rang[0].item.summary == "nothing for 26 h: the last came at 2024-10-28 06:00 UTC from KCNA"
    assert desk.rang[0].item.first_seen_at == START + 26 * HOUR
    assert desk.sees("a word again", minutes=60 * 91).startswith("ends the absence")
    assert [desk.waits(hours=hours) for hours in (92, 117, 118)] == [0, 1, 0]
    assert desk.rang[0].item.id != desk.rang[1].item.id


def test_an_absence_waits_from_when_the_rule_began_if_nothing_ever_came() -> None:
    desk = Desk(waiting())
    assert desk.waits(hours=500) == 0, "nothing is known of a rule that has not begun"
    desk.tallies = {"watch:1": initial_state(desk.hit, at=START)}
    assert [desk.waits(hours=hours) for hours in (25, 26)] == [0, 1]
    assert "none has come since the rule began to watch at 2024-10-28 06:00 UTC" in desk.rang[0].item.summary


def test_a_feed_that_is_down_is_not_silent() -> None:
    desk = Desk(waiting(unless_feed_down=True))
    desk.sees("the last word", minutes=0)
    assert desk.waits(hours=30) == 0, "it was never visited well"
    assert desk.waits(hours=30, good_at={KCNA: START + 25 * HOUR}) == 0, "nor since the time was over"
    assert desk.waits(hours=30, good_at={KCNA: START + 27 * HOUR}) == 1


def test_an_older_item_that_comes_late_does_not_end_an_absence() -> None:
    desk = Desk(waiting())
    desk.sees("newer", minutes=60)
    before = desk.tallies["watch:1"]
    assert desk.sees("older", minutes=0) == "a newer one was here before"
    assert desk.tallies["watch:1"] == before
    assert due_at(desk.hit, before) == START + 27 * HOUR


def following(*, ordered: bool = False, rules: tuple[str, ...] = ("a", "b")) -> RuleHit:
    return watch(Correlation(key="watch:1", sequence=EventSequence(rules=rules, within=6 * HOUR, ordered=ordered)))


@pytest.mark.parametrize(("ordered", "order", "rings"), [
    (False, "ab", 1), (False, "ba", 1), (True, "ab", 1), (True, "ba", 0), (True, "bab", 1), (False, "aaa", 0),
])  # fmt: skip
def test_a_sequence_rings_when_each_of_its_rules_had_an_item(ordered: bool, order: str, rings: int) -> None:
    desk = Desk(following(ordered=ordered))
    for number, rule in enumerate(order):
        desk.sees(f"item {number}", minutes=60 * number, rules=(rule,))
    assert len(desk.rang) == rings


def test_a_sequence_says_what_it_is_waiting_for() -> None:
    desk = Desk(following(ordered=True))
    assert desk.sees("b first", minutes=0, rules=("b",)) == "1 of 2 rules within 6 h: b"
    assert desk.sees("then a", minutes=1, rules=("a",)) == "2 of 2 rules within 6 h: a, b, not in this order"
    assert desk.sees("b again", minutes=2, rules=("b",)) == "a, then b within 6 h: it fires"


def test_one_item_may_be_all_of_an_unordered_sequence_but_not_of_an_ordered_one() -> None:
    for ordered, rings in ((False, 1), (True, 0)):
        desk = Desk(following(ordered=ordered))
        desk.sees("both at once", minutes=0, rules=("a", "b"))
        assert len(desk.rang) == rings


def test_a_sequence_ends_with_its_window() -> None:
    desk = Desk(following())
    desk.sees("a", minutes=0, rules=("a",))
    desk.sees("b", minutes=360, rules=("b",))
    assert not desk.rang
    desk.sees("a again", minutes=700, rules=("a",))
    assert len(desk.rang) == 1


def test_an_item_that_comes_late_finds_its_place_in_an_ordered_sequence() -> None:
    desk = Desk(following(ordered=True))
    desk.sees("b", minutes=60, rules=("b",))
    desk.sees("a, late", minutes=30, rules=("a",))
    assert len(desk.rang) == 1


def test_a_sequence_may_name_rules_by_how_they_begin() -> None:
    desk = Desk(following(rules=("dprk-*", "kursk")))
    desk.sees("one", minutes=0, rules=("dprk-missile",))
    desk.sees("two", minutes=1, rules=("kursk", "other"))
    assert [match.item.title for match in desk.rang] == ["Watch: dprk-* and kursk within 6 h"]


@dataclass
class Ministry:
    """A rule that rings at people who were not seen for long."""

    hit: RuleHit
    tallies: dict[str, CorrelationState]

    def names(self, *people: str, days: float) -> tuple[str, list[str]]:
        """An item that names these; how the rule stands, and what rings."""
        item = item_of(f"item of day {days}", hours=24 * days)
        entities = tuple(EntityId(f"person/{name}") for name in people)
        found = apply_match(
            Match(item=item, rules=(), counted_by=(self.hit,), entities=entities), None, self.tallies
        )
        self.tallies |= {tally.key: decode(encode(tally), CorrelationState) for tally in found.states}
        return found.descriptions[0].removeprefix("watch: "), [match.item.title for match in found.matches]


def ministry(span: timedelta = timedelta(days=90)) -> Ministry:
    hit = watch(Correlation(key="watch:1", new=Novelty(field=Distinct.PERSON, not_seen_in=span)))
    return Ministry(hit, {"watch:1": initial_state(hit, at=START)})


def test_somebody_who_was_not_seen_for_long_rings_once() -> None:
    desk = ministry()
    assert desk.names("choe", days=1) == ("warming: what is new is known after 7 d; noted choe", [])
    assert desk.names("choe", days=8) == ("nothing new; people known so far: 1", [])
    says, rang = desk.names("choe", "lavrov", days=9)
    assert (says, rang) == ("lavrov not seen in 90 d: it fires", ["Watch: lavrov not seen in 90 d"])
    assert desk.names("lavrov", days=10)[1] == []
    assert desk.names("lavrov", days=99)[1] == [], "it was seen all the while"
    assert desk.names("choe", days=100)[1] == ["Watch: choe not seen in 90 d"]
    assert desk.names(days=101) == ("names no person that is known", [])


def test_an_item_that_comes_late_makes_nobody_new_and_nobody_old() -> None:
    desk = ministry(timedelta(days=2))
    desk.names("choe", days=10)
    assert desk.names("choe", days=5)[1] == []
    assert desk.names("choe", days=11)[1] == []


def test_a_bounded_number_of_the_newest_is_known() -> None:
    desk = ministry()
    desk.names(*(f"p{number}" for number in range(1500)), days=1)
    desk.names("last", days=2)
    assert len(desk.tallies["watch:1"].seen) == 1000
    assert desk.tallies["watch:1"].seen[-1].member == "person/last"


def test_the_same_occasion_is_the_same_match_after_any_crash() -> None:
    hit = counting(2)
    tallies = {tally.key: tally for tally in apply_match(_one("one", hit), None, {}).states}
    first, again = (apply_match(_one("two", hit), None, tallies).matches for _ in range(2))
    assert first == again
    assert first[0].item.id != ItemId("two")


def _one(title: str, hit: RuleHit) -> Match:
    return Match(item=item_of(title, first_seen_at=datetime(2024, 1, 1, tzinfo=UTC)), rules=(), counted_by=(hit,))

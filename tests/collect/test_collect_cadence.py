"""How often a feed is worth a visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.collect.schedule.cadence import first_guess, interval, learnt
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import LastPoll, PollState
from tests.fakes import NOON

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
FEED = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar")
OWN = replace(FEED, allow_private=("127.0.0.0/8",), floor=timedelta(seconds=1))


def after_polls(memory: PollState, *, every: timedelta, fresh: int, times: int) -> PollState:
    start = memory.fresh_at or NOON
    for number in range(1, times + 1):
        memory = learnt(memory, LastPoll(at=start + number * every, fresh=fresh))
    return memory


def test_a_feed_is_visited_twice_in_the_time_in_which_it_brings_one_item() -> None:
    memory = PollState(gap=1200, fresh_at=NOON)
    assert interval(FEED, memory, now=NOON) == 10 * MINUTE
    assert interval(FEED, PollState(), now=NOON) == 5 * MINUTE, "before anything is known"


def test_the_interval_stays_between_floor_and_ceiling_and_the_politeness_floor_holds_for_public_servers() -> None:
    busy, lazy = PollState(gap=1, fresh_at=NOON), PollState(gap=864_000, fresh_at=NOON)
    assert interval(FEED, busy, now=NOON) == MINUTE
    assert interval(FEED, lazy, now=NOON) == 30 * MINUTE
    assert interval(replace(FEED, floor=timedelta(seconds=1)), busy, now=NOON) == MINUTE
    assert interval(replace(FEED, floor=3 * MINUTE), busy, now=NOON) == 3 * MINUTE
    assert interval(replace(FEED, ceiling=6 * HOUR), lazy, now=NOON) == 6 * HOUR
    assert interval(OWN, busy, now=NOON) == timedelta(seconds=1)


def test_every_pins_the_interval_whatever_was_learnt() -> None:
    pinned = replace(FEED, every=7 * MINUTE)
    assert interval(pinned, PollState(gap=1, overruns=5, fresh_at=NOON), now=NOON) == 7 * MINUTE
    assert interval(replace(FEED, every=timedelta(seconds=1)), PollState(), now=NOON) == MINUTE
    assert interval(replace(OWN, every=timedelta(seconds=1)), PollState(), now=NOON) == timedelta(seconds=1)


def test_the_rhythm_is_learnt_from_what_the_visits_find() -> None:
    memory = PollState(gap=7200, fresh_at=NOON)
    faster = after_polls(memory, every=5 * MINUTE, fresh=1, times=20)
    assert 300 <= faster.gap < 330
    slower = after_polls(faster, every=2 * HOUR, fresh=1, times=20)
    assert slower.gap > 7_000
    assert learnt(memory, LastPoll(at=NOON + HOUR)) == memory, "a visit that found nothing says little"
    assert learnt(memory, None) == memory
    assert learnt(faster, LastPoll(at=NOON, fresh=3)) == faster, "what was learnt once is not learnt again"


def test_a_feed_that_has_gone_quiet_is_visited_less_and_less() -> None:
    memory = PollState(gap=120, fresh_at=NOON)
    waits = [interval(FEED, memory, now=NOON + quiet) for quiet in (MINUTE, HOUR, 3 * HOUR, 24 * HOUR)]
    assert waits == [MINUTE, 3 * MINUTE, 9 * MINUTE, 30 * MINUTE]


def test_a_feed_that_is_dead_for_a_year_is_visited_once_a_day() -> None:
    memory = PollState(gap=86_400, fresh_at=NOON)

    def visits_a_day(days: int, feed: Feed = FEED) -> float:
        return timedelta(days=1) / interval(feed, memory, now=NOON + timedelta(days=days))

    visits = [visits_a_day(days) for days in (1, 7, 14, 30, 90, 180, 365, 3_650)]
    assert visits == sorted(visits, reverse=True)
    assert visits_a_day(1) == 48
    assert visits_a_day(14) <= 24
    assert visits_a_day(30) <= 12
    assert visits_a_day(365) == visits_a_day(3_650) == 1
    assert visits_a_day(365, replace(FEED, ceiling=30 * MINUTE)) == 48, "its user wants it so"
    assert visits_a_day(365, replace(FEED, every=5 * MINUTE)) == 288


def test_visits_are_spent_where_items_satisfy_rules() -> None:
    memory = PollState(gap=1200, fresh_at=NOON, matched_at=NOON - HOUR)
    assert interval(FEED, memory, now=NOON) == 5 * MINUTE
    assert interval(FEED, memory, now=NOON + 24 * HOUR) == 30 * MINUTE, "quiet, and the match is a day old"


def test_each_overrun_halves_the_interval_until_there_is_none() -> None:
    memory = PollState(gap=2400, fresh_at=NOON)
    once = learnt(memory, LastPoll(at=NOON + HOUR, fresh=5, overrun=True))
    twice = learnt(once, LastPoll(at=NOON + 2 * HOUR, fresh=5, overrun=True))
    assert (once.overruns, twice.overruns, twice.overran_at) == (1, 2, NOON + 2 * HOUR)
    plain = interval(FEED, replace(twice, overruns=0), now=NOON + 2 * HOUR)
    assert interval(FEED, twice, now=NOON + 2 * HOUR) == max(plain / 4, MINUTE)
    assert learnt(twice, LastPoll(at=NOON + 3 * HOUR, fresh=1)).overruns == 0


def test_the_dates_of_the_first_document_are_a_first_guess() -> None:
    dates = [NOON - number * 20 * MINUTE for number in range(10)]
    guessed = first_guess(PollState(), [*dates, None, NOON + HOUR], now=NOON)
    assert (guessed.gap, guessed.fresh_at) == (1200, NOON)
    undated = first_guess(PollState(), [None, NOON + HOUR], now=NOON)
    assert (undated.gap, undated.fresh_at, undated.unseen) == (0, NOON, False)
    empty = first_guess(PollState(), [], now=NOON)
    assert (empty.fresh_at, empty.unseen) == (NOON, True)
    assert not learnt(empty, LastPoll(at=NOON + HOUR, fresh=1)).unseen
    ancient = first_guess(PollState(), [NOON - timedelta(days=900), NOON - timedelta(days=1900)], now=NOON)
    assert ancient.gap == timedelta(days=30).total_seconds()

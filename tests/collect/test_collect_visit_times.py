"""When a feed is visited next."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect.fetch.headers import max_age, skew, validator
from monitor.collect.schedule.visit_times import after_failure, after_overrun, after_success, first_visit
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure, PollState

NOW = datetime(2024, 10, 29, 12, tzinfo=UTC)
FEED = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar", every=timedelta(minutes=5))
OWN = replace(FEED, every=timedelta(seconds=1), allow_private=("127.0.0.0/8",))
MINUTE = timedelta(minutes=1)
NOTHING = PollState()


def success(
    feed: Feed, *, age: timedelta | None = None, seed: int = 1, memory: PollState = NOTHING, at: datetime = NOW
) -> timedelta:
    memory = replace(memory, max_age=int(age.total_seconds()) if age else 0)
    return after_success(feed, memory, now=at, rng=random.Random(seed)) - at


def failed(
    feed: Feed, *, failures: int = 1, failure: FetchFailure = FetchFailure.TIMEOUT, wait: timedelta | None = None
) -> timedelta:
    memory = PollState(failures=failures)
    due = after_failure(feed, memory, now=NOW, rng=random.Random(1), failure=failure, retry_after=wait)
    return due - NOW


def test_a_good_visit_is_followed_by_another_after_the_interval_give_or_take_a_tenth() -> None:
    waits = [success(FEED, seed=seed) for seed in range(200)]
    assert min(waits) >= 4.5 * MINUTE
    assert max(waits) <= 5.5 * MINUTE
    assert len(set(waits)) > 100


def test_public_servers_are_asked_once_a_minute_at_most_and_own_ones_as_often_as_configured() -> None:
    assert success(replace(FEED, every=timedelta(seconds=1))) == MINUTE
    assert success(OWN) < timedelta(seconds=2)
    assert failed(OWN) < timedelta(seconds=2)


def test_max_age_is_waited_for_up_to_an_hour_or_a_day_unless_the_server_is_our_own() -> None:
    assert success(FEED, age=30 * MINUTE) == 30 * MINUTE
    assert success(FEED, age=timedelta(days=7)) == 60 * MINUTE
    learning = replace(FEED, every=None)
    assert success(learning, age=timedelta(hours=7)) == timedelta(hours=7)
    assert success(learning, age=timedelta(days=7)) == timedelta(days=1)
    assert success(replace(learning, ceiling=timedelta(hours=2)), age=timedelta(hours=7)) == 60 * MINUTE
    assert success(OWN, age=30 * MINUTE) < MINUTE


def test_what_the_document_asks_for_is_kept_unless_its_user_has_fixed_the_interval() -> None:
    learning = replace(FEED, every=None)
    asked = PollState(ttl=20 * 60)
    assert success(learning, memory=asked) == 20 * MINUTE
    assert success(learning, memory=PollState(ttl=30 * 86_400)) == timedelta(days=1)
    assert success(replace(learning, ceiling=10 * MINUTE), memory=PollState(ttl=30 * 86_400)) == 60 * MINUTE
    assert success(FEED, memory=asked) < 6 * MINUTE


def test_skipped_hours_and_days_are_skipped_but_never_for_ever() -> None:
    learning = replace(FEED, every=None)
    assert success(learning, memory=PollState(skip_hours=1 << 12 | 1 << 13)) == 120 * MINUTE
    tuesday = 1 << 1
    assert success(learning, memory=PollState(skip_days=tuesday)) == timedelta(hours=12)
    assert success(FEED, memory=PollState(skip_days=tuesday)) < 6 * MINUTE
    all_but_monday = 0b1111110
    assert (
        timedelta(days=3)
        < success(learning, memory=PollState(skip_days=all_but_monday))
        < timedelta(days=3, hours=1)
    )


def test_all_items_new_brings_the_next_visit_forward_unless_its_user_has_fixed_the_interval() -> None:
    busy = PollState(gap=1800)
    assert after_overrun(replace(FEED, every=None), busy, now=NOW) == NOW + 7.5 * MINUTE
    assert after_overrun(FEED, busy, now=NOW) is None


def test_while_our_own_network_is_down_everybody_is_tried_every_minute() -> None:
    assert (
        failed(replace(FEED, every=timedelta(hours=6)), failures=9, failure=FetchFailure.OUR_NETWORK)
        <= 1.1 * MINUTE
    )


def test_failures_back_off_to_an_hour_and_never_stop() -> None:
    waits = [failed(FEED, failures=n) for n in (1, 2, 3, 4)]
    assert waits == sorted(waits)
    assert 8 * MINUTE < waits[1] < 12 * MINUTE
    assert 54 * MINUTE <= failed(FEED, failures=100_000) <= 66 * MINUTE
    slow = replace(FEED, every=timedelta(hours=6))
    assert failed(slow, failures=5) >= timedelta(hours=5)


def test_a_server_that_wants_fewer_visits_gets_fewer_at_once() -> None:
    assert failed(FEED, failure=FetchFailure.SLOW_DOWN) > 8 * MINUTE


def test_retry_after_is_never_undercut_but_capped_at_a_day() -> None:
    assert failed(FEED, wait=timedelta(hours=7)) == timedelta(hours=7)
    assert failed(FEED, wait=timedelta(days=400)) == timedelta(days=1)
    assert failed(FEED, wait=timedelta(seconds=1)) > 4 * MINUTE
    assert failed(OWN, wait=timedelta(seconds=30)) == timedelta(seconds=30)


def test_a_feed_that_is_gone_is_asked_once_more_the_next_day_and_then_once_a_month() -> None:
    assert timedelta(hours=21) < failed(FEED, failure=FetchFailure.GONE) < timedelta(hours=27)
    assert timedelta(days=27) <= failed(FEED, failures=2, failure=FetchFailure.GONE) <= timedelta(days=33)


def test_first_visits_are_spread_over_a_minute_and_own_servers_are_visited_at_once() -> None:
    waits = [first_visit(FEED, now=NOW, rng=random.Random(seed)) - NOW for seed in range(100)]
    assert timedelta(0) <= min(waits) < max(waits) <= MINUTE
    assert len(set(waits)) == 100
    assert first_visit(OWN, now=NOW, rng=random.Random(1)) == NOW


@pytest.mark.parametrize(
    ("value", "age"),
    [
        ("max-age=300", timedelta(minutes=5)),
        ("public, Max-Age = 60, s-maxage=5", timedelta(minutes=1)),
        ("s-maxage=5", None),
        ("no-store", None),
        ("", None),
    ],
)
def test_max_age_is_read(value: str, age: timedelta | None) -> None:
    assert max_age({"Cache-Control": value}, now=NOW) == age


@pytest.mark.parametrize(
    ("headers", "age"),
    [
        ({"Expires": "Tue, 29 Oct 2024 12:30:00 GMT"}, 30 * MINUTE),
        ({"Expires": "Tue, 29 Oct 2024 12:30:00 GMT", "Date": "Tue, 29 Oct 2024 12:20:00 GMT"}, 10 * MINUTE),
        ({"Expires": "Tue, 29 Oct 2024 12:30:00 GMT", "Cache-Control": "max-age=60"}, MINUTE),
        ({"Expires": "Tue, 29 Oct 2024 12:30:00 GMT", "Cache-Control": "no-cache"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"Expires": "0"}, None),
    ],
)
def test_expires_counts_where_cache_control_is_silent(headers: dict[str, str], age: timedelta | None) -> None:
    assert max_age(headers, now=NOW) == age


def test_a_servers_clock_is_off_only_by_more_than_a_cache_explains() -> None:
    assert skew({"Date": "Tue, 29 Oct 2024 12:01:00 GMT"}, now=NOW) == 0
    assert skew({"Date": "Tue, 29 Oct 2024 11:00:00 GMT"}, now=NOW) == -3600
    assert skew({"Date": "Tue, 29 Oct 2024 11:00:00 GMT", "Age": "3600"}, now=NOW) == 0


def test_a_validator_that_cannot_be_sent_back_is_forgotten() -> None:
    assert validator('W/"a b"') == 'W/"a b"'
    assert validator('"\udcff"') == ""
    assert validator('"' + "x" * 2000 + '"') == ""

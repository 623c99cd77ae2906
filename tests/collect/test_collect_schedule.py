"""When a feed is visited next."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.collect.headers import max_age, retry_after, validator
from monitor.collect.schedule import Hints, after_failure, after_success, first_visit
from monitor.handover import Failure
from monitor.model import Feed, FeedId

NOW = datetime(2024, 10, 29, 12, tzinfo=UTC)
FEED = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar", every=timedelta(minutes=5))
OWN = replace(FEED, every=timedelta(seconds=1), allow_private=("127.0.0.0/8",))
MINUTE = timedelta(minutes=1)


def success(feed: Feed, *, age: timedelta | None = None, seed: int = 1) -> timedelta:
    return after_success(feed, now=NOW, rng=random.Random(seed), hints=Hints(max_age=age)) - NOW


def failed(
    feed: Feed, *, failures: int = 1, failure: Failure = Failure.TIMEOUT, wait: timedelta | None = None
) -> timedelta:
    due = after_failure(feed, now=NOW, rng=random.Random(1), failure=failure, failures=failures, retry_after=wait)
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


def test_max_age_is_waited_for_unless_it_is_absurd_or_the_server_is_our_own() -> None:
    assert success(FEED, age=30 * MINUTE) == 30 * MINUTE
    assert success(FEED, age=timedelta(days=7)) < 6 * MINUTE
    assert success(OWN, age=30 * MINUTE) < MINUTE


def test_failures_back_off_to_an_hour_and_never_stop() -> None:
    waits = [failed(FEED, failures=n) for n in (1, 2, 3, 4)]
    assert waits == sorted(waits)
    assert 8 * MINUTE < waits[1] < 12 * MINUTE
    assert 54 * MINUTE <= failed(FEED, failures=100_000) <= 66 * MINUTE
    slow = replace(FEED, every=timedelta(hours=6))
    assert failed(slow, failures=5) >= timedelta(hours=5)


def test_a_server_that_wants_fewer_visits_gets_fewer_at_once() -> None:
    assert failed(FEED, failure=Failure.SLOW_DOWN) > 8 * MINUTE


def test_retry_after_is_never_undercut_but_capped_at_a_day() -> None:
    assert failed(FEED, wait=timedelta(hours=7)) == timedelta(hours=7)
    assert failed(FEED, wait=timedelta(days=400)) == timedelta(days=1)
    assert failed(FEED, wait=timedelta(seconds=1)) > 4 * MINUTE
    assert failed(OWN, wait=timedelta(seconds=30)) == timedelta(seconds=30)


def test_a_feed_that_is_gone_is_asked_once_a_day() -> None:
    assert timedelta(hours=21) < failed(FEED, failure=Failure.GONE) < timedelta(hours=27)


def test_first_visits_are_spread_over_a_minute_and_own_servers_are_visited_at_once() -> None:
    waits = [first_visit(FEED, now=NOW, rng=random.Random(seed)) - NOW for seed in range(100)]
    assert timedelta(0) <= min(waits) < max(waits) <= MINUTE
    assert len(set(waits)) == 100
    assert first_visit(OWN, now=NOW, rng=random.Random(1)) == NOW


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 29 Oct 2024 13:00:00 GMT", timedelta(hours=1)),
        ("Tue, 29 Oct 2024 11:00:00 GMT", timedelta(0)),
        ("Wed, 99 Oct 2024", None),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, wait: timedelta | None) -> None:
    assert retry_after({"Retry-After": value}, now=NOW) == wait


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
    assert max_age({"Cache-Control": value}) == age


def test_a_validator_that_cannot_be_sent_back_is_forgotten() -> None:
    assert validator('W/"a b"') == 'W/"a b"'
    assert validator('"\udcff"') == ""
    assert validator('"' + "x" * 2000 + '"') == ""

"""What is said while many feeds are visited for the first time."""

from __future__ import annotations

from datetime import timedelta

from monitor.app.telemetry.first_visits import FirstVisits, Progress
from monitor.model.ids import FeedId
from monitor.model.news.visit import FetchFailure, Poll, PollState
from tests.fakes import NOON, Clock


def poll(name: str, *, failure: FetchFailure | None = None, put_off: bool = False) -> Poll:
    return Poll(feed=FeedId(name), memory=PollState(), next_visit_at=NOON, failure=failure, put_off=put_off)


def test_the_count_the_rate_the_failures_and_the_rest_are_shown_now_and_then_and_at_the_end() -> None:
    clock, shown = Clock(), list[Progress]()
    visits = FirstVisits(now=clock, show=shown.append)
    visits.expect([FeedId(f"f{number}") for number in range(100)])
    visits.polled(poll("f0", put_off=True))
    visits.polled(poll("a feed that was known"))
    for number in range(100):
        clock.pass_by(timedelta(seconds=0.1))
        visits.polled(poll(f"f{number}", failure=FetchFailure.TIMEOUT if number % 10 == 0 else None))
    visits.polled(poll("f1"))
    assert [(one.done, one.failed) for one in shown] == [(50, 5), (100, 10)]
    assert shown[0].left == timedelta(seconds=5)
    assert round(shown[0].rate) == 10


def test_a_few_feeds_are_visited_without_further_words() -> None:
    shown = list[Progress]()
    visits = FirstVisits(show=shown.append)
    visits.expect([FeedId("a"), FeedId("b")])
    visits.polled(poll("a"))
    visits.polled(poll("b"))
    assert visits.begun
    assert shown == []

"""The bundled day holds what the demo promises."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from monitor.demo.day import Day, FeedFormat, load_day

EVENT = "minister-to-russia"


@pytest.fixture(scope="module")
def day() -> Day:
    return load_day()


def test_the_day_is_large_and_of_many_voices(day: Day) -> None:
    today = [bulletin for bulletin in day.bulletins if bulletin.at >= timedelta(0)]
    assert len(today) >= 300
    assert len(day.outlets) >= 12
    assert {outlet.lang for outlet in day.outlets} == {"id", "en", "ru", "uk", "ko", "ja", "ar", "zh"}


def test_every_format_is_published(day: Day) -> None:
    formats = Counter(outlet.format for outlet in day.outlets)
    assert set(formats) == set(FeedFormat)
    assert formats[FeedFormat.ATOM] >= 2
    assert formats[FeedFormat.JSON] >= 2


def test_every_outlet_has_a_baseline_from_yesterday(day: Day) -> None:
    for outlet in day.outlets:
        assert len(day.published(outlet, until=timedelta(0))) >= 3


def test_what_is_published_comes_newest_first(day: Day) -> None:
    published = day.published(day.outlets[0], until=timedelta(hours=12))
    assert published
    assert [b.at for b in published] == sorted((b.at for b in published), reverse=True)
    assert published[0].at <= timedelta(hours=12)


def test_the_event_is_reported_by_many_outlets_in_every_language(day: Day) -> None:
    reporting = {bulletin.outlet for bulletin in day.bulletins if bulletin.story == EVENT}
    assert len(reporting) >= 6
    assert {outlet.lang for outlet in day.outlets if outlet.id in reporting} == {o.lang for o in day.outlets}


def test_the_event_has_wire_copies_and_pages_published_again(day: Day) -> None:
    event = [bulletin for bulletin in day.bulletins if bulletin.story == EVENT]
    assert any(bulletin.query.startswith("utm_") for bulletin in event)
    assert {bulletin.host for bulletin in event} >= {"m", "amp"}
    assert max(Counter(bulletin.path for bulletin in event).values()) == 2
    assert any(len({b.outlet for b in event if b.title == one.title}) > 1 for one in event)


def test_an_outlet_never_publishes_two_bulletins_in_one_minute(day: Day) -> None:
    assert max(Counter((bulletin.outlet, bulletin.at) for bulletin in day.bulletins).values()) == 1


def test_every_story_is_described_and_told(day: Day) -> None:
    assert {bulletin.story for bulletin in day.bulletins if bulletin.story} == set(day.stories)


def test_most_headlines_of_the_noise_differ(day: Day) -> None:
    noise = [bulletin.title for bulletin in day.bulletins if not bulletin.story]
    assert len(set(noise)) >= 120
    assert len(noise) == len(set(noise))

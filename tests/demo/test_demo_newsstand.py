"""The newsstand answers like a real publisher, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import aiohttp
import feedparser
import pytest

from monitor.demo.day import Bulletin, Day, DayStory, DemoOutlet, FeedFormat
from monitor.demo.newsstand import Newsstand

MIDNIGHT = datetime(2024, 10, 28, tzinfo=UTC)


def small_day() -> Day:
    outlets = tuple(
        DemoOutlet(id=name, title=name.title(), lang="en", format=form)
        for name, form in (("north", FeedFormat.RSS), ("south", FeedFormat.ATOM))
    )
    bulletins = tuple(
        Bulletin(
            outlet=outlet.id,
            at=timedelta(hours=hour),
            title=f"{outlet.title} at {hour}",
            summary="News.",
            path=f"/{outlet.id}/{hour}",
        )
        for hour in (-2, 12)
        for outlet in outlets
    )
    return Day(outlets=outlets, bulletins=bulletins, stories={"none": DayStory(about="Nothing.")})


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def titles(browser: aiohttp.ClientSession, url: str) -> list[str]:
    async with browser.get(url) as response:
        assert response.status == 200
        return [entry.title for entry in feedparser.parse(await response.read()).entries]


async def over(stand: Newsstand) -> None:
    while not stand.over:
        await asyncio.sleep(0.001)


async def test_the_first_documents_hold_only_yesterday(browser: aiohttp.ClientSession) -> None:
    async with Newsstand(small_day(), speed=60, midnight=MIDNIGHT) as stand:
        assert await titles(browser, stand.feeds()[0].url) == ["North at -2"]


async def test_the_day_waits_until_every_feed_was_asked_for(browser: aiohttp.ClientSession) -> None:
    async with Newsstand(small_day(), speed=0.01, midnight=MIDNIGHT) as stand:
        north, south = (feed.url for feed in stand.feeds())
        assert await titles(browser, north) == ["North at -2"]
        assert await titles(browser, north) == ["North at -2"]
        assert stand.time_of_day == timedelta(0)
        assert await titles(browser, south) == ["South at -2"]
        await over(stand)
        assert stand.over
        assert await titles(browser, north) == ["North at 12", "North at -2"]


async def test_the_day_is_finished_when_every_feed_was_asked_for_after_it(browser: aiohttp.ClientSession) -> None:
    async with Newsstand(small_day(), speed=0.01, midnight=MIDNIGHT) as stand:
        north, south = (feed.url for feed in stand.feeds())
        await titles(browser, north)
        await titles(browser, south)
        await over(stand)
        finished = asyncio.create_task(stand.finished())
        await titles(browser, north)
        assert not finished.done()
        await titles(browser, south)
        await finished


async def test_an_unchanged_document_is_not_sent_again(browser: aiohttp.ClientSession) -> None:
    async with Newsstand(small_day(), speed=60, midnight=MIDNIGHT) as stand:
        url = stand.feeds()[0].url
        async with browser.get(url) as first:
            etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
        assert etag.startswith('"')
        for condition in ({"If-None-Match": etag}, {"If-Modified-Since": modified}):
            async with browser.get(url, headers=condition) as again:
                assert again.status == 304
                assert again.headers["ETag"] == etag
                assert await again.read() == b""


async def test_a_changed_document_has_new_validators(browser: aiohttp.ClientSession) -> None:
    async with Newsstand(small_day(), speed=0.01, midnight=MIDNIGHT) as stand:
        for feed in stand.feeds():
            async with browser.get(feed.url) as response:
                old = {
                    "If-None-Match": response.headers["ETag"],
                    "If-Modified-Since": response.headers["Last-Modified"],
                }
        await over(stand)
        async with browser.get(feed.url, headers=old) as response:
            assert response.status == 200
            assert response.headers["ETag"] != old["If-None-Match"]
            assert response.headers["Last-Modified"] != old["If-Modified-Since"]


async def test_a_page_opens_once_it_is_published(browser: aiohttp.ClientSession) -> None:
    async with Newsstand(small_day(), speed=60, midnight=MIDNIGHT) as stand:
        home = stand.feeds()[0].url.removesuffix("/feed")
        async with browser.get(f"{home}/-2?utm_source=a") as response:
            assert response.status == 200
            assert "North at -2" in await response.text()
        async with browser.get(f"{home}/12") as response:
            assert response.status == 404


async def test_unknown_addresses_are_not_found(browser: aiohttp.ClientSession) -> None:
    async with Newsstand(small_day(), speed=60, midnight=MIDNIGHT) as stand:
        unknown = stand.feeds()[0].url.replace("north", "west")
        async with browser.get(unknown) as response:
            assert response.status == 404


async def test_the_feeds_are_allowed_on_loopback_and_start_silent() -> None:
    async with Newsstand(small_day(), speed=60, midnight=MIDNIGHT) as stand:
        for feed in stand.feeds():
            assert feed.url.startswith("http://127.0.0.1:")
            assert feed.allow_private == ("127.0.0.0/8",)
            assert feed.every == timedelta(seconds=1)
            assert not feed.backfill

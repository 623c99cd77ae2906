"""What an open page hears: every change once it is there, also of the time in which it was away."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from monitor.clock import now
from monitor.desk.edit.acknowledgements import acknowledge
from monitor.model.activity import Deed, Doer
from monitor.model.ids import StoryId
from monitor.model.story import Correction
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog
from monitor.web.live import subscribers
from monitor.web.parts.desk import Desk
from tests.desk.newsroom import Newsroom
from tests.web.desk_pages import Browser


class Page:
    """A page that listens."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer
        self.seen = ""

    async def event(self) -> tuple[str, str]:
        """The next event: its name, and its data."""
        name, data = "", []
        while True:
            line = (await self._answer.content.readline()).decode().rstrip("\n")
            field, _, value = line.partition(": ")
            if field == "event":
                name = value
            elif field == "id":
                self.seen = value
            elif field.startswith("data"):
                data.append(value)
            elif not line and name:
                return name, "\n".join(data)

    async def opened(self) -> None:
        """What a page that has missed nothing is told first."""
        assert await self.event() == ("state", "live")
        assert (await self.event())[0] == "answer"


async def test_a_change_comes_to_an_open_page_as_its_row(room: Newsroom, browser: Browser, client: Client) -> None:
    async with browser.session.get("/events", params={"after": "0"}) as answer:
        page = Page(answer)
        await page.opened()
        story = await room.alerts("a")
        name, row = await page.event()
        assert name == "story"
        assert f'id="s-{story}" data-state="open"' in row
        assert await page.event() == ("answer", "1 story nobody has acknowledged")
        await room.sends()
        assert [(await page.event())[0] for _ in range(2)] == ["story", "answer"]
        await acknowledge(client, [story], by=Doer(person="editor", way="cli"))
        _, row = await page.event()
        assert 'data-state="acknowledged"' in row
        name, words = await page.event()
        assert (name, words[:12]) == ("answer", "Quiet since ")


async def test_every_open_page_hears_what_another_request_has_read(
    room: Newsroom, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.live.stream._EVERY", 3600.0)  # nothing but the request below looks
    async with (
        browser.session.get("/events", params={"after": "0"}) as one,
        browser.session.get("/events", params={"after": "0"}) as other,
    ):
        pages = [Page(one), Page(other)]
        for page in pages:
            await page.opened()
        story = await room.alerts("a")
        await browser.text("/")
        for page in pages:
            name, row = await page.event()
            assert name == "story"
            assert story in row


async def test_a_story_that_was_merged_away_leaves_the_page(
    room: Newsroom, browser: Browser, client: Client
) -> None:
    into, gone = await room.alerts("a"), await room.alerts("b")
    await browser.text("/")
    async with browser.session.get("/events", params={"after": str(2**60)}) as answer:
        page = Page(answer)
        await page.opened()
        by = Doer(person="editor", way="cli")
        await DecisionLog(client).correct(Correction(story=gone, into=into), Deed.MERGE, at=now(), by=by)
        told = [await page.event() for _ in range(3)]
        assert ("gone", gone) in told
        assert ("answer", "1 story nobody has acknowledged") in told
    async with browser.session.get("/events", params={"after": "1"}) as answer:
        page = Page(answer)
        await page.event()
        assert (await page.event())[0] == "reset", "what it shows is of before the merge"


async def test_a_page_that_nothing_keeps_up_to_date_any_more_loses_its_stream(
    browser: Browser, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> frozenset[StoryId]:
        raise ValueError("a fault of ours")

    async with browser.session.get("/events", params={"after": "0"}) as answer:
        page = Page(answer)
        await page.opened()
        monkeypatch.setattr(desk.shelf, "refresh", broken)
        assert await answer.content.read() == b""


async def test_a_page_that_was_away_gets_what_it_missed(room: Newsroom, browser: Browser) -> None:
    first = await room.alerts("a")
    async with browser.session.get("/events", params={"after": "0"}) as answer:
        page = Page(answer)
        await page.event()
        assert first in (await page.event())[1]
    await asyncio.sleep(0.01)  # an entry of the same millisecond would be sent once more
    second = await room.alerts("b")
    for known, missed in ((page.seen, second), ("", "")):
        headers = {"Last-Event-ID": known}
        async with browser.session.get("/events", headers=headers) as answer:
            back = Page(answer)
            await back.event()
            name, row = await back.event()
            if missed:
                while missed not in row:
                    name, row = await back.event()
                assert name == "story"
            else:
                assert name == "reset", "whoever says not what it has, loads the page again"


async def test_a_page_that_hears_too_little_is_loaded_again(
    room: Newsroom, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.live.stream._MOST_MISSED", 1)
    await room.alerts("a")
    await room.alerts("b")
    async with browser.session.get("/events", params={"after": "0"}) as answer:
        page = Page(answer)
        await page.event()
        assert (await page.event())[0] == "reset"


async def test_more_pages_than_there_is_room_for_are_refused(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscribers, "MOST", 1)
    async with browser.session.get("/events", params={"after": "0"}) as first:
        assert first.status == 200
        async with browser.session.get("/events", params={"after": "0"}) as second:
            assert second.status == 503


def test_whoever_reads_too_slowly_is_sent_away_and_the_others_are_not() -> None:
    known = subscribers.Subscribers()
    with known.one() as slow, known.one() as quick:
        for number in range(100):
            known.give(frozenset())
            if number % 10 == 0:
                while not quick.empty():
                    assert quick.get_nowait() is not None
        assert slow.get_nowait() is None
        assert slow.empty()
        assert quick.qsize() == 9

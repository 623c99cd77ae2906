"""The order in which a document's items are handed on."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from monitor.clock import now
from monitor.collect.collector import Collector
from monitor.collect.fetch.http import Http
from monitor.collect.parse.parser import Parser
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import PollState, Visit
from tests.flow.web import LoopbackWeb


@pytest.mark.parametrize("guids", [["g1", "g2", "g3"]])
async def test_items_come_oldest_first_although_documents_begin_with_the_newest(guids: list[str]) -> None:
    async with LoopbackWeb().serve() as web, Http(contact=None) as http, Parser() as parser:
        for guid in guids:
            web.publish("alpha", guid, f"Title {guid}")
        feed = Feed(
            id=FeedId("alpha"), url=web.url("alpha"), title="Alpha",
            every=timedelta(seconds=1), allow_private=("127.0.0.0/8",),
        )  # fmt: skip
        collector = Collector(feeds={feed.id: feed}, http=http, parser=parser, now=now, rng=random.Random(1))
        poll = await collector.collect(Visit(feed=feed.id, token=1, memory=PollState()))

    assert [item.guid for item in poll.items] == guids

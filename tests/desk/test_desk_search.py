"""Searching: what a rule with the query would match, in the store and in the archive, each item once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.clock import now
from monitor.desk.query.past.query import compile_query
from monitor.desk.query.past.search import CountedBy, SearchScope, search
from monitor.desk.shapes.search import SearchShape
from monitor.errors import MonitorError, NoArchiveError
from monitor.model.ids import FeedId
from monitor.store.base import keys
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client
from tests.archive.archive_stand import Stand
from tests.fakes import an_item
from tests.store.store_news import as_admin, item

KURSK = "entity:place/kursk"
TITLES = {
    "en-1": ("en", "North Korean troops arrive in Kursk"),
    "en-2": ("en", "Drone strikes near Kursk, says governor"),
    "pl-1": ("pl", "Wojska w Kursku"),
    "ru-1": ("ru", "Под Курском объявлена тревога"),
    "en-3": ("en", "A rainy day in Jakarta"),
    "none": (None, "Drones over #KurskRegion"),
}


@pytest.fixture
async def stand(client: Client, tmp_path: Path) -> Stand:
    """Four items in the archive, of which two are in the store as well, and two only in the store."""
    stand = Stand(client=client, folder=tmp_path / "archive")
    for number, name in enumerate(TITLES):
        if number == 4:
            await stand.step()
            await as_admin(client, "XTRIM", client.key(keys.HISTORY), "MAXLEN", "2")
        await put(client, name)
    return stand


async def put(client: Client, name: str) -> None:
    lang, title = TITLES[name]
    one = replace(
        an_item(title),
        id=item(name).id,
        lang=lang,
        feed=FeedId(name.partition("-")[0]),
        url=f"https://x.org/{name}",
    )
    await as_admin(client, "XADD", client.key(keys.HISTORY), "*", "i", one.id, "v", encode(one))


async def found(stand: Stand, query: str, scope: SearchScope | None = None) -> SearchShape:
    compiled = compile_query(query, directory=None)
    return await search(stand.client, compiled, scope or SearchScope(), archive=stand.folder)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kursk", ["none", "en-2", "en-1"]),
        ("Kursk", ["none", "pl-1", "en-2", "en-1"]),
        ("Курск", ["ru-1"]),
        ("entity:place/kursk", ["none", "ru-1", "pl-1", "en-2", "en-1"]),
        ("kursk AND drone", ["none", "en-2"]),
        ("kursk NOT drone", ["en-1"]),
        ("jakarta OR troops", ["en-3", "en-1"]),
        ("drone NEAR/3 kursk", ["none", "en-2"]),
        ("troops NEAR/1 kursk", []),
        ('"North Korean" kursk', ["en-1"]),
        ("North Korean", ["en-1"]),
        ("(troops OR rainy) AND (kursk OR jakarta)", ["en-3", "en-1"]),
        ("{all: [kursk, {none: [drone]}]}", ["en-1"]),
        ("[jakarta, troops]", ["en-3", "en-1"]),
        ("nobody", []),
    ],
)
async def test_a_query_finds_what_its_rule_would_match(stand: Stand, query: str, names: list[str]) -> None:
    shape = await found(stand, query)
    got = [one.url.removeprefix("https://x.org/") for one in shape.items]
    # whether a name in small letters is found inflected is the rule language's to say; here only that both agree
    detector = compile_query(query, directory=None).detector
    expected = [
        name
        for name, (lang, title) in reversed(TITLES.items())
        if detector.detect(replace(an_item(title), lang=lang)) is not None
    ]
    assert got == expected
    assert set(names) <= set(got)
    assert shape.count == len(got)


async def test_marks_are_where_the_words_are(stand: Stand) -> None:
    [one] = (await found(stand, "troops")).items
    assert [(mark.field, one.title[mark.start : mark.end]) for mark in one.marks] == [("title", "troops")]


async def test_the_newest_come_first_and_a_limit_says_that_there_are_more(stand: Stand) -> None:
    shape = await found(stand, KURSK, SearchScope(limit=2))
    assert ([one.title for one in shape.items], shape.more) == ([TITLES["none"][1], TITLES["ru-1"][1]], True)
    assert not (await found(stand, KURSK, SearchScope(limit=5))).more


async def test_what_is_looked_at_can_be_chosen(stand: Stand) -> None:
    assert (await found(stand, KURSK, SearchScope(feeds=("pl", "ru")))).count == 2
    assert (await found(stand, KURSK, SearchScope(langs=("en",)))).count == 2
    assert (await found(stand, KURSK, SearchScope(since=now()))).count == 0
    assert (await found(stand, KURSK, SearchScope(until=now()))).count == 5


async def test_matches_are_counted_by_feed_and_language(stand: Stand) -> None:
    by_feed = await found(stand, KURSK, SearchScope(limit=None, per=CountedBy.FEED))
    assert (by_feed.groups, by_feed.items) == ({"none": 1, "ru": 1, "pl": 1, "en": 2}, ())
    by_day = await found(stand, KURSK, SearchScope(limit=None, per=CountedBy.DAY))
    assert sum(by_day.groups.values()) == 5


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        '""',
        "(kursk",
        "kursk)",
        "AND",
        "kursk AND",
        "NOT",
        'kursk "',
        "NOT kursk",
        "entity:nobody/x",
        "{",
    ],
)
async def test_a_query_that_means_nothing_is_refused(query: str) -> None:
    with pytest.raises(MonitorError):
        compile_query(query, directory=None)


async def test_without_a_store_the_archive_is_asked_and_without_either_that_is_said(stand: Stand) -> None:
    compiled = compile_query(KURSK, directory=None)
    assert (await search(None, compiled, SearchScope(), archive=stand.folder)).count == 4
    with pytest.raises(NoArchiveError):
        await search(None, compiled, SearchScope(), archive=stand.folder.with_name("nowhere"))


async def test_a_broken_file_is_left_out_and_named(stand: Stand) -> None:
    [file] = (stand.folder / "items").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:100])
    shape = await found(stand, KURSK)
    assert shape.count == 3
    assert str(file) in shape.unreadable[0]

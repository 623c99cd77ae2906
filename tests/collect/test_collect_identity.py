"""What entries are known by: the first of guid, link, link and title, all text that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from monitor.collect.items import normalise
from monitor.collect.items.identity import NOTHING, Distrust, fragment_of
from monitor.collect.items.normalise import Harvest
from monitor.collect.items.page_key import page_key
from monitor.collect.parse.entries import FeedEntry
from monitor.model.ids import FeedId, content_id
from monitor.model.news.feed import Feed

FEED = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar")
PAGE = "https://news.example/live"
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def entry(title: str, *, guid: str = "", link: str = PAGE, summary: str = "") -> FeedEntry:
    return FeedEntry(title=title, guid=guid, link=link, summary=summary)


def read(*entries: FeedEntry, distrust: Distrust | None = NOTHING) -> Harvest:
    return normalise.items(entries, feed=FEED, base=FEED.url, now=NOW, distrust=distrust)


def ids(harvest: Harvest) -> list[str]:
    return [item.id for item in harvest.items]


def named(*parts: str) -> str:
    """The id of an item that is known by these texts; of addresses, by their pages."""
    return content_id(FEED.id, *map(_page, parts))


def _page(text: str) -> str:
    link, sharp, fragment = text.partition("#")
    return page_key(link) + sharp + fragment


def formerly(*parts: str) -> str:
    """Likewise, as versions before 0.2 had it."""
    return content_id(FEED.id, *parts)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([entry("A", guid="1"), entry("B", guid="2")], [named("1"), named("2")]),
        ([entry("A", guid="g"), entry("B", guid="g")], [named(PAGE, "A"), named(PAGE, "B")]),
        (
            [entry("A", guid="g", link="/a"), entry("B", guid="g", link="/b")],
            [named("https://news.example/a"), named("https://news.example/b")],
        ),
        (
            [entry("A", link=f"{PAGE}#p1"), entry("B", link=f"{PAGE}#p2")],
            [named(f"{PAGE}#p1"), named(f"{PAGE}#p2")],
        ),
        ([entry("A", link=f"{PAGE}#xtor=1"), entry("B", link="/b#utm_source=x")], [named(PAGE), named("https://news.example/b")]),
        ([entry("A"), entry("B")], [named(PAGE, "A"), named(PAGE, "B")]),
        ([entry("A", link=""), entry("B", link="")], [named("A"), named("B")]),
        (
            [entry("A", summary="x"), entry("A", summary="y")],
            [named(PAGE, "A", "x"), named(PAGE, "A", "y")],
        ),
        ([entry("A", guid="1"), entry("A", guid="1", link="/mobile")], [named("1")]),
        ([entry("A", guid="1", summary="Long text"), entry("A", guid="1", summary="Long…")], [named("1")]),
    ],
)  # fmt: skip
def test_an_entry_is_known_by_the_first_that_tells_it_apart(
    entries: Sequence[FeedEntry], expected: list[str]
) -> None:
    harvest = read(*entries)
    assert ids(harvest) == expected
    assert len(harvest.items) + harvest.same == len(entries)


def test_one_guid_that_is_given_twice_renames_no_other_item() -> None:
    good = [entry(f"T{number}", guid=str(number), link=f"/{number}") for number in range(8)]
    harvest = read(*good, entry("A", guid="g", link="/a"), entry("B", guid="g", link="/b"))
    assert ids(harvest)[:8] == [named(str(number)) for number in range(8)]
    assert harvest.distrust == NOTHING


def test_what_failed_for_most_is_not_trusted_when_it_stands_alone() -> None:
    before = read(entry("A"), entry("B"))
    assert before.distrust == Distrust.LINK
    assert ids(read(entry("C"), distrust=before.distrust)) == [named(PAGE, "C")]
    assert ids(read(entry("C"))) == [named(PAGE)]


def test_at_a_change_of_trust_an_item_is_known_by_its_former_id_if_that_was_no_other_s() -> None:
    guids = [entry(title, guid=guid, link=f"/{title}") for title, guid in ("Ag", "Bg", "Cc")]
    harvest = read(*guids, distrust=NOTHING)
    assert harvest.distrust & Distrust.GUID
    assert harvest.former == {named("https://news.example/C"): named("c")}
    assert read(*guids, distrust=harvest.distrust).former == {}


def test_items_of_the_first_version_are_known_by_its_ids() -> None:
    harvest = read(entry("A", link=f"{PAGE}#p1"), entry("B", guid="2"), entry("C", link=""), distrust=None)
    assert harvest.former == {named(f"{PAGE}#p1"): formerly(PAGE)}
    ambiguous = read(entry("A", link=f"{PAGE}#p1"), entry("B", link=f"{PAGE}#p2"), distrust=None)
    assert ambiguous.former == {}


@pytest.mark.parametrize(
    ("link", "fragment"),
    [
        ("/a", ""), ("/a#p1", "p1"), ("/#!/n/1", "!/n/1"), ("/#/n/1", "/n/1"), ("/a#xtor=RSS-3", ""),
        ("/a#ref=rss", ""), ("/a#:~:text=x", ""), ("/a#utm_source=x", ""), ("/a#from", ""),
        ("/a#fromage", "fromage"),
        ("/a#two words", "two%20words"), ("/a#" + "x" * 600, ""),
    ],
)  # fmt: skip
def test_a_fragment_is_a_place_unless_it_counts_visitors(link: str, fragment: str) -> None:
    assert fragment_of(link) == fragment


@pytest.mark.parametrize(
    ("guid", "link", "url"),
    [
        ("", f"{PAGE}#p1", f"{PAGE}#p1"),
        ("g", f"{PAGE}#comments", PAGE),
        ("g", "https://news.example/#/n/1", "https://news.example/#/n/1"),
    ],
)
def test_the_link_of_an_item_leads_to_its_place(guid: str, link: str, url: str) -> None:
    (item,) = read(entry("A", guid=guid, link=link)).items
    assert item.url == url


def test_a_guid_that_tells_nothing_apart_is_no_word_of_the_items() -> None:
    """Grouping takes two items of one guid for the same, so a guid that identifies nothing must not reach it."""
    titles = ("Court frees activist", "Tram line extended", "Fishermen protest quota cuts")
    shared = read(*(entry(title, guid="site", link=f"{PAGE}/{title[:5]}") for title in titles))
    own = read(*(entry(title, guid=title, link=PAGE) for title in titles))

    assert [item.guid for item in shared.items] == ["", "", ""]
    assert [item.guid for item in own.items] == list(titles)


def test_items_that_were_known_by_their_addresses_are_known_by_their_pages() -> None:
    entries = (entry("A", link="https://www.news.example/a/"), entry("B", guid="2"))
    known = normalise.items(entries, feed=FEED, base=FEED.url, now=NOW, distrust=NOTHING, by_address=True)
    assert known.former == {named("https://www.news.example/a/"): formerly("https://www.news.example/a/")}
    shared = (entry("A"), entry("B"))
    told_apart = normalise.items(
        shared, feed=FEED, base=FEED.url, now=NOW, distrust=Distrust.LINK, by_address=True
    )
    assert told_apart.former == {named(PAGE, "A"): formerly(PAGE, "A"), named(PAGE, "B"): formerly(PAGE, "B")}
    assert read(*entries).former == {}


@pytest.mark.parametrize(
    "other",
    [
        "http://news.example/a/1?id=7",
        "https://www.news.example/a/1?id=7",
        "https://m.news.example/a/1/?id=7",
        "https://amp.news.example/a/1?id=7",
        "https://news.example/amp/a/1?id=7",
        "https://news.example/a/1/amp?id=7",
        "https://news.example/a/1/amp/?id=7&amp=1",
        "https://news.example/a/1?outputType=amp&id=7",
        "https://news.example/a/1;jsessionid=9F3A?id=7",
        "https://news.example/(S(abc123def))/a/1?id=7",
        "https://news.example/a/1?id=7&PHPSESSID=0a1b2c3d",
        "https://news.example/a/1?sid=0a1b2c3d4e5f60718293a4b5&id=7",
    ],
)
def test_one_page_has_one_key_however_its_address_is_written(other: str) -> None:
    assert page_key(other) == page_key("https://news.example/a/1?id=7")
    one, two = entry("A", link="https://news.example/a/1?id=7"), entry("A", link=other)
    assert len(read(one, two).items) == 1
    assert ids(read(one)) == ids(read(two))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?sid=1", "https://news.example/a?sid=2"),
        ("https://news.example/a?s=story-one-of-the-day", "https://news.example/a?s=story-two-of-the-day"),
        ("https://news.example/a?m=202611", "https://news.example/a?m=202612"),
        ("https://news.example/amplifier", "https://news.example/lifier"),
        ("https://news.example/camp", "https://news.example/c"),
        ("https://m.example/a", "https://example/a"),
        ("https://sport.news.example/a", "https://news.example/a"),
        ("https://mnews.example/a", "https://news.example/a"),
        ("https://news.example/A", "https://news.example/a"),
        ("https://news.example/a?view=map", "https://news.example/a?view=list"),
        ("https://news.example:8443/a", "https://news.example/a"),
        ("https://news.example/", "https://news.example/amp/a"),
    ],
)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)

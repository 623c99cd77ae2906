"""What entries are known by: the first of guid, link, link and title, all text that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from monitor.collect.items import normalise
from monitor.collect.items.identity import NOTHING, Distrust, fragment_of
from monitor.collect.items.normalise import Harvest
from monitor.collect.parse.entries import FeedEntry
from monitor.model.ids import FeedId, content_id
from monitor.model.news.feed import Feed

FEED = Feed(id=FeedId("kabar"), url="https://news.example/rss", title="Kabar")
PAGE = "https://news.example/live"


def entry(title: str, *, guid: str = "", link: str = PAGE, summary: str = "") -> FeedEntry:
    return FeedEntry(title=title, guid=guid, link=link, summary=summary)


def read(*entries: FeedEntry, distrust: Distrust | None = NOTHING) -> Harvest:
    return normalise.items(
        entries, feed=FEED, base=FEED.url, now=datetime(2026, 11, 30, tzinfo=UTC), distrust=distrust
    )


def ids(harvest: Harvest) -> list[str]:
    return [item.id for item in harvest.items]


def named(*parts: str) -> str:
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
    assert harvest.former == {named(f"{PAGE}#p1"): named(PAGE)}
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

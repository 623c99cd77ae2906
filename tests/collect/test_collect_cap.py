"""Warnings in the Common Alerting Protocol: alone, several together, inside an Atom feed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.collect.items import normalise
from monitor.collect.parse.entries import ParsedFeed, Unreadable
from monitor.collect.parse.formats import read
from monitor.model.ids import FeedId
from monitor.model.news.feed import Feed
from monitor.model.news.item import Item

FEED = Feed(id=FeedId("weather"), url="https://weather.example/cap", title="Weather")
CAP = "urn:oasis:names:tc:emergency:cap:1.2"
NOW = datetime(2026, 11, 30, 15, tzinfo=UTC)


def info(*areas: str, headline: str = "Flood warning", lang: str = "en-US") -> str:
    places = "".join(f"<area><areaDesc>{area}</areaDesc><geocode/></area>" for area in areas)
    return (
        f"<info><language>{lang}</language><category>Met</category><event>Flood</event>"
        "<urgency>Immediate</urgency>"
        f"<severity>Severe</severity><certainty>Observed</certainty><senderName>Met Office</senderName>"
        f"<headline>{headline}</headline><description>The river rises.</description><web>https://weather.example/w</web>{places}</info>"
    )


def alert(identifier: str, *infos: str, namespace: str = CAP) -> str:
    return (
        f'<alert xmlns="{namespace}"><identifier>{identifier}</identifier><sender>met@example</sender>'
        "<sent>2026-11-30T08:00:00-06:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
        f"{''.join(infos)}</alert>"
    )


def prefixed(text: str) -> str:
    """The same with a prefix on every element of the alert."""
    return (
        text.replace("</", "</cap:")
        .replace("<", "<cap:")
        .replace("<cap:/cap:", "</cap:")
        .replace("xmlns=", "xmlns:cap=")
    )


def items(document: str) -> tuple[Item, ...]:
    reply = read(document.encode(), content_type="application/cap+xml", url=FEED.url)
    assert isinstance(reply, ParsedFeed), reply
    return normalise.items(reply.entries, feed=FEED, base=FEED.url, now=NOW).items


@pytest.mark.parametrize(
    "document",
    [
        "<?xml version='1.0' encoding='UTF-8'?>\n" + alert("A1", info("Lake County")),
        alert("A1", info("Lake County"), namespace="urn:oasis:names:tc:emergency:cap:1.1"),
        "<!-- made by hand -->" + prefixed(alert("A1", info("Lake County"))),
        f"<alerts>{alert('A1', info('Lake County'))}</alerts>",
    ],
)
def test_an_alert_that_stands_alone_is_an_item(document: str) -> None:
    (item,) = items(document)
    assert (item.guid, item.title, item.summary) == ("A1", "Flood warning: Lake County", "The river rises.")
    assert (item.url, item.author, item.lang) == ("https://weather.example/w", "Met Office", "en")
    assert item.published_at == datetime(2026, 11, 30, 14, tzinfo=UTC)
    assert ("area", "Lake County") in item.fields
    assert ("severity", "Severe") in item.fields


def test_each_area_and_each_language_is_an_item_of_its_own() -> None:
    both = alert("A1", info("Lake County", "Cook County"), info("Lac", headline="Inondation", lang="fr-CA"))
    found = items(f"<alerts>{both}{alert('A2', info('Porter County'))}</alerts>")
    assert [(item.guid, item.title, item.lang) for item in found] == [
        ("A1", "Flood warning: Lake County, Cook County", "en"),
        ("A1#2", "Inondation: Lac", "fr"),
        ("A2", "Flood warning: Porter County", "en"),
    ]
    assert len({item.id for item in found}) == 3


def test_an_alert_in_an_entry_of_atom_adds_its_fields_to_the_entry() -> None:
    entries = "".join(
        f"<entry><id>urn:{place}</id><title>Flood warning</title><updated>2026-11-30T14:00:00Z</updated>"
        f'<link href="https://weather.example/{place}"/><content type="{kind}">{written}</content></entry>'
        for place, kind, written in (
            (1, "text/xml", alert("A1", info("Lake County"))),
            (2, "application/xml", prefixed(alert("A2", info("Porter County")))),
        )
    )
    found = items(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title>{entries}</feed>')
    assert [(item.title, item.summary, item.url) for item in found] == [
        ("Flood warning: Lake County", "The river rises.", "https://weather.example/1"),
        ("Flood warning: Porter County", "The river rises.", "https://weather.example/2"),
    ]


def test_a_headline_that_names_its_area_is_left_as_it_is() -> None:
    (item,) = items(alert("A1", info("Lake County", headline="Flood warning for LAKE COUNTY")))
    assert item.title == "Flood warning for LAKE COUNTY"


def test_an_alert_without_a_headline_is_named_by_its_event_and_a_cancelled_one_by_its_note() -> None:
    (item,) = items(alert("A1", info("Lake County", headline="")))
    assert item.title == "Flood: Lake County"
    (cancel,) = items(alert("A2", "<note>All clear</note>"))
    assert cancel.title == "All clear"


def test_what_is_no_alert_is_not_taken_for_one() -> None:
    for document in ("<alert>Stand by</alert>", "<alert><identifier>1</identifier>", "<alerts/>"):
        assert isinstance(read(document.encode(), content_type="", url=FEED.url), Unreadable), document

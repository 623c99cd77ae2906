from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.clock import from_ms
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Item
from monitor.model.news.visit import PollState
from monitor.model.sending.alert import Alert, Reason, Suppression
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery
from monitor.model.story import Story, StoryAssignment
from monitor.store.base.codec import decode, decode_decision, decode_item, encode, encode_decision, to_ms
from tests.store.store_news import alert, delivery, item, joining, match, silence

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
INSTANTS = st.datetimes(timezones=st.just(UTC))
st.register_type_strategy(str, TEXTS)
st.register_type_strategy(datetime, INSTANTS)
st.register_type_strategy(float, st.floats(0, 1))

KINDS: list[type[Any]] = [
    Item,
    Hit,
    RuleHit,
    Match,
    Story,
    StoryAssignment,
    Alert,
    Suppression,
    Delivery,
    PollState,
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_noun_comes_back_as_it_was(kind: type[Any]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(st.from_type(kind))
    def comes_back(value: Any) -> None:
        body = encode(value)
        assert decode(body, kind) == value
        assert encode(decode(body, kind)) == body

    comes_back()


@settings(max_examples=25, deadline=None)
@given(st.builds(Decision))
def test_every_decision_comes_back_as_it_was(value: Decision) -> None:
    assert decode_decision(encode_decision(value)) == value


def test_types_come_back_not_only_equal_values() -> None:
    came_back = decode(encode(alert("a")), Alert)
    assert type(came_back.severity) is type(alert("a").severity)
    assert came_back.reason is Reason.FIRST
    assert type(came_back.match.rules) is tuple


def test_a_decision_says_its_item_and_its_story_once() -> None:
    hit = match("a")
    told = (alert("a"), alert("a", reason=Reason.CHANGED), silence(hit))
    body = encode_decision(Decision(match=hit, joining=joining(hit), outcomes=told))
    assert body.count(b'"headline"') == 1
    assert body.count(b'"guid"') == 1


def test_an_item_has_the_time_of_its_entry() -> None:
    assert decode_item(encode(item("a")), entry=b"1700000000123-7").first_seen_at == from_ms(1700000000123)


def test_an_item_of_an_older_version_is_read() -> None:
    older = b'{"id":"i","feed":"f","source":"Antara","url":"","title":"T","first_seen_at":"2026-11-01T00:00:00Z"}'
    came_back = decode(older, Item)
    assert (came_back.source, came_back.via, came_back.source_url) == ("Antara", "", "")


def test_milliseconds_are_the_opposite_of_from_ms() -> None:
    assert to_ms(from_ms(1700000000123)) == 1700000000123


def test_a_delivery_keeps_its_words() -> None:
    told = delivery(alert("a"))
    assert decode(encode(told), Delivery) == told

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.clock import from_ms
from monitor.model.matching.correlation_state import CorrelationState, StateChange
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Item
from monitor.model.news.visit import PollState
from monitor.model.sending.alert import Alert, Reason, Suppression
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery
from monitor.model.story import Story, StoryAssignment
from monitor.store.base.codec import decode, decode_decision, decode_item, encode, encode_decision, to_ms
from tests.examples import examples
from tests.store.store_news import LONG_AGO, alert, assignment, decision, delivery, item, match, silence

T = TypeVar("T")
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


def every_field(kind: type[Any], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a dataclass in which no field is left at its default because nobody asked for another."""
    types = get_type_hints(kind)
    return st.builds(kind, **{field.name: st.from_type(types[field.name]) for field in fields(kind)} | given)


SAYS_ONLY = st.builds(StateChange, descriptions=st.lists(TEXTS, max_size=3).map(tuple))
DECISIONS = every_field(
    Decision,
    outcomes=st.lists(every_field(Alert) | every_field(Suppression), min_size=1, max_size=3).map(tuple),
    state_change=SAYS_ONLY,
)


@settings(max_examples=examples(50))
@given(DECISIONS)
def test_every_decision_comes_back_as_it_was(value: Decision) -> None:
    assert decode_decision(encode_decision(value)) == value


def changed(usual: T, name: str, value: object) -> T:
    given: dict[str, Any] = {name: value}
    made: T = replace(usual, **given)  # type: ignore[type-var]  # a dataclass
    return made


def others_than(value: object, kind: Any) -> st.SearchStrategy[Any]:
    return st.from_type(kind).filter(lambda other: other != value)


@pytest.mark.parametrize("name", [field.name for field in fields(Alert)])
def test_each_field_of_an_alert_comes_back_with_another_value_than_usual(name: str) -> None:
    usual = alert("a")
    other = others_than(getattr(usual, name), get_type_hints(Alert)[name])

    @settings(max_examples=5, deadline=None)
    @given(other)
    def comes_back(value: object) -> None:
        hit = match("a")
        unusual = changed(usual, name, value)
        decided = Decision(match=hit, assignment=assignment(hit), outcomes=(unusual,))
        assert decode_decision(encode_decision(decided)).outcomes == (unusual,)
        assert decode(encode(unusual), Alert) == unusual

    comes_back()


@pytest.mark.parametrize("name", [field.name for field in fields(Decision)])
def test_each_field_of_a_decision_comes_back_with_another_value_than_usual(name: str) -> None:
    usual = decision(match("a"))
    other = others_than(getattr(usual, name), get_type_hints(Decision)[name])
    others = {"state_change": SAYS_ONLY, "outcomes": st.just((silence(match("a")),))}

    @settings(max_examples=5, deadline=None)
    @given(others.get(name, other))
    def comes_back(value: object) -> None:
        unusual = changed(usual, name, value)
        assert decode_decision(encode_decision(unusual)) == unusual

    comes_back()


def test_what_an_earlier_version_wrote_of_an_alert_is_read() -> None:
    hit = match("a")
    told = alert("a", reason=Reason.CHANGED)
    body = encode_decision(Decision(match=hit, assignment=assignment(hit), outcomes=(told, silence(hit))))
    stored = json.loads(body)
    assert list(stored) == ["match", "joining", "outcomes"]
    assert [outcome["type"] for outcome in stored["outcomes"]] == ["alert", "silence"]
    assert set(stored["outcomes"][0]) == {"type", "id", "channel", "reason", "because", "decided_at"}
    reordered = json.dumps({key: stored[key] for key in reversed(stored)})
    assert decode_decision(reordered.encode()).outcomes[0] == told


def test_renamed_fields_keep_the_names_that_they_have_in_the_store() -> None:
    hit = match("a")
    wanted = {
        "match": {"counts_for", "occasion"},
        "joining": {"because", "rival", "rival_score"},
        "outcomes": {"because", "gathered", "listed"},
    }
    sent = replace(alert("a"), in_digest=True, digest_lines=("one",))
    stored = json.loads(encode_decision(Decision(match=hit, assignment=assignment(hit), outcomes=(sent,))))
    stored["outcomes"] = stored["outcomes"][0]
    assert {name: wanted[name] - set(stored[name]) for name in wanted} == {name: set() for name in wanted}
    assert "rang_at" in json.loads(encode(CorrelationState(key="k", began_at=LONG_AGO)))


def test_types_come_back_not_only_equal_values() -> None:
    came_back = decode(encode(alert("a")), Alert)
    assert type(came_back.severity) is type(alert("a").severity)
    assert came_back.reason is Reason.FIRST
    assert type(came_back.match.rules) is tuple


def test_a_decision_says_its_item_and_its_story_once() -> None:
    hit = match("a")
    told = (alert("a"), alert("a", reason=Reason.CHANGED), silence(hit))
    body = encode_decision(Decision(match=hit, assignment=assignment(hit), outcomes=told))
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

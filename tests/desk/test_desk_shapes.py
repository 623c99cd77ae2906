"""The answers of the desk: described by a schema, with severities as words and times with a zone."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import datetime

import msgspec
import pytest

from monitor import desk
from monitor.desk.query.feed_reports import made
from monitor.desk.shapes.alerts import silence_shape
from monitor.desk.shapes.base import Shape, json_schema, zoned
from monitor.model.ids import FeedId, RuleId, Severity
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState
from monitor.model.sending.decision import Silence
from tests.fakes import NOON

for module in pkgutil.walk_packages(desk.__path__, f"{desk.__name__}."):
    importlib.import_module(module.name)


def below(shape: type[Shape]) -> Iterator[type[Shape]]:
    """Every shape there is."""
    for one in shape.__subclasses__():
        yield one
        yield from below(one)


SHAPES = sorted(set(below(Shape)), key=lambda shape: shape.__name__)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_schema_describes_every_field_and_names_the_type(shape: type[Shape]) -> None:
    described = json_schema(shape)
    [body] = [part for name, part in described["$defs"].items() if name == shape.__name__]

    assert set(body["properties"]) == {"type", *shape.__struct_encode_fields__}
    assert body["properties"]["type"]["enum"] == [shape.__struct_config__.tag]
    assert body["description"] == shape.__doc__


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_has_a_name_of_its_own_says_what_it_is_and_keeps_to_words_and_zones(shape: type[Shape]) -> None:
    assert shape.__name__.endswith("Shape")
    assert "__doc__" in vars(shape), "a shape says what it is"
    assert shape.__struct_config__.tag != shape.__name__.lower(), "a type is given, with words apart"
    assert shape.__struct_config__.frozen
    for field in msgspec.structs.fields(shape):
        assert "Severity" not in str(field.type), "a severity is a word"


def test_shapes_are_found_wherever_they_are() -> None:
    assert {"FeedReportShape", "ChannelTroubleShape", "StoryTimelineShape"} <= {one.__name__ for one in SHAPES}


def test_no_two_shapes_have_one_type() -> None:
    tags = [shape.__struct_config__.tag for shape in SHAPES]

    assert len(set(tags)) == len(tags)


def test_a_silence_is_shown_with_its_severity_as_a_word_and_times_with_a_zone() -> None:
    silence = Silence(
        id="s1", until=NOON, made_at=NOON, by="desk", comment="drill", rule=RuleId("kursk"), up_to=Severity.HIGH
    )
    shown = msgspec.to_builtins(silence_shape(silence))

    assert (shown["type"], shown["up_to"], shown["rule"], shown["story"]) == ("silence", "high", "kursk", None)
    assert datetime.fromisoformat(shown["until"]) == NOON
    assert datetime.fromisoformat(shown["until"]).utcoffset() is not None


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    assert zoned(NOON.replace(tzinfo=None)) == NOON


def test_a_feed_report_has_the_keys_that_programs_read() -> None:
    feed = Feed(id=FeedId("antara"), url="https://antara.example/feed", title="Antara")
    state = FeedState(
        feed=feed.id, failure="gone", detail="410", failures=3, status=410, next_visit_at=NOON, good_at=None
    )
    [report] = made({feed.id: feed}, [state], at=NOON)
    shown = msgspec.to_builtins(report)

    assert {"feed", "title", "url", "state", "every_s", "fixed", "asked", "gap_s", "fresh_at", "good_at"} <= {
        *shown
    }
    assert (shown["type"], shown["state"], shown["failures"]) == ("feed_report", "gone", 3)
    assert {*shown["findings"][0]} == {"type", "ailment", "says", "do", "since", "severity", "tell"}
    assert shown["findings"][0]["severity"] in {"low", "medium", "high"}

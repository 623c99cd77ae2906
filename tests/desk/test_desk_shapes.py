"""The answers of the desk: described by a schema, with severities as words and times with a zone."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from monitor.desk.shapes.alerts import DeadLetterShape, OutboxesShape, SilenceShape, silence_shape
from monitor.desk.shapes.base import Shape, json_schema, zoned
from monitor.desk.shapes.stories import StoryItemShape, StoryShape, StoryTimelineShape
from monitor.model.ids import RuleId, Severity
from monitor.model.sending.decision import Silence
from tests.fakes import NOON

SHAPES = [DeadLetterShape, OutboxesShape, SilenceShape, StoryItemShape, StoryShape, StoryTimelineShape]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_schema_describes_every_field_and_names_the_type(shape: type[Shape]) -> None:
    described = json_schema(shape)
    [body] = [part for name, part in described["$defs"].items() if name == shape.__name__]

    assert set(body["properties"]) == {"type", *shape.__struct_fields__}
    assert body["properties"]["type"]["enum"] == [shape.__struct_config__.tag]


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

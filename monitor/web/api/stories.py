"""Stories, and who has acknowledged them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from monitor.desk.edit.acknowledgements import acknowledge, take_back
from monitor.desk.query.stories import read_stories
from monitor.desk.shapes.base import Shape
from monitor.desk.shapes.stories import StoryShape, StoryTimelineShape, story_shape, timeline_shape
from monitor.model.activity import Doer
from monitor.web.api.problems import NoSuchError
from monitor.web.api.route import ApiRoute
from monitor.web.parts.desk import Desk

_HOURS = Annotated[int, Meta(ge=1, le=72, description="How many hours to look back.")]


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


class Span(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far to look back."""

    hours: _HOURS = 72


class StoryList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which stories."""

    hours: _HOURS = 72
    limit: Annotated[int, Meta(ge=1, le=200, description="Maximum number of stories.")] = 50


class Acknowledgement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who acknowledges, and why."""

    by: Annotated[str, Meta(max_length=100, description="A person or a program.")] = ""
    comment: Annotated[str, Meta(max_length=1000)] = ""


class StoryAcknowledgedShape(Shape, frozen=True, kw_only=True, tag="story_acknowledged"):
    """Whether a story is acknowledged."""

    story: str
    acknowledged: bool


async def _list(desk: Desk, takes: StoryList, _: str) -> tuple[StoryShape, ...]:
    found = (await read_stories(desk.client, hours=takes.hours)).newest()
    return tuple(story_shape(record) for record in found[: takes.limit])


async def _one(desk: Desk, takes: Span, name: str) -> StoryTimelineShape:
    found = (await read_stories(desk.client, hours=takes.hours)).find(name)
    if len(found) != 1:
        raise _no_story(name, found, hours=takes.hours)
    return timeline_shape(found[0])


async def _acknowledge(desk: Desk, takes: Acknowledgement, name: str) -> StoryAcknowledgedShape:
    story = await _known(desk, name)
    await acknowledge(desk.client, [story], by=doer(takes.by, takes.comment))
    return StoryAcknowledgedShape(story=story, acknowledged=True)


async def _take_back(desk: Desk, _: Nothing, name: str) -> StoryAcknowledgedShape:
    story = await _known(desk, name)
    await take_back(desk.client, story, by=doer())
    return StoryAcknowledgedShape(story=story, acknowledged=False)


async def _known(desk: Desk, name: str) -> str:
    await desk.shelf.refresh()
    found = desk.shelf.find(name)
    if len(found) != 1:
        raise _no_story(name, found, hours=72)
    return found[0].id


def _no_story(name: str, found: Sequence[object], *, hours: int) -> NoSuchError:
    return NoSuchError(f"{'several stories' if found else 'no story'} {name} of the last {hours} hours")


def doer(person: str = "", comment: str = "") -> Doer:
    """Whoever asks: a program says for whom, or is not known by name."""
    return Doer(person=person or "api", way="api", comment=comment)


ROUTES = (
    ApiRoute(
        method="GET",
        path="/stories",
        says="List stories, the most recently updated first.",
        takes=StoryList,
        gives=tuple[StoryShape, ...],
        answer=_list,
    ),
    ApiRoute(
        method="GET",
        path="/stories/{id}",
        says="Show a story's timeline and sources, and why each item belongs to it.",
        takes=Span,
        gives=StoryTimelineShape,
        answer=_one,
    ),
    ApiRoute(
        method="POST",
        path="/stories/{id}/acknowledgement",
        says="Acknowledge a story: no more reminders, no escalation.",
        takes=Acknowledgement,
        gives=StoryAcknowledgedShape,
        answer=_acknowledge,
    ),
    ApiRoute(
        method="DELETE",
        path="/stories/{id}/acknowledgement",
        says="Take an acknowledgement back.",
        takes=Nothing,
        gives=StoryAcknowledgedShape,
        answer=_take_back,
    ),
)

"""Stories as answers."""

from __future__ import annotations

from datetime import datetime

from monitor.desk.shapes.base import Shape, severity_word, zoned
from monitor.desk.story_log import StoryRecord
from monitor.model.sending.decision import Decision


class StoryShape(Shape, frozen=True, kw_only=True, tag="story"):
    """A story in a list."""

    id: str
    headline: str
    severity: str
    opened_at: datetime
    updated_at: datetime
    items: int
    sources: tuple[str, ...]
    independent: int
    """How many of the sources do not copy another."""


class StoryItemShape(Shape, frozen=True, kw_only=True, tag="story_item"):
    """An item of a story, and why it is there."""

    item: str
    at: datetime
    source: str
    title: str
    url: str
    tier: str
    score: float
    because: str
    account: str | None
    """Whose account it repeats, if not its own."""
    development: str
    rival: str | None
    """The nearest other story."""
    rival_score: float
    by_hand: bool
    """Whether a person put it there."""


class StoryTimelineShape(StoryShape, frozen=True, kw_only=True, tag="story_timeline"):
    """A story with its items."""

    kept_apart: tuple[str, ...] = ()
    """The stories that a person kept apart from it."""
    timeline: tuple[StoryItemShape, ...]


def story_shape(record: StoryRecord) -> StoryShape:
    """A story as an answer."""
    return StoryShape(
        id=record.id,
        headline=record.headline,
        severity=severity_word(record.severity),
        opened_at=zoned(record.opened_at),
        updated_at=zoned(record.updated_at),
        items=len(record.items),
        sources=record.sources,
        independent=record.independent,
    )


def timeline_shape(record: StoryRecord) -> StoryTimelineShape:
    """A story with its items as an answer."""
    summary = story_shape(record)
    return StoryTimelineShape(
        **{name: getattr(summary, name) for name in StoryShape.__struct_fields__},
        kept_apart=record.kept_apart,
        timeline=tuple(_item(record, made) for made in record.decisions),
    )


def _item(record: StoryRecord, made: Decision) -> StoryItemShape:
    item, assignment = made.match.item, made.assignment
    return StoryItemShape(
        item=item.id,
        at=zoned(item.first_seen_at),
        source=item.source,
        title=item.title,
        url=item.url,
        tier=assignment.tier,
        score=assignment.score,
        because=assignment.explanation,
        account=assignment.account,
        development=assignment.development,
        rival=assignment.runner_up,
        rival_score=assignment.runner_up_score,
        by_hand=assignment.story.id != record.id,
    )

"""One event as several items report it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import ItemId, RuleId, Severity, StoryId
from monitor.model.written import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event, as several items report it."""

    id: StoryId
    """The id of its first item."""
    headline: str
    items: tuple[ItemId, ...]
    """Its newest items, oldest first: 16 at most, because the story is written down with each of them."""
    size: int = 1
    """How many items it has."""
    sources: tuple[str, ...]
    """The outlets that reported it, each once, in the order of their first report."""
    independent: int = 1
    """How many of the sources have their own account of it: copies of one wire text count once."""
    rules: tuple[RuleId, ...]
    severity: Severity
    opened_at: datetime
    updated_at: datetime


class Tier(StrEnum):
    """Why an item was given its story: the kind of evidence, strongest first."""

    OPENED = "opened"
    SAME_ITEM = "same item"
    NEAR_DUPLICATE = "near-duplicate"
    SAME_STORY = "same story"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAssignment:
    """A match's place in a story. The story is as it is with the item in it."""

    story: Story
    item: ItemId
    tier: Tier
    score: float = 1.0
    """How sure the tier is, 0 to 1."""
    explanation: str = field(default="", metadata=written("because"))
    """The evidence in words, for `monitor why`."""
    development: str = ""
    """What is materially new about the item, in words ('new number: 12,000 troops'); else empty."""
    runner_up: StoryId | None = field(default=None, metadata=written("rival"))
    """The nearest other story, and how near it came."""
    runner_up_score: float = field(default=0.0, metadata=written("rival_score"))
    account: str = ""
    """Whose account of the event the item gives: its outlet's own, or the agency's or outlet's that it copies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePair:
    """A title of each of two stories: an example of what a person takes for one event, or for two."""

    one: str
    other: str
    lang: str | None = None
    """The language of both, if known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person set right about the stories: some of a story's items leave it, or all of them go elsewhere.

    Two stories are kept apart like a split whose items have left already: the item that opened the other one.
    """

    story: StoryId
    into: StoryId
    """The other story, for a merge; the first item that leaves, for a split."""
    items: tuple[ItemId, ...] = ()
    """The items that leave, for a split; empty for a merge."""
    examples: tuple[TitlePair, ...] = ()
    """Titles of the two stories that are most alike: of one event, for a merge; of two, for a split."""

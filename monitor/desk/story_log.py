"""The stories as the log of decisions has them and people have corrected them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.group.corrections import Corrections
from monitor.model.ids import ItemId, Severity, StoryId
from monitor.model.sending.decision import Decision
from monitor.model.story import Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRecord:
    """A story with the decisions about its items, in the order in which they were made."""

    id: StoryId
    decisions: tuple[Decision, ...]
    kept_apart: tuple[StoryId, ...] = ()
    """The stories that a person kept apart from it."""

    @property
    def headline(self) -> str:
        """The title of its first item."""
        return self.decisions[0].match.item.title

    @property
    def sources(self) -> tuple[str, ...]:
        """The outlets that reported it, each once, in the order of their first report."""
        return tuple(dict.fromkeys(decision.match.item.source for decision in self.decisions))

    @property
    def independent(self) -> int:
        """How many of them have their own account."""
        return len({decision.assignment.account or decision.match.item.source for decision in self.decisions})

    @property
    def severity(self) -> Severity:
        """The gravest that its items had when they were decided."""
        return max(decision.assignment.story.severity for decision in self.decisions)

    @property
    def opened_at(self) -> datetime:
        """When its first item was seen."""
        return self.decisions[0].match.item.first_seen_at

    @property
    def updated_at(self) -> datetime:
        """When its newest item was seen."""
        return max(decision.match.item.first_seen_at for decision in self.decisions)

    @property
    def items(self) -> tuple[ItemId, ...]:
        """Its items."""
        return tuple(decision.match.item.id for decision in self.decisions)


class StoryLog:
    """Every story of a stretch of the log."""

    def __init__(self, decisions: Iterable[Decision], corrections: Iterable[Correction]) -> None:
        self.corrections = Corrections(corrections)
        found: dict[StoryId, list[Decision]] = {}
        self._story_of: dict[ItemId, StoryId] = {}
        for decision in decisions:
            item = decision.match.item.id
            if item not in self._story_of:
                story = self.corrections.story_of(item, decision.assignment.story.id)
                self._story_of[item] = story
                found.setdefault(story, []).append(decision)
        apart = self.corrections.apart()
        self._records = {
            story: StoryRecord(id=story, decisions=tuple(made), kept_apart=apart.get(story, ()))
            for story, made in found.items()
        }

    def newest(self) -> Sequence[StoryRecord]:
        """All stories, the one with the newest item first."""
        return sorted(self._records.values(), key=lambda record: record.updated_at, reverse=True)

    def find(self, sought: str) -> Sequence[StoryRecord]:
        """The stories that a person may mean by an id of a story or an item, or by how it begins."""
        exact = self._records.get(self._story_of.get(ItemId(sought), StoryId(sought)))
        if exact:
            return [exact]
        ids = {story for item, story in self._story_of.items() if item.startswith(sought)}
        ids |= {story for story in self._records if story.startswith(sought)}
        return [self._records[story] for story in sorted(ids)]

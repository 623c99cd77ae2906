"""What people set right about the stories: where items belong, whatever was decided, and what is not the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model.ids import ItemId, StoryId
from monitor.model.story import Correction, TitlePair


class Corrections:
    """Splits and merges, in the order in which they were made."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self._moved: dict[ItemId, StoryId] = {}
        self._into: dict[StoryId, StoryId] = {}
        self._touched: set[StoryId] = set()
        self._valid: dict[frozenset[StoryId], Correction] = {}
        """For each two stories what was said last of them."""
        for correction in corrections:
            self._touched |= {correction.story, correction.into}
            if correction.items:
                self._into.pop(correction.into, None)
                self._moved.update(dict.fromkeys(correction.items, correction.into))
            elif self._end(correction.into) != self._end(correction.story):
                self._into[self._end(correction.story)] = self._end(correction.into)
            both = frozenset((correction.story, correction.into))
            self._valid.pop(both, None)
            self._valid[both] = correction

    def story_of(self, item: ItemId, decided: StoryId) -> StoryId:
        """The story of an item that was decided to belong to one."""
        return self._end(self._moved.get(item, decided))

    def concern(self, story: StoryId) -> bool:
        """Whether the story is not as it was decided: what was written of it with each item no longer holds."""
        return story in self._touched

    def apart(self) -> dict[StoryId, tuple[StoryId, ...]]:
        """For each story that was kept apart from others, those others."""
        found: dict[StoryId, dict[StoryId, None]] = {}
        for correction in self._valid.values():
            one, other = self._end(correction.story), self._end(correction.into)
            if one != other:
                found.setdefault(one, {})[other] = None
                found.setdefault(other, {})[one] = None
        return {story: tuple(others) for story, others in found.items()}

    def examples(self) -> Iterator[tuple[TitlePair, bool]]:
        """The titles that people judged, each with whether they are of one event; the last word comes last."""
        for correction in self._valid.values():
            for pair in correction.examples:
                yield pair, not correction.items

    def _end(self, story: StoryId) -> StoryId:
        while story in self._into:
            story = self._into[story]
        return story

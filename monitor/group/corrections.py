"""What people set right about the stories: where an item belongs now, whatever was decided."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.model.ids import ItemId, StoryId
from monitor.model.story import Correction


class Corrections:
    """Splits and merges, in the order in which they were made."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        self._moved: dict[ItemId, StoryId] = {}
        self._into: dict[StoryId, StoryId] = {}
        self._touched: set[StoryId] = set()
        for correction in corrections:
            self._touched |= {correction.story, correction.into}
            if correction.items:
                self._into.pop(correction.into, None)
                self._moved.update(dict.fromkeys(correction.items, correction.into))
            elif self._end(correction.into) != self._end(correction.story):
                self._into[self._end(correction.story)] = self._end(correction.into)

    def story_of(self, item: ItemId, decided: StoryId) -> StoryId:
        """The story of an item that was decided to belong to one."""
        return self._end(self._moved.get(item, decided))

    def concern(self, story: StoryId) -> bool:
        """Whether the story is not as it was decided: what was written of it with each item no longer holds."""
        return story in self._touched

    def _end(self, story: StoryId) -> StoryId:
        while story in self._into:
            story = self._into[story]
        return story

"""What people said of stories: which two are not the same, and by which words events differ or do not.

A person who splits or merges two stories whose titles differ in one stretch has judged what was exchanged in it:
that holds for other titles too. Of which of two stories a later item is, the words say that only one of them has.
"""

from __future__ import annotations

from monitor.group.corrections import Corrections
from monitor.group.evidence.slots import Slot, is_short, overlay
from monitor.group.features.features import Features
from monitor.group.features.happenings import happen_alike
from monitor.group.features.identity.title_keys import headline
from monitor.group.features.title_words import NUMBER, title_words
from monitor.group.window.running_stories import Stories
from monitor.group.window.story_state import StoryState
from monitor.model.story import TitlePair

_ALIKE = 0.5
"""How alike two titles are beside what was exchanged, for it to be what they differ in."""
_MOST = 1_000
"""Examples that are kept: the newest."""


class ByHand:
    """What holds of what people have said by now."""

    def __init__(self, corrections: Corrections) -> None:
        self._apart = corrections.apart()
        self._one_event: dict[frozenset[tuple[str, ...]], bool] = {}
        """For each two stretches that were exchanged whether the event was one."""
        for pair, one_event in corrections.examples():
            exchanged = _exchanged(pair)
            if exchanged is not None:
                self._one_event.pop(exchanged, None)
                self._one_event[exchanged] = one_event
                if len(self._one_event) > _MOST:
                    del self._one_event[next(iter(self._one_event))]

    def __bool__(self) -> bool:
        """Whether there are examples."""
        return bool(self._one_event)

    def says(self, slot: Slot) -> bool | None:
        """Whether events are one that differ in this, if somebody said so; else None."""
        return self._one_event.get(_sides(slot)) if self._one_event else None

    def nearer(self, reading: Features, thread: StoryState, stories: Stories) -> StoryState | None:
        """A story that was kept apart from this one and has more of the item's words to itself, or None."""
        for story in self._apart.get(thread.story.id, ()):
            other = stories.get(story)
            if other is not None and _own(reading, other, thread, stories) > _own(reading, thread, other, stories):
                return other
        return None


def _own(reading: Features, thread: StoryState, other: StoryState, stories: Stories) -> float:
    """How much the item shares, in nats, with one story that the other does not have."""
    terms = (term for term in reading.words.terms if thread.has_said(term) and not other.has_said(term))
    return sum(map(stories.window.distinctiveness, terms))


def _exchanged(pair: TitlePair) -> frozenset[tuple[str, ...]] | None:
    """What two titles differ in, if that is one stretch of otherwise alike titles, and no stage of one thing."""
    rows = [title_words(headline(title), pair.lang, ()) for title in (pair.one, pair.other)]
    laid = overlay(*rows)
    if len(laid.slots) != 1 or not is_short(laid.slots[0]) or laid.frame(laid.slots) < _ALIKE:
        return None
    sides = _sides(laid.slots[0])
    if len(sides) < len(rows) or () in sides:
        return None
    some, others = map(set, sides)
    return None if happen_alike(some, others) else sides


def _sides(slot: Slot) -> frozenset[tuple[str, ...]]:
    sides = (slot.new, slot.old)
    return frozenset(tuple(word.key for word in side if word.content and word.key != NUMBER) for side in sides)

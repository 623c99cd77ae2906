"""How well a partition of news into stories fits the true one, and what it would have rung.

BCubed as in Bagga and Baldwin (1998), "Algorithms for scoring coreference chains": precision and recall of the
cluster of each item, averaged over the items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item: the event that it is about in truth, the story it was given, and whether it rang."""

    event: str
    story: str
    rings: bool
    kind: str = ""
    """What it is in truth: first, development or same; empty if nobody has said."""
    outcome: str = ""
    """What became of it: first, changed or suppressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What became of the items of one kind."""

    kind: str
    items: int
    right: int
    """Firsts that opened a story, developments that alerted as changed in a story of their event, and others that
    were suppressed in one."""
    outcomes: tuple[tuple[str, int], ...]


_RIGHT = {"first": "first", "development": "changed", "same": "suppressed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """All shares are 0 to 1."""

    items: int
    events: int
    stories: int
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float
    pairwise_f1: float
    alerts_per_story: float
    """Rings for each true event. One would be ideal."""
    missed: float
    """Share of the events none of whose items rang, neither as a story nor as a development."""
    kinds: tuple[Kind, ...] = ()
    never_opened: float
    """Share of the events none of whose items opened a story: they went into the stories of others."""


def measure(told: Sequence[Told]) -> Metrics:
    """The metrics of a stream, in its order. Raises ValueError if it is empty."""
    if not told:
        raise ValueError("nothing to measure")
    events = Counter(item.event for item in told)
    stories = Counter(item.story for item in told)
    both = Counter((item.event, item.story) for item in told)
    precision = sum(count * count / stories[story] for (_, story), count in both.items()) / len(told)
    recall = sum(count * count / events[event] for (event, _), count in both.items()) / len(told)
    together = _pairs(both.values())
    opened = {item.story: item.event for item in reversed(told)}
    rang = {item.event for item in told if item.rings}
    return Metrics(
        items=len(told),
        events=len(events),
        stories=len(stories),
        bcubed_precision=precision,
        bcubed_recall=recall,
        bcubed_f1=2 * precision * recall / (precision + recall),
        pairwise_f1=2 * together / max(1, _pairs(events.values()) + _pairs(stories.values())),
        alerts_per_story=sum(item.rings for item in told) / len(events),
        missed=1 - len(rang) / len(events),
        never_opened=1 - len(set(opened.values())) / len(events),
        kinds=tuple(_kind(kind, told, opened) for kind in _RIGHT if any(item.kind == kind for item in told)),
    )


def _kind(kind: str, told: Sequence[Told], opened: dict[str, str]) -> Kind:
    items = [item for item in told if item.kind == kind]
    right = sum(item.outcome == _RIGHT[kind] and opened[item.story] == item.event for item in items)
    outcomes = Counter(item.outcome for item in items).most_common()
    return Kind(kind=kind, items=len(items), right=right, outcomes=tuple(outcomes))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)

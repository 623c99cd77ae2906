"""How likely it is, by the words alone, that an item belongs to a story.

A logistic regression over how alike the words are and to how many of the items, whether the same names and counts
are in both, and how long ago the story was reported. It was fitted on the pairs that no contrast sets apart (see
`contrast`), else it would learn the contrast's work: on thousands of multilingual headlines of small events within
one saga, on half of the stories of the UCI News Aggregator (public domain), on the headlines of 2024 that were
written for this project (`tests/data/stories`), and on pairs of sibling events. Each set weighs alike. Times were
shifted at random, so that the order in which a crawler came says nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from operator import mul

from monitor.group.evidence.entity_overlap import disjoint_people
from monitor.group.evidence.near_duplicate import jaccard, numbers_differ
from monitor.group.features.features import Features
from monitor.group.features.title_words import Sure, TitleWord
from monitor.group.window.story_state import StoryState, WindowItem
from monitor.language.numbers.numbers import Number

WEIGHTS = {
    "nearest": 0.2,
    "nearest three": 12.46,
    "how many near": 0.7,
    "since last": -0.42,
    "since first": -1.6,
    "language known": -0.9,
    "no name in common": -1.9,
    "other people": -5.0,
    "titles alike": -0.21,
    "people in common": 1.0,
    "numbers differ": 0.5,
    "numbers in common": -0.04,
    "one count of one thing": -0.37,
    "only a name in common": -0.53,
    "name and happening": 0.12,
    "bias": -0.6,
}
"""What each kind of evidence adds to the log-odds."""
_LEAST_ALIKE = 0.12
_ONE_WORD = 0.3
"""How alike two texts must be of whose titles one word is common, and no name."""
_SHORT_TITLE = 3
_MOST = 2
"""People, or counts, in common from which on more say nothing."""


def probability(reading: Features, thread: StoryState, near: Sequence[tuple[float, WindowItem]]) -> float:
    """The probability, 0 to 1. `near` holds the story's items that are nearest, best first, with their cosines."""
    if near[0][0] < _LEAST_ALIKE or _one_everyday_word(reading, near):
        return 0.0
    if all(_scant(reading, entry) for _, entry in near[:3]):
        return 0.0
    z = sum(map(mul, WEIGHTS.values(), evidence(reading, thread, near)))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def evidence(reading: Features, thread: StoryState, near: Sequence[tuple[float, WindowItem]]) -> tuple[float, ...]:
    """What the weights are for, in their order.

    The three nearest count together, so that one look-alike among many items does not chain two stories.
    """
    words, names, counts = reading.words, reading.names, reading.claims.numbers
    reported_at = reading.identity.reported_at
    nearest = near[0][1]
    values = {number.value for number in counts}
    shared = words.title_set.intersection(nearest.title_set) - words.own
    shared_names = shared & (_sure_names(words.row) | _sure_names(nearest.row))
    return (
        near[0][0],
        sum(cosine for cosine, _ in near[:3]) / min(3, thread.size),
        math.log1p(len(near)),
        _log_hours(reported_at - thread.last_reported),
        _log_hours(reported_at - thread.first_reported),
        reading.identity.lang in thread.langs,
        _other_names(reading, near),
        words.has_lead and nearest.has_lead and disjoint_people(reading, thread),
        max(jaccard(words.title_set, entry.title_set) for _, entry in near[:3]),
        min(_MOST, len(names.people & thread.people)),
        numbers_differ(counts, nearest.numbers),
        min(_MOST, len(values.intersection(number.value for number in nearest.numbers))),
        _same_count(counts, nearest.numbers),
        bool(shared) and shared == shared_names,
        bool(shared_names) and shared != shared_names,
        1.0,
    )


def _one_everyday_word(reading: Features, near: Sequence[tuple[float, WindowItem]]) -> bool:
    """Whether texts that are hardly alike share one word in all their titles, such as "hits", and no entity: a
    word that somebody writes with a small letter, or that news is made of. What all write with a capital may be
    a name. A story that shares another word with the item in each of its titles shares more than one."""
    if near[0][0] >= _ONE_WORD:
        return False
    words, title = reading.words.distinctive_terms, reading.words.title_set
    shared = frozenset[str]().union(*(words & title & entry.title_set for _, entry in near))
    if len(shared) != 1 or any(not words.isdisjoint(entry.entities) for _, entry in near):
        return False
    (word,) = shared
    rows = (reading.words.row, *(entry.row for _, entry in near[:3]))
    written = [other.text for row in rows for other in row if other.key == word]
    return word.startswith("#") or not written or not all(text[0].isupper() for text in written)


def _scant(reading: Features, entry: WindowItem) -> bool:
    """Whether two texts share too little to go by: no word of their titles and no entity, however alike the leads
    are, which may be boilerplate; or no more than one term where a title says next to nothing."""
    words = reading.words
    shared = words.distinctive_terms.intersection(entry.terms)
    if not shared & words.title_set & entry.title_set and not shared & entry.entities:
        return True
    return min(words.title_size, entry.title_size) < _SHORT_TITLE and len(shared) < _SHORT_TITLE - 1


def _other_names(reading: Features, near: Sequence[tuple[float, WindowItem]]) -> bool:
    """Whether the titles name names, and none of them is in both."""
    named = [entry.title_names for _, entry in near[:3] if entry.title_names]
    mine = reading.words.title_names
    return bool(mine and named) and all(map(mine.isdisjoint, named))


def _sure_names(row: Sequence[TitleWord]) -> frozenset[str]:
    return frozenset(word.key for word in row if word.sure >= Sure.INSIDE)


def _same_count(some: Sequence[Number], others: Sequence[Number]) -> bool:
    """Whether both count one thing to one number."""
    reported_at = {(number.value, slot) for number in others for slot in number.slots}
    return any((number.value, slot) in reported_at for number in some for slot in number.slots)


def _log_hours(duration: timedelta) -> float:
    # items may come slightly out of order
    return math.log1p(abs(duration.total_seconds()) / 3600)

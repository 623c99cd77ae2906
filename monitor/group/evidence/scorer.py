"""How likely it is, by the words alone, that an item belongs to a story.

A logistic regression over how alike the words are and to how many of the items, whether the same names are
named, and how long ago the story was told. The weights were fitted in two steps: on several thousand multilingual
headlines of small events within one saga, where telling events apart is hardest; then, with those as the prior, on
half of the stories of the UCI News Aggregator (public domain) and on the headlines of 2024 that were written for
this project (`tests/data/stories`). Times were shifted at random, so that the order in which a crawler came says
nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

from monitor.group.evidence.entity_overlap import disjoint_people
from monitor.group.evidence.near_duplicate import numbers_differ
from monitor.group.features.features import Features
from monitor.group.window.story_state import StoryState, WindowItem

_LIKEST = 3.45
_LIKEST_THREE = 9.46
_HOW_MANY = 0.40
_SINCE_LAST = -1.59
_SINCE_FIRST = -0.55
_SAME_LANGUAGE = -0.92
_OTHER_NAMES = -1.49
_BIAS = -1.14
_LEAST_ALIKE = 0.12
_SHORT_TITLE = 3
_CONTESTED = -5.0
"""Set by hand, on the side of splitting: no labelled headlines at hand have entities."""


def probability(reading: Features, thread: StoryState, near: Sequence[tuple[float, WindowItem]]) -> float:
    """The probability, 0 to 1. `near` holds the story's items that are nearest, best first, with their cosines.

    The three nearest count together, so that one look-alike among many items does not chain two stories.
    """
    if near[0][0] < _LEAST_ALIKE or all(_scant(reading, entry) for _, entry in near[:3]):
        return 0.0
    mean = sum(cosine for cosine, _ in near[:3]) / min(3, thread.size)
    z = (
        _LIKEST * near[0][0]
        + _LIKEST_THREE * mean
        + _HOW_MANY * math.log1p(len(near))
        + _SINCE_LAST * _log_hours(reading.at - thread.story.updated_at)
        + _SINCE_FIRST * _log_hours(reading.at - thread.story.opened_at)
        + _SAME_LANGUAGE * (reading.lang in thread.langs)
        + _OTHER_NAMES * _other_names(reading, near)
        + _CONTESTED * contested(reading, thread, near[0][1])
        + _BIAS
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def _scant(reading: Features, entry: WindowItem) -> bool:
    """Whether two texts share too little to go by: no word of their titles and no entity, however alike the leads
    are, which may be boilerplate; or no more than one term where a title says next to nothing."""
    shared = reading.tellings.intersection(entry.terms)
    if not shared & reading.title_set & entry.title_set and not shared & entry.entities:
        return True
    return min(reading.title_size, entry.title_size) < _SHORT_TITLE and len(shared) < _SHORT_TITLE - 1


def contested(reading: Features, thread: StoryState, nearest: WindowItem) -> bool:
    """Whether something speaks against the words: other people, if only in the background, or other counts."""
    return disjoint_people(reading, thread) or numbers_differ(reading.numbers, nearest.numbers)


def _other_names(reading: Features, near: Sequence[tuple[float, WindowItem]]) -> bool:
    """Whether the titles name names, and none of them is in both."""
    named = [entry.title_names for _, entry in near[:3] if entry.title_names]
    return bool(reading.title_names and named) and all(map(reading.title_names.isdisjoint, named))


def _log_hours(duration: timedelta) -> float:
    # items may come slightly out of order
    return math.log1p(abs(duration.total_seconds()) / 3600)

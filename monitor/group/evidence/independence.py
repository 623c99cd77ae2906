"""Whose account of the event an item gives. A wire text counts once, however many outlets print it."""

from __future__ import annotations

from collections.abc import Iterable, Set

from monitor.group.evidence.slots import overlay
from monitor.group.features.features import Features
from monitor.group.window.story_state import WindowItem

_SHARED = 0.7
_LEAD_TERMS = 12
"""Terms that a lead must have for its overlap with another to show that one text was copied."""
_IN_ORDER = 0.6
"""How much of two titles with like words is in the same order, if one was copied from the other."""


def source_account(reading: Features, *, copied: WindowItem | None, others: Iterable[WindowItem]) -> str:
    """Whose account the item gives, given the item that it is known to copy and the others of its story."""
    if reading.identity.agency:
        return reading.identity.agency
    if copied is not None and not _reworded(reading, copied):
        return copied.account
    lead = frozenset(reading.words.terms[reading.words.title_count : reading.words.word_count])
    for entry in others:
        if _same_lead(lead, frozenset(entry.terms[entry.title_count : entry.word_count])):
            return entry.account
    return reading.identity.source


def _reworded(reading: Features, old: WindowItem) -> bool:
    """Whether there is no more than two titles, which say one thing in like words but another order: outlets that
    report by themselves do."""
    if reading.words.word_count > reading.words.title_count or old.word_count > old.title_count:
        return False
    laid = overlay(reading.words.row, old.row)
    return 2 * laid.equal < _IN_ORDER * laid.total


def _same_lead(some: Set[str], others: Set[str]) -> bool:
    shorter = min(len(some), len(others))
    return shorter >= _LEAD_TERMS and len(some & others) >= _SHARED * shorter

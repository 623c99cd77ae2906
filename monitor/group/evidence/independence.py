"""Whose account of the event an item gives. A wire text counts once, however many outlets print it."""

from __future__ import annotations

from collections.abc import Iterable, Set

from monitor.group.features.features import Features
from monitor.group.window.story_state import WindowItem

_SHARED = 0.7
_LEAD_TERMS = 12
"""Terms that a lead must have for its overlap with another to show that one text was copied."""


def source_account(reading: Features, *, copied: WindowItem | None, others: Iterable[WindowItem]) -> str:
    """Whose account the item gives, given the item that it is known to copy and the others of its story."""
    if reading.identity.agency:
        return reading.identity.agency
    if copied is not None:
        return copied.account
    lead = frozenset(reading.words.terms[reading.words.title_count : reading.words.word_count])
    for entry in others:
        if _same_lead(lead, frozenset(entry.terms[entry.title_count : entry.word_count])):
            return entry.account
    return reading.identity.source


def _same_lead(some: Set[str], others: Set[str]) -> bool:
    shorter = min(len(some), len(others))
    return shorter >= _LEAD_TERMS and len(some & others) >= _SHARED * shorter

"""What the counters of the store are called where people read them. Programs get the counters' own names."""

from __future__ import annotations

_WORDS = {
    "told": "sent",
    "folded": "duplicates",
    "silenced": "suppressed",
    "by_fallback": "by fallback",
    "dead": "dead letters",
    "matched_items": "matched",
    "correlated": "made by rules with `when`",
    "aside_items": "quarantined",
    "aside_matches": "quarantined",
    "unreadable_alerts": "unreadable",
    "forgotten_items": "forgotten",
    "forgotten_matches": "forgotten",
    "forgotten_alerts": "forgotten",
    "vanished": "deleted by others",
}


def count_word(counter: str) -> str:
    """The word of the glossary for a counter; the counter's own name if that is the word."""
    return _WORDS.get(counter, counter)

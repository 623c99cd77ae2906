"""What the counters of the store are called where people read them. Programs get the counters' own names."""

from __future__ import annotations

from monitor.model.sending.alert import SuppressionReason

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


_REASONS = {
    SuppressionReason.FOLDED: "duplicate",
    SuppressionReason.SILENCED: "silenced",
    SuppressionReason.OUT_OF_HOURS: "quiet hours",
}


def reason_word(reason: SuppressionReason) -> str:
    """The word of the glossary for why an alert was suppressed; what is stored may be an older one."""
    return _REASONS.get(reason, reason.value)


def count_word(counter: str) -> str:
    """The word of the glossary for a counter; the counter's own name if that is the word."""
    return _WORDS.get(counter, counter)

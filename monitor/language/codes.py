"""Codes of languages that stand for the same language, so that either is understood."""

from __future__ import annotations

_SAME = {"tl": "fil", "no": "nb", "in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr"}


def canonical(lang: str) -> str:
    """The code that is used for a language today."""
    return _SAME.get(lang, lang)

"""A few Chinese characters without a label: a detector of charsets takes them for Latin letters, or for Korean."""

from __future__ import annotations

import re

_RUN = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]")
_COMMON = {
    # In both, the frequent characters come first.
    "gb18030": re.compile(rb"(?:[\xb0-\xd7\xa1\xa3][\xa1-\xfe])+"),
    "big5hkscs": re.compile(rb"(?:[\xa1-\xc6][\x40-\x7e\xa1-\xfe])+"),
}
_SYLLABLES = re.compile(rb"(?:[\xa1-\xc8][\xa1-\xfe])+")
"""What Korean is written with, but for some Chinese characters."""
_SHORTEST = 4
"""Bytes of a run, on average. Capitals with accents come in pairs at most."""


def han_instead_of(sample: bytes, *, guess: str | None) -> str | None:
    """The Chinese charset in which all of the bytes are frequent characters, instead of a guess at another; else
    the guess."""
    runs = [run[0] for run in _RUN.finditer(sample)]
    written = b"".join(runs)
    if len(written) < _SHORTEST * max(len(runs), 1) or len(_HIGH.findall(written)) < len(_HIGH.findall(sample)):
        return guess
    if guess == "cp949" and all(map(_SYLLABLES.fullmatch, runs)):
        return guess
    return next((charset for charset, common in _COMMON.items() if all(map(common.fullmatch, runs))), guess)

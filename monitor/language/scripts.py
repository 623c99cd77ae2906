"""Scripts"""

from __future__ import annotations

import re

_RUNS_ON = re.compile(
    r"[\u2e80-\u30ff\u31f0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,4}|(?:[A-Z]\.){1,4}[A-Z]?")
_CYRILLIC_ACRONYM = re.compile(r"[А-ЯЁІЇЄҐЎЂЈЉЊЋЏ]{2,5}")


def is_acronym(text: str) -> bool:
    """Whether a term is in capitals as acronyms are, and so found only in capitals."""
    return _ACRONYM.fullmatch(text) is not None or _CYRILLIC_ACRONYM.fullmatch(text) is not None


def runs_on(text: str) -> bool:
    """Whether a text has letters of a script that writes no blanks between words."""
    return _RUNS_ON.search(text) is not None


def takes_particles(letter: str) -> bool:
    """Whether a letter is Hangul, in which particles are written onto the word."""
    return _HANGUL.match(letter) is not None

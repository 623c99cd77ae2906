"""One spelling for names that Latin and Cyrillic write by ear: Djokovic, Đoković, Джокович.

Coarse on purpose, and no transcription for readers: what is left is only ever compared with itself.
"""

from __future__ import annotations

import re

# fmt: off
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "z", "з": "z", "и": "i", "й": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
    "ц": "c", "ч": "c", "ш": "s", "щ": "s", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "є": "e", "і": "i", "ї": "i", "ј": "i", "љ": "l", "њ": "n", "ћ": "c", "ђ": "d", "џ": "d",
}
_TO_LATIN = str.maketrans(_CYRILLIC)
_LATIN = {
    "dj": "d", "dz": "d", "zh": "z", "kh": "h", "sch": "s", "sh": "s", "tch": "c", "ch": "c", "ts": "c", "tz": "c",
    "ph": "f", "th": "t", "ck": "k", "qu": "k", "q": "k", "w": "v", "y": "i", "j": "i", "x": "ks", "ou": "u",
    "ee": "i", "oo": "u",
}
# fmt: on
_WRITTEN = re.compile(
    "|".join(sorted(_LATIN, key=len, reverse=True)) + r"|c(?![eiyhz])|(?P<twice>[a-z])(?P=twice)"
)


def sound(word: str) -> str:
    """A folded word as it sounds, roughly; a word in neither alphabet as it is."""
    return _WRITTEN.sub(_spell, word.translate(_TO_LATIN))


def _spell(match: re.Match[str]) -> str:
    written = match[0]
    return match["twice"] or _LATIN.get(written) or "k"

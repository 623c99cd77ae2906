"""Stemmer"""

from __future__ import annotations

import re

from monitor.language.names.phonetic import sound

# fmt: off
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian",
    "lt": "lithuanian", "ms": "indonesian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}
# fmt: on
STEMMED_LANGUAGES = frozenset(_ALGORITHMS)
"""The languages in which a term can be sought by its stem; in others it has the forms of `auto`."""
STEM = 5
"""Letters kept of a word: a stemmer for every language, if a poor one for each."""


_ARABIC_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=[\u0620-\u064a]{3})")


def stem(word: str) -> str:
    """The beginning of a folded word, by which its forms are taken as one; in Arabic without the article."""
    return sound(without_article(word))[:STEM]


def without_article(word: str) -> str:
    """An Arabic word without what is written onto its front: المنجم as منجم."""
    return _ARABIC_ARTICLE.sub("", word)

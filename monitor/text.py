"""What a word is, in any script: folding, words, and their places in the original text.

Folding is per script: diacritics go in Latin and Greek, harakat and niqqud in Arabic and Hebrew, ё becomes е;
й and ї, kana voicing marks, Hangul and the vowel marks of Thai and the Indic scripts stay, because without
them other words appear. Everything that is not a letter, a number or a mark separates words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# fmt: off
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "", "ς": "σ",
    "ё": "е", "ґ": "г", "ў": "у",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه",
    "ـ": "", "ؤ": "و",
}
# fmt: on
"""Letters that decomposition does not reach, or that writers use for one another."""
_KEPT_PUNCTUATION = "״׳"
_WITHOUT_DIACRITICS = ("LATIN", "GREEK")
_WITHOUT_POINTS = ("ARABIC", "HEBREW")

_GERSHAYIM = re.compile(r"(?<=[\u05d0-\u05ea])[\"”“](?=[\u05d0-\u05ea])")
_GERESH = re.compile(r"(?<=[\u05d0-\u05ea])['’](?=[\u05d0-\u05ea])")


def _fold_letter(letter: str) -> str:
    kept = _LETTERS.get(letter)
    if kept is not None:
        return kept
    name = unicodedata.name(letter, "")
    if name.startswith(_WITHOUT_DIACRITICS):
        bare = unicodedata.normalize("NFD", letter)
        return "".join(_LETTERS.get(c, c) for c in bare if not unicodedata.combining(c))
    if unicodedata.category(letter) == "Mn" and name.startswith((*_WITHOUT_POINTS, "COMBINING")):
        return ""  # harakat, niqqud, stress marks
    return letter


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""  # soft hyphen, joiners, direction marks: invisible, so not part of a word
    if category[0] not in "LNM" and character not in _LETTERS:
        return character if character in _KEPT_PUNCTUATION else " "
    # NFKC: full width, ligatures; lower() leaves ẞ to the table
    return "".join(map(_fold_letter, unicodedata.normalize("NFKC", character).lower()))


class _Folding(dict[int, str]):
    """A translation table that learns each character the first time it is met."""

    def __missing__(self, codepoint: int) -> str:
        folded = self[codepoint] = _fold_character(chr(codepoint))
        return folded


_FOLDING = _Folding()


def compose(text: str) -> str:
    """The text in Unicode NFC, in which all places in a text are counted."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text in the form in which words are compared; words stand between blanks."""
    if '"' in text or "”" in text or "“" in text:
        text = _GERSHAYIM.sub("״", text)
    if "'" in text or "’" in text:
        text = _GERESH.sub("׳", text)
    return text.translate(_FOLDING)


def words(text: str) -> list[str]:
    """The folded words of a text, in order. Scripts without blanks give runs, not dictionary words."""
    return fold(compose(text)).split()


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and its place in the composed text, in code points."""

    text: str
    start: int
    end: int


def located_words(text: str) -> list[Word]:
    """The words of `words(text)`, each with its place in `compose(text)`."""
    text = compose(text)
    source = text
    if '"' in text or "”" in text or "“" in text:
        source = _GERSHAYIM.sub("״", source)
    if "'" in text or "’" in text:
        source = _GERESH.sub("׳", source)
    found: list[Word] = []
    letters: list[str] = []
    start = end = 0
    for position, character in enumerate(source):
        folded = _FOLDING[ord(character)]
        if folded.isspace():
            if letters:
                found.append(Word("".join(letters), start, end))
                letters = []
        elif folded:
            if not letters:
                start = position
            letters.append(folded)
            end = position + 1
    if letters:
        found.append(Word("".join(letters), start, end))
    return found

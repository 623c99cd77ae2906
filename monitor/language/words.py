"""What a word is, in any script: folding, words, and their places in the original text.

Folding is per script: diacritics go in Latin and Greek, harakat and niqqud in Arabic and Hebrew, ё becomes е;
й and ї, kana voicing marks, Hangul and the vowel marks of Thai and the Indic scripts stay, because without
them other words appear. Everything that is not a letter, a number or a mark separates words, and so does the
seam between two scripts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.language.han import SIMPLIFIED

# fmt: off
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ʻ": "", "ʼ": "", "ʿ": "", "ʾ": "", "ς": "σ",
    "ё": "е", "ґ": "г", "ў": "у",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه",
    "ـ": "", "ؤ": "و", "ہ": "ه", "ھ": "ه", "ۂ": "ه", "ۃ": "ه", "ە": "ه",
    "\u093c": "", "\u0a3c": "", "\u0901": "\u0902",
    "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o",
}
# fmt: on
"""Letters that decomposition does not reach, or that writers use for one another."""
_KEPT_PUNCTUATION = "״׳"
_SEPARATING_LETTERS = "ㆍ"
"""By its category a letter, in use a dot between words: 북ㆍ러."""
_WITHOUT_DIACRITICS = ("LATIN", "GREEK")
_WITHOUT_POINTS = ("ARABIC", "HEBREW")

_GERSHAYIM = re.compile(r"(?<=[\u05d0-\u05ea])[\"”“](?=[\u05d0-\u05ea])")
_WORD = re.compile(r"\S+")
_RUNS = (
    r"\u2e80-\u30ff\u31f0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",  # Han, kana
    r"\uac00-\ud7a3",  # Hangul
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff",  # Thai, Lao, Burmese, Khmer
    r"\u0590-\u06ff",  # Hebrew, Arabic
)
_IN_RUN = re.compile(f"[{''.join(_RUNS)}]")
_SEAM = re.compile(
    "|".join(rf"(?<=[{run}])(?=[^\s{run}])" for run in _RUNS)
    + rf"|(?<=[^\s{''.join(_RUNS)}])(?=[{''.join(_RUNS)}])"
)
"""Where two scripts meet without a blank although each is a word of its own: US와, 北김정은, はNATOの."""
_ARABIC_JOINT = re.compile(r"(?<=[\u0600-\u06ff])\u200c")
"""The non-joiner that Persian writes between a word and what belongs to it; some writers put a blank there."""
_VOICED_HALF = re.compile("[\uff66-\uff9d][\uff9e\uff9f]")
"""Half-width kana with a voicing mark of its own, which is one letter: ﾌﾟ is プ."""
_GERESH = re.compile(r"(?<=[\u05d0-\u05ea])['’](?=[\u05d0-\u05ea])")
_ODD = re.compile(
    r"[^a-z0-9 \nа-яєіїјљњћџѓќღა-ჺա-ֆα-ρσ-ωא-תกขค-ซญ-ฮ가-힣"
    r"ءابتثجحخدذرزسشصضطظعغفقلمنهوكيپچژگ]"
)
"""Characters that folding may change in a text of small letters; no others, for a test folds each of them."""
_MOST_ODD = 24
"""With more different ones, a text is folded character by character, which is dearer."""
_ONE_SCRIPT = re.compile(
    rf"(?:\s*+(?:{'|'.join(f'[{run}]++' for run in _RUNS)}|[^\s{''.join(_RUNS)}]++)(?=\s|\Z))*+\s*"
)
"""Words of which none has a seam."""
_BLANKS = re.compile("  +")


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
    if (category[0] not in "LNM" and character not in _LETTERS) or character in _SEPARATING_LETTERS:
        return character if character in _KEPT_PUNCTUATION else " "
    if category == "Nd":
        return str(unicodedata.digit(character))
    if character in SIMPLIFIED:
        return SIMPLIFIED[character]
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
    """The text in the form in which words are compared; words are between blanks."""
    folded = _with_marks(text).translate(_FOLDING)
    return _SEAM.sub(" ", folded) if _may_have_seams(folded) else folded


def fold_each(tokens: Sequence[str]) -> list[str]:
    """Each token folded, with single blanks before, between and behind its words; faster than one by one.

    Tokens are composed and have no blanks in them.
    """
    joined = " \n ".join(tokens)
    folded = _fold_small(_with_marks(f" {joined} ").lower())
    if not folded.isascii() and _IN_RUN.search(folded) and not _ONE_SCRIPT.fullmatch(folded):
        folded = _SEAM.sub(" ", folded)
    return _BLANKS.sub(" ", folded).split("\n")


def _fold_small(text: str) -> str:
    """A text of small letters folded but for its seams; its line ends stay."""
    odd = set(_ODD.findall(text))
    if len(odd) > _MOST_ODD:
        return "\n".join(line.translate(_FOLDING) for line in text.split("\n"))
    for character in odd:
        text = text.replace(character, _FOLDING[ord(character)])
    return text


def folding_rules() -> str:
    """The tables and expressions by which texts are folded, as one text that changes with each of them."""
    tables = (*sorted(_LETTERS.items()), *sorted(SIMPLIFIED.items()))
    patterns = (_GERSHAYIM, _SEAM, _ARABIC_JOINT, _VOICED_HALF, _GERESH, _IN_RUN)
    return repr((tables, [one.pattern for one in patterns], _KEPT_PUNCTUATION, _SEPARATING_LETTERS))


def words(text: str) -> list[str]:
    """The folded words of a text, in order. Scripts without blanks give runs, not dictionary words."""
    return fold(compose(text)).split()


def _may_have_seams(folded: str) -> bool:
    return not folded.isascii() and _IN_RUN.search(folded) is not None


def _with_marks(text: str) -> str:
    """The text with Hebrew quotes as the marks that they are, and blanks where Persian words join. As long."""
    if '"' in text or "”" in text or "“" in text:
        text = _GERSHAYIM.sub("״", text)
    if "'" in text or "’" in text:
        text = _GERESH.sub("׳", text)
    if "\u200c" in text:
        text = _ARABIC_JOINT.sub(" ", text)
    if "ﾞ" in text or "ﾟ" in text:
        text = _VOICED_HALF.sub(lambda kana: f"{unicodedata.normalize('NFKC', kana[0])}\u00ad", text)
    return text


def traced(text: str) -> tuple[str, list[int]]:
    """The words of a text with single blanks between them, and where each of its characters comes from.

    The places count code points of `compose(text)`; those of blanks mean nothing.
    """
    letters = [_FOLDING[ord(character)] for character in _with_marks(compose(text))]
    places = [place for place, folded in enumerate(letters) for _ in folded]
    joined: list[str] = []
    origins: list[int] = []
    for word in _WORD.finditer(_seamed("".join(letters), places)):
        if joined:
            joined.append(" ")
            origins.append(-1)
        joined.append(word[0])
        origins.extend(places[word.start() : word.end()])
    return "".join(joined), origins


def _seamed(folded: str, places: list[int]) -> str:
    """The folded text with blanks at its seams; the places are widened to fit."""
    if not _may_have_seams(folded):
        return folded
    widened: list[int] = []
    last = 0
    for seam in _SEAM.finditer(folded):
        widened += places[last : seam.start()]
        widened.append(-1)
        last = seam.start()
    places[:] = widened + places[last:]
    return _SEAM.sub(" ", folded)


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and its place in the composed text, in code points."""

    text: str
    start: int
    end: int


def located_words(text: str) -> list[Word]:
    """The words of `words(text)`, each with its place in `compose(text)`."""
    folded, origins = traced(text)
    return [Word(word[0], origins[word.start()], origins[word.end() - 1] + 1) for word in _WORD.finditer(folded)]

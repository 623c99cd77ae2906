"""The case endings of Cyrillic nouns, names and adjectives, by the shape of their base form.

One table for Russian, Ukrainian, Belarusian, Bulgarian and Serbian: an ending that only one of them has does no
harm in the others. All folded: ё is е here, ґ is г. Names have no plural: Кубами is of cubes, not of Cuba.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_VOWELS = "аеиоуыэюяіїє"
_MIN_LETTERS = 2


def _set(endings: str) -> frozenset[str]:
    return frozenset(endings.split())


def _before(letter: str, endings: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{letter}{ending}" for ending in endings)


_NONE = frozenset({""})
_ADJECTIVE = _set(
    "ий ый ой ая яя ое ее ого его ому ему ым им ом ем ую юю ою ею ей ие ые их ых ими ыми ы а е у і ім ої ій іми"
)
_ADJECTIVES = _set("ые ие ых их ым им ыми ими і іх ім імі ія ымі")
_SERBIAN_ADJECTIVE = _set("и ог ога ом оме ому им их а е о у ој ото ата ите ият")
_FEMININE_IA = _set("ия ии ию ией иею ия ія ії ію ією ій іи іі іяй ията")
_FEMININE_SOFT = _set("я и е ю ей ею і ї єю йю")
_FEMININE_NA = _set("я и е ю ей ею і ьої ій ьою ьо їх ім")
_FEMININE = _set("а ы и е у ой ою і о ої ій ай")
_FEMININE_JA = _set("а е и у ом о")
_AFTER_SIBILANT = _set("ей ею")
_BACK_CONSONANTS = {
    "к": _set("ки ке ку кой кою ка ці цы ко ком кай"),
    "г": _set("га ги ге гу гой гою зі зе гом гай"),
    "х": _set("ха хи хе ху хой хою сі"),
}
"""The endings of feminines in -ка, -га and -ха, with the consonant, which may give way."""
_PLURAL_OF_FEMININE = _set("ам ами ах") | _NONE
_PLURAL_OF_IA = _set("ий иями иях иям іями іях іям ій")
_MASCULINE_I = _set("й я ю ем е єм ї и єві")
_MASCULINE_IJ = _set("ий ия ию ием ии іем ієм ію ія єві")
_SOFT_SIGN = _set("ь я ю ем е и ью еві і ї ьом єм ём")
_PLURAL_OF_SOFT_SIGN = _set("и ей ям ями ях ів")
_SURNAME = _set("а у ым ом е ы ых ыми им і ова ові ой") | _NONE
_MASCULINE = _set("а у ом ем е і ові еві") | _NONE
_PLURAL_OF_MASCULINE = _set("ы и ов ей ам ами ах ів ев")
_NEUTER_O = _set("о а у ом е ові і")
_NEUTER_IE = _set("е я ю ем и й ям ями ях і")
_NEUTER_RE = _set("е я ю ем і и")
_NEUTER_ADJECTIVE = _set("е ого ому им ім")
_NEUTER_JA = _set("я ю ям і їм ях")
_PLURAL = _set("ы и і ам ами ах ов ів ей ям ями ях") | _NONE
ENDINGS_OF_ACRONYMS = _set("а у е ом ы ов") | _NONE
_CITIES_IV = _set("ів ова ову овом ові ев ева еву евом еві ов їв єва єву євом єві їва")


class _Row(NamedTuple):
    """A declension: the ends of its base forms, and what is in their place."""

    shapes: tuple[str, ...]
    letters: int
    """How long the word is at least."""
    cut: int
    endings: frozenset[str]
    plurals: frozenset[str] = frozenset()
    """Endings of the plural, which names do not have."""


_DECLENSIONS: Sequence[_Row] = (
    _Row(("ня",), 7, 1, _FEMININE_NA, _PLURAL_OF_SOFT_SIGN),
    _Row(("ия", "ія"), 3, 2, _FEMININE_IA, _PLURAL_OF_IA),
    _Row(("жжя", "ття", "ння", "лля"), 4, 1, _NEUTER_JA),
    _Row(("я",), 2, 1, _FEMININE_SOFT, _PLURAL_OF_SOFT_SIGN),
    *(_Row((f"{k}а",), 4, 2, endings, _before(k, _PLURAL_OF_FEMININE)) for k, endings in _BACK_CONSONANTS.items()),
    _Row(("ја",), 3, 1, _FEMININE_JA),
    _Row(tuple(f"{sibilant}а" for sibilant in "жчшщц"), 2, 1, _FEMININE | _AFTER_SIBILANT, _PLURAL_OF_FEMININE),
    _Row(("а",), 2, 1, _FEMININE, _PLURAL_OF_FEMININE),
    _Row(("й",), 2, 1, _MASCULINE_I, _set("ев ям ями ях")),
    _Row(("ь",), 2, 1, _SOFT_SIGN, _PLURAL_OF_SOFT_SIGN),
    _Row(("ев", "ов", "ин", "ын", "ін", "їн", "єв"), 2, 0, _SURNAME),
    _Row(("ко", "во", "но", "ло"), 5, 1, _NEUTER_O),
    _Row(("дніпро",), 6, 1, _NEUTER_O),
    _Row(("ие", "ье"), 3, 1, _NEUTER_IE),
    _Row(("ре", "ле"), 4, 1, _NEUTER_RE),
    _Row(("не", "ве"), 5, 1, _NEUTER_ADJECTIVE),
    _Row(("ы", "суми"), 4, 1, _PLURAL),
    _Row(("и", "і"), 5, 1, _PLURAL),
    _Row(tuple(_VOWELS), 1, 0, _NONE),
    _Row(("ськ", "цьк", "зьк"), 4, 0, _MASCULINE - {"і"}),  # слов'янські is Slavic, not Слов'янськ
    _Row(("",), 2, 0, _MASCULINE, _PLURAL_OF_MASCULINE),
)
"""The first row that fits counts."""

_HARD_ADJECTIVES = (
    *(f"{letter}{end}" for letter in "нврлмтдкгхшщж" for end in ("ый", "ая", "ое")),
    *("ной", "ской", "стой", "ний", "щий", "ший", "жий", "няя", "нее", "ский", "цкий"),
)
_PLURAL_ADJECTIVES = ("ные", "ские", "цкие", "вые", "лые", "рые", "тые", "кие", "гие", "ські", "цькі")
_PLURAL_ADJECTIVES_I = ("ані", "ені", "єні", "чні", "льні", "вні", "дні")
_UKRAINIAN_ADJECTIVES = (
    *("ський", "цький", "зький", "ська", "цька", "зька", "ське", "цьке", "зьке"),
    *("вий", "рий", "лий", "тий", "мий", "дий", "бий"),
)
_SERBIAN_ADJECTIVES = ("ски", "шки", "чки", "цки")
_INDECLINABLE = _set("мали чили бали дели гори поти")
_FLEETING: Sequence[tuple[str, str]] = (("ец", "ц"), ("ел", "л"), ("пет", "пт"), ("лев", "льв"))
"""The end of a base form, and of the stem of its other forms: Орел, Орла; Египет, Египта."""


def ends_in_vowel(word: str) -> bool:
    """Whether a folded word ends in a vowel."""
    return word[-1] in _VOWELS


def inflected(word: str, *, name: bool = False) -> tuple[str, frozenset[str]]:
    """The stem of a folded base form and the endings it may have. `{""}` as endings: it does not inflect.

    A name is taken to be in the singular, unless it has the shape of a plural.
    """
    if len(word) < _MIN_LETTERS or (len(word) == _MIN_LETTERS and word[-1] in _VOWELS) or word in _INDECLINABLE:
        return word, _NONE  # в, на; but Ын, Ыном
    return _adjective(word) or _fleeting(word) or _noun(word, name=name)


def _adjective(word: str) -> tuple[str, frozenset[str]] | None:
    if word.endswith(_UKRAINIAN_ADJECTIVES):
        cut = 2 if word.endswith("ий") else 1
        return word[:-cut], _ADJECTIVE | (_MASCULINE_IJ if cut == 2 else frozenset())  # Виталий is a noun
    if word.endswith(("кий", "гий", "хий", "ний")) and not word.endswith(("ский", "цкий")):
        return word[:-2], _ADJECTIVE | _MASCULINE_IJ  # Горький is an adjective, Маврикий a noun
    if len(word) > len("ая") + 1 and word.endswith(_HARD_ADJECTIVES):
        return word[:-2], _ADJECTIVE
    if len(word) > len("ные") + 1 and word.endswith((*_PLURAL_ADJECTIVES, *_PLURAL_ADJECTIVES_I)):
        cut = 2 if word.endswith("е") else 1
        return word[:-cut], _ADJECTIVES
    if len(word) > len("ски") + 1 and word.endswith(_SERBIAN_ADJECTIVES):
        return word[:-1], _SERBIAN_ADJECTIVE
    return None


def _fleeting(word: str) -> tuple[str, frozenset[str]] | None:
    """A noun that loses the vowel of its last syllable, or keeps it: Донец, Донца; but Мишель."""
    for shape, other in _FLEETING:
        if word.endswith(shape) and len(word) > len(shape):
            kept = {f"{shape}{end}" for end in _MASCULINE}
            return word[: -len(shape)], frozenset(kept | {f"{other}{end}" for end in _MASCULINE - _NONE})
    if word.endswith(("ів", "їв")) and len(word) > len("ів") + 1:
        return word[:-2], _CITIES_IV | {f"ів{end}" for end in _SURNAME}
    return None


def _noun(word: str, *, name: bool) -> tuple[str, frozenset[str]]:
    for row in _DECLENSIONS:
        if word.endswith(row.shapes) and len(word) >= row.letters:
            return word[: len(word) - row.cut], row.endings if name else row.endings | row.plurals
    return word, _NONE

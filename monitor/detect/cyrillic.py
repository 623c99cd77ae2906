"""The case endings of Cyrillic nouns, names and adjectives, by the shape of their base form.

One table for Russian, Ukrainian, Belarusian and Bulgarian: an ending that only one of them has does no harm in
the others. All folded: ё is е here, ґ is г.
"""

from __future__ import annotations

_VOWELS = "аеиоуыэюяіїє"
_MIN_LETTERS = 2


def _set(endings: str) -> frozenset[str]:
    return frozenset(endings.split())


_ADJECTIVE = _set(
    "ий ый ой ая яя ое ее ого его ому ему ым им ом ем ую юю ою ею ей ие ые их ых ими ыми а е у і ім ої ій іми"
)
_FEMININE_IA = _set("ия ии ию ией ий ия ія ії ію ією ій іи иями иях иям іями іях іям")
_FEMININE_SOFT = _set("я и е ю ей ею і ї єю йю")
_FEMININE_NA = _set("я и е ю ей ею і ьої ій ьою ьо їх ім")
_FEMININE = _set("а ы и е у ой ою і о ої ій ам ами ах")
_AFTER_SIBILANT = _set("ей ею")
_MASCULINE_I = _set("й я ю ем е єм ї и ев єві")
_MASCULINE_IJ = _set("ий ия ию ием ии іем ію ія")
_SOFT_SIGN = _set("ь я ю ем е и ью ів еві і ї ей ями ях ям")
_SURNAME = _set("а у ым ом е ы ых ыми им і ова ові ой") | {""}
_MASCULINE = _set("а у ом ем е ы и ов ей ам ами ах і ові ів") | {""}
_NEUTER_O = _set("о а у ом е ові і")
_NEUTER_IE = _set("е я ю ем и й ям ями ях")
_PLURAL = _set("ы и ам ами ах ов ів ей ям ями ях")

_HARD_ADJECTIVES = (
    *(f"{letter}{end}" for letter in "нврлмтдкгхшщж" for end in ("ый", "ая", "ое")),
    *("ной", "ской", "ний", "щий", "ший", "жий", "няя", "нее", "ский", "цкий"),
)
_UKRAINIAN_ADJECTIVES = (
    "ський",
    "цький",
    "зький",
    "ська",
    "цька",
    "зька",
    "ське",
    "цьке",
    "зьке",
    "вий",
    "рий",
    "лий",
)
_SURNAMES = ("ев", "ов", "ин", "ын", "ін", "їн", "єв", "їв", "ів")
_NEUTER_PLACES = ("ко", "во", "но")


def inflected(word: str) -> tuple[str, frozenset[str]]:
    """The stem of a folded base form and the endings it may have. `{""}` as endings: it does not inflect."""
    if len(word) < _MIN_LETTERS or (len(word) == _MIN_LETTERS and word[-1] in _VOWELS):
        return word, frozenset({""})  # в, на; but Ын, Ыном
    return _adjective(word) or _noun(word)


def _adjective(word: str) -> tuple[str, frozenset[str]] | None:
    if word.endswith(_UKRAINIAN_ADJECTIVES):
        cut = 2 if word.endswith("ий") else 1
        return word[:-cut], _ADJECTIVE
    if word.endswith(("кий", "гий", "хий", "ний")) and not word.endswith(("ский", "цкий")):
        return word[:-2], _ADJECTIVE | _MASCULINE_IJ  # Горький is an adjective, Маврикий a noun
    if len(word) > len("ая") + 1 and word.endswith(_HARD_ADJECTIVES):
        return word[:-2], _ADJECTIVE
    return None


def _noun(word: str) -> tuple[str, frozenset[str]]:  # noqa: PLR0911 - a table; each return is a row
    if word.endswith("ня") and len(word) > 6:
        return word[:-1], _FEMININE_NA
    if word.endswith(("ия", "ія")):
        return word[:-2], _FEMININE_IA
    if word.endswith("я"):
        return word[:-1], _FEMININE_SOFT
    if word.endswith("а"):
        return word[:-1], _FEMININE | _AFTER_SIBILANT if word[-2] in "жчшщц" else _FEMININE
    if word.endswith("й"):
        return word[:-1], _MASCULINE_I
    if word.endswith("ь"):
        return word[:-1], _SOFT_SIGN
    if word.endswith(_SURNAMES):
        return word, _SURNAME
    if word.endswith(_NEUTER_PLACES) and len(word) > 4:
        return word[:-1], _NEUTER_O
    if word.endswith(("ие", "ье")):
        return word[:-1], _NEUTER_IE
    if word.endswith(("ы", "и")) and len(word) > 3:
        return word[:-1], _PLURAL
    if word[-1] in _VOWELS:
        return word, frozenset({""})
    return word, _MASCULINE

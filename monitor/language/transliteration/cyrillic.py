"""Russian and Ukrainian names in Latin letters, as the press of each language writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def _table(pairs: str) -> dict[str, str]:
    """Pairs of letters as in `а:a б:b`; `ъ:` stands for nothing."""
    return dict(pair.split(":") for pair in pairs.split())


_RUSSIAN = _table(
    "а:a б:b в:v г:g д:d е:e ё:yo ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch "
    "ш:sh щ:shch ъ: ы:y ь: э:e ю:yu я:ya"
)
_UKRAINIAN = _RUSSIAN | _table("г:h ґ:g е:e є:ie и:y і:i ї:i й:i х:kh щ:shch ь: ю:iu я:ia")
_GERMAN = _table("в:w ж:sch з:s й:j х:ch ц:z ч:tsch ш:sch щ:schtsch ю:ju я:ja ё:jo с:s є:je ї:ji")
_FRENCH = _table("у:ou ч:tch ш:ch щ:chtch ж:j ю:iou я:ia й:ï ё:io ц:ts")
_SPANISH = _table("ж:zh х:j ч:ch й:i ш:sh ю:iu я:ia ё:io")
_POLISH = _table("в:w ж:ż х:ch ц:c ч:cz ш:sz щ:szcz ю:ju я:ja й:j л:ł ё:jo")
_SYSTEMS: Mapping[str, Mapping[str, str]] = {
    "en": {},
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "pl": _POLISH,
}
_ENDINGS = {
    "en": (
        ("ский", ("sky", "skiy", "ski")),
        ("ський", ("sky", "skyi", "skyy")),
        ("ий", ("y", "iy")),
        ("ій", ("ii", "iy")),
    ),
    "de": (("ский", ("ski",)), ("ський", ("skyj",)), ("ий", ("i",)), ("ій", ("ij",))),
    "fr": (("ский", ("ski",)), ("ський", ("sky",)), ("ий", ("i",)), ("ин", ("ine",)), ("ін", ("ine",))),
    "es": (("ский", ("ski",)), ("ський", ("ski",)), ("ий", ("i",))),
    "pl": (("ский", ("ski",)), ("ський", ("ski",)), ("ий", ("i",))),
}


def is_cyrillic(text: str) -> bool:
    """Whether a text has Cyrillic letters."""
    return _CYRILLIC.search(text) is not None


def latin(name: str, *, ukrainian: bool) -> dict[str, list[str]]:
    """The name by language of the press: several spellings in English, one or two in the others."""
    base = _UKRAINIAN if ukrainian else _RUSSIAN
    found: dict[str, list[str]] = {}
    for lang, changes in _SYSTEMS.items():
        spelt = [""]
        for word in name.split():
            spelt = [
                f"{before} {form}".strip() for before in spelt for form in _forms(word, {**base, **changes}, lang)
            ]
        found[lang] = list(dict.fromkeys(spelt))
    return found


def _forms(word: str, letters: Mapping[str, str], lang: str) -> list[str]:
    lower = word.lower()
    for ending, forms in _ENDINGS[lang]:
        if lower.endswith(ending):
            stem = _written(lower.removesuffix(ending), letters)
            return [_capital(stem + form, word) for form in forms]
    return [_capital(_written(lower, letters), word)]


def _written(word: str, letters: Mapping[str, str]) -> str:
    return "".join(letters.get(letter, letter) for letter in word)


def _capital(latin: str, word: str) -> str:
    return latin.capitalize() if word[:1].isupper() else latin

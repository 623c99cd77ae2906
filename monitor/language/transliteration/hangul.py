"""Korean names in Latin and Cyrillic letters, by the systems that news agencies use.

A syllable of Hangul has an initial, a vowel and a final, which Unicode numbers (The Unicode Standard, 3.12).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_FIRST, _LAST = 0xAC00, 0xD7A3
_VOWELS, _FINALS = 21, 28
_AFTER_CONSONANT = {19: 20, 7: 5}
"""Vowels of Kontsevich that are written otherwise after a consonant: ый и, йе е."""


class System(NamedTuple):
    """The letters of initials, vowels and finals, in the order of Unicode."""

    initials: tuple[str, ...]
    vowels: tuple[str, ...]
    finals: tuple[str, ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple("" if part == "-" else part for part in text.split())


_RR_FINALS = _split("- k k k n n n t l k m l l l p l m p p t t ng t t k t p t")
_REVISED = System(
    _split("g kk n d tt r m b pp s ss - j jj ch k t p h"),
    _split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"),
    _RR_FINALS,
)
_MC_CUNE = System(
    _split("k kk n t tt r m p pp s ss - ch tch ch' k' t' p' h"),
    _split("a ae ya yae ŏ e yŏ ye o wa wae oe yo u wŏ we wi yu ŭ ŭi i"),
    _RR_FINALS,
)
_NORTHERN = System(
    _split("k kk n t tt r m p pp s ss - j jj ch kh th ph h"),
    _split("a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i"),
    _RR_FINALS,
)
_KONTSEVICH = System(
    _split("к кк н т тт р м п пп с сс - ч чч чх кх тх пх х"),
    _split("а э я йя о е ё йе о ва вэ ве ё у во ве ви ю ы ый и"),
    _split("- к к к н н н т ль к м ль ль ль п ль м п п т т н т т к т п т"),
)
_VOICED = {"к": "г", "т": "д", "п": "б", "ч": "дж"}
_SURNAMES = {
    "최": ("Choe", "Choi"),
    "김": ("Kim",),
    "이": ("Lee", "Yi", "Ri"),
    "리": ("Ri",),
    "박": ("Park", "Pak"),
    "정": ("Jong", "Jung", "Chung"),
    "조": ("Cho", "Jo"),
    "강": ("Kang",),
    "윤": ("Yoon", "Yun"),
    "장": ("Jang", "Chang"),
    "임": ("Lim", "Im"),
    "림": ("Rim",),
    "노": ("Roh", "No"),
    "로": ("Ro",),
    "한": ("Han",),
    "문": ("Moon", "Mun"),
    "황": ("Hwang",),
    "신": ("Shin", "Sin"),
    "오": ("Oh", "O"),
}
_HABITS = {
    "hui": "hee",
    "seon": "sun",
    "hyeon": "hyun",
    "yeong": "young",
    "jeong": "jung",
    "u": "woo",
    "eun": "eun",
}


def is_hangul(text: str) -> bool:
    """Whether a text is Korean syllables and nothing else but blanks."""
    letters = text.replace(" ", "")
    return bool(letters) and all(_FIRST <= ord(letter) <= _LAST for letter in letters)


def latin(name: str) -> list[str]:
    """The name as North and South Korea, scholars and South Koreans themselves write it, family name first."""
    syllables = name.replace(" ", "")
    families = _SURNAMES.get(syllables[0], ())
    found = []
    for system in (_NORTHERN, _REVISED, _MC_CUNE):
        parts = [_written(syllable, system) for syllable in syllables]
        found += [_joined([family, *parts[1:]]) for family in families or (parts[0],)]
        found.append(_joined(parts))
    revised = [_written(syllable, _REVISED) for syllable in syllables]
    popular = [_HABITS.get(part, part) for part in revised[1:]]
    found += [_joined([family, *popular]) for family in families]
    return list(dict.fromkeys(found))


def cyrillic(name: str) -> list[str]:
    """The name by Kontsevich's rules, as Russian agencies write it: each syllable a word of its own."""
    parts = [_written(syllable, _KONTSEVICH) for syllable in name.replace(" ", "")]
    voiced = [parts[0], *(_voiced(before, part) for before, part in pairwise(parts))]
    return list(dict.fromkeys(" ".join(part.capitalize() for part in spelt) for spelt in (parts, voiced)))


def _written(syllable: str, system: System) -> str:
    number = ord(syllable) - _FIRST
    initial, rest = divmod(number, _VOWELS * _FINALS)
    vowel, final = divmod(rest, _FINALS)
    if system is _KONTSEVICH and system.initials[initial]:
        vowel = _AFTER_CONSONANT.get(vowel, vowel)
    return system.initials[initial] + system.vowels[vowel] + system.finals[final]


def _voiced(before: str, part: str) -> str:
    """Between vowels and after n, ng, m, l a plain consonant is voiced: Чен, but Ким Джон."""
    if before[-1] in "аэяоеёуюыийнмь" and not part.startswith(("чх", "кх", "тх", "пх", "кк", "тт", "пп", "чч")):
        return _VOICED.get(part[0], part[0]) + part[1:]
    return part


def _joined(parts: Sequence[str]) -> str:
    """Choe Son-hui: the hyphenated form, which finds the others too."""
    family, given = parts[0], parts[1:]
    return f"{family.capitalize()} {'-'.join(given).capitalize()}".strip()

"""Other spellings of names in Latin letters: customs of romanising Korean and Arabic, and the older Malay ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from operator import ne

_MAX = 12

# fmt: off
_KOREAN: tuple[tuple[str, ...], ...] = (
    ("choe", "choi", "ch'oe"), ("kim", "gim"), ("ri", "lee", "yi", "rhee"), ("pak", "park", "bak"),
    ("jong", "jung", "chung", "jeong", "chŏng"), ("jo", "cho"), ("jang", "chang"), ("kang", "gang"),
    ("yun", "yoon"), ("rim", "lim", "im"), ("no", "ro", "roh", "noh"), ("mun", "moon"), ("sin", "shin"),
    ("son", "sun", "seon", "sŏn"), ("hui", "hee", "hŭi"), ("un", "eun", "ŭn"), ("hyon", "hyun", "hyeon"),
    ("yong", "young", "yeong"), ("chol", "cheol", "chul"), ("sok", "suk", "seok"), ("yol", "yeol", "yul"),
    ("yo", "yeo"), ("u", "woo"), ("ju", "joo", "chu"), ("jun", "joon", "chun"), ("su", "soo"), ("gu", "koo", "ku"),
    ("thae", "tae"), ("ho",), ("il",), ("song", "sung", "seong"), ("kyong", "kyung", "gyeong"), ("hae",),
    ("gwang", "kwang"), ("gyu", "kyu"), ("min",), ("jin", "chin"), ("chon", "cheon"),
    ("myong", "myung", "myeong"), ("ryong", "yong"),
    ("hyok", "hyuk", "hyeok"), ("nam",), ("mi",), ("a",), ("won",), ("dong", "tong"), ("dok", "tok", "deok"),
    ("hun", "hoon"), ("suk", "sook"), ("jae", "chae"), ("in",), ("han",), ("o", "oh"),
)
_ARABIC: tuple[tuple[str, ...], ...] = (
    ("mohammed", "muhammad", "mohamed", "mohammad", "mohamad", "mohamud"), ("ahmed", "ahmad"),
    ("hussein", "hussain", "husayn", "hossein", "husein"), ("abdul", "abdel", "abd al", "abdal"),
    ("hassan", "hasan"),
    ("al", "el"), ("youssef", "yousef", "yusuf", "yousuf"), ("omar", "umar"), ("osama", "usama"),
    ("ibrahim", "ebrahim"),
    ("khalid", "khaled"), ("mahmoud", "mahmud"), ("said", "saeed", "sayed"), ("rashid", "rasheed", "rachid"),
    ("nasser", "nasir", "naser"), ("fatah", "fattah"), ("bin", "ben", "ibn"), ("sheikh", "shaikh", "cheikh"),
    ("suleiman", "sulaiman", "soleiman"), ("mustafa", "mostafa", "moustafa"), ("jamal", "gamal", "djamal"),
    ("qassem", "kassem", "qasim", "kassim"), ("karim", "kareem"), ("tariq", "tarek"), ("amin", "ameen"),
)
_MALAY_OLD = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"))
# fmt: on


def korean(name: str) -> list[str]:
    """The spellings of a Korean name, family name first; empty if a part of it is no Korean syllable."""
    parts = re.split(r"[\s-]+", name.strip().lower())
    table = _by_part(_KOREAN)
    if len(parts) < 2 or not all(part in table for part in parts):
        return []
    return [f"{family.capitalize()} {'-'.join(given).capitalize()}" for family, *given in _varied(parts, table)]


def arabic(name: str) -> list[str]:
    """The name with each part that is romanised in several ways; empty if there is no such part."""
    parts = re.split(r"([\s-]+)", name.strip())
    table = _by_part(_ARABIC)
    found = ["".join(map(_like, parts, varied)) for varied in _varied([part.lower() for part in parts], table)]
    return found if len(found) > 1 else []


def malay(name: str) -> list[str]:
    """The name in the spelling from before 1972 and in the present one: Soekarno, Sukarno; empty if they agree."""
    present = earlier = name.lower()
    for old, new in _MALAY_OLD:
        present = present.replace(old, new)
    for old, new in _MALAY_OLD:
        earlier = re.sub(rf"{new}(?!h)", old, earlier) if old not in earlier else earlier
    forms = [form.title() for form in dict.fromkeys((present, earlier))]
    return forms if len(forms) > 1 else []


def _varied(parts: Sequence[str], table: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The parts with other spellings in their places; those that change least come first."""
    choices = [(part, *(form for form in table.get(part, ()) if form != part)) for part in parts]
    every = sorted(product(*choices), key=lambda chosen: sum(map(ne, chosen, parts)))
    return every[:_MAX]


def _by_part(table: Sequence[tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Each spelling with the first row that has it."""
    found: dict[str, tuple[str, ...]] = {}
    for row in table:
        for spelling in row:
            found.setdefault(spelling, row)
    return found


def _like(part: str, form: str) -> str:
    """A form with the capital that the part had."""
    return " ".join(word.capitalize() for word in form.split()) if part[:1].isupper() else form

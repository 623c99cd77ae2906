"""Names of months and days, and words around dates, in the languages of the CLDR and as feeds spell them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

FILE = "names.json"
_ARABIC = str.maketrans("أإآىیک", "ااايیك".replace("ی", "ي"), "\u0640\u200c")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0652\u0670.॰\u200d\u02bc'’`]")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """By name, normalised: months from 1, days from Monday as 0, with the languages that call them so."""

    months: Mapping[str, Mapping[int, tuple[str, ...]]]
    days: Mapping[str, tuple[int, ...]]


def normalised(word: str) -> str:
    """A word as it is looked up: case, accents and dots do not count."""
    plain = unicodedata.normalize("NFD", word.casefold().replace("ı", "i"))
    return unicodedata.normalize("NFC", _MARKS.sub("", plain)).translate(_ARABIC)


@cache
def load() -> DateWords:
    """The table, read once: only unusual dates need it."""
    return msgspec.json.decode(files(__package__).joinpath(FILE).read_bytes(), type=DateWords)


# fmt: off
AM = frozenset(map(normalised, (
    "am", "a.m.", "上午", "早上", "凌晨", "清晨", "午前", "오전", "ص", "صباحا", "ق.ظ", "قبل‌ازظهر",
    "पूर्वाह्न", "sáng",
    "öö", "ก่อนเที่ยง",
)))
PM = frozenset(map(normalised, (
    "pm", "p.m.", "下午", "晚上", "傍晚", "午後", "오후", "م", "مساء", "ب.ظ", "بعدازظهر", "अपराह्न", "chiều", "ös",
    "หลังเที่ยง",
)))
FILLERS = frozenset(map(normalised, (
    "at", "on", "the", "of", "t", "and", "de", "del", "la", "las", "a", "el", "le", "les", "à", "às", "as",
    "do",
    "den", "der", "am", "um", "uhr", "om", "op", "uur", "kl", "klo", "klokken", "ore", "ora", "ore", "alle",
    "h", "hs", "hrs", "hora", "horas",
    "godz", "godzina", "o", "г", "года", "год", "в", "р", "року", "о", "ч", "год", "saat", "pukul", "jam",
    "tanggal",
    "ngày", "năm", "lúc", "giờ", "thứ", "ที่", "เวลา", "น", "ค.ศ.", "في", "الساعة", "عام", "على", "ساعت",
    "को", "बजे", "में", "i", "die",
)))
# fmt: on
"""Words that say nothing of the instant."""
BUDDHIST = frozenset(map(normalised, ("พ.ศ.", "พุทธศักราช", "be")))

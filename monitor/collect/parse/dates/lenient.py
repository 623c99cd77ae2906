"""Dates as people write them, in any language that the names are known in.

Every part of the text must be understood, or the whole is not: an unknown word, two readings that fit, a weekday
that the date does not fall on, a year of another calendar all give None.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.collect.parse.dates import names
from monitor.collect.parse.dates.strict import assembled
from monitor.collect.parse.dates.zones import OFFSET, by_name, by_offset

_LONGEST = 120
_UNSEEN = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u200b]")
_EPOCH = re.compile(r"(\d{10})(?:\.\d{1,9})?|(\d{13})")
_ASIDE = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")
_CJK = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)\.?T?", re.IGNORECASE)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\d)")
_VIETNAMESE = re.compile(r"\b(?:tháng|thg|th)\.?\s?(\d{1,2})(?!\d)", re.IGNORECASE)
_VIETNAMESE_DAY = re.compile(
    r"\b(?:thứ\s?[2-7]|t[2-7]|th\.?\s[2-7](?=\s?,)|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|cn)\b", re.IGNORECASE
)
_CLOCK = re.compile(
    r"""(?<![\d:])(\d{1,2})(?:
        (?:\s?[:時时點点시]\s?|\s?h\s?|:)(\d{2})(?:(?:[:'m分분]\s?)(\d{2})(?:[.,]\d+)?\s?[秒초s]?)?\s?[分분]?
      | \.(\d{2})(?:\.(\d{2}))?(?!\.?\d)
      | \s?(?:時|时|點|点|시)
      | (?=\s?[ap]\.?m\b)
    )(?!:)""",
    re.VERBOSE | re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|[aoeº]|-?го|-?е|\.)(?=[\s,]|$)", re.IGNORECASE)
_CJK_MERIDIEM = re.compile("(上午|早上|凌晨|清晨|午前|오전)|(下午|晚上|傍晚|午後|오후)")
_CJK_WEEKDAY = re.compile("(?:星期|周|週|禮拜)([一二三四五六日天])|([月火水木金土日])曜日?|([월화수목금토일])요일")
_CJK_DAYS = ["一月월", "二火화", "三水수", "四木목", "五金금", "六土토", "日日일"]
_LETTERS = r"[^\s\d,;|+/:!\-–—,。・、]+"
_WORD = re.compile(rf"{_LETTERS}(?:-{_LETTERS})*|\d+|[+/!:]")
_REGION = re.compile(r"\b[A-Z][a-z]+/[A-Z]\w+(?:/\w+)?(?![\w+-])")
_MERIDIEM = {"vi": ("sa", "ch")}
"""Morning and afternoon where the same word means something else in other languages."""
_THAI = re.compile("[\u0e00-\u0e7f]")
_CLOCK_WAS_HERE = "\x00"
_SEPARATORS = "T-–—/"
_SPACED_MERIDIEM = re.compile(r"\b([ap])\.?\s?m\b\.?", re.IGNORECASE)


class _AmbiguousError(Exception):
    """Not understood, or in more ways than one."""


@dataclass(slots=True)
class _Parts:
    """What was found in a text, and what of it is left to read."""

    rest: str
    lang: str
    days: list[tuple[int, int, int]] = field(default_factory=list)
    """Year, month, day, as whole dates."""
    clock: tuple[int, int, int] | None = None
    zone: tzinfo | None = None
    has_zone: bool = False
    afternoon: bool | None = None
    weekdays: frozenset[int] | None = None
    months: list[frozenset[int]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    after_clock: bool = False
    buddhist: bool = False
    is_thai: bool = False
    """Whether years may be those of the Buddhist era without a word."""

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What a pattern finds first, which is then read."""
        found = pattern.search(self.rest)
        if found:
            self.rest = f"{self.rest[: found.start()]} {self.rest[found.end() :]}"
        return found

    def set_zone(self, zone: tzinfo | None) -> None:
        """Raises _AmbiguousError for an unknown one."""
        if zone is None:
            raise _AmbiguousError("a zone that nobody knows")
        if not self.has_zone or self.zone is UTC:  # GMT+0700 (WIB), 01:30 UTC +00:00
            self.zone, self.has_zone = zone, True

    def set_weekday(self, days: frozenset[int]) -> None:
        """Take in the days of the week that a word may name."""
        self.weekdays = days if self.weekdays is None else self.weekdays & days

    def set_afternoon(self, *, afternoon: bool) -> None:
        """Take in whether the hour is one of the afternoon."""
        if self.afternoon is not None and self.afternoon != afternoon:
            raise _AmbiguousError("morning and afternoon")
        self.afternoon = afternoon


def leniently(text: str, *, lang: str) -> datetime | None:
    """The instant in UTC, naive where no zone is named; None if it cannot be known."""
    text = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-").split())
    if len(text) > _LONGEST:
        return None
    text = _SPACED_MERIDIEM.sub(r"\1m", text)
    text = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    if epoch := _EPOCH.fullmatch(text):
        seconds = int(epoch[1]) if epoch[1] else int(epoch[2]) / 1000
        return datetime.fromtimestamp(seconds, UTC) if 9.4e8 < seconds < 4.1e9 else None
    try:
        parts = _Parts(_ASIDE.sub(" ", text).replace("ที่", " "), lang.lower().replace("_", "-"))
        parts.is_thai = parts.lang.startswith("th") or _THAI.search(text) is not None
        _whole_dates(parts)
        _clock(parts)
        _zones(parts)
        _words(parts)
        return _assemble(parts)
    except _AmbiguousError:
        return None


def _whole_dates(parts: _Parts) -> None:
    if found := parts.take(_CJK):
        parts.days.append((int(found[1]), int(found[2]), int(found[3])))
    elif found := parts.take(_YEAR_FIRST):
        parts.days.append((int(found[1]), int(found[3]), int(found[4])))
    elif found := parts.take(_YEAR_LAST):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        day, month = _day_and_month(first, second, dotted=found[2] == ".", lang=parts.lang)
        parts.days.append((year, month, day))
    if found := parts.take(_CJK_MERIDIEM):
        parts.set_afternoon(afternoon=bool(found[2]))
    if found := parts.take(_CJK_WEEKDAY):
        letter = next(filter(None, found.groups()))
        letter = "日" if letter == "天" else letter
        parts.set_weekday(frozenset(day for day, letters in enumerate(_CJK_DAYS) if letter in letters))


_MONTH_FIRST = ("en", "en-us", "es-us", "fil", "tl", "")


def _day_and_month(first: int, second: int, *, dotted: bool, lang: str) -> tuple[int, int]:
    """Which is which in 5/11: clear by their size, by the dots, or where everybody writes the day first."""
    if first > 12 or first == second or dotted:
        return first, second
    if second > 12:
        return second, first
    if lang in _MONTH_FIRST:
        raise _AmbiguousError("the day or the month first")
    return first, second


def _clock(parts: _Parts) -> None:
    found = _CLOCK.search(parts.rest)
    if not found:
        return
    parts.rest = f"{parts.rest[: found.start()]} {_CLOCK_WAS_HERE} {parts.rest[found.end() :]}"
    hour, minute, second = int(found[1]), int(found[2] or found[4] or 0), int(found[3] or found[5] or 0)
    parts.clock = (hour, minute, second)


def _zones(parts: _Parts) -> None:
    if parts.clock is not None and (offset := parts.take(OFFSET)):
        parts.set_zone(by_offset(offset))
    if region := parts.take(_REGION):
        parts.set_zone(by_name(region[0], lang=parts.lang))


def _words(parts: _Parts) -> None:
    if parts.lang.startswith("vi") or "tháng" in parts.rest.lower() or "thg" in parts.rest.lower():
        parts.take(_VIETNAMESE_DAY)
        if found := parts.take(_VIETNAMESE):
            parts.months.append(frozenset((int(found[1]),)))
    words = _WORD.findall(_ORDINAL.sub(r"\1 ", parts.rest))
    at = 0
    while at < len(words):
        at += _word(parts, words, at)


def _word(parts: _Parts, words: list[str], at: int) -> int:
    """Read the word here, perhaps with the next one or two; how many."""
    word = words[at]
    if _is_plain(parts, word):
        return 1
    table = names.load()
    for length in (3, 2, 1):
        name = names.normalised(" ".join(words[at : at + length]))
        if name in table.months:
            parts.months.append(_months(table.months[name], parts.lang))
            if name in table.days:  # such as mar: March, or Tuesday
                _as_day_too(parts, frozenset(table.days[name]))
            return length
        if name in table.days:
            parts.set_weekday(frozenset(table.days[name]))
            return length
    _other_word(parts, word)
    return 1


def _is_plain(parts: _Parts, word: str) -> bool:
    """Read a word that needs no table of names; whether it is one."""
    morning, afternoon = _MERIDIEM.get(parts.lang[:2], ("", ""))
    if word.isdigit():
        parts.numbers.append(word)
    elif word == _CLOCK_WAS_HERE:
        parts.after_clock = True
    elif parts.after_clock and word.isupper() and (zone := by_name(word, lang=parts.lang)):
        parts.set_zone(zone)
    elif parts.clock is not None and word.lower() in (morning, afternoon):
        parts.set_afternoon(afternoon=word.lower() == afternoon)
    else:
        return False
    return True


def _as_day_too(parts: _Parts, days: frozenset[int]) -> None:
    """A word for both a month and a day is the day if another word is the month."""
    parts.months[-1] |= {-1 - day for day in days}


def _months(found: object, lang: str) -> frozenset[int]:
    assert isinstance(found, dict)
    spoken = {number for number, langs in found.items() if lang.split("-", maxsplit=1)[0] in langs}
    return frozenset(spoken or found)


def _other_word(parts: _Parts, word: str) -> None:
    name = names.normalised(word)
    bare = word.strip(".")
    if name in names.BUDDHIST:
        parts.buddhist = True
    elif name == "am" and parts.lang.startswith("de"):
        return
    elif name in names.AM or name in names.PM:
        parts.set_afternoon(afternoon=name in names.PM)
    elif (zone := by_name(bare, lang=parts.lang)) is not None and name not in names.FILLERS:
        parts.set_zone(zone)
    elif name and name not in names.FILLERS and word not in _SEPARATORS:
        raise _AmbiguousError(f"an unknown word: {word}")


def _assemble(parts: _Parts) -> datetime | None:
    candidates = {
        made
        for year, month, day in _days(parts)
        if (made := _instant(parts, year=year, month=month, day=day)) is not None
    }
    return candidates.pop() if len(candidates) == 1 else None


def _days(parts: _Parts) -> list[tuple[int, int, int]]:
    """The days that the text may mean."""
    months = _without_days(parts)
    if parts.days:
        return parts.days if len(parts.days) == 1 and not months and not parts.numbers else []
    if len(months) != 1 or len(parts.numbers) != 2:
        return []
    years = [number for number in parts.numbers if len(number) == 4]
    days = [number for number in parts.numbers if len(number) <= 2]
    if len(years) != 1 or len(days) != 1:
        return []
    return [(int(years[0]), month, int(days[0])) for month in months[0]]


def _without_days(parts: _Parts) -> list[frozenset[int]]:
    """The months, without words that mean a weekday beside a clear month."""
    found = [frozenset(month for month in months if month > 0) for months in parts.months]
    if len(found) == 2:
        both = [place for place, months in enumerate(parts.months) if any(month < 0 for month in months)]
        if both:
            parts.set_weekday(frozenset(-1 - month for month in parts.months[both[0]] if month < 0))
            del found[both[0]]
    return found


def _instant(parts: _Parts, *, year: int, month: int, day: int) -> datetime | None:
    if parts.buddhist or (2400 <= year < 2700 and parts.is_thai):
        year -= 543
    hour, minute, second = parts.clock or (0, 0, 0)
    if parts.afternoon is not None and parts.clock is not None:
        if hour == 0 and parts.afternoon:
            return None
        hour = hour % 12 + 12 * parts.afternoon if hour <= 12 else hour
        if not parts.afternoon and (parts.clock[0] > 12):
            return None
    zone = parts.zone if parts.has_zone else None
    made = assembled(year=year, month=month, day=day, clock=(hour, minute, second), zone=zone)
    if made is None or parts.weekdays is None:
        return made
    local = made.astimezone(zone) if zone else made
    written = local - timedelta(days=1) if (hour, minute) == (24, 0) else local
    return made if written.weekday() in parts.weekdays else None

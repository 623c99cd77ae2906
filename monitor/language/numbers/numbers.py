"""The numbers of a text and what they count: '12,000 North Korean troops', '12 ribu tentara', '1만2000명'.

Only what a text counts or measures is a number here. Dates, years, times of day, ordinals and names such as
F-16 are not: they change from item to item while the event stays the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from monitor.language.headlines.concept_index import terms_of_word
from monitor.language.headlines.dates import DATE_WORDS
from monitor.language.numbers.counted import COUNTED, UNIT_SIGNS, UNITS
from monitor.language.numbers.number_words import compares_as_written, number_words, with_digits
from monitor.language.stop_words import STOP_WORDS
from monitor.language.words import compose, fold

_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,:\u00a0\u202f’']\d+)*)|(?P<word>(?:[^\W\d_]"
    r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0962\u0963\u0980-\u0983\u09bc-\u09cd"
    r"\u0a3c-\u0a4d\u0abc-\u0acd\u0b82-\u0bcd\u0c3e-\u0c4d\u0e31-\u0e3a\u0e47-\u0e4e\u200c\u200d]*)+)|(?P<mark>[^\w\s]|_)"
)
_DIGIT = re.compile(r"\d")
_GROUPED = re.compile(r"\d{1,3}(?:[ .,\u00a0\u202f’']\d{3})+")
_ALNUM_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

# fmt: off
_TIMES: dict[str, float] = {
    **dict.fromkeys(["thousand", "thousands", "ribu", "rb", "mil", "mille", "tausend", "тыс", "тысяч",
                     "тысячи", "тысяча", "bin", "千", "천"], 1e3),
    **dict.fromkeys(["万", "萬", "만"], 1e4),
    **dict.fromkeys(["million", "millions", "juta", "jt", "millon", "millones", "milhao", "milhoes", "millionen",
                     "millioni", "miljoen", "млн", "миллион", "миллиона", "миллионов", "milyon", "mn"], 1e6),
    **dict.fromkeys(["億", "亿", "억"], 1e8),
    **dict.fromkeys(["billion", "billions", "miliar", "milliard", "milliards", "milliarden", "miliardi", "bn",
                     "млрд", "миллиард", "миллиарда", "миллиардов", "milyar"], 1e9),
    **dict.fromkeys(["trillion", "triliun", "兆", "조"], 1e12),
}
_DATE_SIGNS = frozenset("年月日号號時时点點分秒年년월일시분초")
_PERCENT = ("%", "％", "persen", "percent", "pct", "prozent", "процент", "процента", "процентов", "퍼센트")
_ORDINALS = ("st", "nd", "rd", "th", "o", "a", "er", "e", "eme", "го", "й", "я", "ый")
_AGE_FROM = 2
_NEAR = 4
"""Words behind a number among which what it counts is looked for first."""
_LETTERS = 3
"""Letters that a currency's country is written with at most."""
_SIGNS = 6
"""Signs next to a number that are looked at in a script without blanks."""
_CLAUSE_ENDS = frozenset(",.;:!?()[]–—|。、，；：！？؟،")
# fmt: on


@dataclass(frozen=True, slots=True)
class Number:
    """A number and what it counts: a concept such as `#die`, or the words beside it as stems, nearest first."""

    value: float
    slots: tuple[str, ...]

    def __str__(self) -> str:
        return written(self.value)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text: a number, a word or a mark."""

    text: str
    kind: str
    glued: bool
    """Whether no blank is before it."""
    start: int = 0
    end: int = 0
    """Where it is in the composed text."""


def written(value: float) -> str:
    """A number for a reader: 12,000 or 7.1."""
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.10g}"


def digits_in(text: str) -> list[str]:
    """All the numerals of a text, each in one form of writing."""
    return [f"{_value(match['digits']):.10g}" for match in _TOKEN.finditer(text) if match["digits"]]


def numbers(text: str, lang: str | None = None) -> tuple[Number, ...]:
    """The numbers of a text that count or measure something, in the order of the text.

    Number words count in the language of the text; in one that is not known, not those in Latin letters.
    """
    tokens = _named_tokens(text, lang)
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind != "digits":
            at += 1
            continue
        start = at
        value, at, multiplied = read_value(tokens, at)
        if is_count(tokens, start, at, multiplied=multiplied) and (slots := _slots(tokens, start, at)):
            found.append(Number(value, slots))
    return tuple(found)


def _named_tokens(text: str, lang: str | None) -> list[Token]:
    """The tokens of a text, its number words as digits; none if it has no number."""
    text = with_digits(compose(text))
    named = number_words(lang)
    as_written = compares_as_written(lang)
    if not _DIGIT.search(text) and named.keys().isdisjoint((text.lower() if as_written else fold(text)).split()):
        return []
    tokens = tokens_of(text)
    for at, token in enumerate(tokens):
        word = text[token.start : token.end].lower() if as_written else token.text
        if token.kind == "word" and (value := named.get(word)) is not None:
            tokens[at] = replace(token, text=str(value), kind="digits")
    return tokens


def tokens_of(text: str) -> list[Token]:
    """The pieces of a text, in its order."""
    tokens: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(compose(text)):
        kind = match.lastgroup or ""
        piece = _folded(match[0]) if kind == "word" else unicodedata.normalize("NFKC", match[0])
        tokens.append(Token(piece, kind, match.start() == end, match.start(), match.end()))
        end = match.end()
    return tokens


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    return fold(word).strip()


def _value(digits: str) -> float:
    if _GROUPED.fullmatch(digits):
        return float(re.sub(r"\D", "", digits))
    whole, *parts = re.split(r"\D", digits)
    return float(f"{whole}.{''.join(parts)}" if parts else whole)


def multiplier(tokens: Sequence[Token], at: int) -> float:
    """What the word at this place multiplies by, or 1."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return 1.0
    word = tokens[at].text
    if word[:1] in _TIMES and _ALNUM_CJK.match(word):
        return _TIMES[word[0]]
    return _TIMES.get(word, 1.0)


def read_value(tokens: list[Token], at: int) -> tuple[float, int, bool]:
    """The value that begins here, the place behind it, and whether a word multiplied it."""
    value = _value(tokens[at].text)
    times = multiplier(tokens, at + 1)
    at += 1
    if times == 1.0:
        return value, at, False
    value *= times
    word = tokens[at]
    if _ALNUM_CJK.match(word.text) and len(word.text) > 1:
        # the counter is written together with the multiplier: 12万名
        tokens[at] = Token(word.text[1:], "word", glued=True)
        return value, at, True
    at += 1
    if at < len(tokens) and tokens[at].kind == "digits" and _ALNUM_CJK.match(word.text):
        rest, behind, _ = read_value(tokens, at)
        if rest < times:
            return value + rest, behind, True
    return value, at, True


def is_count(tokens: Sequence[Token], start: int, end: int, *, multiplied: bool) -> bool:
    """Whether the number between two places counts or measures something: it is no date, year, time or name."""
    digits = tokens[start].text
    is_year = len(digits) == 4 and digits.isdigit() and digits[:2] in ("19", "20")
    if ":" in digits or (is_year and not multiplied) or _is_age(tokens, start, end):
        return False
    return not _is_name_or_date(tokens[max(0, start - 1) : start], tokens[start]) and not (
        end < len(tokens) and _ends_date_or_ordinal(tokens[end])
    )


def _is_age(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether it is between commas or in brackets behind a word, as an age does: 'a girl, 8, is dead'."""
    if start < _AGE_FROM or end >= len(tokens) or end - start != 1:
        return False
    around = (tokens[start - 1].text, tokens[end].text)
    return tokens[start - 2].kind == "word" and around in ((",", ","), ("(", ")"))


def _is_name_or_date(before: Sequence[Token], digits: Token) -> bool:
    """Whether what is before makes it one: G7, F-16, 2024-10-28, Oct 28."""
    for token in before:
        if token.kind == "word" and (
            token.text in DATE_WORDS or (digits.glued and not _ALNUM_CJK.match(token.text))
        ):
            return True
        if token.text in "-‐‑–/" and token.glued and digits.glued:
            return True
    return False


def _ends_date_or_ordinal(after: Token) -> bool:
    """Whether what is behind makes it one: 28 Oct, 28日, 3rd."""
    if after.kind != "word":
        return False
    return after.text in DATE_WORDS or after.text[0] in _DATE_SIGNS or (after.glued and after.text in _ORDINALS)


def _slots(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    """What is counted: people by what has happened to them, near the number; else the words behind it up to the
    end of their group, the noun first; else the words before it in the clause."""
    if start and tokens[start - 1].text in "$€£¥₩₽":
        return (_currency(tokens, start - 1),)
    if any(token.text in _PERCENT for token in tokens[end : end + 1]):
        return ("%",)
    behind = _words_until_number(tokens[end : end + 2 * _NEAR])
    if behind and (behind[0] in UNITS or (behind[0][0] in UNIT_SIGNS and _ALNUM_CJK.match(behind[0]))):
        return (behind[0][:5],)
    before = _words_before(tokens[max(0, start - 12) : start])
    near = (*(_head(word) for word in behind[:_NEAR]), *(_tail(word) for word in before))
    for term in chain.from_iterable(map(terms_of_word, near)):
        if term in COUNTED:
            return (term,)
    return _words_beside(tokens, start, end)


def _currency(tokens: Sequence[Token], at: int) -> str:
    """The sign of money at this place, with the letters that say whose: R$, US$."""
    whose = tokens[at - 1] if at else None
    joined = whose is not None and whose.kind == "word" and tokens[at].glued and len(whose.text) <= _LETTERS
    return f"{whose.text if whose is not None and joined else ''}{tokens[at].text}"


def _words_before(tokens: Sequence[Token]) -> list[str]:
    """The words before a number, nearest first, up to another one, in whose clause the words are its own."""
    found = _words_until_number(tokens[::-1])
    if not any(token.kind == "digits" for token in tokens):
        return found
    clause = next((at for at, token in enumerate(reversed(tokens)) if token.text in _CLAUSE_ENDS), len(tokens))
    return found[: sum(token.kind == "word" for token in tokens[len(tokens) - clause :])]


def _head(word: str) -> str:
    return word[:_SIGNS] if _ALNUM_CJK.match(word) else word


def _tail(word: str) -> str:
    return word[-_SIGNS:] if _ALNUM_CJK.match(word) else word


def _words_until_number(tokens: Sequence[Token]) -> list[str]:
    """The words up to the next number."""
    found: list[str] = []
    for token in tokens:
        if token.kind == "digits":
            break
        if token.kind == "word":
            found.append(token.text)
    return found


def _words_beside(tokens: Sequence[Token], start: int, end: int) -> tuple[str, ...]:
    behind: list[str] = []
    for token in tokens[end : end + 3]:
        if token.text in _PERCENT:
            return ("%",)
        if token.kind != "word" or token.text in STOP_WORDS:
            break
        if _ALNUM_CJK.match(token.text):
            return (*behind, token.text[0])
        behind.append(_slot(token.text))
    if behind:
        return tuple(reversed(behind))
    before = []
    for token in reversed(tokens[max(0, start - 12) : start]):
        if token.text in _CLAUSE_ENDS:
            break
        if token.kind == "word" and token.text not in STOP_WORDS:
            before.append(_slot(token.text))
    return tuple(before)


def _slot(word: str) -> str:
    """A word as what is counted: its concept, else how it begins."""
    term = next(iter(terms_of_word(word)), "")
    return term if term.startswith("#") else word[:5]

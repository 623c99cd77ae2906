"""What is between two blanks of a text: folded, and where each folded letter comes from.

This is the form in which terms are sought, and in which the archive keeps a text beside itself: whatever detection
finds in an item is in the `folded_text` of its fields, letter for letter.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.language.words import compose, fold, fold_each, folding_rules, traced

SEPARATOR = "\0"
"""Is between fields. Folding leaves no such character, so no phrase crosses it. In ASCII, as most texts are:
they take half the memory, and are split in less time, than with one letter from elsewhere."""

MAX_REMEMBERED = 50_000
"""Words that one memory of words keeps before it is emptied."""
MAX_LETTERS = 64
"""Longer stretches without a blank are whole sentences, which do not come back."""
_FIELD_END = "|"
"""Comes between folded fields where they are kept: no folded word has it, so no phrase crosses it."""
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _words_of_hashtag(written: str) -> str:
    """A hashtag with blanks between the words that its capitals show: # Kim Jong Un; empty if it has but one."""
    if not written.startswith("#") or (spaced := _CAMEL.sub(" ", written)) == written:
        return ""
    return spaced


def fold_token(written: str) -> str:
    """What is between two blanks, folded: each word with a blank before it.

    A hashtag is one word, and then the words that its capitals show: #KimJongUn is kimjongun, kim, jong and un.
    """
    if written.startswith("#") and (spaced := _words_of_hashtag(written)):
        return "".join(f" {word}" for word in (*fold(written).split(), *fold(spaced).split()))
    if written.isascii() and written.isalnum():  # most words are
        return f" {written.lower()}"
    return f" {SEPARATOR}" if written == SEPARATOR else "".join(f" {word}" for word in fold(written).split())


def fold_tokens(tokens: Sequence[str]) -> list[str]:
    """As `fold_token` for each, with a blank at the end; in one call for all, which is faster for many."""
    if "#" in "".join(tokens):
        tokens = [f"{token} {_words_of_hashtag(token)}" for token in tokens]
    return fold_each(tokens)


class _Folded(dict[str, str]):
    """Folded tokens. Remembers those that finds, or the words around them, are made of."""

    def __missing__(self, written: str) -> str:
        folded = fold_token(written)
        if len(written) <= MAX_LETTERS:
            if len(self) >= MAX_REMEMBERED:
                self.clear()
            self[written] = folded
        return folded


FOLDED = _Folded()


class Origins(NamedTuple):
    """Where the folded letters of a token come from."""

    places: list[int]
    """The place in the token as written, for each folded letter; -1 for a blank."""
    letters: list[int]
    """The folded letters that are no blanks."""
    written: list[int]
    """Where each of these comes from; in order."""


def _is_seam(token: str, place: int) -> bool:
    """Whether a blank is put before a letter of a hashtag."""
    return _CAMEL.match(token, place) is not None


def trace_token(token: str) -> Origins:
    """Where the folded letters of a token come from."""
    places = traced(token)[1]
    letters = [letter for letter, place in enumerate(places) if place >= 0]
    if spaced := _words_of_hashtag(token):
        origins = [place for place, letter in enumerate(token) for _ in range(1 + _is_seam(token, place))]
        again = [origins[place] if place >= 0 else -1 for place in traced(spaced)[1]]
        return Origins([*places, -1, *again], letters, [places[letter] for letter in letters])
    return Origins(places, letters, [places[letter] for letter in letters])


remembered_origins = lru_cache(maxsize=4096)(trace_token)
"""The same for tokens of at most MAX_LETTERS, which come back."""


def folded_text(fields: Sequence[str]) -> str:
    """The folded words of some fields, each between two blanks, with ` | ` between the fields."""
    folded = ("".join(map(FOLDED.__getitem__, compose(field.replace(SEPARATOR, " ")).split())) for field in fields)
    return f"{f' {_FIELD_END}'.join(folded)} "


def folding_print() -> str:
    """A name for how this version folds: where it is another, folded texts are others. 16 hex digits."""
    parts = (folding_rules(), _CAMEL.pattern, _FIELD_END, unicodedata.unidata_version)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

"""Where patterns may start in a word: from what stands between two blanks to the places that are worth verifying.

Two ways lead to a pattern. Most have a word that is searched for, by one automaton for all. Those that are found
by their forms are looked up under the base forms that a word of the text may have, in the item's language.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.detect.match.patterns.pattern import End, Pattern
from monitor.language.forms import latin, nouns


class Needle(NamedTuple):
    """The word of a pattern that a text is searched for, with a blank at each edge that must be a word's."""

    letters: str
    offset: int
    """Where it begins, counted from where the pattern's letters begin."""


class Owner(NamedTuple):
    """A pattern behind a needle. Thousands of these are kept, so they say only what the pattern does not."""

    number: int
    pattern: Pattern
    offset: int


class Candidate(NamedTuple):
    """A place where a pattern may start. The verifier decides whether it counts."""

    number: int
    start: int
    """Counted from where the folded token begins."""
    length: int
    """-1 if the text around the token has to be asked."""
    pattern: Pattern
    before: str = ""
    """How the folded token before must end."""
    after: str = ""
    """How the folded token after must begin."""


class Declared(NamedTuple):
    """The language of an item, as its feed or its document says."""

    lang: str | None


class Needles:
    """All patterns, ready to be asked what the words of a token may be a part of."""

    def __init__(self, patterns: Sequence[tuple[int, Pattern]]) -> None:
        """Patterns with the numbers of their terms."""
        owners: dict[str, list[Owner]] = {}
        needles = [(number, pattern, _needles(pattern)) for number, pattern in patterns if not pattern.by_forms]
        sharing = Counter(needle.letters for _, _, found in needles for needle in found)
        for number, pattern, found in needles:
            needle = found[0]
            if len(found) > 1:  # the word that the fewest patterns share, then the longest
                needle = min(found, key=lambda needle: (sharing[needle.letters], -len(needle.letters)))
            owners.setdefault(needle.letters, []).append(Owner(number, pattern, needle.offset))
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(list(owners)) if owners else None
        self._forms = _Forms([(number, pattern) for number, pattern in patterns if pattern.by_forms])

    def candidates(self, tokens: Sequence[str], spoken: Declared | None) -> list[list[Candidate]]:
        """The places in the words of some tokens where patterns may start, for each token.

        A token is its folded words, with a blank before each and one at the end. Without a language, the places
        are those of any language. All tokens are searched in one call.
        """
        found = [self._forms.candidates(words, spoken) for words in tokens]
        if self._automaton is None:
            return found
        starts = list(accumulate(map(len, tokens), initial=0))
        for needle, start, _ in self._automaton.find_matches_as_indexes("".join(tokens), overlapping=True):
            number = bisect_right(starts, start) - 1
            for owner in self._owners[needle]:
                candidate = _candidate(owner, tokens[number], start - starts[number], spoken)
                if candidate is not None:
                    found[number].append(candidate)
        return found


class _Forms:
    """The patterns that are found by the base form of their first word."""

    def __init__(self, patterns: Sequence[tuple[int, Pattern]]) -> None:
        self._names: dict[str, list[Owner]] = {}
        self._nouns: dict[str, list[Owner]] = {}
        self._beginnings: set[str] = set()
        for number, pattern in patterns:
            index = self._names if pattern.end is End.CASES else self._nouns
            index.setdefault(pattern.bases[0], []).append(Owner(number, pattern, 0))
            self._beginnings.add(pattern.letters)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._shortest = min(self._lengths, default=0)
        self._first = {beginning[: self._shortest] for beginning in self._beginnings}

    def candidates(self, words: str, spoken: Declared | None) -> list[Candidate]:
        """As those of `Needles`, for one token."""
        found: list[Candidate] = []
        if not self._beginnings or not words.isascii():
            return found
        start = 1
        while (end := words.find(" ", start)) >= 0:
            if words[start : start + self._shortest] in self._first:
                word = words[start:end]
                if any(word[:length] in self._beginnings for length in self._lengths):
                    found += [_formed(owner, words, start, end, spoken) for owner in self._owners(word, spoken)]
            start = end + 1
        return found

    def _owners(self, word: str, spoken: Declared | None) -> Iterator[Owner]:
        lang = spoken.lang if spoken is not None else None
        if self._names and (spoken is None or latin.changes_in(lang)):
            for base in dict.fromkeys((word, *latin.bases(word, lang))):
                for owner in self._names.get(base, ()):
                    if latin.may_be_form(base, word) if spoken is None else owner.pattern.is_form(0, word, lang):
                        yield owner
        if self._nouns and (spoken is None or nouns.knows(lang)):
            for base in dict.fromkeys((word, *nouns.bases(word, lang))):
                for owner in self._nouns.get(base, ()):
                    if base == word and len(owner.pattern.bases) == 1:
                        continue  # the word itself is found by its needle
                    if spoken is None or owner.pattern.is_form(0, word, lang):
                        yield owner


def _formed(owner: Owner, words: str, start: int, end: int, spoken: Declared | None) -> Candidate:
    """The place of a word that is a form of a pattern's first word."""
    pattern = owner.pattern
    if len(pattern.bases) == 1:
        return Candidate(owner.number, start, -1 if spoken is None else end - start, pattern)
    follows = "" if end + 1 < len(words) else f" {pattern.bases[1][:1]}"
    return Candidate(owner.number, start, -1, pattern, "", follows)


def _needles(pattern: Pattern) -> list[Needle]:
    """Each word of a pattern's letters, as a text is searched for it."""
    if " " not in pattern.letters:
        return [Needle(pattern.needle, 0)]
    words = pattern.letters.split(" ")
    needles: list[Needle] = []
    offset = 0
    for place, word in enumerate(words):
        head = " " if place > 0 or pattern.needle[0] == " " else ""
        tail = " " if place < len(words) - 1 or pattern.needle[-1] == " " else ""
        needles.append(Needle(f"{head}{word}{tail}", offset))
        offset += len(word) + 1
    return needles


def _ends_open(owner: Owner) -> bool:
    """Whether a needle is the word in which the letters end, though not the pattern: so its ending must fit."""
    pattern = owner.pattern
    return bool(pattern.rest) and owner.offset == pattern.letters.rfind(" ") + 1


def _candidate(owner: Owner, words: str, start: int, spoken: Declared | None) -> Candidate | None:
    """The place of a pattern whose needle was found among the words of one token."""
    pattern = owner.pattern
    begin = start - owner.offset + (words[start] == " ")
    if _ends_open(owner):
        edge = start + (words[start] == " ")
        if not pattern.goes_on_from(words[edge : words.index(" ", edge)]):
            return None
    if not pattern.is_word:
        around = _around(pattern, words, begin)
        return Candidate(owner.number, begin, -1, pattern, *around) if around is not None else None
    if not pattern.starts_at(words, begin):
        return None
    stop = begin + len(pattern.letters)
    end = pattern.end_of(words, stop, spoken)
    if end < 0 and spoken is None and pattern.asks_language:
        return Candidate(owner.number, begin, -1, pattern)
    return Candidate(owner.number, begin, end - begin, pattern) if end >= 0 else None


def _around(pattern: Pattern, words: str, begin: int) -> tuple[str, str] | None:
    """How the tokens on both sides of one must end and begin if the pattern begins at a place of its words.

    None if the words themselves are not those of the pattern.
    """
    here = max(begin, 0)
    before, inside = pattern.letters[: here - begin], pattern.letters[here - begin :]
    if not words.startswith(inside[: len(words) - here], here):
        return None
    after = inside[len(words) - here :].partition(" ")[0]
    if not after and pattern.rest:
        stop = words.index(" ", here + len(inside))
        after = pattern.rest[0][0]
        if stop < len(words) - 1:
            return (before.rpartition(" ")[2], "") if words.startswith(f" {after}", stop) else None
    return before.rpartition(" ")[2], f" {after}" if after else ""

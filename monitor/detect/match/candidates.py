"""Where patterns may start in a word: from what is between two blanks to the places that are worth verifying.

Two ways lead to a pattern. Most have a word that is searched for, by one automaton for all. Those that are found
by their forms are looked up under the base forms that a word of the text may have, in the item's language.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from monitor.detect.match.patterns.pattern import End, Pattern
from monitor.language.forms import latin, nouns

_FEW = 4


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
        self._forms = _Forms([(number, pattern) for number, pattern in patterns if pattern.by_forms])
        for beginning in self._forms.by_beginning:
            owners.setdefault(f" {beginning}", [])
        self._owners = list(owners.values())
        self._formed_like = {
            number: self._forms.by_beginning[needle[1:]]
            for number, needle in enumerate(owners)
            if needle[0] == " " and needle[1:] in self._forms.by_beginning
        }
        self._automaton = AhoCorasick(list(owners)) if owners else None

    def candidates(self, tokens: Sequence[str], spoken: Declared | None) -> dict[int, list[Candidate]]:
        """The places in the words of some tokens where patterns may start, by the number of the token.

        A token is its folded words, with a blank before each and one at the end. Without a language, the places
        are those of any language. All tokens are searched in one call.
        """
        found: dict[int, list[Candidate]] = {}
        if self._automaton is None:
            return found
        needles = self._automaton.find_matches_as_indexes("".join(tokens), overlapping=True)
        if not needles:
            return found
        formed_like = self._formed_like if self._forms.count_in(spoken) else {}
        starts = list(accumulate(map(len, tokens), initial=0))
        for needle, start, _ in needles:
            number = bisect_right(starts, start) - 1
            words, place = tokens[number], start - starts[number]
            for owner in self._owners[needle]:
                candidate = _candidate(owner, words, place, spoken)
                if candidate is not None:
                    found.setdefault(number, []).append(candidate)
            if needle in formed_like:
                forms = formed_like[needle].candidates(words, place + 1, spoken)
                if forms:
                    found.setdefault(number, []).extend(forms)
        return found


class _Forms:
    """The patterns that are found by the base form of their first word."""

    def __init__(self, patterns: Sequence[tuple[int, Pattern]]) -> None:
        self.by_beginning: dict[str, _OneBeginning] = {}
        """The patterns by what every form of their first word begins with."""
        for number, pattern in patterns:
            alike = self.by_beginning.setdefault(pattern.letters, _OneBeginning({}, {}))
            index = alike.names if pattern.end is End.CASES else alike.nouns
            index.setdefault(pattern.bases[0], []).append(Owner(number, pattern, 0))
        self._ends = {pattern.end for _, pattern in patterns}

    def count_in(self, spoken: Declared | None) -> bool:
        """Whether a language has forms that are known."""
        if spoken is None:
            return True
        by_names = End.CASES in self._ends and latin.changes_in(spoken.lang)
        return by_names or (End.NOUNS in self._ends and nouns.knows(spoken.lang))


class _OneBeginning(NamedTuple):
    """Patterns with one beginning, by the base form of their first word."""

    names: dict[str, list[Owner]]
    nouns: dict[str, list[Owner]]

    def candidates(self, words: str, start: int, spoken: Declared | None) -> list[Candidate]:
        """The patterns of which a word of a token's words may be a form."""
        if not words.isascii():
            return []
        end = words.index(" ", start)
        return [_formed(owner, words, start, end, spoken) for owner in self._owners(words[start:end], spoken)]

    def _owners(self, word: str, spoken: Declared | None) -> Iterator[Owner]:
        lang = spoken.lang if spoken is not None else None
        if self.names and (spoken is None or latin.changes_in(lang)):
            for base in _among(self.names, word, lang, latin.bases):
                for owner in self.names[base]:
                    if latin.may_be_form(base, word) if spoken is None else owner.pattern.is_form(0, word, lang):
                        yield owner
        if self.nouns and (spoken is None or nouns.knows(lang)):
            for base in _among(self.nouns, word, lang, nouns.bases):
                for owner in self.nouns[base]:
                    if base == word and len(owner.pattern.bases) == 1:
                        continue  # the word itself is found by its needle
                    if spoken is None or owner.pattern.is_form(0, word, lang):
                        yield owner


def _among(
    index: Mapping[str, object], word: str, lang: str | None, bases: Callable[[str, str | None], Iterator[str]]
) -> Iterable[str]:
    """Those base forms of an index that a word may have: for a few, each of them is worth a closer look."""
    if len(index) <= _FEW and lang is not None:
        return index
    return [base for base in dict.fromkeys((word, *bases(word, lang))) if base in index]


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

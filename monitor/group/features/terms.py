"""What of a text is compared: stems of its content words, bigrams where words have no blanks, its numbers.

Words that news is made of are one term in every language (see `concepts`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from monitor.language.concepts import LINES
from monitor.language.numbers import DATE_WORDS, digits_in
from monitor.language.stemmer import stem
from monitor.language.stop_words import STOP_WORDS
from monitor.language.words import compose, located_words, words

_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Thai to Khmer, kana, Han; and Hangul, whose endings grow onto its words."""
_RUN = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|[^{_UNSPACED}]+")


def _is_date(run: str) -> bool:
    """Whether it is a month or a year: they change from day to day while the event stays the same."""
    return run in DATE_WORDS or (len(run) == 4 and run.isdigit() and run[:2] in ("19", "20"))


def _plain_terms(word: str) -> list[str]:
    """The terms of a folded word in its own language."""
    found: list[str] = []
    for match in _RUN.finditer(word):
        run = match[0]
        if match["unspaced"]:
            found += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        elif len(run) > 1 and not run.isdigit() and run not in STOP_WORDS and not _is_date(run):
            found.append(stem(run))
    return found


def _concepts() -> dict[str, str]:
    """Term -> the concept that it stands for. A term that would stand for two stands for neither."""
    meanings: dict[str, set[str]] = {}
    for line in LINES:
        for word in chain.from_iterable(map(words, line)):
            for term in _plain_terms(word):
                meanings.setdefault(term, set()).add(f"#{line[0]}")
    return {term: concepts.pop() for term, concepts in meanings.items() if len(concepts) == 1}


_CONCEPTS = _concepts()


@lru_cache(maxsize=65_536)
def _terms_of_word(word: str) -> tuple[str, ...]:
    return tuple(_CONCEPTS.get(term, term) for term in _plain_terms(word))


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text, each once, in the order of the text, its numbers last."""
    found = [term for word in words(text) for term in _terms_of_word(word)]
    return tuple(dict.fromkeys((*found, *(digits for digits in digits_in(text) if not _is_date(digits)))))


def name_terms(text: str) -> frozenset[str]:
    """The terms of a text that are likely names: of words with a capital that news is not made of anyway."""
    composed = compose(text)
    return frozenset(
        term
        for word in located_words(text)
        if composed[word.start].isupper()
        for term in _terms_of_word(word.text)
        if not term.startswith("#")
    )


def spelled(text: str) -> dict[str, str]:
    """For each term of a text the first word that has it, as it is written there."""
    composed = compose(text)
    found: dict[str, str] = {}
    for word in located_words(text):
        for term in _terms_of_word(word.text):
            found.setdefault(term, composed[word.start : word.end])
    return found


@lru_cache(maxsize=65_536)
def _size_of_word(word: str) -> float:
    runs = list(_RUN.finditer(word))
    spaced = sum(1 for match in runs if not match["unspaced"] and match[0] not in STOP_WORDS)
    return spaced + sum(len(match[0]) / 2 for match in runs if match["unspaced"])


def content_size(text: str) -> int:
    """How many content words a text has; where words have no blanks, two characters count as one."""
    return int(sum(map(_size_of_word, words(text))))

"""What of a text is compared: stems of its content words, bigrams where words have no blanks, its numbers.

Words that news is made of are one term in every language (see `concepts`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.language.headlines.concept_index import RUN, terms_of_word
from monitor.language.headlines.dates import is_date_word
from monitor.language.headlines.turn_phrases import phrases_in
from monitor.language.numbers.numbers import digits_in
from monitor.language.stop_words import STOP_WORDS
from monitor.language.words import compose, located_words, words

CONTRACTION = re.compile(r"\b\w+n['’]t\b", re.IGNORECASE)
"""'won't' is no victory."""


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text, each once, in the order of the text, its numbers last."""
    text = CONTRACTION.sub(" ", text)
    spelt = words(text)
    found = [term for word in spelt for term in terms_of_word(word)]
    found += [f"#{concept}" for _, _, concept in phrases_in(spelt)]
    return tuple(dict.fromkeys((*found, *(digits for digits in digits_in(text) if not is_date_word(digits)))))


def name_terms(text: str) -> frozenset[str]:
    """The terms of a text that are likely names: of words with a capital that news is not made of anyway."""
    composed = compose(text)
    return frozenset(
        term
        for word in located_words(text)
        if composed[word.start].isupper()
        for term in terms_of_word(word.text)
        if not term.startswith("#")
    )


def spelled(text: str) -> dict[str, str]:
    """For each term of a text the first word that has it, as it is written there."""
    composed = compose(text)
    found: dict[str, str] = {}
    located = located_words(text)
    for word in located:
        for term in terms_of_word(word.text):
            found.setdefault(term, composed[word.start : word.end])
    for start, end, concept in phrases_in([word.text for word in located]):
        found.setdefault(f"#{concept}", composed[located[start].start : located[end - 1].end])
    return found


@lru_cache(maxsize=65_536)
def _size_of_word(word: str) -> float:
    runs = list(RUN.finditer(word))
    spaced = sum(1 for match in runs if not match["unspaced"] and match[0] not in STOP_WORDS)
    return spaced + sum(len(match[0]) / 2 for match in runs if match["unspaced"])


def content_size(text: str) -> int:
    """How many content words a text has; where words have no blanks, two characters count as one."""
    return int(sum(map(_size_of_word, words(text))))

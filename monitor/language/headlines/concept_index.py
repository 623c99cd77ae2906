"""Word -> the terms by which it is compared: the concept that it stands for in any language, else its stem.

Where words have no blanks between them, two signs are a term.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from monitor.language.headlines import event_words, thing_words
from monitor.language.headlines.concepts import LINES
from monitor.language.headlines.dates import is_date_word
from monitor.language.stemmer import STEM, stem
from monitor.language.stop_words import STOP_WORDS
from monitor.language.words import words

UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Thai to Khmer, kana, Han; and Hangul, whose endings grow onto its words."""
RUN = re.compile(f"(?P<unspaced>[{UNSPACED}]+)|[^{UNSPACED}]+")

_SPACED = re.compile(f"[^{UNSPACED}]+")


def _plain_terms(word: str) -> list[str]:
    """The terms of a folded word in its own language."""
    found: list[str] = []
    for match in RUN.finditer(word):
        run = match[0]
        if match["unspaced"]:
            found += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        elif len(run) > 1 and not run.isdigit() and run not in STOP_WORDS and not is_date_word(run):
            found.append(stem(run))
    return found


def _concepts() -> tuple[dict[str, str], dict[str, str]]:
    """Word -> the concept that it stands for, and stem -> likewise. What would stand for two stands for neither,
    but a word does even where its stem does not."""
    by_word: dict[str, set[str]] = {}
    by_stem: dict[str, set[str]] = {}
    for line in (*LINES, *event_words.LINES, *thing_words.LINES):
        for word in chain.from_iterable(map(words, line)):
            by_word.setdefault(word, set()).add(f"#{line[0]}")
            for term in _plain_terms(word):
                by_stem.setdefault(term, set()).add(f"#{line[0]}")
    return _sure(by_word), _sure(by_stem)


def _sure(meanings: dict[str, set[str]]) -> dict[str, str]:
    return {term: next(iter(concepts)) for term, concepts in meanings.items() if len(concepts) == 1}


_BY_WORD, _BY_STEM = _concepts()


@lru_cache(maxsize=65_536)
def terms_of_word(word: str) -> tuple[str, ...]:
    """The terms of a folded word."""
    concept = _BY_WORD.get(word)
    if concept is not None:
        return (concept,)
    terms = _plain_terms(word)
    if len(word) <= STEM and _SPACED.fullmatch(word):
        return tuple(terms)  # what begins like a short word is longer than it, and so another one
    return tuple(_BY_STEM.get(term, term) for term in terms)

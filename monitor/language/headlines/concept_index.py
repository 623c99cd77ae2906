"""Word -> the terms by which it is compared: the concept that it stands for in any language, else its stem.

Where words have no blanks between them, two signs are a term.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain

from monitor.language.headlines import event_words, thing_words, turn_words
from monitor.language.headlines.concepts import LINES
from monitor.language.headlines.dates import is_date_word
from monitor.language.names.phonetic import sound
from monitor.language.stemmer import STEM, stem, without_article
from monitor.language.stop_words import STOP_WORDS
from monitor.language.words import words

UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Thai to Khmer, kana, Han; and Hangul, whose endings grow onto its words."""
RUN = re.compile(f"(?P<unspaced>[{UNSPACED}]+)|[^{UNSPACED}]+")

_SPACED = re.compile(f"[^{UNSPACED}]+")
_ALL = (*LINES, *event_words.LINES, *thing_words.LINES, *turn_words.LINES)
_FORM_SHARE = 0.6
_FORM_START = 6
_FORM_LONGER = 4
"""How many letters the forms of one word have in common at least, and by how many they differ at most."""


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


def _concepts() -> tuple[dict[str, str], dict[str, str], dict[tuple[str, str], list[str]]]:
    """Word -> the concept that it stands for, and stem -> likewise. What would stand for two stands for neither,
    but a word does even where its stem does not. Stem and concept -> the concept's words with that stem."""
    by_word: dict[str, set[str]] = {}
    by_stem: dict[str, set[str]] = {}
    by_both: dict[tuple[str, str], list[str]] = {}
    for line in _ALL:
        concept = f"#{line[0]}"
        for word in chain.from_iterable(map(words, line)):
            by_word.setdefault(word, set()).add(concept)
            with_forms = line in turn_words.LINES and _SPACED.fullmatch(word)
            for term in _plain_terms(word):
                by_both.setdefault((term, concept), []).append(word)
                if not with_forms:
                    by_stem.setdefault(term, set()).add(concept)
    return _sure(by_word), _sure(by_stem), by_both


def _sure(meanings: dict[str, set[str]]) -> dict[str, str]:
    return {term: next(iter(concepts)) for term, concepts in meanings.items() if len(concepts) == 1}


_BY_WORD, _BY_STEM, _BY_BOTH = _concepts()


@lru_cache(maxsize=65_536)
def terms_of_word(word: str) -> tuple[str, ...]:
    """The terms of a folded word."""
    concept = _BY_WORD.get(word)
    if concept is not None:
        return (concept,)
    terms = _plain_terms(word)
    if len(word) <= STEM and _SPACED.fullmatch(word):
        return tuple(terms)  # what begins like a short word is longer than it, and so another one
    if len(terms) == 1 and _SPACED.fullmatch(word):
        concept = _BY_STEM.get(terms[0])
        if concept is not None and not _is_form(sound(without_article(word)), terms[0], concept):
            return tuple(terms)
    return tuple(_BY_STEM.get(term, term) for term in terms)


def _is_form(word: str, stem: str, concept: str) -> bool:
    """Whether a word, as it sounds, and one of the concept's that has its stem are forms of one word."""
    return any(
        _common_start(word, listed) >= _FORM_SHARE * max(len(word), len(listed))
        for listed in _sounds(stem, concept)
    )


def _common_start(some: str, other: str) -> int:
    """How many letters two words have in common from their beginning."""
    shorter = min(len(some), len(other))
    return next((at for at in range(shorter) if some[at] != other[at]), shorter)


@lru_cache(maxsize=16_384)
def _sounds(stem: str, concept: str) -> tuple[str, ...]:
    """How the concept's words with this stem sound."""
    return tuple(sound(without_article(word)) for word in _BY_BOTH.get((stem, concept), ()))


@lru_cache(maxsize=16_384)
def surely_means(word: str, concept: str) -> bool:
    """Whether a folded word that has this concept among its terms is one of the concept's words or a form of one,
    rather than another word that begins alike: 'indicators' are no indictment."""
    if _BY_WORD.get(word) == concept or not _SPACED.fullmatch(word):
        return True
    return any(
        abs(len(word) - len(listed)) <= _FORM_LONGER
        for listed in _listed().get((concept, word[:_FORM_START]), ())
        if len(word) >= _FORM_START
    )


@cache
def _listed() -> dict[tuple[str, str], list[str]]:
    """Concept and how a word begins -> the concept's words that begin so."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in _ALL:
        for word in chain.from_iterable(map(words, line)):
            found.setdefault((f"#{line[0]}", word[:_FORM_START]), []).append(word)
    return found

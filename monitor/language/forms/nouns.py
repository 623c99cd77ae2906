"""The forms of common nouns: whether a word of a text is one, and which base forms a word of a text may have.

For terms in small letters: `airstrike` is found as airstrikes, `attentat` as attentats, in a text of a language
that writes so. Closed tables, like those for names; irregular plurals are for a person to list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from monitor.language.forms.base_forms import MIN_STEM, BaseForms
from monitor.language.forms.noun_tables import ADJECTIVE_ENDINGS, ALL_WORDS, NOUN_TABLES, OTHER_WORDS
from monitor.language.stop_words import STOP_WORDS

_UNKNOWN = "en"
"""In a text of unknown language, the plural of English counts, which is that of much of the world."""
_MIN_LETTERS = 3
_CAPITALISED = frozenset({"de", "lb"})
"""Languages that write every noun with a capital, so that a capital says nothing."""


def _cuts() -> Mapping[str, int]:
    """How many letters of each end of a base form give way, at most."""
    found: dict[str, int] = {}
    for table in NOUN_TABLES.values():
        for shapes, endings in table:
            for shape in shapes:
                for ending in endings:
                    written = ending.replace("-", shape)
                    same = next((n for n in range(len(shape), 0, -1) if written.startswith(shape[:n])), 0)
                    found[shape] = max(found.get(shape, 0), len(shape) - same)
    return found


_CUTS = _cuts()
_LONGEST_SHAPE = max(map(len, _CUTS))


def knows(lang: str | None) -> bool:
    """Whether the forms of nouns are known in a language."""
    return (lang or _UNKNOWN) in NOUN_TABLES


def languages() -> frozenset[str]:
    """Those whose forms of nouns are known."""
    return frozenset(NOUN_TABLES)


def unchanged(word: str) -> str:
    """The letters that all forms of a folded base form begin with, in every language."""
    if len(word) < _MIN_LETTERS:
        return word
    ends = (word[len(word) - length :] for length in range(min(len(word), _LONGEST_SHAPE) + 1))
    cut = max(_CUTS.get(end, 0) for end in ends)
    return word[: max(MIN_STEM, len(word) - cut)]


@lru_cache(maxsize=20_000)
def is_form(base: str, written: str, lang: str | None, *, last: bool = True, capital: bool = False) -> bool:
    """Whether a folded word of a text is a base form or another form of it, in a language; None if not known.

    `last` is unset for a word before the last one of a phrase; `capital` is set for a term written with a capital.
    """
    if written == base:
        return True
    lang = lang or _UNKNOWN
    if capital and lang not in _CAPITALISED:
        return False
    if not last and lang not in ALL_WORDS:
        endings = ADJECTIVE_ENDINGS.get(lang, frozenset())
        return written.startswith(base) and written[len(base) :] in endings and _inflects(base, lang)
    return _inflects(base, lang) and written in forms(base, lang)


def _inflects(base: str, lang: str) -> bool:
    return len(base) >= _MIN_LETTERS and base not in STOP_WORDS and base not in OTHER_WORDS.get(lang, ())


@lru_cache(maxsize=20_000)
def forms(base: str, lang: str) -> frozenset[str]:
    """The other forms of a base form."""
    for shapes, endings in NOUN_TABLES.get(lang, ()):
        for shape in shapes:
            if base.endswith(shape) and len(base) - len(shape) >= (MIN_STEM if len(shape) < _MIN_LETTERS else 0):
                stem = base[: len(base) - len(shape)]
                forms = (stem + ending.replace("-", shape) for ending in endings)
                return frozenset(form for form in forms if form != base and form.startswith(unchanged(base)))
    return frozenset()


def _ends(lang: str) -> Iterator[tuple[str, str]]:
    for shapes, endings in NOUN_TABLES.get(lang, ()):
        for shape in shapes:
            yield from ((ending.replace("-", shape), shape) for ending in endings)
    yield from ((ending, "") for ending in ADJECTIVE_ENDINGS.get(lang, ()))


bases = BaseForms(NOUN_TABLES, _ends).of
"""The base forms of common nouns."""

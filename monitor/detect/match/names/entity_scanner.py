"""Every entity of the library that an item names, whether or not a rule asks for it.

Rules know only the entities that they refer to. The rest of the library is asked only for items that match, and
only for names that count in the item's language; the first such item waits until these are ready.
"""

from __future__ import annotations

from functools import cache

from monitor.detect.library.library import Library
from monitor.detect.match.automaton import Automaton
from monitor.detect.match.names.naming import NameResolver
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.ruleset import Rules
from monitor.language.identify import family

_TOGETHER = frozenset(
    {
        "ar",
        "de",
        "en",
        "es",
        "fa",
        "fr",
        "he",
        "hi",
        "id",
        "it",
        "ja",
        "ko",
        "ms",
        "pl",
        "pt",
        "ru",
        "th",
        "tr",
        "uk",
        "vi",
        "zh",
    }
)
"""Languages that share one book, which costs hardly more than a book for each of three of them."""
_MAX_OTHERS = 8
"""How many books of other languages are kept, 5 MB each; beyond that, the one not asked for the longest goes."""


class EntityScanner:
    """The whole library, ready to be asked of items. A book is made when the first item needs it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._together: tuple[RuleIndex, Automaton] | None = None
        self._others: dict[str, tuple[RuleIndex, Automaton]] = {}

    def naming(self, reading: FoldedItem) -> NameResolver:
        """What an item names. In an item of unknown language, names of the common languages are looked for."""
        index, automaton = self._ready(reading.lang)
        return NameResolver(index, reading, automaton.find(reading))

    def _ready(self, lang: str | None) -> tuple[RuleIndex, Automaton]:
        if lang is None or lang in _TOGETHER:
            if self._together is None:
                self._together = self._made(_TOGETHER)
            return self._together
        ready = self._others.pop(lang, None) or self._made(family(lang))
        if len(self._others) >= _MAX_OTHERS:
            del self._others[next(iter(self._others))]
        self._others[lang] = ready
        return ready

    def _made(self, langs: frozenset[str]) -> tuple[RuleIndex, Automaton]:
        entities = tuple(self._library.entities_in({None, "en", *langs}))
        index = RuleIndex(Rules(entities=entities, lists={}, ruleset=""), politics=self._library)
        return index, Automaton(index.terms)


@cache
def entity_scanner_of(library: Library) -> EntityScanner:
    """The census of a library; one for the whole process, because making it ready costs more than asking it."""
    return EntityScanner(library)

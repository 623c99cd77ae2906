"""Every entity of the library that an item names, whether or not a rule asks for it.

Rules know only the entities that they refer to. The rest of the library is asked only for items that match, and
only for the names that count in the item's language; the first item in a language waits until these are ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from monitor.detect.automaton import Automaton
from monitor.detect.compile import Book
from monitor.detect.library.shelf import Library
from monitor.detect.load import Rules
from monitor.detect.naming import Naming, counts_in
from monitor.detect.reading import Reading
from monitor.detect.rule import Alias, Entity

_OF_UNKNOWN_LANGUAGE = ("en", "es", "fr", "de", "pt", "ru", "uk", "ar", "fa", "zh", "ja", "ko", "id", "tr", "hi")


class Census:
    """The whole library, ready to be asked of items, language by language."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ready: dict[str | None, tuple[Book, Automaton]] = {}

    def naming(self, reading: Reading) -> Naming:
        """What an item names."""
        lang = reading.lang
        if lang not in self._ready:
            book = Book(self._rules(lang))
            self._ready[lang] = (book, Automaton(book.terms))
        book, automaton = self._ready[lang]
        return Naming(book, reading, automaton.find(reading))

    def _rules(self, lang: str | None) -> Rules:
        langs = _OF_UNKNOWN_LANGUAGE if lang is None else (lang,)
        wanted = _counting(langs)
        entities = (_narrowed(self._library.entity(name), wanted) for name in self._library.ids)
        return Rules(entities=tuple(entities), lists={}, ruleset="")


@cache
def census_of(library: Library) -> Census:
    """The census of a library; one for the whole process, because making it ready costs more than asking it."""
    return Census(library)


def _counting(langs: Iterable[str]) -> Callable[[Alias], bool]:
    """Whether a name may be met in texts of these languages: those of their own, English ones and common ones."""
    known = {None, "en", *langs}

    def wanted(alias: Alias) -> bool:
        return alias.lang in known or (alias.text.isascii() and any(counts_in(alias, lang) for lang in langs))

    return wanted


def _narrowed(entity: Entity, wanted: Callable[[Alias], bool]) -> Entity:
    return replace(
        entity,
        names=tuple(filter(wanted, entity.names)),
        weak=tuple(filter(wanted, entity.weak)),
        metonyms=(),
    )

"""From a form of a word back to the base forms that it may be of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

MIN_STEM = 2
"""So many letters at least come before an ending."""
EndPairs = Callable[[str], Iterable[tuple[str, str]]]
"""For a language, each ending with what a base form has in its place."""


class BaseForms:
    """The endings of some languages, turned round."""

    def __init__(self, langs: Collection[str], ends: EndPairs) -> None:
        self._langs = langs
        self._ends = ends
        self._turned: dict[str | None, Mapping[str, tuple[str, ...]]] = {}
        self._longest: dict[str | None, int] = {}

    def of(self, written: str, lang: str | None) -> Iterator[str]:
        """The base forms that a folded word of a text may have beside itself, in a language; with some that are
        none.

        Without a language those of every language.
        """
        if lang not in self._turned:
            self._turn(lang)
        turned = self._turned[lang]
        for length in range(min(len(written) - MIN_STEM, self._longest[lang]) + 1):
            stem = written[: len(written) - length]
            for end in turned.get(written[len(stem) :], ()):
                yield f"{stem}{end}"

    def _turn(self, lang: str | None) -> None:
        found: dict[str, set[str]] = {}
        for own in self._langs if lang is None else (lang,):
            for ending, end in self._ends(own):
                found.setdefault(ending, set()).add(end)
        self._longest[lang] = max(map(len, found), default=-1)
        self._turned[lang] = {ending: tuple(sorted(ends)) for ending, ends in found.items()}

"""Which generated names are no use: they would be found where something else is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from monitor.detect.rules.counting import counts_in
from monitor.detect.rules.entity import Alias
from monitor.errors import ConfigError
from monitor.language.names.common_words import COMMON_WORDS
from monitor.language.scripts import runs_on
from monitor.language.words import words
from monitor.yamldoc.parse import read

_NOT_A_NAME = re.compile(r"[,;:/()\[\]{}0-9]| [-–] ")
_HAN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3]")
_MIN_LATIN = 3
_MIN_HAN = 2
_MIN_ELSEWHERE = 3
_MIN_RUN = 4


class Judgement(NamedTuple):
    """What becomes of a name."""

    why: str = ""
    """Why it is refused or restricted; empty if it is taken as it is."""
    with_capital: bool = False
    """Whether it may be taken where it is written with a capital."""


GOOD = Judgement()


class NameFilter:
    """Judges names against the common words of every language."""

    def __init__(self, common: Mapping[str, tuple[str, ...]]) -> None:
        """`common` holds words by language: in small letters, or with a capital for other names."""
        self._ordinary = _by_word(common, small=True)
        self._others = _by_word(common, small=False)

    def judge(self, name: str, lang: str) -> Judgement:
        """A name in one language."""
        why = _shape(name)
        if why:
            return Judgement(why)
        alias, word = Alias(text=name, lang=lang), " ".join(words(name))
        for other in self._others.get(word, ()):
            if counts_in(alias, other) or counts_in(alias, None):
                return Judgement(f"in {other} the name of something else, or a word of a script without capitals")
        for other in self._ordinary.get(word, ()):
            if counts_in(alias, other) or counts_in(alias, None):
                return Judgement(f"in {other} a common word", with_capital=name[0].isupper())
        return GOOD


def read_gate(path: Path) -> NameFilter:
    """The gate of a file of common words, and of the short everyday words that are known to detection anyway.

    Raises ConfigError if the file cannot be read.
    """
    document = read(path)
    root = document.map(document.root, "common words") if document.root is not None else None
    listed = root.get("common_words") if root is not None else None
    found = document.map(listed, "common_words") if listed is not None else None
    common: dict[str, tuple[str, ...]] = {}
    for word, langs in COMMON_WORDS.items():
        common |= {lang: (*common.get(lang, ()), word) for lang in langs}
    for entry in found or ():
        more = (text.value for text in document.texts(entry.value, entry.key.value))
        common[entry.key.value] = (*common.get(entry.key.value, ()), *more)
    if document.problems:
        raise ConfigError(document.problems)
    return NameFilter(common)


def _by_word(common: Mapping[str, tuple[str, ...]], *, small: bool) -> dict[str, list[str]]:
    """The languages of each folded word, of those that are written small or of the others."""
    found: dict[str, list[str]] = {}
    for lang, listed in common.items():
        for word in listed:
            if word[0].islower() == small:
                found.setdefault(" ".join(words(word)), []).append(lang)
    return found


def _shape(name: str) -> str:
    folded = "".join(words(name))
    if _NOT_A_NAME.search(name) or not folded:
        return "not one plain name"
    if _HAN.match(folded):
        return "too short" if len(folded) < _MIN_HAN else ""
    if runs_on(folded):
        return "too short" if len(folded) < _MIN_RUN else ""
    return "too short" if len(folded) < (_MIN_LATIN if folded.isascii() else _MIN_ELSEWHERE) else ""

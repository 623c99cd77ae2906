"""Whether a text speaks of politics near a shared surname: another leader, a country, an office, an organisation.

That is context enough for the surname of somebody who holds an office.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cache

from monitor.detect.library.library import Library
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import STRIDE, Span
from monitor.language.names.offices import offices
from monitor.language.scripts import runs_on
from monitor.language.tables import word_list
from monitor.language.words import words

_WORDS = 12
"""So many words before and behind a name are looked at."""
_LONGEST = 3
_LONGEST_RUN = 6
_MIN_STEM = 5
_MOST_ENDING = 3


class Politics:
    """The words that show that a text speaks of politics."""

    def __init__(self, library: Library) -> None:
        self._words = frozenset(_political(library))
        self._affairs = self._words | {" ".join(words(word)) for word in word_list("affairs")}

    def near(self, reading: FoldedItem, span: Span, *, affairs: bool = False) -> bool:
        """Whether such a word is near a span, outside of it; or one of what happens to countries, if asked for."""
        listed = self._affairs if affairs else self._words
        first, last = span[0] // STRIDE, span[1] // STRIDE
        start, folded = reading.around(first, words=_WORDS)
        own = set(words(reading.written(span)))
        if runs_on("".join(folded)):
            return _in_run(reading, span, listed)
        before = "".join(folded[: first - start]).split()
        after = "".join(folded[last - start + 1 :]).split()
        return _in_words(listed, before, own) or _in_words(listed, after, own)


def _in_words(listed: Set[str], found: list[str], own: Set[str]) -> bool:
    for place, word in enumerate(found):
        if word in own:
            continue
        if word in listed or _inflected(listed, word):
            return True
        if any(" ".join(found[place : place + many]) in listed for many in range(2, _LONGEST + 1)):
            return True
    return False


def _inflected(listed: Set[str], word: str) -> bool:
    endings = range(1, min(_MOST_ENDING, len(word) - _MIN_STEM) + 1)
    return not word.isascii() and any(word[:-end] in listed for end in endings)


def _in_run(reading: FoldedItem, span: Span, listed: Set[str]) -> bool:
    before, own, after = reading.line(span)
    for side in (before[-2 * _WORDS :], after[: 2 * _WORDS]):
        text = "".join(words(side))
        for start in range(len(text)):
            for length in range(2, _LONGEST_RUN + 1):
                if text[start : start + length] in listed and text[start : start + length] not in own:
                    return True
    return False


@cache
def politics_of(library: Library) -> Politics:
    """The words of politics that a library knows; made when the first shared surname needs them."""
    return Politics(library)


def _political(library: Library) -> Iterator[str]:
    yield from (" ".join(words(word)) for word in word_list("politics"))
    for pairs in offices().values():
        for _, text in pairs:
            yield " ".join(words(text.replace("~", " ")))
    for name in library.ids:
        kind = name.partition("/")[0]
        if kind == "place" or (kind == "country" and name in _OBSCURE):
            continue
        record = library.record(name)
        for names in (record.names, record.metonyms, record.weak if kind == "person" and record.roles else {}):
            for lang, written in names.items():
                if lang in _READ:
                    for found in written:
                        folded = " ".join(words(found if isinstance(found, str) else found.term))
                        if len(folded) > 1 and folded not in _SMALL_WORDS:
                            yield folded


_OBSCURE = frozenset({"country/TD", "country/JO", "country/ML", "country/TG", "country/NE", "country/GN"})
_SMALL_WORDS = frozenset(
    [
        "us",
        "who",
        "it",
        "is",
        "as",
        "un",
        "man",
        "in",
        "on",
        "at",
        "no",
        "so",
        "to",
        "may",
        "can",
        "cia",
        "xi",
        "lula",
        "ue",
    ]
)
_READ = frozenset(
    [
        "any",
        "af",
        "ar",
        "az",
        "be",
        "bg",
        "bn",
        "bs",
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fa",
        "fi",
        "fil",
        "fr",
        "he",
        "hi",
        "hr",
        "hu",
        "hy",
        "id",
        "it",
        "ja",
        "ka",
        "kk",
        "ko",
        "lt",
        "lv",
        "mk",
        "ms",
        "nb",
        "nl",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sq",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tr",
        "uk",
        "ur",
        "uz",
        "vi",
        "zh",
    ]
)

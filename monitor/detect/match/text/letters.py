"""The letters of a find as they are written: their capitals and their accents."""

from __future__ import annotations

import unicodedata

from monitor.detect.match.text.lines import Line
from monitor.language.words import compose, fold

_SHOUTING = 4
_NEVER_BARE = 3


def bare(text: str) -> str:
    """A text without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def letters(text: str) -> str:
    """The letters and digits of a text with their case, without accents."""
    return "".join(c for c in bare(unicodedata.normalize("NFKC", text)) if c.isalnum())


def shouts(beside: Line) -> bool:
    """Whether a line is all in capitals beside a find, so that the find's own are no evidence."""
    cased = beside.upper + beside.lower
    return cased >= _SHOUTING and 2 * cased > beside.letters and not beside.lower


def accents_fit(term: str, written: str, *, exact: bool) -> bool:
    """Whether accents that a text leaves out may be left out.

    Lodz passes for Łódź because of its capital; saat does not pass for Sáat, nor cat for Çat.
    """
    pairs = zip(_lower_letters(term), _lower_letters(written), strict=False)
    if all(wanted == found for wanted, found in pairs if fold(wanted) == fold(found)):
        return True
    return not exact and len(bare(term)) > _NEVER_BARE and term[0].isupper() and written[0].isupper()


def _lower_letters(text: str) -> str:
    return "".join(c for c in compose(text).lower() if c.isalnum())

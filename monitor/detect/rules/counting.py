"""Whether an alias of an entity counts in a text of some language."""

from __future__ import annotations

from monitor.detect.rules.entity import Alias
from monitor.language.identify import family
from monitor.language.words import words

_SURE_LETTERS = 5


def counts_in(alias: Alias, lang: str | None) -> bool:
    """Whether a name counts in an item of a language.

    A name in one language that is written in Latin letters may be a common word of another, so it counts in its
    own language and in those near it; English names count everywhere. In an item of unknown language it counts
    unless it is one short word.
    """
    if alias.lang is None or alias.lang in {"en", lang}:
        return True
    folded = words(alias.text)
    if len("".join(folded)) == 1:  # 北: a head of newspapers of one language, a word of others
        return False
    if not "".join(folded).isascii():
        return True
    if lang is None:
        return len(folded) > 1 or len(folded[0]) >= _SURE_LETTERS
    return alias.lang in family(lang)

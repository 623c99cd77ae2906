"""What headlines do to a story beyond its words: they deny, they correct, they tell of the first dead.

Between two headlines that share all other words, a negation or a turn is the news.
"""

from __future__ import annotations

import re

from monitor.language.words import words

TURNS = frozenset(("#die", "#injured", "#arrest", "#resign", "#ceasefire", "#deny", "#correct"))
"""Concepts that turn a story, if it has not had them yet."""
# fmt: off
_WORDS = frozenset((
    "no", "not", "never", "cannot", "nobody", "without", "tidak", "bukan", "belum", "tak", "tanpa", "nunca",
    "jamas", "sin", "nao", "sem", "jamais", "ne", "pas", "sans", "nicht", "kein", "keine", "nie", "ohne", "non",
    "mai", "niet", "geen", "ni", "brez", "не", "нет", "ни", "никогда", "без", "لا", "لن", "لم", "ليس",
))
# fmt: on
_SIGNS = re.compile("[不未没沒無]|ません|ない|않|못|아니")
_CONTRACTION = re.compile(r"n['’]t\b", re.IGNORECASE)


def negates(title: str) -> bool:
    """Whether the title has a word of negation."""
    return bool(not _WORDS.isdisjoint(words(title)) or _CONTRACTION.search(title) or _SIGNS.search(title))

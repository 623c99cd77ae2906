"""What capitals say: whether a word in capitals is an acronym, and whether a name may be written small.

In a line that is all in capitals, and where newspapers write acronyms like words (Usa, Nato), only the words
beside it distinguish an acronym from the everyday word of the same letters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from monitor.language.names.common_words import COMMON_WORDS
from monitor.language.tables import rows

_NOT_ENGLISH = frozenset({"un", "eu"})
"""In the list of everyday words for names that are written bare, but no English words."""
_MORE_WORDS: Mapping[str, frozenset[str]] = {
    "de": frozenset({"isis", "uno"}),
    "en": frozenset({"isis"}),
    "es": frozenset({"cia", "isis", "usa"}),
    "fr": frozenset({"isis"}),
    "it": frozenset({"cia", "gru", "isis", "usa"}),
    "pt": frozenset({"cia", "eu", "isis", "usa"}),
    "ro": frozenset({"eu", "cia"}),
}
"""Words and given names with the letters of an acronym that the list of everyday words has not."""
_LIKE_NAMES = frozenset({"ca", "es", "fr", "gl", "it", "pt", "ro"})
"""Languages in which newspapers write every acronym like a name: Onu, Ue."""
_MIN_READ = 4
"""Elsewhere only acronyms that are read as words are written so, of at least so many letters: Nato, Opec."""
_VOWELS = frozenset("aeiou")
ARTICLES = frozenset(
    [
        "a",
        "al",
        "as",
        "da",
        "das",
        "de",
        "dei",
        "del",
        "della",
        "der",
        "des",
        "di",
        "die",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "en",
        "et",
        "gli",
        "i",
        "il",
        "in",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "of",
        "och",
        "og",
        "os",
        "ou",
        "the",
        "und",
        "van",
        "von",
        "y",
    ]
)
"""Small words of names, whose capital says nothing: that of the first word of a line is no evidence of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """The words beside an everyday word that show it to be an acronym after all."""

    first: bool = False
    """Whether it is one at the start of a line, where the word is not."""
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    """Words that follow the everyday word at the start of a line."""


_AMERICAN = frozenset(
    [
        "aid",
        "airstrike",
        "airstrikes",
        "allies",
        "ambassador",
        "and",
        "army",
        "backed",
        "based",
        "bases",
        "bombers",
        "bombs",
        "border",
        "born",
        "carrier",
        "citizen",
        "citizens",
        "china",
        "coast",
        "congress",
        "court",
        "debt",
        "defence",
        "defense",
        "destroyer",
        "diplomat",
        "diplomats",
        "dollar",
        "drone",
        "economy",
        "election",
        "elections",
        "embassy",
        "envoy",
        "exports",
        "fed",
        "forces",
        "gdp",
        "general",
        "government",
        "homeland",
        "house",
        "imposes",
        "imports",
        "inflation",
        "intelligence",
        "iran",
        "jets",
        "jobs",
        "judge",
        "justice",
        "lawmakers",
        "led",
        "marines",
        "military",
        "missile",
        "missiles",
        "navy",
        "officials",
        "open",
        "oil",
        "president",
        "presidential",
        "prices",
        "russia",
        "sanctions",
        "secretary",
        "senate",
        "senator",
        "senators",
        "soldier",
        "soldiers",
        "spy",
        "stocks",
        "strike",
        "strikes",
        "supreme",
        "tariff",
        "tariffs",
        "trade",
        "treasury",
        "troops",
        "veto",
        "vetoes",
        "vice",
        "visa",
        "visas",
        "vote",
        "warplanes",
        "warship",
        "warships",
        "weapons",
    ]
)
_TOWARDS_AMERICA = frozenset(
    [
        "accuses",
        "anti",
        "attacks",
        "blames",
        "blasts",
        "by",
        "between",
        "enters",
        "hits",
        "in",
        "leaves",
        "pro",
        "quits",
        "slams",
        "sues",
        "targets",
        "the",
        "urges",
        "visits",
        "warns",
    ]
)
_OF_HEALTH = frozenset(
    [
        "approves",
        "announces",
        "calls",
        "chief",
        "confirms",
        "data",
        "declares",
        "director",
        "expert",
        "experts",
        "guidelines",
        "issues",
        "official",
        "officials",
        "raises",
        "recommends",
        "report",
        "reports",
        "says",
        "study",
        "team",
        "urges",
        "warning",
        "warns",
    ]
)
_ITALIAN_BEFORE = frozenset(
    [
        "alla",
        "base",
        "basi",
        "con",
        "dalla",
        "della",
        "generale",
        "la",
        "missione",
        "nella",
        "per",
        "paesi",
        "segretario",
        "sulla",
        "tra",
        "truppe",
        "vertice",
    ]
)
_BORN = frozenset(["a", "ad", "nel", "negli", "da", "in", "il", "dopo", "per", "con", "e", "cresciuto"])
_USES = frozenset(
    [
        "il",
        "lo",
        "la",
        "i",
        "gli",
        "le",
        "l",
        "un",
        "una",
        "e",
        "questo",
        "questa",
        "solo",
        "sempre",
        "male",
        "bene",
        "anche",
    ]
)
_CUES: Mapping[tuple[str, str], _Cue] = {
    ("en", "us"): _Cue(first=True, before=_TOWARDS_AMERICA, after=_AMERICAN),
    ("en", "who"): _Cue(before=frozenset({"the"}), after=_OF_HEALTH),
    ("it", "nato"): _Cue(first=True, before=_ITALIAN_BEFORE, not_before=_BORN),
    ("it", "usa"): _Cue(
        first=True,
        before=frozenset(["agli", "dagli", "degli", "gli", "negli", "sugli", "tra", "con", "presidente", "dazi"]),
        not_before=_USES,
    ),
    ("it", "cia"): _Cue(first=True, before=_ITALIAN_BEFORE),
}


def everyday(word: str, lang: str | None, beside: Sequence[str]) -> bool:
    """Whether a folded word is an everyday word of a language.

    Of an unknown language it is if it is one of a language that another word beside it is an everyday word of, or
    else of English.
    """
    known = _languages_of(word)
    if lang is not None:
        return lang in known
    others = {tongue for other in beside if other != word for tongue in COMMON_WORDS.get(other, ())}
    return not known.isdisjoint(others or {"en"})


def shown(word: str, lang: str | None, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the folded words beside an everyday word in capitals show that it is an acronym."""
    cue = _CUES.get((lang or "en", word))
    if cue is None:
        return False
    following = after[0] if after else ""
    if not before:
        return (cue.first and following not in cue.not_before) or following in cue.after
    return before[-1] in cue.before or following in cue.after


def like_a_name(word: str, lang: str | None) -> bool:
    """Whether newspapers of a language write a folded acronym with its first capital alone."""
    if lang in _LIKE_NAMES:
        return True
    return len(word) >= _MIN_READ and not _VOWELS.isdisjoint(word)


def ordinary_in_small(name: str, lang: str | None) -> bool:
    """Whether a folded name is an ordinary word of a language when it is written small; of English if unknown."""
    return name in _ordinary_names().get(lang or "en", frozenset())


@cache
def _ordinary_names() -> Mapping[str, frozenset[str]]:
    listed = (row.split() for row in rows("ordinary_names"))
    return {lang: frozenset(word.replace("_", " ") for word in found) for lang, *found in listed}


def _languages_of(word: str) -> frozenset[str]:
    listed = frozenset(lang for lang in COMMON_WORDS.get(word, ()) if lang != "en" or word not in _NOT_ENGLISH)
    return listed | {lang for lang, more in _MORE_WORDS.items() if word in more}

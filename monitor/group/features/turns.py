"""What turns a story: the first dead, an arrest, a denial. Reported once, in whatever language it comes first."""

from __future__ import annotations

from collections.abc import Iterable, Set

from monitor.group.features.terms import CONTRACTION
from monitor.language.headlines.concept_index import surely_means, terms_of_word
from monitor.language.headlines.hedges import hedged
from monitor.language.headlines.turn_phrases import phrases_in
from monitor.language.words import compose, located_words

_NAMES = (
    "acquit agree appeal apologise approve arrest bankrupt cancelled ceasefire charge close concede convict "
    "correct deny die dismiss end evacuate extinguish extradite fail found free impeach landfall leak lift "
    "overturn postponed recall reject reopen rescue resign responsibility suspend win withdraw"
)
TURNS = frozenset(f"#{name}" for name in _NAMES.split())
"""The concepts that turn a story if it has not had them yet."""
_RESULT = "#win"
"""What "to" before it does not put off: 'beats the champion to win gold'."""
_KINDS = {"#deny": "denial", "#correct": "correction"}


_FAMILIES = tuple(
    frozenset(f"#{concept}" for concept in family.split())
    for family in (
        "agree approve ceasefire",
        "reject fail overturn deny",
        "suspend cancelled postponed close evacuate",
        "lift reopen end",
        "free rescue",
        "dismiss resign impeach",
    )
)
"""Turns that outlets call by one another's names."""


def already_had(turn: str, had: Set[str]) -> bool:
    """Whether a story that has had these turns has had this one, by whatever name."""
    return turn in had or any(turn in family and not family.isdisjoint(had) for family in _FAMILIES)


def turns_in(terms: Iterable[str]) -> frozenset[str]:
    """The turns that these terms may report."""
    return frozenset(term for term in terms if term in TURNS)


def turns_said(text: str, lang: str | None, among: Set[str] = TURNS) -> dict[str, str]:
    """The turns that a text says have happened, each with the words that say so: none that is only asked for, that
    may come, or that is denied. `among` are the concepts that count as turns."""
    composed = compose(text)
    located = located_words(CONTRACTION.sub(lambda found: "not".ljust(len(found[0])), composed))
    found = [word.text for word in located]
    said: dict[str, str] = {}
    for at, end, name in phrases_in(found):
        if f"#{name}" in among and not hedged(found, at, lang):
            said.setdefault(f"#{name}", composed[located[at].start : located[end - 1].end])
    for at, word in enumerate(located):
        for term in terms_of_word(word.text):
            if term not in among or term in said or not surely_means(word.text, term):
                continue
            start, end = _place(word.text, term)
            if term == _RESULT or not hedged(found, at, lang, start=start, end=end):
                said[term] = composed[word.start : word.end]
    return said


def _place(word: str, turn: str) -> tuple[int, int]:
    """Where in a run without blanks its turn is; of a word with blanks around it, all of it."""
    places = (at for at in range(len(word) - 1) if terms_of_word(word[at : at + 2]) == (turn,))
    start = next(places, -1)
    return (start, start + 2) if start >= 0 else (0, len(word))


def kind_of_turn(turn: str) -> str:
    """'denial', 'correction', or plainly 'new'."""
    return _KINDS.get(turn, "new")

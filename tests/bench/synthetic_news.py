"""Texts and rules out of nothing: pseudo-words in five languages, as unevenly frequent as words are."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from monitor.detect.rules.conditions import AllOf, AnyOf, Condition, NoneOf, Phrase, SourcePlace
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.model.ids import FeedId, ItemId, RuleId
from monitor.model.news.item import Item

TOKENS = 80
_VOCABULARY = 60_000
_RARE_FROM = 2_500
"""Rules name words from here on: news rules ask for what is not in every text."""
_SYLLABLES = {
    "id": [
        "ba",
        "ke",
        "ran",
        "tu",
        "men",
        "sia",
        "lo",
        "gar",
        "pe",
        "nya",
        "ti",
        "kur",
        "é",
        "ü",
        "dan",
        "mi",
        "so",
    ],
    "ru": ["по", "ка", "ре", "ст", "ом", "ли", "ва", "но", "цы", "дру", "ён", "ми", "га", "те", "ско", "зи", "ру"],
    "tr": [
        "ya",
        "lar",
        "de",
        "ki",
        "ış",
        "öz",
        "bil",
        "er",
        "ça",
        "ni",
        "ku",
        "ler",
        "ta",
        "ğı",
        "sa",
        "im",
        "or",
    ],
    "ar": ["ال", "مر", "كو", "ري", "سي", "دا", "بن", "تش", "وز", "ير", "حم", "نا", "فل", "قد", "سل", "عم", "طا"],
    "ko": ["한", "국", "대", "통", "령", "미", "사", "일", "러", "시", "아", "군", "방", "외", "무", "상", "정"],
}
LANGUAGES = tuple(_SYLLABLES)
_SOMEWHERE = SourcePlace("bench", 1, 1)
_SOME_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@cache
def vocabulary(lang: str) -> tuple[str, ...]:
    """The words of a language, the commonest first; a third of them are names."""
    chance = random.Random(lang)
    found: dict[str, None] = {}
    while len(found) < _VOCABULARY:
        word = "".join(chance.choices(_SYLLABLES[lang], k=chance.choice((2, 3, 3, 4, 5))))
        found[word.capitalize() if chance.random() < 1 / 3 else word] = None
    return tuple(found)


@cache
def _rare(lang: str) -> tuple[str, ...]:
    return vocabulary(lang)[_RARE_FROM:]


@cache
def _weights() -> tuple[float, ...]:
    total = 0.0
    sums = []
    for rank in range(1, _VOCABULARY + 1):
        total += 1 / rank
        sums.append(total)
    return tuple(sums)


def items(count: int, *, seed: int) -> list[Item]:
    """Items of 80 words: a title of twelve, a summary of the others, with marks and line ends as in news."""
    chance = random.Random(seed)
    return [_item(chance, number) for number in range(count)]


def _item(chance: random.Random, number: int) -> Item:
    lang = chance.choice(LANGUAGES)
    words = chance.choices(vocabulary(lang), cum_weights=_weights(), k=TOKENS)
    marked = [f"{word}{chance.choice(('', '', '', '', '', ',', '.'))}" for word in words]
    return Item(
        id=ItemId(str(number)),
        feed=FeedId("bench"),
        source="bench",
        url="",
        title=" ".join(marked[:12]),
        summary=" ".join(marked[12:]),
        lang=lang,
        first_seen_at=_SOME_TIME,
    )


def rules(count: int) -> Rules:
    """Rules of two to five rare phrases; a quarter wants a second word as well, a quarter excludes one."""
    chance = random.Random(count)
    made = tuple(
        Rule(id=RuleId(f"r{number}"), title="", condition=_condition(chance, number), place=_SOMEWHERE)
        for number in range(count)
    )
    return Rules(rules=made, lists={}, ruleset="")


def _condition(chance: random.Random, number: int) -> Condition:
    of = AnyOf(of=tuple(_phrase(chance) for _ in range(chance.randint(2, 5))))
    if number % 4 == 0:
        return AllOf(of=(of, NoneOf(of=(_phrase(chance),))))
    return AllOf(of=(of, _phrase(chance))) if number % 4 == 1 else of


def _phrase(chance: random.Random) -> Phrase:
    lang = chance.choice(LANGUAGES)
    words = chance.choices(_rare(lang), k=chance.choices((1, 2, 3), (4, 5, 1))[0])
    return Phrase(text=" ".join(words))


def terms(condition: Condition) -> Sequence[str]:
    """The phrases of a condition."""
    if isinstance(condition, Phrase):
        return (condition.text,)
    return [text for part in getattr(condition, "of", ()) for text in terms(part)]

"""What a rule asks of a text, as one tree: a closed union of conditions.

A person's YAML becomes these values (`load`); nothing here knows of YAML or of matching. Whoever walks the tree
ends with `assert_never`, so that a new kind of condition cannot be forgotten anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import assert_never

from monitor.model.ids import EntityId, RuleId
from monitor.model.news.item import SEARCHED, Field


class CaseMode(StrEnum):
    """Whether capitals matter."""

    SMART = "smart"
    """They do for acronyms, and for nothing else."""
    EXACT = "exact"
    ANY = "any"


class Forms(StrEnum):
    """Which forms of a word count."""

    AUTO = "auto"
    """The word with the closed set of affixes that its script or language puts on names."""
    EXACT = "exact"
    STEM = "stem"
    """As `auto`, and every word of the same Snowball stem: for nouns and verbs, never for names."""


class Accents(StrEnum):
    """Whether accents matter."""

    AUTO = "auto"
    """They do for words so short that without theirs they are another word, and for nothing else."""
    FOLD = "fold"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where something was written. Line and column count from 1."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a term must be to count."""

    fields: tuple[Field, ...] = SEARCHED
    langs: tuple[str, ...] = ()
    """Languages of the item; empty for any. `unknown` stands for an item without a language."""
    excepts: tuple[Phrase, ...] = ()
    """Longer phrases inside which the term does not count."""


ANYWHERE = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A literal phrase. A `*` at its end lets its last word go on."""

    text: str
    case: CaseMode = CaseMode.SMART
    forms: Forms = Forms.AUTO
    accents: Accents = Accents.AUTO
    scope: Scope = ANYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex:
    """A regular expression of RE2, sought in the text as the item writes it."""

    pattern: str
    word: bool = True
    """Whether what it finds must begin and end where words do."""
    scope: Scope = ANYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityRef:
    """An entity, under any of its names."""

    entity: EntityId
    metonyms: bool = False
    """Whether names that stand for it count too: its capital, the seat of its government."""
    scope: Scope = ANYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Every operand holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one operand holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneOf:
    """No operand holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Every operand is found, each with at most `within` words between it and the next, in one field."""

    of: tuple[Condition, ...]
    within: int = 10
    ordered: bool = False
    same_sentence: bool = False
    """Whether no sentence may end between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """The operand is found at a place that has none of the others within `within` words, in one field."""

    of: Condition
    others: tuple[Condition, ...]
    within: int = 10


class Unit(StrEnum):
    """What a number counts, where that is part of how it is written."""

    ANY = "any"
    PERCENT = "percent"
    MONEY = "money"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberIs:
    """A number of the text is in a range, whatever it is written with: digits, words, 1.2 million, 12.000."""

    text: str
    """As the author writes it: `>= 6`."""
    low: float
    high: float
    above: bool = False
    """Whether it must be more than `low`."""
    below: bool = False
    """Whether it must be less than `high`."""
    unit: Unit = Unit.ANY
    scope: Scope = ANYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRule:
    """Another rule holds: its words, and what it asks of the item besides."""

    rule: RuleId
    condition: Condition
    where: Where
    place: SourcePlace = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """At least `n` operands hold."""

    of: tuple[Condition, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """The operand is found at `times` places or more."""

    of: Condition
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What an operand adds to a score, or takes from it, if it holds."""

    of: Condition
    points: int
    each: bool = False
    """Whether it counts at every place where it is found, not once."""
    cap: int | None = None
    """How many places count at most; None for all of them."""

    @property
    def most(self) -> float:
        """The most points that it can add."""
        if self.points <= 0:
            return 0
        times = (self.cap or float("inf")) if self.each else 1
        return self.points * times


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The points of the operands that hold add up to `at_least` or more."""

    of: tuple[Weight, ...]
    at_least: int


Condition = (
    Phrase
    | Regex
    | EntityRef
    | NumberIs
    | AllOf
    | AnyOf
    | NoneOf
    | Near
    | Apart
    | AtLeast
    | Repeated
    | Score
    | OfRule
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which items a rule looks at. Empty tuples let everything pass."""

    langs: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    """Tags of the feed; one of them is enough."""
    sources: tuple[str, ...] = ()
    """Outlets by name, or by the domain of the item's link; `*` stands for anything, as in `*.gov.ua`."""
    not_sources: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    """Authors; like the next two with `*` for anything. Capitals do not matter."""
    categories: tuple[str, ...] = ()
    """What the publisher files the item under; one of them is enough."""
    urls: tuple[str, ...] = ()
    """Addresses of items, with or without https:// and www."""
    tiers: tuple[int, ...] = ()
    """Tiers of the item's feed."""
    max_age: timedelta | None = None
    """How long before it was first seen an item may say that it was published; without a date it passes."""

    @property
    def chooses_origin(self) -> bool:
        """Whether it says where items are from, so that a rule may ask for all of them, without words."""
        return bool(self.feeds or self.sources or self.tags or self.authors or self.categories or self.urls)


EVERYWHERE = Where()


EVERY_ITEM = AllOf(of=())
"""The condition of a rule that asks for no words, only where an item is from. Every item sets it off."""
NO_WORDS = AnyOf(of=())
"""The condition of a rule with `when` that asks for no words. Nothing sets it off."""


def required(condition: Condition) -> tuple[EntityId, ...]:
    """The entities without which the condition cannot hold, each once, in the order written."""
    match condition:
        case EntityRef(entity=entity):
            return (entity,)
        case AllOf(of=operands) | Near(of=operands):
            return tuple(dict.fromkeys(entity for operand in operands for entity in required(operand)))
        case AnyOf(of=(only,)) | Repeated(of=only) | Apart(of=only) | OfRule(condition=only):
            return required(only)
        case _:
            return ()


def parts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that a condition is made of; none for one that looks for words itself."""
    match condition:
        case Phrase() | Regex() | EntityRef() | NumberIs():
            return ()
        case Repeated(of=operand) | OfRule(condition=operand):
            return (operand,)
        case Apart(of=operand, others=others):
            return (operand, *others)
        case Score(of=weights):
            return tuple(weight.of for weight in weights)
        case AllOf(of=of) | AnyOf(of=of) | NoneOf(of=of) | Near(of=of) | AtLeast(of=of):
            return of
        case _:
            assert_never(condition)


def named(condition: Condition) -> Iterator[EntityId]:
    """The entities that a condition speaks of, wherever in it they are."""
    if isinstance(condition, EntityRef):
        yield condition.entity
    for part in parts(condition):
        yield from named(part)

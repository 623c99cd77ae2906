"""What the value of a key may be: the shapes of which the table of the rule language (`spec`) is made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordsShape:
    """A text as it is; numbers and switches are texts too."""


@dataclass(frozen=True, slots=True)
class TermShape:
    """A term: a literal phrase, or with a prefix a reference or an expression."""


@dataclass(frozen=True, slots=True)
class WrittenShape:
    """A text of a certain form."""

    pattern: str
    """An expression that editors and this program understand alike (ECMA 262)."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberShape:
    """A whole number."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Switch:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The name of something that is elsewhere."""

    kind: str
    """`entity`, `list`, `channel` or `feed`."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list, or a single one of it."""

    of: Shape


@dataclass(frozen=True, slots=True)
class NamedShape:
    """A mapping whose keys a user chooses."""

    keys: str
    """An expression for the keys."""
    of: Shape


@dataclass(frozen=True, slots=True)
class PartShape:
    """A mapping with the keys of one part of this table."""

    name: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes."""

    of: tuple[Shape, ...]


Shape = (
    WordsShape
    | TermShape
    | WrittenShape
    | OneOf
    | NumberShape
    | Switch
    | Ref
    | Many
    | NamedShape
    | PartShape
    | Either
)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a part."""

    name: str
    shape: Shape
    says: str

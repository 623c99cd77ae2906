"""What is sought in a table, as SQL. Texts only ever come in as parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

MOST_NEEDLES = 2_000
"""More of them cost as much as looking at every item."""
_LONGEST_EXPRESSION = 8_000
"""Bytes of needles in one expression. RE2 keeps the states of so many: an item costs 10 us with 12,000 bytes, and
over 2,000 us with 16,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A condition for rows. Conditions are joined with `&`; the one of all rows is `EVERYTHING`."""

    sql: str = "true"
    parameters: tuple[object, ...] = ()
    narrows_by_fold: bool = False
    """Whether it relies on `folded`: it says nothing of a file that was folded in another way."""
    unfolded: tuple[str, tuple[object, ...]] = ("true", ())
    """The condition without what relies on `folded`."""

    def __and__(self, other: Filter) -> Filter:
        return Filter(
            sql=f"({self.sql}) AND ({other.sql})",
            parameters=(*self.parameters, *other.parameters),
            narrows_by_fold=self.narrows_by_fold or other.narrows_by_fold,
            unfolded=(
                f"({self.unfolded[0]}) AND ({other.unfolded[0]})",
                (*self.unfolded[1], *other.unfolded[1]),
            ),
        )


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNeedles:
    """Folded pieces of text of which one is in whatever is sought."""

    anywhere: frozenset[str]
    in_languages: Sequence[tuple[frozenset[str], frozenset[str]]] = ()
    """Pieces that mean something only in items of these languages, or of none that is known."""


def equals(column: str, *values: object) -> Filter:
    """Rows that have one of these values in a column."""
    marks = ", ".join("?" * len(values))
    return _plain(f'"{column}" IN ({marks})', values)


def begins(column: str, text: str) -> Filter:
    """Rows in a column of which a text begins so."""
    return _plain(f'starts_with("{column}", ?)', (text,))


def has_any(column: str, values: Collection[object]) -> Filter:
    """Rows in whose column, a list, one of these values is."""
    return _plain(f'list_has_any("{column}", ?)', (list(values),))


def between(since: datetime | None, until: datetime | None) -> Filter:
    """Rows whose entries were made in a stretch of time, its end not in it."""
    found = EVERYTHING
    if since is not None:
        found &= _plain("seen >= ?", (since,))
    if until is not None:
        found &= _plain("seen < ?", (until,))
    return found


def holds(text: str, *columns: str) -> Filter:
    """Rows in one of whose columns a text is, letter for letter but for capitals."""
    parts = " OR ".join(f'contains(lower("{column}"), lower(?))' for column in columns)
    return _plain(parts, (text,) * len(columns))


def has_needles(needles: TextNeedles) -> Filter:
    """Items in whose folded text one of the needles is; all items if there are too many of them."""
    parts: list[str] = []
    parameters: list[object] = []
    anywhere = _shortest(needles.anywhere)
    in_languages = [(_shortest(some), languages) for some, languages in needles.in_languages]
    count = len(anywhere) + sum(len(some) for some, _ in in_languages)
    if not count or count > MOST_NEEDLES:
        return EVERYTHING
    for expression in _expressions(anywhere):
        parts.append("regexp_matches(folded, ?)")
        parameters.append(expression)
    for some, languages in in_languages:
        for expression in _expressions(some):
            parts.append("((lang IS NULL OR list_contains(?, lang)) AND regexp_matches(folded, ?))")
            parameters += (sorted(languages), expression)
    return Filter(sql=" OR ".join(parts), parameters=tuple(parameters), narrows_by_fold=True)


def _shortest(pieces: Collection[str]) -> Sequence[str]:
    """Those of some pieces that have none of the others in them."""
    kept: list[str] = []
    for piece in sorted(pieces, key=len):
        if not any(shorter in piece for shorter in kept):
            kept.append(piece)
    return kept


def _expressions(pieces: Sequence[str]) -> Iterator[str]:
    """Expressions of which each is for one of some pieces."""
    parts: list[str] = []
    size = 0
    for piece in pieces:
        part = _escaped(piece)
        if parts and size + len(part.encode()) > _LONGEST_EXPRESSION:
            yield "|".join(parts)
            parts, size = [], 0
        parts.append(part)
        size += len(part.encode())
    if parts:
        yield "|".join(parts)


def _escaped(piece: str) -> str:
    """A piece as RE2 takes it letter for letter: folded text has letters, digits, marks and blanks."""
    return "".join(c if c.isalnum() or c == " " or ord(c) > 127 else f"\\{c}" for c in piece)


def _plain(sql: str, parameters: Sequence[object]) -> Filter:
    return Filter(sql=sql, parameters=tuple(parameters), unfolded=(sql, tuple(parameters)))

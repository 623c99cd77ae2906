"""Readers of values at a place of a document: number, choice, day, duration, texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from monitor.yamldoc.parse import Document, Node, nearest

_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_FEW = 8  # names that a message can list

Choice = TypeVar("Choice", bound=StrEnum)


def number(document: Document, node: Node, what: str, *, code: str, low: int, high: int) -> int | None:
    """A whole number between two bounds, or None after a problem."""
    value = document.text(node, what)
    if value is None:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        document.problem(node, "E105", f"{what} must be a whole number, not {value!r}")
        return None
    if not low <= int(value) <= high:
        document.problem(node, code, f"{what} must be between {low} and {high}, not {value}")
        return None
    return int(value)


def boolean(document: Document, node: Node, what: str, *, default: bool) -> bool:
    """A yes or no; the default after a problem."""
    value = document.text(node, what)
    if value is None:
        return default
    if value.lower() not in _BOOLEANS:
        document.problem(node, "E105", f"{what} must be true or false, not {value!r}")
        return default
    return _BOOLEANS[value.lower()]


def choice(document: Document, node: Node, what: str, options: type[Choice], *, default: Choice) -> Choice:
    """One of an enumeration's values; the default after a problem."""
    value = document.text(node, what)
    if value is None:
        return default
    if value in {option.value for option in options}:
        return options(value)
    known = [option.value for option in options]
    document.problem(
        node, "E105", f"{what} must be one of {', '.join(known)}, not {value!r}", hint=nearest(value, known)
    )
    return default


def day(document: Document, node: Node, what: str) -> date | None:
    """A date as YYYY-MM-DD, or None after a problem."""
    value = document.text(node, what)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        document.problem(node, "E105", f"{what} must be a date like 2026-12-31, not {value!r}")
        return None


def duration(document: Document, node: Node, what: str) -> timedelta | None:
    """A duration such as 90s, 5m, 2h or 30d, or None after a problem."""
    value = document.text(node, what)
    if value is None:
        return None
    written = _DURATION.fullmatch(value.strip())
    if written is None:
        document.problem(node, "E105", f"{what} must be a duration such as 90s, 5m, 2h or 30d, not {value!r}")
        return None
    return timedelta(**{_UNITS[written[2]]: int(written[1])})


def referred(
    document: Document, node: Node, what: str, *, noun: str, known: Collection[str] | None
) -> tuple[str, ...]:
    """Names of things that are defined elsewhere; E201 for those that are not, as far as that is known."""
    found = []
    for text in document.texts(node, what):
        if known is not None and text.value not in known:
            unknown(document, text, text.value, noun=noun, known=known)
        else:
            found.append(text.value)
    return tuple(found)


def unknown(
    document: Document, node: Node, name: str, *, noun: str, known: Collection[str], hint: str = ""
) -> None:
    """E201 for a name that stands for nothing, with the one that was meant, or with all if they are few."""
    hint = hint or nearest(name, known)
    few = "" if hint or not 0 < len(known) <= _FEW else f"; there is {', '.join(sorted(known))}"
    document.problem(node, "E201", f"no {noun} {name!r}{few}", hint=hint)


def plain_texts(document: Document, node: Node, what: str) -> tuple[str, ...]:
    """A list of texts as they are."""
    return tuple(text.value for text in document.texts(node, what))


def known_texts(document: Document, node: Node, what: str, known: Sequence[str]) -> frozenset[str]:
    """Those of a list of texts that are known; E105 for the others."""
    found = set()
    for text in document.texts(node, what):
        if text.value in known:
            found.add(text.value)
        else:
            document.problem(
                text,
                "E105",
                f"{what} must be one of {', '.join(known)}, not {text.value!r}",
                hint=nearest(text.value, known),
            )
    return frozenset(found)

"""The one reader of values at a place of a document: what `values` says of a text becomes a problem at that place.

After a problem each gives None, or the default that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from monitor.yamldoc import values
from monitor.yamldoc.parse import Document, Node, Text, kind, nearest
from monitor.yamldoc.values import BadValueError

_FEW = 8  # names that a message can list
_SHOWN_LETTERS = 40

Value = TypeVar("Value")
Default = TypeVar("Default")
Choice = TypeVar("Choice", bound=StrEnum)


def number(document: Document, node: Node, what: str, *, code: str = "E105", low: int, high: int) -> int | None:
    """A whole number between two bounds; `code` is that of the problem of one outside."""
    return _value(document, node, what, lambda text: values.number(text, low=low, high=high), outside=code)


def boolean(document: Document, node: Node, what: str, *, default: Default) -> bool | Default:
    """True or false."""
    found = _value(document, node, what, values.boolean)
    return default if found is None else found


def choice(document: Document, node: Node, what: str, options: type[Choice], *, default: Choice) -> Choice:
    """One of an enumeration's values."""
    found = one_of(document, node, what, [option.value for option in options])
    return default if found is None else options(found)


def one_of(document: Document, node: Node, what: str, known: Collection[str]) -> str | None:
    """One of the known words."""
    return _value(document, node, what, lambda text: values.choice(text, known))


def day(document: Document, node: Node, what: str) -> date | None:
    """A date as YYYY-MM-DD."""
    return _value(document, node, what, values.day)


def duration(document: Document, node: Node, what: str) -> timedelta | None:
    """A duration such as 90s, 5m, 2h or 30d, at most ten years."""
    return _value(document, node, what, values.duration)


def sensible_duration(
    document: Document, node: Node, what: str, *, most: timedelta, because: str
) -> timedelta | None:
    """Likewise; W227 for one that is longer than makes sense."""
    found = duration(document, node, what)
    if found is not None and found > most:
        document.problem(node, "W227", f"{what}: {because}")
    return found


def size(document: Document, node: Node, what: str) -> int | None:
    """A number of bytes such as 500MB or 50GB."""
    return _value(document, node, what, values.size)


def networks(document: Document, node: Node, what: str) -> tuple[str, ...]:
    """Networks in CIDR form, without those that are none."""
    found = [_value(document, text, what, values.network) for text in document.texts(node, what)]
    return tuple(network for network in found if network is not None)


def web_address(document: Document, node: Node, what: str, value: str) -> str | None:
    """An http or https address: the value of a node after its references were expanded. It is not quoted."""
    try:
        return values.web_address(value)
    except BadValueError as bad:
        document.problem(node, "E105", f"{what} {bad}", hint=bad.hint)
        return None


def referred(
    document: Document, node: Node, what: str, *, noun: str, known: Collection[str] | None
) -> tuple[str, ...]:
    """Names of things that are elsewhere, each once; E201 for those that are not known there, if that is known,
    W230 for those that are given again."""
    found: dict[str, None] = {}
    for text in document.texts(node, what):
        if known is not None and text.value not in known:
            unknown(document, text, text.value, noun=noun, known=known)
        elif text.value in found:
            document.problem(text, "W230", f"{what} names the {noun} {text.value!r} twice: once is enough")
        else:
            found[text.value] = None
    return tuple(found)


def unknown(
    document: Document, node: Node, name: str, *, noun: str, known: Collection[str], hint: str = ""
) -> None:
    """E201 for a name that means nothing, with the one that was meant, or with all if they are few."""
    hint = hint or nearest(name, known)
    few = "" if hint or not 0 < len(known) <= _FEW else f"; there is {', '.join(sorted(known))}"
    document.problem(node, "E201", f"no {noun} {name!r}{few}", hint=hint)


def plain_texts(document: Document, node: Node, what: str) -> tuple[str, ...]:
    """A list of texts as they are."""
    return tuple(text.value for text in document.texts(node, what))


def known_texts(document: Document, node: Node, what: str, known: Sequence[str]) -> frozenset[str]:
    """Those of a list of texts that are known; E105 for the others."""
    found = (one_of(document, text, what, known) for text in document.texts(node, what))
    return frozenset(text for text in found if text is not None)


def _value(
    document: Document, node: Node, what: str, meaning: Callable[[str], Value], *, outside: str = "E105"
) -> Value | None:
    """The meaning of a scalar; None after a problem that says what it must be, and what it is."""
    try:
        return meaning(node.value if isinstance(node, Text) else "")
    except BadValueError as bad:
        code = outside if bad.outside else "E105"
        document.problem(node, code, f"{what} {bad}, not {_shown(node, plain=bad.outside)}", hint=bad.hint)
        return None


def _shown(node: Node, *, plain: bool) -> str:
    if not isinstance(node, Text) or not node.value:
        return kind(node)
    if plain:
        return node.value
    more = "…" if len(node.value) > _SHOWN_LETTERS else ""
    return repr(node.value[:_SHOWN_LETTERS] + more)

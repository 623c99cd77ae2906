"""Reading the simple values of rule files: numbers, choices, languages, dates, keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from monitor.detect import spec
from monitor.detect.library.shelf import Library
from monitor.document import Document, Map, Node, nearest
from monitor.model import Field, Severity

# fmt: off
_LATER = frozenset({
    "update_on",
})
# fmt: on
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_DURATION = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")

UNKNOWN_LANGUAGE = "unknown"
_FEW = 8  # names that a message can list
# fmt: off
_MEANT = {
    "arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "german": "de", "hebrew": "he",
    "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "malay": "ms",
    "persian": "fa", "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "kr": "ko", "in": "id", "ind": "id", "iw": "he",
    "jp": "ja", "ua": "uk", "zh-cn": "zh", "zh-hans": "zh", "zh-hant": "zh", "zh-tw": "zh",
}
# fmt: on
"""What people write for a language: its name, its country's code, a code of old."""

Choice = TypeVar("Choice", bound=StrEnum)


def check_keys(document: Document, at: Map, known: Sequence[str]) -> None:
    """E101 for every key that is not known, and for those that the language has but this version has not."""
    for entry in at:
        key = entry.key.value
        if key in known:
            continue
        if key in _LATER:
            document.problem(entry.key, "E101", f"{key!r} is not supported by this version")
        else:
            home = spec.home_of(key)
            belongs = f": it belongs into {home}" if home else ""
            hint = "" if home else nearest(key, known)
            document.problem(entry.key, "E101", f"unknown key {key!r}{belongs}", hint=hint)


def number(document: Document, node: Node, what: str, *, code: str, low: int, high: int) -> int | None:
    """A whole number between two bounds, or None after a problem."""
    value = document.text(node, what)
    if value is None:
        return None
    if not re.fullmatch(r"-?[0-9]{1,9}", value):
        document.problem(node, "E105", f"{what} must be a whole number, not {value!r}")
        return None
    if not low <= int(value) <= high:
        document.problem(node, code, f"{what} must lie between {low} and {high}, not {value}")
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


def severity(document: Document, node: Node, what: str, *, default: Severity) -> Severity:
    """A severity by its name; the default after a problem."""
    value = document.text(node, what)
    if value is None:
        return default
    known = [severity.name.lower() for severity in Severity]
    if value in known:
        return Severity[value.upper()]
    document.problem(
        node, "E105", f"{what} must be one of {', '.join(known)}, not {value!r}", hint=nearest(value, known)
    )
    return default


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


def item_fields(document: Document, node: Node) -> tuple[Field, ...]:
    """The fields named by `in`, in the order in which an item has them."""
    known = [field.value for field in Field]
    named = known_texts(document, node, "in", known)
    return tuple(field for field in Field if field.value in named)


def languages(document: Document, node: Node, what: str) -> tuple[str, ...]:
    """Languages as IETF primary subtags, or `unknown`."""
    found = []
    for text in document.texts(node, what):
        known = _LANGUAGE.fullmatch(text.value) and text.value not in _MEANT
        if known or text.value == UNKNOWN_LANGUAGE:
            found.append(text.value)
        else:
            hint = _MEANT.get(text.value.lower(), "")
            document.problem(
                text, "E201", f"no language {text.value!r}: write it like 'id' or 'ko', or 'unknown'", hint=hint
            )
    return tuple(found)


def referred(
    document: Document, node: Node, what: str, *, noun: str, known: Collection[str] | None
) -> tuple[str, ...]:
    """Names of things that stand elsewhere; E201 for those that are not known there, if that can be told."""
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


def entity_meant(name: str, known: Collection[str], *, library: Library) -> str:
    """The entity that is called so, or whose id is nearest: what is after the slash says more than the kind."""
    for spelling in (name, name.title(), name.upper()):
        if called := library.named(spelling):
            return called
    slug = name.rpartition("/")[2].strip().replace(" ", "-")
    slugs = {one.partition("/")[2]: one for one in known}
    return slugs.get(nearest(slug, slugs), "")


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

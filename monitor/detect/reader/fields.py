"""Reading the simple values of rule files: numbers, choices, languages, dates, keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.detect.library.library import Library
from monitor.detect.rules import keys as spec
from monitor.language import codes
from monitor.language.codes import UNKNOWN_LANGUAGE
from monitor.model.ids import Severity
from monitor.model.news.item import Field
from monitor.yamldoc.fields import known_texts, one_of
from monitor.yamldoc.parse import Document, Map, Node, nearest

# fmt: off
_LATER = frozenset({
    "update_on",
})
# fmt: on


def check_keys(document: Document, at: Map, known: Sequence[str]) -> None:
    """E101 for every key that is not known, and for those that the language has but this version has not."""
    for entry in at:
        key = entry.key.value
        if key in known:
            continue
        if key in _LATER:
            document.problem(entry.key, "E101", f"{key!r} is not supported by this version")
        else:
            home = spec.home_of(key) if f"{key}s" not in known else ""
            belongs = f": it belongs in {home}" if home else ""
            hint = "" if home else nearest(key, known)
            document.problem(entry.key, "E101", f"unknown key {key!r}{belongs}", hint=hint)


def severity(document: Document, node: Node, what: str, *, default: Severity) -> Severity:
    """A severity by its name; the default after a problem."""
    value = one_of(document, node, what, [severity.name.lower() for severity in Severity])
    return Severity[value.upper()] if value is not None else default


def item_fields(document: Document, node: Node) -> tuple[Field, ...]:
    """The fields named by `in`, in the order in which an item has them."""
    known = [field.value for field in Field]
    named = known_texts(document, node, "in", known)
    return tuple(field for field in Field if field.value in named)


def languages(document: Document, node: Node, what: str) -> tuple[str, ...]:
    """Languages as IETF primary subtags, or `unknown`; E201 for those that there are not."""
    found = document.texts(node, what)
    for text in found:
        if text.value != UNKNOWN_LANGUAGE and not codes.is_language(text.value):
            no_language(document, text, text.value, instead=f", or {UNKNOWN_LANGUAGE!r}")
    return tuple(text.value for text in found)


def no_language(document: Document, node: Node, written: str, *, instead: str = "") -> None:
    """E201 for what is no code of a language, with the one that was meant."""
    message = f"no language {written!r}: write it like 'id' or 'ko'{instead}"
    document.problem(node, "E201", message, hint=codes.meant(written))


def entity_meant(name: str, known: Collection[str], *, library: Library) -> str:
    """The entity that is called so, or whose id is nearest: what is after the slash says more than the kind."""
    for spelling in (name, name.title(), name.upper()):
        if called := library.named(spelling):
            return called
    slug = name.rpartition("/")[2].strip().replace(" ", "-")
    slugs = {one.partition("/")[2]: one for one in known}
    return slugs.get(nearest(slug, slugs), "")

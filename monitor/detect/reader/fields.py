"""Reading the simple values of rule files: numbers, choices, languages, dates, keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from monitor.detect.library.library import Library
from monitor.detect.rules import keys as spec
from monitor.language.identify import UNKNOWN_LANGUAGE
from monitor.model.ids import Severity
from monitor.model.news.item import Field
from monitor.yamldoc.fields import known_texts, one_of
from monitor.yamldoc.parse import Document, Map, Node, nearest

# fmt: off
_LATER = frozenset({
    "update_on",
})
# fmt: on
_LANGUAGE = re.compile(r"[a-z]{2,3}")
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


def entity_meant(name: str, known: Collection[str], *, library: Library) -> str:
    """The entity that is called so, or whose id is nearest: what is after the slash says more than the kind."""
    for spelling in (name, name.title(), name.upper()):
        if called := library.named(spelling):
            return called
    slug = name.rpartition("/")[2].strip().replace(" ", "-")
    slugs = {one.partition("/")[2]: one for one in known}
    return slugs.get(nearest(slug, slugs), "")

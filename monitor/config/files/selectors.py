"""`type` and `select` of a feed -> how items are found where there is no feed."""

from __future__ import annotations

from monitor.collect.parse.selection.syntax import css_fault, jmespath_fault
from monitor.model.news.feed import Selectors, SourceKind
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Entry, Map

TYPES = ("feed", *SourceKind)
KEYS = ("item", "title", "link", "date", "summary", "id")
NEEDED = ("item", "title")
_FAULT = {SourceKind.PAGE: css_fault, SourceKind.JSON: jmespath_fault}
_LANGUAGE = {SourceKind.PAGE: "CSS selector", SourceKind.JSON: "JMESPath expression"}


def read_selectors(document: Document, feed: Entry, details: Map) -> Selectors | None:
    """The selectors of a source that is no feed; None for a feed, and where a problem is noted."""
    node, select = details.get("type"), details.get("select")
    kind = fields.one_of(document, node, "type", TYPES) if node is not None else "feed"
    if kind is None:
        return None
    if kind not in tuple(SourceKind):
        if select is not None:
            document.problem(select, "E105", "`select` needs `type: page` or `type: json`")
        return None
    if select is None:
        document.problem(feed.key, "E106", f"a feed of type {kind} needs `select` with {' and '.join(NEEDED)}")
        return None
    found = document.map(select, "select")
    return None if found is None else _selectors(document, found, SourceKind(kind))


def selector_fault(selector: str, *, kind: SourceKind) -> str:
    """What is wrong with a selector, in words; empty if it is well-formed."""
    fault = _FAULT[kind](selector)
    return f"not a {_LANGUAGE[kind]}: {fault}" if fault else ""


def _selectors(document: Document, found: Map, kind: SourceKind) -> Selectors | None:
    document.check_keys(found, KEYS)
    given: dict[str, str] = {}
    for key in KEYS:
        node = found.get(key)
        text = document.text(node, key) if node is not None else None
        if node is None or not text:
            continue
        if fault := selector_fault(text, kind=kind):
            document.problem(node, "E105", f"the selector of `{key}` is {fault}")
        else:
            given[key] = text
    missing = [key for key in NEEDED if found.get(key) is None]
    for key in missing:
        document.problem(found, "E106", f"`select` needs the key {key!r}")
    return Selectors(kind=kind, **given) if given.keys() >= set(NEEDED) else None

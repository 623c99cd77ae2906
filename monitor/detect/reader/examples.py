"""Reading the examples of rules and entities."""

from __future__ import annotations

import re

from monitor.detect.reader.fields import check_keys
from monitor.detect.rules import keys as spec
from monitor.detect.rules.conditions import SourcePlace
from monitor.detect.rules.example import Example
from monitor.model.news.item import Field
from monitor.yamldoc.parse import Document, Items, Map, Node, Text, kind

_LANGUAGE = re.compile(r"([a-z]{2,3}): ?(.*)", re.DOTALL)


def read_examples(document: Document, node: Node) -> tuple[Example, ...]:
    """The examples under `tests`: texts that must match, and texts that must not."""
    if not isinstance(node, Map):
        document.problem(node, "E105", f"tests are written {{match: [...], no_match: [...]}}, not as {kind(node)}")
        return ()
    check_keys(document, node, spec.keys("tests"))
    found: list[Example] = []
    for key, matches in (("match", True), ("no_match", False)):
        listed = node.get(key)
        if listed is None:
            continue
        for example in listed.items if isinstance(listed, Items) else (listed,):
            read = _example(document, example, matches=matches)
            if read is not None:
                found.append(read)
    return tuple(found)


def _example(document: Document, node: Node, *, matches: bool) -> Example | None:
    place = SourcePlace(document.path, node.line, node.column)
    if isinstance(node, Text):
        written = _LANGUAGE.fullmatch(node.value)
        if written is None:
            return Example(matches=matches, title=node.value, place=place)
        return Example(matches=matches, lang=written[1], title=written[2], place=place)
    if isinstance(node, Items):
        document.problem(node, "E105", "an example must be a text ('id: …') or a mapping, not a list")
        return None
    check_keys(document, node, spec.keys("example"))
    values = {key: _value(document, node, key) for key in spec.keys("example")}
    lang, text = values.pop("lang") or None, values.pop("text")
    values["title"] = values["title"] or text
    if not any(values.get(field) for field in Field):
        document.problem(node, "E105", "an example needs a text: {lang: id, title: …} or 'id: …'")
        return None
    if matches and (because := node.get("because")) is not None:
        document.problem(because, "E105", "`because` says why an example must not match: it belongs to no_match")
    return Example(matches=matches, lang=lang, place=place, **values)


def _value(document: Document, at: Map, key: str) -> str:
    node = at.get(key)
    return (document.text(node, key) or "") if node is not None else ""

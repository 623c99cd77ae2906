"""Whether the rules that a `when` names are there, once all of them are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from monitor.detect.rules.conditions import SourcePlace
from monitor.detect.rules.rule import Rule
from monitor.yamldoc import fields as yamldoc_fields
from monitor.yamldoc.parse import Document, Map, Node, Text, nearest


def check_when(rules: Sequence[Rule], documents: Sequence[Document]) -> list[Rule]:
    """The rules that can be used: E201 for each name that fits no rule, which blocks the rule that names it.

    A broken rule is not there either, but its id is: naming it is no mistake of the one that counts it.
    """
    counting = {str(rule.id) for rule in rules if rule.when is not None}
    written = [(document, key, value) for document in documents for key, value in _entries(document)]
    ids = [key.value for _, key, _ in written if key.value not in counting]
    broken: set[SourcePlace] = set()
    for document, key, value in written:
        when = value.get("when") if isinstance(value, Map) else None
        named = when.get("rules") if isinstance(when, Map) else None
        for text in document.texts(named, "rules") if named is not None else ():
            if not any(fnmatchcase(one, text.value) for one in ids):
                broken.add(SourcePlace(document.path, key.line, key.column))
                _unknown(document, text, ids=ids, counting=counting)
    return [rule for rule in rules if rule.place not in broken]


def _entries(document: Document) -> Iterator[tuple[Text, Node]]:
    rules = document.root.get("rules") if isinstance(document.root, Map) else None
    for entry in rules if isinstance(rules, Map) else ():
        yield entry.key, entry.value


def _unknown(document: Document, text: Text, *, ids: Sequence[str], counting: set[str]) -> None:
    name = text.value
    if any(fnmatchcase(one, name) for one in counting):
        document.problem(text, "E201", f"{name!r} has a `when` of its own, and what it finds is not counted again")
    elif "*" in name:
        hint = f"{near}*" if (near := nearest(name.rstrip("*"), [one[: len(name) - 1] for one in ids])) else ""
        document.problem(text, "E201", f"no rule fits {name!r}", hint=hint)
    else:
        yamldoc_fields.unknown(document, text, name, noun="rule", known=ids)

"""Reading `roles` of entities: who holds which office, for the operand `role: foreign-minister of country/KP`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from monitor.yamldoc.parse import Document, Entry, Map, nearest

_ROLE = re.compile(r"(?P<office>[a-z][a-z-]*) of (?P<of>\S+)")
Holders = Mapping[tuple[str, str], tuple[str, ...]]
"""The entities that hold an office, by the office and whose it is."""


def read_holders(files: Sequence[tuple[Document, Sequence[Entry]]], entities: Collection[str]) -> Holders:
    """Who holds which office, as the files of a folder say. E105 and E201 for what is no role."""
    found: dict[tuple[str, str], list[str]] = {}
    for document, entries in files:
        for entry in entries:
            for office in _roles(document, entry, entities):
                found.setdefault(office, []).append(entry.key.value)
    return {office: tuple(dict.fromkeys(names)) for office, names in found.items()}


def _roles(document: Document, entry: Entry, entities: Collection[str]) -> Iterator[tuple[str, str]]:
    node = entry.value.get("roles") if isinstance(entry.value, Map) else None
    for text in document.texts(node, "roles") if node is not None else ():
        role = _ROLE.fullmatch(text.value.strip())
        if role is None:
            wanted = "'foreign-minister of country/KP'"
            document.problem(text, "E105", f"a role is written like {wanted}, not {text.value!r}")
        elif role["of"] not in entities:
            document.problem(text, "E201", f"no entity {role['of']!r}", hint=nearest(role["of"], entities))
        else:
            yield role["office"], role["of"]

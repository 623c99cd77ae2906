"""Advice on entities, once all of a folder are read: names that hide others, and names in one order only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from monitor.detect.library.longer_names import masks
from monitor.detect.rules.conditions import SourcePlace
from monitor.detect.rules.entity import Entity
from monitor.language.words import words
from monitor.model.ids import EntityId
from monitor.yamldoc.parse import Document, Entry

_FAMILY_FIRST = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff々]{4,}")
"""A name of a person of Japan: with four characters or more it is neither Chinese nor Korean, as a rule."""


def check_entities(
    entities: Mapping[EntityId, Entity], written: Sequence[tuple[Document, Sequence[Entry]]]
) -> None:
    """Note I302 and W219 in the documents that the entities were read from."""
    places = {
        SourcePlace(document.path, entry.key.line, entry.key.column): (document, entry)
        for document, entries in written
        for entry in entries
    }
    hidden = masks({name: (_texts(entity), ()) for name, entity in entities.items()})
    for name, entity in entities.items():
        document, entry = places[entity.place]
        for other in sorted(hidden.get(name, ())):
            message = f"a name of {name!r} is part of a longer name of {other!r}, and does not match there"
            document.problem(entry.key, "I302", message)
        if entity.kind == "person" and (turned := _missing_order(entity)):
            document.problem(
                entry.key,
                "W219",
                f"{name!r} has its family name first or last only: add {turned!r} if papers write so",
            )


def _texts(entity: Entity) -> list[str]:
    return [alias.text for alias in entity.names]


def _missing_order(entity: Entity) -> str:
    """A name of two words the other way round, if its language writes the family name first and others do not."""
    if not any(
        alias.lang == "hu" or (alias.lang == "ja" and _FAMILY_FIRST.fullmatch(alias.text))
        for alias in entity.names
    ):
        return ""
    pairs = {
        tuple(folded): alias.text
        for alias in entity.names
        if len(folded := words(alias.text)) == 2 and "".join(folded).isascii() and len(alias.text.split()) == 2
    }
    alone = next((text for (first, second), text in pairs.items() if (second, first) not in pairs), "")
    return " ".join(reversed(alone.split()))

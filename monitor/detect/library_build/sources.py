"""What is written by hand in `sources/`: entities in the form that users write them, and the demonyms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.detect.library_build.demonyms import forms
from monitor.detect.reader.entities import entries_of, read_entity
from monitor.detect.reader.terms import KnownNames
from monitor.detect.rules.rule import Alias, Entity, EntityRef, Phrase
from monitor.errors import ConfigError
from monitor.yamldoc.parse import Document, Entry, Map, read

FOLDER = Path(__file__).with_name("sources")
_DEMONYMS = "demonyms.yaml"
_COMMON_WORDS = "common_words.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandWritten:
    """One entity as a person wrote it."""

    entity: Entity
    file: str
    facts: Mapping[str, str]
    """What it says beside its names: title, role, qid, as_of, note."""


def hand_written(folder: Path = FOLDER, *, generated: frozenset[str] = frozenset()) -> dict[str, HandWritten]:
    """Every entity of the folder's files, by id. Raises ConfigError with all that is wrong with them.

    `generated` are the ids of entities that exist without being written here, to which contexts may refer.
    """
    paths = sorted(path for path in folder.glob("*.yaml") if path.name not in (_DEMONYMS, _COMMON_WORDS))
    documents = [read(path, shown_as=path.name) for path in paths]
    written = [(document, entries_of(document, "entities")) for document in documents]
    known = KnownNames(
        entities=generated | {entry.key.value for _, entries in written for entry in entries}, lists={}
    )
    found: dict[str, HandWritten] = {}
    for document, entries in written:
        for entry in entries:
            if entry.key.value in found:
                document.problem(entry.key, "E103", f"{entry.key.value!r} is written twice")
            entity = read_entity(document, entry, known)
            found[entity.id] = HandWritten(entity=entity, file=document.path, facts=dict(_facts(document, entry)))
    problems = [p for document in documents for p in document.problems if not _pointless(p.code)]
    if problems:
        raise ConfigError(problems)
    return found


def demonyms(folder: Path = FOLDER) -> dict[str, dict[str, tuple[str, ...]]]:
    """The adjectives of countries by id and language, in all their forms. Raises ConfigError."""
    document = read(folder / _DEMONYMS, shown_as=_DEMONYMS)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for entry in entries_of(document, "demonyms"):
        by_language = document.map(entry.value, entry.key.value)
        found[f"country/{entry.key.value}"] = {
            inner.key.value: tuple(
                form
                for text in document.texts(inner.value, inner.key.value)
                for form in forms(text.value, inner.key.value)
            )
            for inner in by_language or ()
        }
    if document.problems:
        raise ConfigError(document.problems)
    return found


def context_of(entity: Entity) -> Iterator[str]:
    """The context of an entity as it was written."""
    for condition in entity.context:
        if isinstance(condition, Phrase):
            yield condition.text
        elif isinstance(condition, EntityRef):
            yield f"entity:{condition.entity}"


def language_of(alias: Alias) -> str:
    """The key under which an alias was written."""
    return alias.lang or "any"


def _facts(document: Document, entry: Entry) -> Iterator[tuple[str, str]]:
    at = entry.value
    for key in ("title", "role", "qid", "as_of", "note"):
        node = at.get(key) if isinstance(at, Map) else None
        if node is not None:
            yield key, document.text(node, key) or ""


def _pointless(code: str) -> bool:
    """Advice on short names and acronyms, of which the library is full: that is what its examples are for."""
    return code.startswith("I") or code in ("W205", "W208", "W209")

"""What is written by hand in `sources/`: entities in the form that users write them, and the demonyms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from monitor.detect.library.library import LibraryRole
from monitor.detect.library_build.demonyms import forms
from monitor.detect.reader.entities import entries_of, read_entity
from monitor.detect.reader.terms import KnownNames
from monitor.detect.rules.conditions import EntityRef, Phrase
from monitor.detect.rules.entity import Alias, Entity
from monitor.errors import ConfigError
from monitor.language.tables import word_list
from monitor.yamldoc.parse import Document, Entry, Map, read

FOLDER = Path(__file__).with_name("sources")
_DEMONYMS = "demonyms.yaml"
_LOOKALIKES = ("lookalikes.yaml", "lookalikes-phrases.yaml", "lookalikes-outlets.yaml", "lookalikes-idioms.yaml")
_RELATIONS = "relations.yaml"
_TABLES = frozenset({_DEMONYMS, *_LOOKALIKES, _RELATIONS, "common_words.yaml"})
NAMES_FOLDER = "names"
"""Names by language, each in a file for a few languages: what CLDR and the entities' own files do not have."""


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
    paths = sorted(path for path in folder.glob("*.yaml") if path.name not in _TABLES)
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


def lookalikes(folder: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """Longer phrases in which an entity's names do not count, by id. Raises ConfigError."""
    found: dict[str, tuple[str, ...]] = {}
    for file in _LOOKALIKES:
        document = read(folder / file, shown_as=file)
        for _, _, name, texts in _tables(document, ("lookalikes",)):
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *texts)))
        if document.problems:
            raise ConfigError(document.problems)
    return found


@dataclass(frozen=True, slots=True)
class NamesByLanguage:
    """What the files below `names/` add to entities, by id and language."""

    names: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    weak: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)


def names_by_language(folder: Path = FOLDER) -> NamesByLanguage:
    """The names in the files below `names/`. Raises ConfigError."""
    found = NamesByLanguage()
    for path in sorted((folder / NAMES_FOLDER).glob("*.yaml")):
        document = read(path, shown_as=f"{NAMES_FOLDER}/{path.name}")
        tails = _tails(document)
        for key, lang, name, texts in _tables(document, ("names", "weak", "adjectives", "heads")):
            into = (found.weak if key == "weak" else found.names).setdefault(name, {})
            for tag in word_list("latin_languages") if lang == "latin" else (lang,):
                into[tag] = (*into.get(tag, ()), *_made(key, tag, texts, tails))
        if document.problems:
            raise ConfigError(document.problems)
    return found


def _made(key: str, lang: str, texts: Iterable[str], tails: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The names that a line of a table stands for."""
    for text in texts:
        if key == "adjectives":
            yield from forms(text, lang)
        elif key == "heads":
            yield from (f"{text}{tail}" for tail in tails[lang])
        else:
            yield text


def _tables(document: Document, keys: Iterable[str]) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The key, the language, the entity and the texts of each line of the tables of a file."""
    root = document.map(document.root, "names by language") if document.root is not None else None
    for key in keys:
        table = root.get(key) if root is not None else None
        for entry in (document.map(table, key) if table is not None else None) or ():
            for inner in document.map(entry.value, entry.key.value) or ():
                texts = document.texts(inner.value, inner.key.value)
                yield key, entry.key.value, inner.key.value, tuple(text.value for text in texts)


def _tails(document: Document) -> dict[str, tuple[str, ...]]:
    root = document.map(document.root, "names by language") if document.root is not None else None
    table = root.get("tails") if root is not None else None
    found = (document.map(table, "tails") if table is not None else None) or ()
    return {
        entry.key.value: tuple(text.value for text in document.texts(entry.value, entry.key.value))
        for entry in found
    }


def relations(folder: Path = FOLDER) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[LibraryRole, ...]]]:
    """What each entity is part of, and the offices that each person holds. Raises ConfigError."""
    document = read(folder / _RELATIONS, shown_as=_RELATIONS)
    root = document.map(document.root, _RELATIONS) if document.root is not None else None
    tables: dict[str, dict[str, tuple[str, ...]]] = {"part_of": {}, "roles": {}}
    for table in root or ():
        for entry in document.map(table.value, table.key.value) or ():
            texts = document.texts(entry.value, entry.key.value)
            tables[table.key.value][entry.key.value] = tuple(text.value for text in texts)
    if document.problems:
        raise ConfigError(document.problems)
    roles = {name: tuple(map(_role, texts)) for name, texts in tables["roles"].items()}
    return tables["part_of"], roles


def _role(text: str) -> LibraryRole:
    office, of, since, *until = text.split()
    return LibraryRole(office, of, date.fromisoformat(since), date.fromisoformat(until[0]) if until else None)


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

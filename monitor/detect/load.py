"""Reading a folder of rules: every file, every problem, and all the rules that can be used."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from monitor.detect.library.extends import extended
from monitor.detect.library.library import Library, shipped_library
from monitor.detect.lint.correlations import check_when
from monitor.detect.lint.entities import check_entities
from monitor.detect.lint.rules import check_rules
from monitor.detect.reader.entities import entries_of, plain_words, read_entity, read_lists
from monitor.detect.reader.packs import PackContext, read_pack
from monitor.detect.reader.references import resolve_references
from monitor.detect.reader.roles import read_holders
from monitor.detect.reader.terms import KnownNames
from monitor.detect.rules.conditions import SourcePlace
from monitor.detect.rules.entity import Entity
from monitor.detect.ruleset import Rules
from monitor.errors import Problem
from monitor.model.ids import EntityId, RuleId
from monitor.yamldoc.parse import Document, read

_FOLDERS = ("entities", "lists", "packs")
_SUFFIXES = (".yaml", ".yml")
_RULESET_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The rules that can be used, and everything that is wrong or odd in their files."""

    rules: Rules
    problems: tuple[Problem, ...] = ()


def load(
    directory: Path,
    *,
    channels: Collection[str] | None = None,
    feeds: Collection[str] | None = None,
    today: date | None = None,
    library: Library | None = None,
) -> Loaded:
    """Read packs/, entities/ and lists/ in a directory.

    Never stops at the first problem: a broken rule is left out and reported, the others are there. Names of
    channels and feeds are checked where those are given; `expires` against today where that is given. The
    library's entities are known to every rule; by default it is the one that comes with the monitor.
    """
    library = shipped_library() if library is None else library
    files = {folder: _read_folder(directory / folder) for folder in _FOLDERS}
    documents = [document for read_files in files.values() for document, _ in read_files]
    written = [(document, entries_of(document, "entities")) for document, _ in files["entities"]]
    ids = frozenset(library.ids | {entry.key.value for _, entries in written for entry in entries})
    lists = read_lists([(document, entries_of(document, "lists")) for document, _ in files["lists"]], ids)
    known = KnownNames(
        entities=ids,
        lists=lists,
        library=library,
        plain_words=plain_words(written),
        holders={**library.holders(today), **read_holders(written, ids)},
    )

    entities: dict[EntityId, Entity] = {}
    for document, entries in written:
        for entry in entries:
            entity = read_entity(document, entry, known)
            if (first := entities.setdefault(entity.id, entity)) is not entity:
                where = f"{first.place.path}:{first.place.line}"
                document.problem(entry.key, "E103", f"entity {entity.id!r} already written at {where}")

    check_entities(entities, written)

    world = PackContext(known=known, channels=channels, feeds=feeds, today=today)
    taken: dict[RuleId, SourcePlace] = {}
    rules = [rule for document, _ in files["packs"] for rule in read_pack(document, world, taken)]
    rules = resolve_references(rules, [document for document, _ in files["packs"]])
    check_rules(rules, [document for document, _ in files["packs"]], today=today)
    rules = check_when(rules, [document for document, _ in files["packs"]])
    return Loaded(
        rules=Rules(
            rules=tuple(rules),
            entities=tuple(
                extended(entity, library.entity(entity.id)) if entity.extends else entity
                for entity in entities.values()
            ),
            lists=lists,
            ruleset=_ruleset(files, library),
            library=library,
        ),
        problems=tuple(sorted({problem for document in documents for problem in document.problems})),
    )


def _read_folder(folder: Path) -> list[tuple[Document, Path]]:
    paths = sorted(path for path in folder.glob("*") if path.suffix in _SUFFIXES)
    return [(read(path), path) for path in paths]


def _ruleset(files: Mapping[str, list[tuple[Document, Path]]], library: Library) -> str:
    """A digest of what the files say and where in them, and of the library that they may refer to."""
    digest = hashlib.sha256(library.edition.encode())
    for folder, read_files in files.items():
        for document, path in read_files:
            digest.update(repr((folder, path.name, document.root)).encode())
    return digest.hexdigest()[:_RULESET_DIGITS]

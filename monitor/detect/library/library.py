"""The entities that come with the monitor, as one file with a line for each.

A line is decoded when its entity is first asked for: a folder of rules refers to a few dozen of several hundred,
and to read them all would cost more than to read the rules.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import msgspec

from monitor.detect.rules.conditions import Accents, CaseMode, Condition, EntityRef, Forms, Phrase, SourcePlace
from monitor.detect.rules.entity import Alias, Entity, HeldOffice
from monitor.model.ids import EntityId

FILE = Path(__file__).with_name("entities.jsonl")
ANY_LANGUAGE = "any"
_HEAD = b'{"id":"'
_ROLES = b'"roles":['
_EDITION_DIGITS = 12


class MadeFrom(msgspec.Struct, frozen=True):
    """The data that the file was made from. Another version of it gives another file."""

    babel: str
    cldr: str


class LibraryHead(msgspec.Struct, frozen=True):
    """The first line of the file."""

    made_from: MadeFrom


class LibraryName(msgspec.Struct, frozen=True, omit_defaults=True):
    """A name with more to say of it than its letters."""

    term: str
    case: CaseMode = CaseMode.SMART
    forms: Forms = Forms.AUTO
    accents: Accents = Accents.AUTO


class LibraryRole(msgspec.Struct, frozen=True):
    """An office that a person holds."""

    office: str
    of: str
    since: date
    until: date | None = None


Names = Mapping[str, list[str | LibraryName]]
"""Names by language; `any` for those that count in every one."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the file."""

    id: str
    title: str = ""
    names: Names = {}
    weak: Names = {}
    metonyms: Names = {}
    context: tuple[str, ...] = ()
    excepts: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    roles: tuple[LibraryRole, ...] = ()
    masked_by: tuple[str, ...] = ()
    """Entities that have a longer name with a name of this one in it."""
    as_of: str = ""
    role: str = ""
    qid: str = ""
    note: str = ""
    source: str = ""
    """The file that it was written in, below `sources/`; empty if it is generated altogether."""
    line: int = 1
    column: int = 1


class Library:
    """The entities that every folder of rules may refer to."""

    def __init__(self, content: bytes) -> None:
        """`content` is that of the file that `generate` writes."""
        self._content = content
        self.edition = hashlib.sha256(content).hexdigest()[:_EDITION_DIGITS] if content else ""
        lines = content.splitlines()
        self.made_from = msgspec.json.decode(lines.pop(0), type=LibraryHead).made_from if lines else None
        """None if there is nothing in it."""
        self._lines = {line[len(_HEAD) : line.index(b'"', len(_HEAD))].decode(): line for line in lines}
        self._entities: dict[str, Entity] = {}
        self._masked_by: dict[str, tuple[EntityId, ...]] = {}

    @property
    def ids(self) -> KeysView[str]:
        """The ids of all entities, in alphabetical order."""
        return self._lines.keys()

    def named(self, name: str) -> str:
        """The id of the first entity that is called exactly so in some language; empty if none is."""
        place = self._content.find(f'"{name}"'.encode())
        return _id_of(self._content[self._content.rfind(b"\n", 0, place) + 1 :]) if place >= 0 else ""

    def record(self, name: str) -> Record:
        """All that is known of an entity. Raises KeyError if there is none of this id."""
        return msgspec.json.decode(self._lines[name], type=Record)

    def entity(self, name: str) -> Entity:
        """An entity as rules know it. Raises KeyError if there is none of this id."""
        if name not in self._entities:
            record = self.record(name)
            self._entities[name] = _entity(record)
            self._masked_by[name] = tuple(map(EntityId, record.masked_by))
        return self._entities[name]

    def entities_in(self, langs: Collection[str | None]) -> Iterator[Entity]:
        """Every entity with the names of some languages only; None stands for names that count in every one.

        Metonyms are left out. Nothing is kept: most of the file is in languages that are not asked for.
        """
        wanted = {ANY_LANGUAGE if lang is None else lang for lang in langs}
        for name in self._lines:
            record = self.record(name)
            names, weak = _only(record.names, wanted), _only(record.weak, wanted)
            yield _entity(msgspec.structs.replace(record, names=names, weak=weak, metonyms={}))

    def holders(self, today: date | None) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Who holds which office on a day, by the office and whose it is; without a day, who has not left it."""
        found: dict[tuple[str, str], list[str]] = {}
        for name, line in self._lines.items():
            if _ROLES not in line:
                continue
            for role in self.record(name).roles:
                if role.until is None or (today is not None and today < role.until):
                    found.setdefault((role.office, role.of), []).append(name)
        return {office: tuple(names) for office, names in found.items()}

    def masked_by(self, name: str) -> tuple[EntityId, ...]:
        """The entities in whose longer names those of this one may be; none for an unknown id."""
        if name not in self._lines:
            return ()
        self.entity(name)
        return self._masked_by[name]


NO_LIBRARY = Library(b"")


@cache
def shipped_library() -> Library:
    """The library of this version of the monitor."""
    return Library(FILE.read_bytes())


def _id_of(line: bytes) -> str:
    return line[len(_HEAD) : line.index(b'"', len(_HEAD))].decode()


def _entity(record: Record) -> Entity:
    return Entity(
        id=EntityId(record.id),
        names=tuple(_aliases(record.names)),
        weak=tuple(_aliases(record.weak)),
        metonyms=tuple(_aliases(record.metonyms)),
        context=tuple(map(_condition, record.context)),
        excepts=tuple(Phrase(text=text) for text in record.excepts),
        part_of=tuple(map(EntityId, record.part_of)),
        roles=tuple(
            HeldOffice(office=role.office, of=EntityId(role.of), since=role.since, until=role.until)
            for role in record.roles
        ),
        place=SourcePlace(f"library/{record.source or 'generated'}", record.line, record.column),
    )


def _only(names: Names, langs: Collection[str]) -> Names:
    return {lang: found for lang, found in names.items() if lang in langs}


def _aliases(names: Names) -> Iterable[Alias]:
    for lang, written in names.items():
        tag = None if lang == ANY_LANGUAGE else lang
        for name in written:
            if isinstance(name, str):
                yield Alias(text=name, lang=tag)
            else:
                yield Alias(text=name.term, lang=tag, case=name.case, forms=name.forms, accents=name.accents)


def _condition(text: str) -> Condition:
    if text.startswith("entity:"):
        return EntityRef(entity=EntityId(text.removeprefix("entity:").strip()))
    return Phrase(text=text)

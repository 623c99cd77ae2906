"""Which entities a folder of rules knows, its own and the library's, and what there is to say of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from monitor.detect.explain.explain import describe_clause
from monitor.detect.rules.conditions import CaseMode, Forms, named
from monitor.detect.rules.entity import Alias, Entity
from monitor.detect.ruleset import Rules
from monitor.language.words import words
from monitor.model.ids import EntityId


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityLine:
    """An entity in a list."""

    id: str
    title: str
    role: str = ""
    own: bool = False
    """Whether it is written in the folder's own files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """All that is known of an entity."""

    id: str
    title: str
    own: bool
    written: str
    """Where, as path:line."""
    instead_of: str = ""
    """Where the library has the entity of the same id, which then does not count."""
    extends: str = ""
    """Where the library has the entity of the same id, to which the own one adds."""
    role: str = ""
    as_of: str = ""
    qid: str = ""
    note: str = ""
    names: Mapping[str, tuple[str, ...]]
    """By language; `any` for names that count in every one."""
    weak: Mapping[str, tuple[str, ...]]
    metonyms: Mapping[str, tuple[str, ...]]
    context: tuple[str, ...] = ()
    excepts: tuple[str, ...] = ()
    masked_by: tuple[str, ...] = ()
    """Entities inside whose longer names its names do not count."""
    rules: tuple[str, ...] = ()
    """The rules that speak of it, each with its place."""


def listed(rules: Rules) -> list[EntityLine]:
    """Every entity, by id. An own one hides the library's of the same id."""
    own = {str(entity.id): entity for entity in rules.entities}
    lines = [
        EntityLine(id=name, title=_first_name(entity), own=True)
        for name, entity in own.items()
        if not entity.extends
    ]
    for name in rules.library.ids - {line.id for line in lines}:
        record = rules.library.record(name)
        lines.append(EntityLine(id=name, title=record.title, role=record.role, own=name in own))
    return sorted(lines, key=lambda line: line.id)


def describe_entity(name: str, rules: Rules) -> Described | None:
    """An entity; None if there is none of this id."""
    own = next((entity for entity in rules.entities if entity.id == name), None)
    in_library = name in rules.library.ids
    if own is None and not in_library:
        return None
    entity = own if own is not None else rules.library.entity(name)
    record = rules.library.record(name) if in_library else None
    of_library = record if own is None or own.extends else None
    place = rules.library.entity(name).place if in_library else None
    beside = f"{place.path}:{place.line}" if own is not None and place is not None else ""
    return Described(
        id=name,
        title=of_library.title if of_library is not None else _first_name(entity),
        own=own is not None,
        written=f"{entity.place.path}:{entity.place.line}",
        instead_of=beside if not entity.extends else "",
        extends=beside if entity.extends else "",
        role=of_library.role if of_library is not None else "",
        as_of=of_library.as_of if of_library is not None else "",
        qid=of_library.qid if of_library is not None else "",
        note=of_library.note if of_library is not None else "",
        names=_by_language(entity.names),
        weak=_by_language(entity.weak),
        metonyms=_by_language(entity.metonyms),
        context=tuple(describe_clause(condition) for condition in entity.context),
        excepts=tuple(phrase.text for phrase in entity.excepts),
        masked_by=tuple(rules.library.masked_by(name)),
        rules=tuple(_users(EntityId(name), rules)),
    )


def known_as(name: str, rules: Rules) -> list[str]:
    """The ids of the entities of which this is a name already, however it is punctuated."""
    sought = "".join(words(name))
    own = {str(entity.id): entity for entity in rules.entities}
    entities = [*own.values(), *(rules.library.entity(each) for each in sorted(rules.library.ids - own.keys()))]
    return [
        str(entity.id)
        for entity in entities
        if any("".join(words(alias.text)) == sought for alias in (*entity.names, *entity.weak))
    ]


def _users(name: EntityId, rules: Rules) -> Iterator[str]:
    for rule in rules.rules:
        if name in named(rule.condition):
            yield f"{rule.id} ({rule.place.path}:{rule.place.line})"


def _first_name(entity: Entity) -> str:
    return entity.names[0].text if entity.names else entity.id


def _by_language(aliases: Iterable[Alias]) -> dict[str, tuple[str, ...]]:
    """The names by language, in the order written, with what is special about one in brackets."""
    found: dict[str, list[str]] = {}
    for alias in aliases:
        marks = [str(mark) for mark in (alias.case, alias.forms) if mark not in (CaseMode.SMART, Forms.AUTO)]
        shown = f"{alias.text} [{', '.join(marks)}]" if marks else alias.text
        found.setdefault(alias.lang or "any", []).append(shown)
    return {lang: tuple(names) for lang, names in found.items()}

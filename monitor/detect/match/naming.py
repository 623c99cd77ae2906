"""Which entities an item names, and where: languages, exceptions, masking, and shared names in their context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from monitor.detect.match.automaton import Found
from monitor.detect.match.folded_item import FoldedItem, Span, inside
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.rules.counting import counts_in
from monitor.detect.rules.rule import Alias, AnyOf, Condition, Entity, EntityRef, Phrase, may_hide
from monitor.model.ids import EntityId

_CONTEXT_WORDS = 30
_GIVEN_NAME = re.compile(r" [A-Z]\w+[-‐‑]\w+")


class NameFind(NamedTuple):
    """A name that was found, whether or not it counts."""

    span: Span
    entity: EntityId
    alias: Alias
    weak: bool
    metonym: bool


class NameResolver:
    """The entities that one item names."""

    def __init__(self, book: RuleIndex, reading: FoldedItem, found: Found) -> None:
        self._book = book
        self._reading = reading
        self._found = found

    @property
    def entities(self) -> tuple[EntityId, ...]:
        """Every entity that is named, in the order of the text."""
        places = self.places
        return tuple(sorted(places, key=lambda entity: (places[entity], entity)))

    @property
    def places(self) -> dict[EntityId, Span]:
        """Every entity that is named, with the first place where it is."""
        if self._book.names.keys().isdisjoint(self._found):
            return {}
        return {entity: finds[0].span for entity in self._judged[0] if (finds := self.names_of(entity))}

    def names_of(self, entity: EntityId, *, metonyms: bool = False) -> Sequence[NameFind]:
        """Where an entity is named, in the order of the text, the longest name at each place."""
        finds = self._judged[0].get(entity, ())
        return finds if metonyms else [find for find in finds if not find.metonym]

    def doubts(self, entity: EntityId) -> list[tuple[NameFind, str]]:
        """The entity's names that were found and do not count, and why not."""
        return [(find, why) for find, why in self._judged[1] if find.entity == entity]

    @cached_property
    def _judged(self) -> tuple[dict[EntityId, list[NameFind]], list[tuple[NameFind, str]]]:
        doubts: list[tuple[NameFind, str]] = []
        sound: list[NameFind] = []
        for find in self._finds():
            why = self._own_fault(find)
            if why:
                doubts.append((find, why))
            else:
                sound.append(find)
        masked = _masked(sound)
        doubts += [(find, f"inside {outer.alias.text!r} ({outer.entity})") for find, outer in masked.items()]
        named: dict[EntityId, list[NameFind]] = {}
        for find in sound:
            if not find.weak and find not in masked:
                _keep(named.setdefault(find.entity, []), find)
        strong = {
            entity: own for entity, finds in named.items() if (own := [find for find in finds if not find.metonym])
        }
        for find in sound:
            if find.weak and find not in masked:
                why = self._out_of_context(find, strong)
                if why:
                    doubts.append((find, why))
                else:
                    _keep(named.setdefault(find.entity, []), find)
        for finds in named.values():
            finds.sort(key=lambda find: find.span)
        return named, doubts

    def _finds(self) -> list[NameFind]:
        """Every name in the order of the text, longer ones first, and as the entity's file orders them."""
        names = self._book.names
        finds = [
            NameFind(span, name.entity, name.alias, name.weak, name.metonym)
            for number in sorted(names.keys() & self._found.keys())
            for name in names[number]
            for span in self._found[number]
        ]
        return sorted(finds, key=lambda find: (find.span[0], -find.span[1]))

    def _own_fault(self, find: NameFind) -> str:
        if not counts_in(find.alias, self._reading.lang):
            return f"lang: {find.alias.text!r} is a name in {find.alias.lang}"
        for phrase in self._book.entities[find.entity].excepts:
            for outer in self._found.get(self._book.number(phrase), ()):
                if inside(find.span, outer):
                    return f"except({phrase.text!r})"
        return ""

    def _out_of_context(self, find: NameFind, strong: dict[EntityId, list[NameFind]]) -> str:
        """Why a shared name does not count, or an empty text."""
        _, written, after = self._reading.line(find.span)
        if _GIVEN_NAME.match(after):
            return f"{written!r} is followed by another given name"
        if find.entity in strong:
            return ""
        context = self._context(self._book.entities[find.entity], strong)
        if any(self._reading.distance(find.span, span, across_fields=True) <= _CONTEXT_WORDS for span in context):
            return ""
        return f"weak: {find.alias.text!r} without a word of its context within {_CONTEXT_WORDS} words"

    def _context(self, entity: Entity, strong: dict[EntityId, list[NameFind]]) -> Iterable[Span]:
        for condition in _leaves(entity.context):
            if isinstance(condition, Phrase):
                yield from self._found.get(self._book.number(condition), ())
            elif isinstance(condition, EntityRef):
                yield from (find.span for find in strong.get(condition.entity, ()))


def _masked(finds: Iterable[NameFind]) -> dict[NameFind, NameFind]:
    """Finds inside a longer full name of another entity, each with that name. In and out in text order."""
    masked: dict[NameFind, NameFind] = {}
    open_names: list[NameFind] = []
    for find in finds:
        open_names = [name for name in open_names if name.span[1] > find.span[0]]
        for outer in open_names:
            if _hides(outer, find):
                masked[find] = outer
                break
        if not find.weak:
            open_names.append(find)
    return masked


def _hides(outer: NameFind, find: NameFind) -> bool:
    return may_hide(outer.entity, find.entity) and outer.span != find.span and inside(find.span, outer.span)


def _keep(kept: list[NameFind], find: NameFind) -> None:
    if not any(inside(find.span, other.span) for other in kept):
        kept.append(find)


def _leaves(conditions: Iterable[Condition]) -> Iterable[Condition]:
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from condition.of
        else:
            yield condition

"""Which entities an item names, and where: languages, exceptions, masking, and shared names in their context."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from monitor.detect.match.automaton import Found
from monitor.detect.match.names.elsewhere import historical, likeness, outlet, part_of_town, region_elsewhere
from monitor.detect.match.names.namesakes import (
    Surroundings,
    at_leisure,
    begins_like_a_word,
    given_name_before,
    in_sport,
    named_after,
    other_acronym,
    other_occupation,
    title_of_work,
    words_beside,
)
from monitor.detect.match.names.politics import politics_of
from monitor.detect.match.names.roles import Beside, has_office, role_finds
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.text.spans import Cover, Span, inside
from monitor.detect.rules.conditions import AnyOf, Condition, EntityRef, Phrase
from monitor.detect.rules.counting import counts_in
from monitor.detect.rules.entity import Alias, Entity, may_hide
from monitor.language.names.offices import home_press
from monitor.language.tables import word_list
from monitor.language.words import words
from monitor.model.ids import EntityId

_CONTEXT_WORDS = 30
_NAMED_AFTER = frozenset({"country", "place"})
"""Kinds of entities that streets and cinemas are named after."""
_GIVEN_NAME_LETTERS = 64
"""So far is looked for another given name behind a shared one."""
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

    def __init__(self, index: RuleIndex, reading: FoldedItem, found: Found) -> None:
        self._index = index
        self._reading = reading
        self._found = found
        self._barred: dict[EntityId, list[tuple[Phrase, Cover]]] = {}

    @property
    def entities(self) -> tuple[EntityId, ...]:
        """Every entity that is named, in the order of the text."""
        places = self.places
        return tuple(sorted(places, key=lambda entity: (places[entity], entity)))

    @property
    def places(self) -> dict[EntityId, Span]:
        """Every entity that is named, with the first place where it is."""
        if self._index.names.keys().isdisjoint(
            self._found
        ):  # of an office at least the country is among the names
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
        masked = self._masked(sound)
        doubts += [(find, f"inside {outer.alias.text!r} ({outer.entity})") for find, outer in masked.items()]
        strong: dict[EntityId, list[NameFind]] = {}
        for find in sound:
            if not find.weak and find not in masked:
                strong.setdefault(find.entity, []).append(find)
        for find in self._by_role(strong, sound):
            strong.setdefault(find.entity, []).append(find)
        named = {entity: _longest(_in_order(finds)) for entity, finds in strong.items()}
        for entity, finds in _by_entity(find for find in sound if find.weak and find not in masked).items():
            within = Cover(find.span for find in named.get(entity, ()))
            kept = []
            for find, why in self._in_context(entity, finds, named):
                if why:
                    doubts.append((find, why))
                elif not within.holds(find.span):
                    kept.append(find)
            if kept:
                named[entity] = sorted((*named.get(entity, ()), *_longest(kept)), key=lambda find: find.span)
        return named, doubts

    def _finds(self) -> list[NameFind]:
        """Every name in the order of the text, longer ones first, and as the entity's file orders them."""
        names = self._index.names
        finds = [
            NameFind(span, name.entity, name.alias, name.weak, name.metonym)
            for number in sorted(names.keys() & self._found.keys())
            for name in names[number]
            for span in self._found[number]
        ]
        self._reading.steps.spend(len(finds))
        return sorted(finds, key=lambda find: (find.span[0], -find.span[1]))

    def _own_fault(self, find: NameFind) -> str:
        if not counts_in(find.alias, self._reading.lang):
            return f"lang: {find.alias.text!r} is a name in {find.alias.lang}"
        for phrase, longer in self._excepts(find.entity):
            if longer.holds(find.span):
                return f"except({phrase.text!r})"
        return self._other_meaning(find)

    def _other_meaning(self, find: NameFind) -> str:
        """What beside a name shows that it means somebody or something else; empty if nothing does."""
        entity = self._index.entities[find.entity]
        if why := self._somebody_else(find, entity):
            return why
        work = title_of_work(self._reading, find.span)
        if work:
            return f"title of a work: after {work!r}"
        leisure = ""
        if entity.kind in _NAMED_AFTER:
            around = words_beside(self._reading, find.span)
            if shown := self._shown_elsewhere(find, entity, around):
                return shown
            leisure = at_leisure(around)
        doubtful = leisure or begins_like_a_word(self._reading, find.span)
        if not doubtful or politics_of(self._index.politics).near(self._reading, find.span, affairs=True):
            return ""
        return f"at leisure: {leisure!r}" if leisure else "an ordinary word"

    def _somebody_else(self, find: NameFind, entity: Entity) -> str:
        """What shows that a name is that of another person, organisation or outlet; empty if nothing does."""
        given = given_name_before(self._reading, find.span, entity, find.alias)
        if given:
            return f"namesake: {given} is another given name"
        other = other_occupation(self._reading, find.span, entity, find.alias)
        other = other or other_acronym(self._reading, find.span, entity, find.alias)
        if other:
            return f"namesake: beside {other!r}"
        paper = outlet(self._reading, find.span)
        return f"in the name of an outlet: {paper!r}" if paper else ""

    def _shown_elsewhere(self, find: NameFind, entity: Entity, around: Surroundings) -> str:
        """What shows that a place's name is that of something else; empty if nothing does."""
        reading, span = self._reading, find.span
        street = named_after(reading, span, entity, find.alias, around) or part_of_town(reading, span, entity)
        if street:
            return f"named after it: {street!r}"
        region = region_elsewhere(reading, span, entity)
        if region:
            return f"elsewhere: in {region!r}"
        like = likeness(reading, span)
        if like:
            return f"a likeness: before {like!r}"
        person = historical(reading, span)
        return f"in the name of somebody: {person}" if person else ""

    def _by_role(
        self, strong: Mapping[EntityId, Sequence[NameFind]], sound: Iterable[NameFind]
    ) -> Iterable[NameFind]:
        """The people whom the text calls by their office."""
        found = self._found
        offices = {
            word: [found.get(number, ()) for number in numbers]
            for word, numbers in self._index.offices.items()
            if numbers[0] in found
        }
        if not offices:
            return
        countries = {
            country: Beside(find.span for find in strong[country] if not find.metonym)
            for _, country in self._index.holders
            if country in strong
        }
        people = Beside(find.span for find in sound if find.entity.startswith("person/"))
        today = self._reading.item.first_seen_at.date()
        others = Beside(
            find.span for finds in strong.values() for find in finds if not find.entity.startswith("person/")
        )
        for role in role_finds(self._reading, offices, countries, people, others):
            for person, held in self._index.holders.get((role.office, role.of), ()):
                if held.held_on(today):
                    alias = Alias(text=f"{role.office} of {role.of}")
                    yield NameFind(role.span, person, alias, weak=False, metonym=False)

    def _excepts(self, entity: EntityId) -> list[tuple[Phrase, Cover]]:
        """The phrases that were found in which the entity's names do not count, and where."""
        known = self._barred.get(entity)
        if known is None:
            phrases = self._index.entities[entity].excepts
            known = self._barred[entity] = [
                (phrase, Cover(found))
                for phrase in phrases
                if (found := self._found.get(self._index.number(phrase)))
            ]
        return known

    def _in_context(
        self, entity: EntityId, finds: Sequence[NameFind], named: Mapping[EntityId, Sequence[NameFind]]
    ) -> Iterable[tuple[NameFind, str]]:
        """Shared names of one entity, each with why it does not count, or an empty text."""
        sure = any(not find.metonym for find in named.get(entity, ()))
        near = _Near(self._reading, () if sure else self._context(self._index.entities[entity], named))
        for find in finds:
            after = self._reading.after(find.span, _GIVEN_NAME_LETTERS)
            if _GIVEN_NAME.match(after):
                yield find, f"{self._reading.written(find.span)!r} is followed by another given name"
            elif sure or near.has(find.span) or self._is_leader(entity, find):
                yield find, ""
            else:
                yield (
                    find,
                    f"weak: {find.alias.text!r} without a word of its context within {_CONTEXT_WORDS} words",
                )

    def _is_leader(self, entity: EntityId, find: NameFind) -> bool:
        """Whether a rare surname of somebody in office is where a text speaks of politics."""
        if not self._index.entities[entity].roles:
            return False
        if self._begins_at_home(entity, find):
            return True
        if not word_list("common_surnames").isdisjoint(words(find.alias.text)):
            return False
        return politics_of(self._index.politics).near(self._reading, find.span)

    def _begins_at_home(self, entity: EntityId, find: NameFind) -> bool:
        """Whether a line in the language of somebody's own country begins with the surname, as they do there."""
        home = home_press()
        countries = (role.of for role in self._index.entities[entity].roles)
        if not any(self._reading.lang in home.get(country, ()) for country in countries):
            return False
        before, _, after = self._reading.line(find.span)
        if words(before) or after.startswith(",") or after.lstrip()[:1].isupper() or in_sport(words(after)):
            return False  # "Sugiono, petani": who that is follows, so it is somebody else
        return not begins_like_a_word(self._reading, find.span)

    def _masked(self, finds: Iterable[NameFind]) -> dict[NameFind, NameFind]:
        """Finds inside a longer full name of another entity, each with that name. In and out in text order."""
        masked: dict[NameFind, NameFind] = {}
        open_names: list[NameFind] = []
        for find in finds:
            open_names = [name for name in open_names if name.span[1] > find.span[0]]
            for outer in open_names:
                if self._hides(outer, find):
                    masked[find] = outer
                    break
            if not find.weak:
                open_names.append(find)
        return masked

    def _hides(self, outer: NameFind, find: NameFind) -> bool:
        if not may_hide(outer.entity, find.entity) or outer.span == find.span or not inside(find.span, outer.span):
            return False
        whole = self._index.entities[outer.entity]
        if find.entity in whole.part_of or any(find.entity == held.of for held in whole.roles):
            return False
        titled = outer.entity.startswith("person/") and not find.entity.startswith("person/")
        return not (titled and has_office(outer.alias.text))

    def _context(self, entity: Entity, named: Mapping[EntityId, Sequence[NameFind]]) -> Iterable[Span]:
        for condition in _leaves(entity.context):
            if isinstance(condition, Phrase):
                yield from self._found.get(self._index.number(condition), ())
            elif isinstance(condition, EntityRef):
                yield from (find.span for find in named.get(condition.entity, ()) if not find.metonym)


class _Near:
    """Places in the text, to be asked whether one is near another; a question takes no longer for many."""

    def __init__(self, reading: FoldedItem, spans: Iterable[Span]) -> None:
        self._reading = reading
        places = sorted((reading.words_before(start), reading.words_through(end)) for start, end in spans)
        self._starts = [start for start, _ in places]
        self._ends = list(accumulate((end for _, end in places), max))

    def has(self, span: Span) -> bool:
        """Whether a place is within so many words of a span, before or behind it, in any field."""
        behind = bisect_right(self._starts, self._reading.words_through(span[1]) + _CONTEXT_WORDS)
        return behind > 0 and self._ends[behind - 1] >= self._reading.words_before(span[0]) - _CONTEXT_WORDS


def _in_order(finds: Iterable[NameFind]) -> list[NameFind]:
    """Finds in the order of the text, longer ones first."""
    return sorted(finds, key=lambda find: (find.span[0], -find.span[1]))


def _by_entity(finds: Iterable[NameFind]) -> dict[EntityId, list[NameFind]]:
    found: dict[EntityId, list[NameFind]] = {}
    for find in finds:
        found.setdefault(find.entity, []).append(find)
    return found


def _longest(finds: Iterable[NameFind]) -> list[NameFind]:
    """The longest name at each place. In and out in the order of the text, longer ones first."""
    kept: list[NameFind] = []
    for find in finds:
        if not kept or find.span[1] > kept[-1].span[1]:
            kept.append(find)
    return kept


def _leaves(conditions: Iterable[Condition]) -> Iterable[Condition]:
    for condition in conditions:
        if isinstance(condition, AnyOf):
            yield from condition.of
        else:
            yield condition

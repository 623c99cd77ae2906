"""What grouping takes from a match, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.group.keys import headline, is_live, link_key, title_key
from monitor.group.numbers import Number, numbers
from monitor.group.terms import content_size, terms
from monitor.model import EntityId, Field, Item, ItemId, Match, RuleId
from monitor.text import words

_LEAD = 400
"""Characters of the summary that count: what follows is background, and alike in different stories."""
_PEOPLE = "person/"
_PLACES = "place/"
_NAMED_THINGS = (_PEOPLE, _PLACES, "org/")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One match as grouping sees it."""

    item: ItemId
    feed: str
    at: datetime
    lang: str | None
    title: str
    keys: tuple[str, ...]
    """What identifies the item: its guid within its feed, its link, its title."""
    live: bool
    """Whether the title stands over changing news."""
    title_size: int
    title_terms: tuple[str, ...]
    terms: tuple[str, ...]
    """Of the title and the lead."""
    numbers: tuple[Number, ...]
    title_set: frozenset[str]
    term_set: frozenset[str]
    entities: frozenset[EntityId]
    people: frozenset[EntityId]
    places: frozenset[EntityId]
    in_title: frozenset[EntityId]
    """Entities that the title is known to name."""
    key_people: frozenset[EntityId]
    """The people whom the item is about, as far as can be told."""
    required: dict[RuleId, frozenset[EntityId]]
    """For each of its rules, the entities that every item of the rule has."""


def read(match: Match) -> Reading:
    """Read a match."""
    item = match.item
    bare = headline(item.title)
    lead = item.summary[:_LEAD]
    title_terms = terms(bare)
    entities = frozenset(match.entities)
    in_title = _in_title(match)
    latin = any("a" <= letter <= "z" for word in words(item.title) for letter in word)
    people = people_of(entities)
    all_terms = tuple(dict.fromkeys((*title_terms, *terms(lead))))
    return Reading(
        item=item.id,
        feed=item.feed,
        at=item.first_seen_at,
        lang=item.lang,
        title=item.title,
        keys=_keys(item),
        live=is_live(item.title),
        title_size=content_size(bare),
        title_terms=title_terms,
        terms=all_terms,
        title_set=frozenset(title_terms),
        term_set=frozenset(all_terms),
        numbers=tuple(dict.fromkeys((*numbers(bare), *numbers(lead)))),
        entities=entities,
        people=people,
        places=places_of(entities),
        in_title=in_title,
        key_people=people_of(in_title) or (frozenset() if latin else people),
        required={hit.rule: frozenset(hit.required) for hit in match.rules},
    )


def people_of(entities: frozenset[EntityId]) -> frozenset[EntityId]:
    """Those of the entities that are people."""
    return frozenset(entity for entity in entities if entity.startswith(_PEOPLE))


def places_of(entities: frozenset[EntityId]) -> frozenset[EntityId]:
    """Those of the entities that are places smaller than a country."""
    return frozenset(entity for entity in entities if entity.startswith(_PLACES))


def named_things_of(entities: frozenset[EntityId]) -> frozenset[EntityId]:
    """The entities that single out an event: people, places, organisations; countries do not."""
    return frozenset(entity for entity in entities if entity.startswith(_NAMED_THINGS))


def slug_words(entity: EntityId) -> list[str]:
    """The words of the readable part of an entity's id."""
    return words(entity.partition("/")[2])


def _keys(item: Item) -> tuple[str, ...]:
    keys = {
        "guid": f"{item.feed} {item.guid}" if item.guid else "",
        "link": link_key(item.url),
        "title": title_key(item.title),
    }
    return tuple(f"{kind} {key}" for kind, key in keys.items() if key)


def _in_title(match: Match) -> frozenset[EntityId]:
    """The entities that the title names: all of them if there is no other text, else those that a rule found
    there, or whose id reads like one of its words."""
    item = match.item
    if not item.summary and not item.body:
        return frozenset(match.entities)
    hits = {hit.entity for rule in match.rules for hit in rule.hits if hit.field is Field.TITLE}
    title = set(words(item.title))
    return frozenset(
        entity
        for entity in match.entities
        if entity in hits or any(len(word) > 2 and word in title for word in slug_words(entity))
    )

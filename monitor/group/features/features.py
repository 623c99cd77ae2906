"""What grouping takes from a match, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.group.features.agencies import agency_of
from monitor.group.features.claims import negates
from monitor.group.features.kickers import KickerTracker
from monitor.group.features.roundups import is_round_up
from monitor.group.features.terms import content_size, name_terms, terms
from monitor.group.features.title_keys import headline, is_live, link_key, title_key
from monitor.language.numbers import Number, numbers
from monitor.language.words import words
from monitor.model.ids import EntityId, FeedId, ItemId, RuleId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, Merge, RuleHit
from monitor.model.news.item import Field, Item

_LEAD = 400
"""Characters of the summary that count: what follows is background, and alike in different stories."""
_PEOPLE = "person/"
_PLACES = "place/"
_NAMED_THINGS = (_PEOPLE, _PLACES, "org/")
_LOOSEST_FIRST = (Merge.LOOSE, Merge.NORMAL, Merge.STRICT, Merge.NONE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """One match as grouping sees it."""

    item: ItemId
    feed: FeedId
    source: str
    agency: str
    """The news agency whose text it says it is; else empty."""
    at: datetime
    lang: str | None
    title: str
    bare: str
    """The title without the publisher's name and without a standing head."""
    keys: tuple[int, ...]
    """Hashes of what identifies the item: its guid within its feed, its link, its title."""
    kinds: tuple[str, ...]
    """What each of the keys is made of."""
    live: bool
    """Whether the title stands over changing news."""
    round_up: bool
    """Whether the title announces several events."""
    negates: bool
    """Whether the title says that something is not so."""
    title_size: int
    terms: tuple[str, ...]
    """Of the title, then those that only the lead has, then the entities that tell anything under its rules."""
    title_count: int
    """How many of the terms are the title's words."""
    word_count: int
    """How many of the terms are words."""
    title_set: frozenset[str]
    term_set: frozenset[str]
    tellings: frozenset[str]
    """The terms but for those by whose words the rules found the item."""
    title_names: frozenset[str]
    """Terms of the title that are likely names, and the entities that it names."""
    own_words: frozenset[str]
    """Terms of the words by which the rules found the item."""
    numbers: tuple[Number, ...]
    entities: frozenset[EntityId]
    people: frozenset[EntityId]
    places: frozenset[EntityId]
    in_title: frozenset[EntityId]
    """Entities that the title is known to name."""
    key_people: frozenset[EntityId]
    """The people whom the item is about, as far as can be told."""
    names: dict[EntityId, str]
    """What the entities are called, as far as a rule found them by a name."""
    required: dict[RuleId, frozenset[EntityId]]
    """For each of its rules, the entities that every item of the rule has: they tell no two stories apart."""
    merge: Merge
    """The strictest that one of its rules asks for."""
    join: timedelta | None
    """The shortest that one of its rules gives its stories to take more."""

    @property
    def title_terms(self) -> tuple[str, ...]:
        """The terms of the title, in the order of the text."""
        return self.terms[: self.title_count]

    def name_of(self, entity: EntityId) -> str:
        """What a reader calls an entity: as a rule found it, else its id made readable: Wang Yi."""
        return self.names.get(entity) or " ".join(word.capitalize() for word in slug_words(entity))


def read(match: Match, heads: KickerTracker) -> Features:
    """Read a match."""
    item = match.item
    bare = headline(heads.bare(item.feed, item.title))
    lead = item.summary[:_LEAD]
    title_terms = terms(bare)
    all_terms = tuple(dict.fromkeys((*title_terms, *terms(lead)))) if lead else title_terms
    own_words = _own_words(match)
    required = {rule.rule: _required(match, rule) for rule in match.rules}
    demanded = frozenset[EntityId]().union(*required.values())
    telling_terms = (*all_terms, *(entity for entity in match.entities if entity not in demanded))
    entities = frozenset(match.entities)
    in_title = _in_title(match)
    latin = any("a" <= letter <= "z" for word in words(item.title) for letter in word)
    people = people_of(entities)
    keys = _keys(item)
    spans = [hit.story.join for hit in match.rules if hit.story.join is not None]
    return Features(
        item=item.id,
        feed=item.feed,
        source=item.source,
        agency=agency_of(item),
        at=item.first_seen_at,
        lang=item.lang,
        title=item.title,
        bare=bare,
        keys=tuple(_hash(f"{kind} {key}") for kind, key in keys),
        kinds=tuple(kind for kind, _ in keys),
        live=is_live(item.title),
        round_up=is_round_up(item.title),
        negates=negates(item.title),
        title_size=content_size(bare),
        terms=telling_terms,
        tellings=frozenset(telling_terms) - own_words,
        title_count=len(title_terms),
        word_count=len(all_terms),
        title_set=frozenset(title_terms),
        term_set=frozenset(all_terms),
        title_names=name_terms(bare) | in_title,
        own_words=own_words,
        numbers=tuple(dict.fromkeys((*numbers(bare), *numbers(lead)))),
        entities=entities,
        people=people,
        places=places_of(entities),
        in_title=in_title,
        key_people=people_of(in_title) or (frozenset() if latin else people),
        names={hit.entity: hit.term for rule in match.rules for hit in rule.hits if hit.entity is not None},
        required=required,
        merge=max((hit.story.merge for hit in match.rules), key=_LOOSEST_FIRST.index, default=Merge.NORMAL),
        join=min(spans, default=None),
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


def _keys(item: Item) -> list[tuple[str, str]]:
    keys = {
        "guid": f"{item.feed} {item.guid}" if item.guid else "",
        "link": link_key(item.url),
        "title": title_key(item.title),
    }
    return [(kind, key) for kind, key in keys.items() if key]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _own_words(match: Match) -> frozenset[str]:
    return frozenset(term for rule in match.rules for hit in rule.hits for term in terms(_found(match, hit)))


def _found(match: Match, hit: Hit) -> str:
    return match.item.text(hit.field)[hit.start : hit.end]


def _required(match: Match, rule: RuleHit) -> frozenset[EntityId]:
    """What every item of a rule has: what it demands, and what its plain phrases happen to name."""
    phrases = {term for hit in rule.hits if hit.entity is None for term in terms(_found(match, hit))}
    names = {entity: terms(" ".join(slug_words(entity))) for entity in match.entities} if phrases else {}
    named = (entity for entity, name in names.items() if name and phrases.issuperset(name))
    return frozenset(rule.required).union(named)


def _in_title(match: Match) -> frozenset[EntityId]:
    """The entities that the title names: all of them if there is no other text, else those that a rule found
    there, or whose id reads like one of its words."""
    item = match.item
    if not match.entities or (not item.summary and not item.body):
        return frozenset(match.entities)
    hits = {hit.entity for rule in match.rules for hit in rule.hits if hit.field is Field.TITLE}
    title = set(words(item.title))
    return frozenset(
        entity
        for entity in match.entities
        if entity in hits or any(len(word) > 2 and word in title for word in slug_words(entity))
    )

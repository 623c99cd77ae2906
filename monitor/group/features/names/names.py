"""The entities that an item names, and which of them its title names."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.group.features.terms import terms
from monitor.language.words import compose, words
from monitor.model.ids import EntityId, RuleId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Field

_PEOPLE = "person/"
_PLACES = ("place/", "country/")
_NAMED_THINGS = (_PEOPLE, "place/", "org/")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Names:
    """Who and what an item names."""

    entities: frozenset[EntityId]
    people: frozenset[EntityId]
    in_title: frozenset[EntityId]
    title_people: frozenset[EntityId]
    """The people whom the item is about."""
    title_places: frozenset[EntityId]
    """The countries and the places in them that the title names."""
    spans: tuple[tuple[int, int], ...]
    """Where in the bare title its places are."""
    called: dict[EntityId, tuple[str, ...]]
    """Terms of the title by which it names each of its entities."""
    famous: frozenset[str]
    """Terms of the title by which it names people, countries and organisations that detection knows: much of the
    news has them."""
    distinctive: tuple[EntityId, ...]
    """The entities that not every item of its rules has."""
    written: dict[EntityId, str]
    """What the entities are called, as far as a rule found them by a name."""
    required: dict[RuleId, frozenset[EntityId]]
    """For each of its rules, the entities that every item of the rule has: they distinguish no stories."""

    def name_of(self, entity: EntityId) -> str:
        """What a reader calls an entity: as a rule found it, else its id made readable: Wang Yi."""
        return self.written.get(entity) or readable(entity)


def read_names(match: Match, *, bare: str) -> Names:
    """The names of a match whose title says `bare`."""
    required = {rule.rule: _required(match, rule) for rule in match.rules}
    demanded = frozenset[EntityId]().union(*required.values())
    entities = frozenset(match.entities)
    in_title = _in_title(match)
    called = _called(match)
    return Names(
        entities=entities,
        people=people_of(entities),
        in_title=in_title,
        title_people=people_of(in_title),
        title_places=places_of(in_title),
        spans=_spans(match, bare),
        called=called,
        famous=frozenset(
            term for entity, names in called.items() for term in names if not entity.startswith("place/")
        ),
        distinctive=tuple(entity for entity in match.entities if entity not in demanded),
        written={hit.entity: hit.term for rule in match.rules for hit in rule.hits if hit.entity is not None},
        required=required,
    )


def people_of(entities: frozenset[EntityId]) -> frozenset[EntityId]:
    """Those of the entities that are people."""
    return frozenset(entity for entity in entities if entity.startswith(_PEOPLE))


def places_of(entities: frozenset[EntityId]) -> frozenset[EntityId]:
    """Those of the entities that are countries, or places in one."""
    return frozenset(entity for entity in entities if entity.startswith(_PLACES))


def smaller_places_of(entities: frozenset[EntityId]) -> frozenset[EntityId]:
    """Those of the entities that are places smaller than a country."""
    return frozenset(entity for entity in entities if entity.startswith("place/"))


def named_things_of(entities: frozenset[EntityId]) -> frozenset[EntityId]:
    """The entities that single out an event: people, places, organisations; countries do not."""
    return frozenset(entity for entity in entities if entity.startswith(_NAMED_THINGS))


def slug_words(entity: EntityId) -> list[str]:
    """The words of the readable part of an entity's id."""
    return words(entity.partition("/")[2])


def readable(entity: EntityId) -> str:
    """An entity's id for a reader: Wang Yi."""
    return " ".join(word.capitalize() for word in slug_words(entity))


def _in_title(match: Match) -> frozenset[EntityId]:
    """The entities that the title names, as detection says. A match that was written down before it did so is
    taken at what its rules found in the title, or at everything if there is no other text."""
    if match.mentions:
        return frozenset(mention.entity for mention in match.mentions if mention.field is Field.TITLE)
    if not match.item.summary and not match.item.body:
        return frozenset(match.entities)
    hits = {hit.entity for rule in match.rules for hit in rule.hits if hit.field is Field.TITLE}
    return frozenset(entity for entity in match.entities if entity in hits)


def _spans(match: Match, bare: str) -> tuple[tuple[int, int], ...]:
    placed = [
        (mention.start, mention.end)
        for mention in match.mentions
        if mention.field is Field.TITLE and mention.entity.startswith(_PLACES)
    ]
    if not placed:
        return ()
    offset = compose(match.item.title).find(compose(bare))
    return tuple((start - offset, end - offset) for start, end in placed) if offset >= 0 else ()


def _called(match: Match) -> dict[EntityId, tuple[str, ...]]:
    title = compose(match.item.title)
    return {
        mention.entity: terms(title[mention.start : mention.end])
        for mention in match.mentions
        if mention.field is Field.TITLE
    }


def _required(match: Match, rule: RuleHit) -> frozenset[EntityId]:
    """What every item of a rule has: what it demands, and what its plain phrases happen to name."""
    phrases = {term for hit in rule.hits if hit.entity is None for term in terms(found_text(match, hit))}
    named_words = {entity: terms(" ".join(slug_words(entity))) for entity in match.entities} if phrases else {}
    named = (entity for entity, name in named_words.items() if name and phrases.issuperset(name))
    return frozenset(rule.required).union(named)


def found_text(match: Match, hit: Hit) -> str:
    """The words that a rule found."""
    return match.item.text(hit.field)[hit.start : hit.end]

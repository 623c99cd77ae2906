"""A named thing, with its names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.detect.rules.conditions import Accents, CaseMode, Condition, Forms, Phrase, SourcePlace
from monitor.detect.rules.example import Example
from monitor.model.ids import EntityId


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One name of an entity."""

    text: str
    lang: str | None = None
    """The language it is a name in, or None for a name in any."""
    case: CaseMode = CaseMode.SMART
    forms: Forms = Forms.AUTO
    accents: Accents = Accents.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOffice:
    """An office that a person holds."""

    office: str
    """Which one, as the table of offices calls it: `foreign-minister`."""
    of: EntityId
    """The country or organisation whose office it is."""
    since: date
    until: date | None = None
    """The first day on which it is no longer held; None if it is."""

    def held_on(self, day: date) -> bool:
        """Whether the person holds the office on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, country, place or organisation, and what texts call it."""

    id: EntityId
    names: tuple[Alias, ...] = ()
    weak: tuple[Alias, ...] = ()
    """Names that others share: they count near a word of the context, or beside a full name in the same item."""
    context: tuple[Condition, ...] = ()
    metonyms: tuple[Alias, ...] = ()
    """Names of what stands for it. They count only where a rule asks for them."""
    excepts: tuple[Phrase, ...] = ()
    part_of: tuple[EntityId, ...] = ()
    """What it is an organ, a part or a place of: its own names do not hide the names of these."""
    roles: tuple[HeldOffice, ...] = ()
    """Offices by which texts call a person instead of by name."""
    examples: tuple[Example, ...] = ()
    place: SourcePlace
    extends: bool = False
    """Whether it adds to the entity of the same id that comes with the monitor, rather than taking its place."""

    @property
    def kind(self) -> str:
        """What it is: the part of its id before the slash."""
        return self.id.partition("/")[0]


def may_hide(outer: str, inner: str) -> bool:
    """Whether the names of one entity hide those of another that are in them.

    A country in the name of an organisation stays: the Syrian Democratic Forces are Syrian. So does an
    organisation in what somebody is called by its office: the NATO chief.
    """
    stays = ("org/", "country/"), ("person/", "org/")
    return outer != inner and not any(outer.startswith(one) and inner.startswith(other) for one, other in stays)

"""Everything that detection needs of a folder of rules: rules, entities, lists, library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.detect.library.library import NO_LIBRARY, Library
from monitor.detect.rules.entity import Entity
from monitor.detect.rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that detection needs to know."""

    rules: tuple[Rule, ...] = ()
    entities: tuple[Entity, ...] = ()
    lists: Mapping[str, tuple[str, ...]]
    ruleset: str
    """Which generation this is: 12 hex digits of the content of its files."""
    library: Library = NO_LIBRARY
    """Entities that rules may refer to beside those of the files, which come first."""

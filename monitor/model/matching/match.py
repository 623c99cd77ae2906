"""An item and every rule that it satisfies."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.model.ids import EntityId, Severity
from monitor.model.matching.correlation import Trigger
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Field, Item
from monitor.model.written import written


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where an item first names an entity. Start and end count code points of the field's composed text."""

    entity: EntityId
    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An item and every rule that it satisfies."""

    item: Item
    rules: tuple[RuleHit, ...]
    entities: tuple[EntityId, ...] = ()
    """Every known entity that the item names, in any language, whether or not a rule asked."""
    ruleset: str = ""
    """Which generation of the rules said so: 12 hex digits of its content."""
    counted_by: tuple[RuleHit, ...] = field(default=(), metadata=written("counts_for"))
    """Rules with `when` that count the item. They alert nothing by it; `rules` may then be empty."""
    trigger: Trigger | None = field(default=None, metadata=written("occasion"))
    """Why a rule with `when` fires. The item is then the monitor's own account of it, and no feed's."""
    mentions: tuple[Mention, ...] = ()
    """Where each of the entities is first, the title before the text. Matches that were written down before
    this field was there have none."""

    @property
    def severity(self) -> Severity:
        """The highest severity of its rules."""
        return max(hit.severity for hit in self.rules)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its rules and of its feed, each once."""
        rule_tags = (tag for hit in self.rules for tag in hit.tags)
        return tuple(dict.fromkeys((*rule_tags, *self.item.tags)))

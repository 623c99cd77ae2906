"""The key under which the store keeps what a rule with `when` has counted; the same while it counts the same.

Version 0.1.0 made it from the `repr` of what the rule says. This writes the same text, whatever the classes are
named today, so that an upgrade does not reset what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum

from monitor.detect.rules.conditions import CaseMode, EntityRef, Near, Where
from monitor.model.ids import RuleId, content_id
from monitor.model.matching.correlation import EventSequence
from monitor.model.news.item import SEARCHED
from monitor.model.news.item import Field as ItemField

_FORMER_NAMES: Mapping[type, str] = {CaseMode: "Case", EntityRef: "Named", EventSequence: "Succession"}
_SINCE: Mapping[type, frozenset[str]] = {
    Where: frozenset({"authors", "categories", "urls", "tiers"}),
    Near: frozenset({"same_sentence"}),
}
"""Fields that 0.1.0 did not have: written only where they say something."""
_SEARCHED_BEFORE = (ItemField.TITLE, ItemField.SUMMARY, ItemField.BODY)
"""Where 0.1.0 looked unless a rule said otherwise."""


def state_key(rule: RuleId, *parts: object) -> str:
    """The key of a rule's state. It changes if and only if what the rule counts does."""
    return f"{rule}:{content_id(_written(parts))[:12]}"


def _written(value: object) -> str:
    if isinstance(value, tuple):
        parts = [_written(part) for part in (_SEARCHED_BEFORE if value == SEARCHED else value)]
        return f"({parts[0]},)" if len(parts) == 1 else f"({', '.join(parts)})"
    kind = type(value)
    if is_dataclass(value):
        fields_of = [(field.name, getattr(value, field.name)) for field in fields(value) if _counts(field, value)]
        return f"{_name(kind)}({', '.join(f'{name}={_written(part)}' for name, part in fields_of)})"
    if isinstance(value, Enum):
        return f"<{_name(kind)}.{value.name}: {value.value!r}>"
    return repr(value)


def _name(kind: type) -> str:
    return _FORMER_NAMES.get(kind, kind.__qualname__)


def _counts(field: Field[object], value: object) -> bool:
    if not field.compare:
        return False
    is_new = field.name in _SINCE.get(type(value), ())
    return not is_new or field.default is MISSING or getattr(value, field.name) != field.default

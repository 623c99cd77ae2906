"""What every shape has in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from monitor.model.ids import Severity


class Shape(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=str.lower):
    """An answer. Its `type` is the name of its class in lower case."""


def severity_word(severity: Severity) -> str:
    """`Severity.HIGH` as users write it: "high"."""
    return severity.name.lower()


def zoned(instant: datetime) -> datetime:
    """The instant with a zone; one without is taken as UTC, which everything in the store is in."""
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def json_schema(shape: type[Shape]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a shape."""
    return msgspec.json.schema(shape)

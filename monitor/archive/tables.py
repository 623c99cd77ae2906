"""The four tables: their columns, and how DuckDB makes them from the JSON that `rows.py` writes.

Columns are only ever added. A reader takes files with and without a new column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class TableName(StrEnum):
    """A table, and the folder that holds its files."""

    ITEMS = "items"
    """Every item, once for each version of its words."""
    DECISIONS = "decisions"
    """What was decided about each match."""
    DELIVERIES = "deliveries"
    """Every attempt to send, with what the alert was about."""
    ACTIVITY = "activity"
    """What people did, and by which way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the archive."""

    name: TableName
    columns: Mapping[str, str]
    """DuckDB's type of each column but `entry` and `seen`, in their order."""
    keep: timedelta
    """How long its rows are kept unless somebody says otherwise."""
    key: tuple[str, ...]
    """Columns that, with the entry, say that two rows are the same one."""


_TEXT, _TEXTS, _TIME = "VARCHAR", "VARCHAR[]", "TIMESTAMPTZ"

_ITEMS = Table(
    name=TableName.ITEMS,
    columns={
        "id": _TEXT, "edition": _TEXT, "baseline": "BOOLEAN", "feed": _TEXT, "source": _TEXT, "via": _TEXT,
        "source_url": _TEXT, "lang": _TEXT, "url": _TEXT, "guid": _TEXT, "title": _TEXT, "summary": _TEXT,
        "body": _TEXT, "author": _TEXT, "tags": _TEXTS, "tier": "UTINYINT", "categories": _TEXTS,
        "enclosures": _TEXTS, "fields": "STRUCT(name VARCHAR, text VARCHAR)[]", "published": _TIME,
        "updated": _TIME, "folded": _TEXT,
    },
    keep=timedelta(days=30),
    key=("id",),
)  # fmt: skip
_DECISIONS = Table(
    name=TableName.DECISIONS,
    columns={
        "item": _TEXT, "story": _TEXT, "headline": _TEXT, "source": _TEXT, "lang": _TEXT, "url": _TEXT,
        "tier": _TEXT, "score": "DOUBLE", "because": _TEXT, "development": _TEXT, "rules": _TEXTS,
        "severity": _TEXT, "tags": _TEXTS, "entities": _TEXTS, "ruleset": _TEXT,
        "outcomes": "STRUCT(channel VARCHAR, alerted BOOLEAN, reason VARCHAR, because VARCHAR, alert VARCHAR)[]",
        "json": _TEXT,
    },
    keep=timedelta(days=400),
    key=("item", "story"),
)  # fmt: skip
_DELIVERIES = Table(
    name=TableName.DELIVERIES,
    columns={
        "channel": _TEXT, "alert": _TEXT, "outcome": _TEXT, "at": _TIME, "detail": _TEXT, "message_id": _TEXT,
        "took_ms": "BIGINT", "story": _TEXT, "item": _TEXT, "reason": _TEXT, "severity": _TEXT, "rules": _TEXTS,
        "headline": _TEXT, "source": _TEXT, "url": _TEXT, "published": _TIME, "first_seen": _TIME, "feed": _TEXT,
    },
    keep=timedelta(days=400),
    key=("alert", "outcome"),
)  # fmt: skip
_ACTIVITY = Table(
    name=TableName.ACTIVITY,
    columns={
        "at": _TIME, "person": _TEXT, "way": _TEXT, "action": _TEXT, "object": _TEXT, "story": _TEXT,
        "alert": _TEXT, "channel": _TEXT, "rules": _TEXTS, "headline": _TEXT, "comment": _TEXT,
        "accepted": "BOOLEAN", "detail": _TEXT,
    },
    keep=timedelta(days=400),
    key=("person", "action", "object"),
)  # fmt: skip
TABLES: Mapping[TableName, Table] = {table.name: table for table in (_ITEMS, _DECISIONS, _DELIVERIES, _ACTIVITY)}
"""Every table by its name."""


def json_columns(table: Table) -> str:
    """The columns of the lines of JSON that DuckDB reads, as its `read_json` takes them."""
    typed = {"entry": "UBIGINT", **table.columns}
    return "{" + ", ".join(f"{_quoted(name)}: '{kind}'" for name, kind in typed.items()) + "}"


def selected(table: Table) -> str:
    """The columns of a file in their order, from those of its JSON."""
    rest = ", ".join(_quoted(name) for name in table.columns)
    return f"entry, make_timestamptz((entry >> 20)::BIGINT * 1000) AS seen, {rest}"


def no_rows(table: Table) -> str:
    """Nothing, with the columns of a table: in union with a file, those that it was written without are null."""
    typed = {"entry": "UBIGINT", "seen": _TIME, **table.columns}
    return f"SELECT {', '.join(f'NULL::{kind} AS {_quoted(name)}' for name, kind in typed.items())} WHERE false"


def _quoted(name: str) -> str:
    return f'"{name}"'

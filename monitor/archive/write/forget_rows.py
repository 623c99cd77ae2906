"""Which rows of a file are to be forgotten, and what of those that stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from monitor.archive.driver import Connection, literal
from monitor.archive.tables import TABLES, TableName
from monitor.archive.write.lines import RawEntry
from monitor.archive.write.rows import row_of
from monitor.model.forgetting.request import ForgetRequest
from monitor.model.forgetting.scrub import DROP, Scrubber, sought_titles

FIXED: Mapping[TableName, tuple[str, ...]] = {
    TableName.DECISIONS: ("headline", "because", "development", "outcomes", "json"),
    TableName.DELIVERIES: ("headline", "detail"),
    TableName.ACTIVITY: ("headline", "comment", "detail"),
}
"""The columns of each table in which others may be quoted. What the table of items has of an item is its own."""
_VALUES: Mapping[TableName, str] = {
    TableName.DECISIONS: "json",
    TableName.DELIVERIES: (
        "to_json({item: item, story: story, headline: headline, detail: detail, url: url, source: source,"
        " first_seen_at: strftime(first_seen, '%Y-%m-%dT%H:%M:%S.%fZ')})::VARCHAR"
    ),
    TableName.ACTIVITY: "to_json({story: story, headline: headline, comment: comment, detail: detail})::VARCHAR",
}
"""A row as the JSON of which the store has more."""
_TEXTS: Mapping[TableName, str] = {
    TableName.DECISIONS: "json",
    TableName.DELIVERIES: "concat_ws(chr(10), headline, detail, url, source)",
    TableName.ACTIVITY: "concat_ws(chr(10), headline, comment, detail)",
}
"""Where its texts are looked for."""
_LATE = timedelta(days=30)
"""So long after its item was seen, a decision or a delivery may still come."""
_ITEM_TEXTS = (
    "concat_ws(chr(10), title, summary, body, author, url, guid, source, via,"
    " array_to_string(categories, chr(10)), array_to_string(enclosures, chr(10)),"
    " array_to_string(list_transform(fields, lambda f: f.text), chr(10)))"
)


def prepare(connection: Connection, request: ForgetRequest) -> None:
    """Put what is known of a request where the queries find it."""
    for name, values in (("meant", request.items), ("titles", request.titles)):
        connection.run(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS one", [list(values)]
        )


def items_that_go(request: ForgetRequest) -> str:
    """The condition for rows of the table of items."""
    if request.before is not None:
        return f"seen < {_time(request.before)}"
    if request.url:
        meant = f"(url = {literal(request.url)} OR guid = {literal(request.url)})"
    else:
        meant = f"contains(lower({_ITEM_TEXTS}), lower({literal(request.text)}))"
    return f"(id IN (FROM meant) OR coalesce({meant}, false)) AND seen <= {_time(request.at)}"


def changes(connection: Connection, source: str, table: TableName, scrubber: Scrubber) -> Iterator[dict[str, Any]]:
    """The rows of another table that go (`gone`), or lose something: their entries, and their columns of FIXED."""
    for entry, seen, value in connection.execute(_candidates(source, table, scrubber.request)):
        clean = scrubber.cleaned(value.encode(), at=seen)
        if clean is None:
            continue
        if clean == DROP:
            yield {"entry": entry, "gone": True}
        elif table is TableName.DECISIONS:
            row = row_of(table, RawEntry(entry, b"-", clean))
            yield {"entry": entry, "gone": False, **{name: row[name] for name in FIXED[table]}}
        else:
            fields = msgspec.json.decode(clean)
            yield {"entry": entry, "gone": False, **{name: fields[name] for name in FIXED[table]}}


def what_stays(source: str, table: TableName, fixes: Path) -> str:
    """The query for the rows that stay, given a file of what `changes` has found."""
    kinds = {"entry": "UBIGINT", "gone": "BOOLEAN", **{name: TABLES[table].columns[name] for name in FIXED[table]}}
    columns = ", ".join(f"{name}: {literal(kind)}" for name, kind in kinds.items())
    fixed = (
        f"read_json({literal(str(fixes))}, format = 'newline_delimited', columns = {{{columns}}},"
        " maximum_object_size = 67108864)"
    )
    replaced = ", ".join(
        f"CASE WHEN fixed.entry IS NULL THEN here.{name} ELSE fixed.{name} END AS {name}" for name in FIXED[table]
    )
    return (
        f"SELECT here.* REPLACE ({replaced}) FROM {source} AS here LEFT JOIN {fixed} AS fixed"
        " ON fixed.entry = here.entry WHERE NOT coalesce(fixed.gone, false) ORDER BY here.entry"
    )


def _candidates(source: str, table: TableName, request: ForgetRequest) -> str:
    """Entries, times and JSON of all rows that may be meant, and of some that are not."""
    value, texts = _VALUES[table], _TEXTS[table]
    if request.before is not None:
        late = timedelta() if table is TableName.ACTIVITY else _LATE
        return f"SELECT entry, seen, {value} FROM {source} WHERE seen < {_time(request.before + late)}"
    # In JSON some characters are written in another way than in a text.
    needles = [msgspec.json.encode(one)[1:-1].decode() if texts == "json" else one for one in _needles(request)]
    parts = [
        "story IN (FROM meant)",
        *(["item IN (FROM meant)"] if "item" in TABLES[table].columns else []),
        f"list_has_any(regexp_extract_all({texts}, '“([^”]*)”', 1), (SELECT list(one) FROM titles))",
        *(f"contains(lower({texts}), lower({literal(one)}))" for one in needles),
    ]
    return f"SELECT entry, seen, {value} FROM {source} WHERE {' OR '.join(parts)}"


def _needles(request: ForgetRequest) -> list[str]:
    return [one for one in (request.text, request.url, *sought_titles(request.titles)) if one]


def _time(instant: datetime) -> str:
    return f"TIMESTAMPTZ {literal(instant.isoformat())}"

"""Entries of the store -> rows of a table, as the lines of JSON that DuckDB reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from monitor.archive.entries import entry_name
from monitor.archive.tables import TableName
from monitor.archive.write.lines import RawEntry
from monitor.language.tokens import folded_text
from monitor.model.activity import Activity
from monitor.model.ids import Severity
from monitor.model.news.item import Field, Item
from monitor.model.sending.delivery import DeliveryRecord

Row = dict[str, Any]
_item = msgspec.json.Decoder(Item)
_delivery = msgspec.json.Decoder(DeliveryRecord)
_activity = msgspec.json.Decoder(Activity)
_any = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder()


def write_rows(entries: Iterable[RawEntry], table: TableName, to: Path) -> tuple[int, int]:
    """Write the rows of some entries as JSON, one a line; how many there are, and how many entries are no row.

    Those cannot be decoded, as after damage. Raises OSError.
    """
    make, rows, unreadable = _MAKERS[table], 0, 0
    with to.open("wb") as out:
        for entry in entries:
            try:
                row = make(entry)
            except (msgspec.MsgspecError, KeyError, TypeError, AttributeError, ValueError):
                unreadable += 1
                continue
            row["entry"] = entry.number
            out.write(_encoder.encode(row) + b"\n")
            rows += 1
    return rows, unreadable


def row_of(table: TableName, entry: RawEntry) -> Row:
    """The row of an entry. Raises what decoding raises for one that is none."""
    return _MAKERS[table](entry)


def searched_text(item: Item) -> str:
    """What detection reads of an item, folded."""
    fields = (item.title, item.summary, item.body, item.text(Field.FIELDS), item.text(Field.CATEGORIES))
    return folded_text(fields)


def _item_row(entry: RawEntry) -> Row:
    item = _item.decode(entry.body)
    return {
        "id": item.id,
        "edition": entry_name(entry.number) if b"e" in entry.flags else "",
        "baseline": b"b" in entry.flags,
        "feed": item.feed,
        "source": item.source,
        "via": item.via,
        "source_url": item.source_url,
        "lang": item.lang,
        "url": item.url,
        "guid": None if item.guid == item.url else item.guid,
        "title": item.title,
        "summary": item.summary,
        "body": item.body,
        "author": item.author,
        "tags": item.tags,
        "tier": item.tier,
        "categories": item.categories,
        "enclosures": item.enclosures,
        "fields": [{"name": name, "text": text} for name, text in item.fields],
        "published": item.published_at,
        "updated": item.updated_at,
        "folded": searched_text(item),
    }


def _decision_row(entry: RawEntry) -> Row:
    decision = _any.decode(entry.body)
    match, assigned = decision["match"], decision["joining"]
    item, story = match["item"], assigned["story"]
    return {
        "item": item["id"],
        "story": story["id"],
        "headline": item["title"],
        "source": item["source"],
        "lang": item.get("lang"),
        "url": item["url"],
        "tier": assigned["tier"],
        "score": assigned.get("score", 1.0),
        "because": assigned.get("because", ""),
        "development": assigned.get("development", ""),
        "rules": [hit["rule"] for hit in match["rules"]],
        "severity": _severity(story["severity"]),
        "tags": sorted({tag for hit in match["rules"] for tag in hit.get("tags", ())}),
        "entities": match.get("entities", ()),
        "ruleset": match.get("ruleset", ""),
        "outcomes": [_outcome(one) for one in decision.get("outcomes", ())],
        "json": entry.body.decode(),
    }


def _outcome(outcome: Mapping[str, Any]) -> Row:
    if silence := outcome.get("silence"):
        return {
            "channel": silence["channel"],
            "alerted": False,
            "reason": silence["because"],
            "because": silence["detail"],
            "alert": None,
        }
    return {
        "channel": outcome["channel"],
        "alerted": True,
        "reason": outcome["reason"],
        "because": outcome["because"],
        "alert": outcome["id"],
    }


def _delivery_row(entry: RawEntry) -> Row:
    record = _delivery.decode(entry.body)
    row = {name: getattr(record, name) for name in _SAME_IN_DELIVERIES}
    return row | {
        "outcome": record.outcome.value,
        "took_ms": record.took // timedelta(milliseconds=1),
        "severity": _severity(record.severity),
        "published": record.published_at,
        "first_seen": record.first_seen_at,
    }


_SAME_IN_DELIVERIES = (
    "channel", "alert", "at", "detail", "message_id", "story", "item", "reason", "rules", "headline", "source",
    "url", "feed",
)  # fmt: skip


def _activity_row(entry: RawEntry) -> Row:
    row: Row = msgspec.to_builtins(_activity.decode(entry.body))
    return row


def _severity(number: int) -> str:
    return Severity(number).name.lower()


_MAKERS: Mapping[TableName, Callable[[RawEntry], Row]] = {
    TableName.ITEMS: _item_row,
    TableName.DECISIONS: _decision_row,
    TableName.DELIVERIES: _delivery_row,
    TableName.ACTIVITY: _activity_row,
}

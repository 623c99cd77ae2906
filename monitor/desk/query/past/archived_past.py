"""What the archive knows of one item: its versions, what was decided, what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from monitor.archive.read.filters import Filter, begins, equals
from monitor.archive.read.reader import ArchiveReader, opened
from monitor.archive.tables import TableName
from monitor.errors import NoArchiveError
from monitor.language.tokens import folded_text
from monitor.model.ids import AlertId, ChannelName, ItemId
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.store.base.codec import DecodeError, decode_decision
from monitor.store.records.sought import is_beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPast:
    """What is kept of an item. Empty if nothing is."""

    versions: tuple[tuple[Item, bool], ...] = ()
    """Each with whether it was a baseline, oldest first."""
    decisions: tuple[Decision, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


def archived_past(folder: Path, names: Sequence[str], alerts: Iterable[AlertId] = ()) -> ArchivedPast:
    """What the archive in a folder knows of the newest item with one of these names, and of the alerts of its
    decisions and these others. A name is an id or the beginning of one, also an alert's, an address or a guid; the
    first may be a headline. Blocks. Raises MonitorError if the archive cannot be read."""
    try:
        with opened(folder) as reader:
            name = _found(reader, names)
            if name is None:
                return ArchivedPast()
            versions = tuple(reader.items(where=equals("id", name)))
            decisions = _decisions(reader, name)
            wanted = {*alerts, *alerts_of(decisions)}
            return ArchivedPast(versions=versions, decisions=decisions, deliveries=_deliveries(reader, wanted))
    except NoArchiveError:
        return ArchivedPast()


def alerts_of(decisions: Iterable[Decision]) -> set[AlertId]:
    """The alerts that were decided."""
    return {one.id for decision in decisions for one in decision.outcomes if isinstance(one, Alert)}


def _found(reader: ArchiveReader, names: Sequence[str]) -> ItemId | None:
    """The id of the newest item that a person may mean. One column is asked after the other: each leaves out most
    of the files by what their metadata say of it."""
    headline = folded_text(names[:1])
    by_headline = Filter(
        sql="starts_with(folded, ?)",
        parameters=(f"{headline}|",),
        narrows_by_fold=True,
        unfolded=("lower(title) = lower(?)", (names[0],)),
    )
    beginnings = [name for name in names if is_beginning(name)]
    ways = [(TableName.ITEMS, "id", equals(column, *names)) for column in ("id", "url", "guid")]
    if headline.strip():
        ways.append((TableName.ITEMS, "id", by_headline))
    ways += [(TableName.ITEMS, "id", begins("id", name)) for name in beginnings]
    ways.append((TableName.DECISIONS, "item", equals("item", *names)))  # of a rule with `when`: no feed brought it
    ways += [(TableName.DELIVERIES, "item", begins("alert", name)) for name in beginnings]
    for table, column, where in ways:
        for _, name in reader.rows(table, (column,), where=where, newest_first=True, limit=1):
            return ItemId(name)
    return None


def _decisions(reader: ArchiveReader, item: ItemId) -> tuple[Decision, ...]:
    found: list[Decision] = []
    for _, body in reader.rows(TableName.DECISIONS, ("json",), where=equals("item", item)):
        try:
            found.append(decode_decision(body.encode()))
        except DecodeError:  # of another version of the monitor; its other columns are for reports
            continue
    return tuple(found)


def _deliveries(reader: ArchiveReader, alerts: Iterable[AlertId]) -> tuple[Delivery, ...]:
    names: Sequence[AlertId] = sorted(alerts)
    if not names:
        return ()
    columns = ("alert", "channel", "outcome", "at", "detail", "message_id", "took_ms")
    return tuple(
        Delivery(
            alert=AlertId(alert),
            channel=ChannelName(channel),
            outcome=Outcome(outcome),
            at=at,
            detail=detail,
            message_id=message,
            took=timedelta(milliseconds=took),
        )
        for _, alert, channel, outcome, at, detail, message, took in reader.rows(
            TableName.DELIVERIES, columns, where=equals("alert", *names)
        )
    )

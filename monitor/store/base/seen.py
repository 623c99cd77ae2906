"""What the items of a feed are known by once they were put: marks, short because there are many.

A feed's marks are one string of records. Each has six bytes of the item's mark; one of the day when the feed last
had it; seven of a print of its wording; six of a second mark, of what it says, for feeds that change their guids.
The day counts from 1970 and begins again after 256: whatever looks younger than it is, is only kept for longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from monitor.model.ids import ItemId
from monitor.model.news.item import Item

MARK = 6
"""Bytes, of which a feed with a thousand items a day would lose one to chance in some 6,000 years."""
PRINT = 7
RECORD = MARK + 1 + PRINT + MARK


def mark(item: ItemId) -> bytes:
    """What an item is known by among those of its feed."""
    return _digest(item)


def second_marks(items: Sequence[Item]) -> Mapping[ItemId, bytes]:
    """Likewise for each item that is alone in saying what it says, for feeds that change their guids."""
    digests = {item.id: _says(item, url=item.url) for item in items}
    times = Counter(digests.values())
    return {item: digest for item, digest in digests.items() if times[digest] == 1}


def former_marks(item: Item, former: ItemId | None) -> bytes:
    """What else an item may be known by: under another id, or by versions that took no account of fragments."""
    marks = _digest(former) if former is not None else b""
    page, sharp, _ = item.url.partition("#")
    return marks + _says(item, url=page) if sharp else marks


def prints_in(records: bytes) -> Mapping[bytes, bytes]:
    """The marks in what a feed's key holds, each with the print of its item's wording."""
    return {
        records[at : at + MARK]: records[at + MARK + 1 : at + MARK + 1 + PRINT]
        for at in range(0, len(records), RECORD)
    }


def _says(item: Item, *, url: str) -> bytes:
    return _digest("\0".join((url, item.title, item.summary)))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=MARK).digest()

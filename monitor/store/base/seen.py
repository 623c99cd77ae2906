"""What the items of a feed are known by once they were put: marks, short because there are many.

A feed's marks are one string of records: six bytes of mark, and one of the day when the feed last had the item,
which counts from 1970 and begins again after 256. Whatever looks younger than it is, is only kept for longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import blake2b

from monitor.model.ids import ItemId
from monitor.model.news.item import Item

MARK = 6
"""Bytes, of which a feed with a thousand items a day would lose one to chance in some 6,000 years."""
RECORD = MARK + 1


def mark(item: ItemId) -> bytes:
    """What an item is known by among those of its feed."""
    return _digest(item)


def second_marks(items: Sequence[Item]) -> Mapping[ItemId, bytes]:
    """Likewise for each item that is alone in saying what it says, for feeds that change their guids."""
    digests = {item.id: _digest("\0".join((item.url, item.title, item.summary))) for item in items}
    times = Counter(digests.values())
    return {item: digest for item, digest in digests.items() if times[digest] == 1}


def marks_in(records: bytes) -> frozenset[bytes]:
    """The marks in what a feed's key holds."""
    return frozenset(records[at : at + MARK] for at in range(0, len(records), RECORD))


def _digest(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=MARK).digest()

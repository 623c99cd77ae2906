"""What a person looks for, by one of several names under which it may be known."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from monitor.language.tokens import folded_text
from monitor.model.news.item import Item

_BEGINNING = re.compile(r"[0-9a-f]{8,24}")
"""An id, or enough of its beginning to mean one item of a month."""
_WORD = re.compile(r"\w+")


def is_beginning(name: str) -> bool:
    """Whether a name may be an id, or is enough of its beginning."""
    return _BEGINNING.fullmatch(name) is not None


class Sought:
    """An item's id or the beginning of one, its address, guid or headline. The first name may be a headline."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset(names)
        self._beginnings = tuple(name for name in names if is_beginning(name))
        self._headline = folded_text(names[:1])
        # decoding every item of a month would take a minute
        self._traces = [msgspec.json.encode(name) for name in names] + [
            b'"' + one.encode() for one in self._beginnings
        ]
        self._word = max(_WORD.findall(names[0].lower()), key=len, default="") if names else ""

    @property
    def may_be_alert(self) -> bool:
        """Whether a name looks like an id, which may be that of an alert."""
        return bool(self._beginnings)

    def may_be_in(self, body: bytes) -> bool:
        """Whether an item with these bytes is worth decoding."""
        if any(trace in body for trace in self._traces):
            return True
        return bool(self._word) and self._word in body.decode(errors="replace").lower()

    def is_item(self, item: Item) -> bool:
        """Whether the item is meant. A headline may differ in capitals and punctuation."""
        named = not self._names.isdisjoint((item.id, item.url, item.guid)) or self.is_id(item.id)
        return named or folded_text([item.title]) == self._headline

    def is_id(self, name: str) -> bool:
        """Whether the id is meant, of an item or an alert."""
        return name in self._names or name.startswith(self._beginnings)

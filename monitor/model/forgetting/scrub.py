"""Taking what is to be forgotten out of values as they are kept: JSON of items, matches, alerts, decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from monitor.model.forgetting.request import ForgetRequest

GONE = "[forgotten]"
"""What takes the place of a text that others quote."""
DROP: Final = "drop"
"""The answer for a value that goes as a whole."""
_QUOTED = re.compile("“([^”]*)”")
_FEW = 64
"""Headlines that are looked for in every text; more of them are only found where they are quoted."""
_SHORT = 12
"""Characters up to which a headline may be a part of any text, and is only found where it is quoted."""
_FREE = frozenset(("headline", "because", "detail", "comment", "listed", "says", "counted", "development"))
"""Fields in which the monitor or a person writes what they like. All others are names that programs know."""
_EXAMPLE = frozenset(("one", "other"))
"""The titles of which a person said whether they report one event."""
_TEXTS = ("title", "summary", "body", "author", "url", "guid", "source", "via")
_LISTS = ("categories", "enclosures")

Json = Mapping[str, Any]


@dataclass(slots=True)
class Scrubber:
    """Says what of a value stays. Gathers the items that it finds to be meant, in `items` with their headlines."""

    request: ForgetRequest
    items: dict[str, str] = field(default_factory=dict)
    _known: frozenset[str] = field(init=False)
    _titles: frozenset[str] = field(init=False)
    _sought: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        self._known = frozenset(self.request.items)
        self._titles = frozenset(title for title in self.request.titles if title)
        needles = [self.request.text, *sought_titles(self.request.titles)]
        parts = [re.escape(one) for one in sorted(needles, key=len, reverse=True) if one]
        self._sought = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def is_meant(self, item: Json, *, seen_at: datetime | None = None) -> bool:
        """Whether an item, by its fields, is to be forgotten; `seen_at` is when it was seen if they do not say."""
        request, at = self.request, seen_at or _instant(item.get("first_seen_at"))
        if item.get("id") in self._known:
            return True
        if at is not None and at > request.at:
            return False
        if request.before is not None:
            return at is not None and at < request.before
        if request.url:
            return request.url in (item.get("url"), item.get("guid"))
        text = request.text.lower()
        return any(text in one.lower() for one in _texts(item))

    def cleaned(self, body: bytes, *, at: datetime | None = None) -> bytes | Literal["drop"] | None:
        """What becomes of a value: `drop`, its new bytes, or None if it stays as it is.

        `at` is when it was made, where the value itself does not say. What is no JSON goes if it has a trace of
        what is sought.
        """
        try:
            value = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError):
            return DROP if self._leaves_trace(body.decode(errors="replace")) else None
        if self._goes(value, at):
            return DROP
        clean = self._clean(value)
        return msgspec.json.encode(clean) if clean != value else None

    def text(self, text: str) -> str:
        """A text without what it quotes."""
        if self._sought is not None:
            text = self._sought.sub(GONE, text)
        if text in self._titles:
            return GONE
        return _QUOTED.sub(lambda found: f"“{GONE}”" if found[1] in self._titles else found[0], text)

    def _leaves_trace(self, raw: str) -> bool:
        request = self.request
        found = self._sought is not None and self._sought.search(raw) is not None
        return found or any(one in raw for one in (request.url, *request.items) if one)

    def _goes(self, value: Any, at: datetime | None) -> bool:
        """Whether the value is of an item that is meant, or of before the instant."""
        item = _item_of(value)
        if isinstance(item, dict):
            meant = self.is_meant(item, seen_at=at if item is value else None)
            if meant:
                self.items.setdefault(str(item.get("id")), str(item.get("title", "")))
            return meant
        if not isinstance(value, dict):
            return False
        if item is not None and item not in self._known and self._is_of_unknown(value):
            self.items.setdefault(str(item), str(value.get("headline", "")) if item == value.get("story") else "")
            return True
        return item in self._known or self._is_of_before(value, at)

    def _is_of_before(self, value: Json, at: datetime | None) -> bool:
        made_at = _instant(value.get("first_seen_at")) or _instant(value.get("at")) or at
        return self.request.before is not None and made_at is not None and made_at < self.request.before

    def _is_of_unknown(self, record: Json) -> bool:
        """Whether what is kept of an attempt to send shows by itself that its item is meant."""
        if self.request.url:
            return record.get("url") == self.request.url
        text = self.request.text.lower()
        own = ("url", "source", *(("headline",) if record.get("item") == record.get("story") else ()))
        return bool(text) and any(text in str(record.get(name, "")).lower() for name in own)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._clean(one) for one in value]
        if not isinstance(value, dict) or _is_item(value):
            return value  # an item that stays: its words are its own
        clean = {name: self._clean_field(name, one, of=value) for name, one in value.items()}
        if self._is_headline_of_forgotten(value):
            clean |= {name: GONE for name in ("headline", "title") if value.get(name)}
        return clean

    def _clean_field(self, name: str, held: Any, *, of: Json) -> Any:
        if name == "item" and isinstance(held, dict) and _is_own(held, of):
            return held | {part: self.text(held[part]) for part in ("title", "summary", "body") if part in held}
        if not _is_free(name, of=of):
            return self._clean(held)
        if isinstance(held, str):
            return self.text(held)
        if isinstance(held, list):
            return [self.text(one) if isinstance(one, str) else self._clean(one) for one in held]
        return held

    def _is_headline_of_forgotten(self, value: Json) -> bool:
        """Whether a story, what is kept of it, or what a rule has counted has the headline of an item that is
        meant."""
        if "headline" in value and value.get("story", value.get("id")) in self._known:
            return True
        if "member" in value and value.get("item") in self._known:
            return True
        at = _instant(value.get("opened_at")) or (_instant(value.get("at")) if "member" in value else None)
        return self.request.before is not None and at is not None and at < self.request.before


def sought_titles(titles: Iterable[str]) -> Sequence[str]:
    """The headlines that are looked for in every text. All others are only found where they are quoted."""
    long = [title for title in titles if len(title) > _SHORT]
    return long if len(long) <= _FEW else ()


def _item_of(value: Any) -> Any:
    """The item that a value is about, or its id; None if it is about none."""
    match value:
        case {"match": {"item": {"id": _} as item}} | {"item": {"id": _} as item}:
            return item
        case {"item": str(name)}:
            return name
        case {"id": _} if _is_item(value):
            return value
        case _:
            return None


def _is_free(name: str, *, of: Json) -> bool:
    """Whether a field of a value is a text, in which others may be quoted."""
    if name == "because":
        return "detail" not in of  # that of a suppression is one of a few words
    if name in _EXAMPLE:
        return _EXAMPLE.issubset(of)
    return name in _FREE or (name == "title" and "member" in of)


def _is_own(item: Json, match: Json) -> bool:
    """Whether an item is the monitor's own account of others: of a rule with `when`, a notice, a report."""
    return bool(match.get("occasion")) or (not item.get("url") and item.get("feed") == item.get("source"))


def _is_item(value: Json) -> bool:
    return all(name in value for name in ("feed", "url", "title"))


def _texts(item: Json) -> Iterable[str]:
    yield from (item[name] for name in _TEXTS if isinstance(item.get(name), str))
    for name in _LISTS:
        yield from (one for one in item.get(name) or () if isinstance(one, str))
    yield from (text for _, text in item.get("fields") or ())


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None

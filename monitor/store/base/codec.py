"""Values as bytes and back. JSON, so that a person can read what rests in the store."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec

from monitor.clock import from_ms
from monitor.model.matching.correlation_state import StateChange
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Suppression
from monitor.model.sending.decision import Decision
from monitor.model.story import Story

T = TypeVar("T")
DecodeError = msgspec.DecodeError
"""What `decode` raises for bytes that no value of the type gives."""

_encoder = msgspec.json.Encoder()
_decoders: dict[object, msgspec.json.Decoder[Any]] = {}


def encode(value: object) -> bytes:
    """The bytes of a value of the model. The same value gives the same bytes."""
    return _encoder.encode(value)


def encode_sparse(value: Any) -> bytes:
    """Likewise, of a dataclass whose fields all have defaults, without those that still have them."""
    defaults = _defaults(value.__class__)
    held = {name: getattr(value, name) for name in defaults}
    return _encoder.encode({name: given for name, given in held.items() if given != defaults[name]})


@cache
def _defaults(kind: type[Any]) -> dict[str, object]:
    return {field.name: field.default for field in fields(kind)}


def decode(body: bytes, kind: type[T]) -> T:
    """The value of this type that `encode` made the bytes of."""
    decoder = _decoders.get(kind) or _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    decoded: T = decoder.decode(body)
    return decoded


def to_ms(instant: datetime) -> int:
    """An aware instant in whole milliseconds since 1970, the opposite of `from_ms`."""
    return round(instant.timestamp() * 1000)


def entry_ms(entry: bytes | str) -> int:
    """When a stream's entry was made, in ms since 1970, from its id."""
    text = entry if isinstance(entry, str) else entry.decode()
    return int(text.partition("-")[0])


def decode_item(body: bytes, *, entry: bytes | str, edited: bool = False) -> Item:
    """An item, with the time of its entry in the history as its first-seen time. An edited item has its entry's
    name as edition."""
    name = entry if isinstance(entry, str) else entry.decode()
    return replace(decode(body, Item), first_seen_at=from_ms(entry_ms(entry)), edition=name if edited else "")


def _stored_form(kind: type[Any], *, tag: str | None = None, **instead: tuple[object, object]) -> Any:
    """A struct with the fields of a dataclass, so that a new field is stored without a word here.

    `instead` gives another type and default to some of them.
    """
    types = get_type_hints(kind)
    stored: list[tuple[str, Any, Any]] = []
    for field in fields(kind):
        if field.name in instead:
            stored.append((field.name, *instead[field.name]))
        elif field.default is not MISSING:
            stored.append((field.name, types[field.name], field.default))
        else:
            stored.append((field.name, types[field.name], msgspec.NODEFAULT))
    return msgspec.defstruct(
        f"Stored{kind.__name__}", stored, tag=tag, frozen=True, kw_only=True, omit_defaults=True
    )


class _StoredSuppression(msgspec.Struct, frozen=True, tag="silence"):
    silence: Suppression


_StoredAlert = _stored_form(Alert, tag="alert", story=(Story | None, None), match=(Match | None, None))
"""An alert without what its decision says anyway: the story of the assignment, the match."""
_tuple_of: Any = tuple  # of a type made here, which no annotation could name
_StoredDecision = _stored_form(
    Decision,
    outcomes=(_tuple_of[_StoredAlert | _StoredSuppression, ...], ()),
    counted=(tuple[str, ...], ()),
)
"""A decision, of whose state change only the text is kept: the states have a place of their own."""


def encode_decision(decision: Decision) -> bytes:
    """The bytes of a decision, in which its match and its story stand once."""
    outcomes = tuple(_shortened(outcome, decision) for outcome in decision.outcomes)
    return encode(_StoredDecision(**{**_values(decision), "outcomes": outcomes, "counted": decision.counted.says}))


def _shortened(outcome: Alert | Suppression, decision: Decision) -> object:
    if isinstance(outcome, Suppression):
        return _StoredSuppression(outcome)
    values = _values(outcome)
    if outcome.story == decision.joining.story:
        values["story"] = None
    if outcome.match == decision.match:
        values["match"] = None
    return _StoredAlert(**values)


def decode_decision(body: bytes) -> Decision:
    """The decision that `encode_decision` made the bytes of."""
    short = decode(body, _StoredDecision)
    values = {field.name: getattr(short, field.name) for field in fields(Decision)}
    outcomes = tuple(_completed(outcome, short) for outcome in short.outcomes)
    return Decision(**{**values, "outcomes": outcomes, "counted": StateChange(says=short.counted)})


def _completed(outcome: Any, short: Any) -> Alert | Suppression:
    if isinstance(outcome, _StoredSuppression):
        return outcome.silence
    values = {field.name: getattr(outcome, field.name) for field in fields(Alert)}
    values["story"] = outcome.story or short.joining.story
    values["match"] = outcome.match or short.match
    return Alert(**values)


def _values(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, not copied."""
    return {field.name: getattr(value, field.name) for field in fields(value)}

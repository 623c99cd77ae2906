"""Values as bytes and back. JSON, so that a person can read what rests in the store."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import msgspec

from monitor.clock import from_ms
from monitor.model.ids import AlertId, ChannelName
from monitor.model.matching.correlation_state import StateChange
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Escalation, Reason, Suppression
from monitor.model.sending.decision import Decision
from monitor.model.story import Story, StoryAssignment

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


def decode_item(body: bytes, *, entry: bytes | str) -> Item:
    """An item, with the time of its entry in the history as its first-seen time."""
    return replace(decode(body, Item), first_seen_at=from_ms(entry_ms(entry)))


class _Silence(msgspec.Struct, frozen=True, tag="silence"):
    silence: Suppression


class _Alert(msgspec.Struct, frozen=True, tag="alert", omit_defaults=True):
    """An alert without what its decision says anyway."""

    id: AlertId
    channel: ChannelName
    reason: Reason
    because: str
    decided_at: datetime
    story: Story | None = None
    """Only if it is not the joining's."""
    match: Match | None = None
    """Only if it is not the decision's."""
    not_before: datetime | None = None
    gathered: bool = False
    listed: tuple[str, ...] = ()
    repeat: timedelta | None = None
    escalate: Escalation | None = None


class _Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    match: Match
    joining: StoryAssignment
    outcomes: tuple[_Alert | _Silence, ...]
    counted: tuple[str, ...] = ()
    """Only what it says: the tallies stand elsewhere."""


def encode_decision(decision: Decision) -> bytes:
    """The bytes of a decision, in which its match and its story stand once."""
    outcomes = tuple(_shortened(outcome, decision) for outcome in decision.outcomes)
    return encode(_Decision(decision.match, decision.joining, outcomes, decision.counted.says))


def _shortened(outcome: Alert | Suppression, decision: Decision) -> _Alert | _Silence:
    if isinstance(outcome, Suppression):
        return _Silence(outcome)
    return _Alert(
        id=outcome.id,
        channel=outcome.channel,
        reason=outcome.reason,
        because=outcome.because,
        decided_at=outcome.decided_at,
        story=None if outcome.story == decision.joining.story else outcome.story,
        match=None if outcome.match == decision.match else outcome.match,
        not_before=outcome.not_before,
        gathered=outcome.gathered,
        listed=outcome.listed,
        repeat=outcome.repeat,
        escalate=outcome.escalate,
    )


def decode_decision(body: bytes) -> Decision:
    """The decision that `encode_decision` made the bytes of."""
    short = decode(body, _Decision)
    outcomes = tuple(_completed(outcome, short) for outcome in short.outcomes)
    counted = StateChange(says=short.counted)
    return Decision(match=short.match, joining=short.joining, outcomes=outcomes, counted=counted)


def _completed(outcome: _Alert | _Silence, short: _Decision) -> Alert | Suppression:
    if isinstance(outcome, _Silence):
        return outcome.silence
    return Alert(
        id=outcome.id,
        channel=outcome.channel,
        reason=outcome.reason,
        because=outcome.because,
        story=outcome.story or short.joining.story,
        match=outcome.match or short.match,
        decided_at=outcome.decided_at,
        not_before=outcome.not_before,
        gathered=outcome.gathered,
        listed=outcome.listed,
        repeat=outcome.repeat,
        escalate=outcome.escalate,
    )

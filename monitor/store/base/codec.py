"""Values as bytes and back. JSON, so that a person can read what rests in the store."""

from __future__ import annotations

import re
import zlib
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import msgspec

from monitor.clock import from_ms
from monitor.model.matching.correlation_state import StateChange
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, Suppression
from monitor.model.sending.decision import Decision
from monitor.model.story import Story, StoryAssignment
from monitor.store.base.stored_forms import StoredForm, form_of, form_with

T = TypeVar("T")
DecodeError = msgspec.DecodeError
"""What every function here raises for bytes that are no value of its kind."""

INSTANT = msgspec.Meta(ge=0, lt=253_402_300_800_000)
"""What a number of milliseconds since 1970 must be to be an instant: before the year 10000."""

_ENTRY = re.compile(rb"[0-9]{1,18}-[0-9]{1,18}")
_COUNT = re.compile(rb"-?[0-9]{1,18}")
_encoder = msgspec.json.Encoder()
_decoders: dict[object, msgspec.json.Decoder[Any]] = {}


def encode(value: object) -> bytes:
    """The bytes of a value of the model. The same value gives the same bytes."""
    return _encoder.encode(_packed(form_of(value.__class__), value))


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
    form = form_of(kind)
    decoded: T = _unpacked(form, _decoded(form.kind, body))
    return decoded


def _decoded(kind: object, body: bytes) -> Any:
    try:
        return _decoder(kind).decode(body)
    except RecursionError as error:
        raise DecodeError("nested too deeply") from error


def _decoder(kind: object) -> msgspec.json.Decoder[Any]:
    return _decoders.get(kind) or _decoders.setdefault(kind, msgspec.json.Decoder(kind))


def decode_instant(body: bytes) -> datetime:
    """The instant of a number of milliseconds since 1970, as scripts and sorted sets have it."""
    try:
        return from_ms(int(float(body)))
    except (ValueError, OverflowError, OSError) as error:
        raise DecodeError(f"no instant: {error}") from error


def decode_count(body: bytes) -> int:
    """A whole number, as counters have it."""
    if not _COUNT.fullmatch(body):
        raise DecodeError("no whole number")
    return int(body)


def decode_entry_name(body: bytes) -> str:
    """The name of an entry of a stream."""
    if not _ENTRY.fullmatch(body):
        raise DecodeError("not the name of an entry")
    return body.decode()


def decode_compressed(body: bytes) -> bytes:
    """What `zlib.compress` made the bytes of."""
    try:
        return zlib.decompress(body)
    except zlib.error as error:
        raise DecodeError(str(error)) from error


def decode_text(body: bytes) -> str:
    """The text of a name."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise DecodeError(f"no text: {error}") from error


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


_ALERT = form_with(Alert, tag="alert", sparse=True, story=(Story | None, None), match=(Match | None, None))
"""An alert without what its decision says anyway: the story of the assignment, the match."""


class _StoredSuppression(msgspec.Struct, frozen=True, tag="silence"):
    silence: form_of(Suppression).kind  # type: ignore[valid-type]  # a type made at run time


_tuple_of: Any = tuple  # of a type made at run time, which no annotation could name
_DECISION = form_with(
    Decision,
    sparse=True,
    outcomes=(StoredForm(kind=_tuple_of[_ALERT.kind | _StoredSuppression, ...]), ()),
    state_change=(tuple[str, ...], ()),
)
"""A decision, of whose state change only the text is kept: the states have a place of their own."""


def encode_decision(decision: Decision) -> bytes:
    """The bytes of a decision, in which its match and its story are written once."""
    outcomes = tuple(_shortened(outcome, decision) for outcome in decision.outcomes)
    change = decision.state_change.descriptions
    return _encoder.encode(_packed(_DECISION, decision, outcomes=outcomes, state_change=change))


def _shortened(outcome: Alert | Suppression, decision: Decision) -> object:
    if isinstance(outcome, Suppression):
        return _StoredSuppression(_packed(form_of(Suppression), outcome))
    said = {"story": decision.assignment.story, "match": decision.match}
    left_out = {name: None for name, value in said.items() if getattr(outcome, name) == value}
    return _packed(_ALERT, outcome, **left_out)


def decode_decision(body: bytes) -> Decision:
    """The decision that `encode_decision` made the bytes of."""
    short = _decoded(_DECISION.kind, body)
    assignment, match = (
        _unpacked(form_of(StoryAssignment), short.assignment),
        _unpacked(form_of(Match), short.match),
    )
    decision: Decision = _unpacked(
        _DECISION,
        short,
        match=match,
        assignment=assignment,
        outcomes=tuple(_completed(outcome, assignment.story, match) for outcome in short.outcomes),
        state_change=StateChange(descriptions=short.state_change),
    )
    return decision


def _completed(outcome: Any, story: Story, match: Match) -> Alert | Suppression:
    if isinstance(outcome, _StoredSuppression):
        silence: Suppression = _unpacked(form_of(Suppression), outcome.silence)
        return silence
    said = {"story": story, "match": match}
    alert: Alert = _unpacked(
        _ALERT, outcome, **{name: value for name, value in said.items() if getattr(outcome, name) is None}
    )
    return alert


def _packed(form: StoredForm, value: object, **given: object) -> Any:
    return value if form.pack is None else form.pack(value, **given)


def _unpacked(form: StoredForm, stored: object, **given: object) -> Any:
    return stored if form.unpack is None else form.unpack(stored, **given)

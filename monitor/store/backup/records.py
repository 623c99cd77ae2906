"""A key of a store, or a part of one that is large, as bytes that do not depend on the server."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import msgspec

_SIZE = struct.Struct(">I")


class KeyPart(msgspec.Struct, frozen=True, array_like=True, tag="key"):
    """A value, or a part of it: the parts of a key are put in one after the other."""

    key: bytes
    """Without the prefix."""
    kind: str
    until: int
    """Until when it is kept, in ms since 1970; -1 for ever."""
    values: list[bytes]
    """As `load_values.lua` takes them."""


class StreamGroup(msgspec.Struct, frozen=True, array_like=True, tag="group"):
    """What a stream has beside its entries: for each group, and once for a stream without any."""

    key: bytes
    last: bytes
    """The last name of an entry that was given."""
    name: bytes
    """Of the group; empty for none."""
    delivered: bytes
    pending: list[bytes]
    """As `load_group.lua` takes them: entry, consumer, idle, deliveries."""


StoreRecordPart = KeyPart | StreamGroup
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(StoreRecordPart)


def encode_parts(parts: Sequence[StoreRecordPart]) -> bytes:
    """Parts as bytes."""
    return b"".join(_SIZE.pack(len(body)) + body for body in map(_encoder.encode, parts))


def decode_parts(content: bytes) -> Iterator[StoreRecordPart]:
    """The parts that `encode_parts` made the bytes of. Raises ValueError for other bytes."""
    at = 0
    while at < len(content):
        try:
            (size,) = _SIZE.unpack_from(content, at)
            yield _decoder.decode(content[at + _SIZE.size : at + _SIZE.size + size])
        except (struct.error, msgspec.DecodeError) as error:
            raise ValueError(f"no part of a store: {error}") from error
        at += _SIZE.size + size

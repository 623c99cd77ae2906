"""The bytes of a response: unpacked as they come, and never more than we can hold."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable
from dataclasses import dataclass

import brotli

_GZIP = 16 + zlib.MAX_WBITS
_ZLIB = zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_STEP = 1 << 18
_GZIP_MAGIC = b"\x1f\x8b\x08"
_NOT_PACKED = frozenset(
    (
        "",
        "identity",
        "none",
        "binary",
        "text",
        "plain",
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
        "iso-8859-1",
        "8bit",
        "7bit",
    )
)
"""What servers write as a content encoding that is none."""
RATIO_FROM = 1 << 20
"""Bytes below which any ratio of compression is harmless."""


class TooLargeError(Exception):
    """More bytes than are taken, or a document that is nearly nothing but compression."""


class UnknownEncodingError(Exception):
    """A content encoding that was not asked for, or data that is not in the encoding it claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that is unpacked."""

    decoded: int
    """Bytes."""
    ratio: int
    """Unpacked bytes for each byte received."""

    def check(self, *, decoded: int, received: int) -> None:
        """Raises TooLargeError if this is more."""
        if decoded > self.decoded:
            raise TooLargeError(f"larger than {self.decoded >> 20} MB")
        if decoded > max(RATIO_FROM, received * self.ratio):
            raise TooLargeError(f"compressed more than {self.ratio} times")


async def collect_body(chunks: AsyncIterable[bytes], *, encoding: str, cap: Cap) -> bytes:
    """All bytes of a response in the given content encoding, unpacked.

    Raises TooLargeError, having unpacked no more than the cap, and UnknownEncodingError.
    """
    unpacker = _unpacker(encoding)
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        if unpacker is not None:
            unpacker.take(chunk, into=body, received=received, cap=cap)
            continue
        body += chunk
        cap.check(decoded=len(body), received=received)
        if received - len(chunk) < len(_GZIP_MAGIC) and body.startswith(_GZIP_MAGIC):  # packed, and nobody says so
            unpacker, packed, body = _Unpacker(_GZIP), bytes(body), bytearray()
            unpacker.take(packed, into=body, received=received, cap=cap)
    return bytes(body)


def _unpacker(encoding: str) -> _Unpacker | _BrotliUnpacker | None:
    named = [name for name in encoding.lower().replace(" ", "").split(",") if name not in _NOT_PACKED]
    match ",".join(named):
        case "":
            return None
        case "gzip" | "x-gzip":
            return _Unpacker(_GZIP)
        case "deflate":
            return _Unpacker(_ZLIB)
        case "br":
            return _BrotliUnpacker()
        case _:
            raise UnknownEncodingError(f"content encoding {encoding[:40]!r} was not asked for")


class _Unpacker:
    """Unpacks step by step, so that a bomb is seen before it has gone off."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._zlib = zlib.decompressobj(window)
        self._began = False

    def take(self, chunk: bytes, *, into: bytearray, received: int, cap: Cap) -> None:
        """Unpack a chunk. Raises as `collect_body`."""
        while chunk:
            if self._zlib.eof:
                if self._window != _GZIP or not chunk.startswith(b"\x1f\x8b"):
                    return  # padding after the end
                self._zlib = zlib.decompressobj(self._window)  # gzip may have several members
            into += self._step(chunk)
            cap.check(decoded=len(into), received=received)
            chunk = self._zlib.unconsumed_tail or self._zlib.unused_data

    def _step(self, chunk: bytes) -> bytes:
        try:
            unpacked = self._zlib.decompress(chunk, _STEP)
        except zlib.error as error:
            if self._began or self._window != _ZLIB:
                raise UnknownEncodingError(f"broken compression: {error}") from error
            # Some servers take 'deflate' by its name, without the wrapper that HTTP asks for.
            self._window = _RAW_DEFLATE
            self._zlib = zlib.decompressobj(_RAW_DEFLATE)
            return self._step(chunk)
        self._began = True
        return unpacked


class _BrotliUnpacker:
    """The same for brotli."""

    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    def take(self, chunk: bytes, *, into: bytearray, received: int, cap: Cap) -> None:
        """Unpack a chunk. Raises as `collect_body`."""
        while not self._brotli.is_finished():
            try:
                unpacked = self._brotli.process(chunk, output_buffer_limit=_STEP)
            except brotli.error as error:
                raise UnknownEncodingError(f"broken compression: {error}") from error
            into += unpacked
            cap.check(decoded=len(into), received=received)
            if not unpacked and self._brotli.can_accept_more_data():
                return
            chunk = b""

"""A message that goes out in several pieces: after a failure in between, the rest is sent and not the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from monitor.model.ids import AlertId
from monitor.send.attempt import Attempt, Permanent, Sent

P = TypeVar("P")
P_contra = TypeVar("P_contra", contravariant=True)


class SendPiece(Protocol[P_contra]):
    """Sends one piece."""

    async def __call__(self, piece: P_contra, *, first: str, last: bool) -> Attempt:
        """`first` is the service's name for the first piece of the message, once that was accepted."""


@dataclass(frozen=True, slots=True)
class _Rest(Generic[P]):
    pieces: tuple[P, ...]
    first: str


class MultipartSend(Generic[P]):
    """Remembers what is left of messages of which only a part was accepted, for as long as the process lives."""

    def __init__(self) -> None:
        self._left: dict[AlertId, _Rest[P]] = {}

    async def send(self, alert: AlertId, pieces: Sequence[P], send_piece: SendPiece[P]) -> Attempt:
        """Send the pieces in order, or those that an earlier attempt at the same alert left."""
        rest = self._left.pop(alert, None) or _Rest(tuple(pieces), "")
        begun = len(rest.pieces) < len(pieces)
        while rest.pieces:
            attempt = await send_piece(rest.pieces[0], first=rest.first, last=len(rest.pieces) == 1)
            if not isinstance(attempt, Sent):
                if begun and not isinstance(attempt, Permanent):
                    self._left[alert] = rest
                return attempt
            begun = True
            rest = _Rest(rest.pieces[1:], rest.first or attempt.message_id)
        return Sent(rest.first)

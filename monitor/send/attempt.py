"""How one attempt to send ended, as far as it can be known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.model.notice import Notice


@dataclass(frozen=True, slots=True)
class Sent:
    """The service accepted the message."""

    message_id: str = ""
    """The service's own name for it, if it gave one: later messages of the story name it as their thread."""
    notice: Notice | None = None
    """What the people who run the monitor should fix, although the message went through."""


@dataclass(frozen=True, slots=True)
class RateLimited:
    """The service wants fewer messages. Nothing was accepted."""

    wait: timedelta | None
    """How long it asks to wait, if it says so."""
    detail: str


@dataclass(frozen=True, slots=True)
class Transient:
    """It did not work now and may work later. Nothing was accepted."""

    detail: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The request left and the answer did not come: it may have been accepted."""

    detail: str


@dataclass(frozen=True, slots=True)
class Permanent:
    """The service will never accept this message."""

    detail: str


@dataclass(frozen=True, slots=True)
class Unauthorised:
    """The service does not accept who we are: a person must fix the channel's configuration."""

    detail: str


Attempt = Sent | RateLimited | Transient | Ambiguous | Permanent | Unauthorised

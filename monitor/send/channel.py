"""Channel"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from monitor.send.attempt import Attempt
from monitor.send.message.compose import Message


class Channel(Protocol):
    """One place that can be told. It is used by one sender, one message at a time."""

    @property
    def updates(self) -> bool:
        """Whether it wants `Reason.ALSO`: it shows news of a story already told without ringing."""

    async def send(self, message: Message) -> Attempt:
        """Send one message. Whatever the world does is an Attempt; it ends by itself, within a minute."""

    async def close(self) -> None:
        """Let go of what it holds. May be called twice; nothing is sent afterwards."""


@runtime_checkable
class Previewing(Protocol):
    """A channel that can show what it would send."""

    def preview(self, message: Message) -> str:
        """The message in the form in which it would leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelType:
    """What a user may write as `type:` of a channel."""

    name: str
    options: Mapping[str, bool]
    """The keys that it takes beside `type`, and whether each is required. The value of a key `template` is the
    name of a file for the user; `build` is given what the file holds, and may raise BadTemplateError."""
    build: Callable[[str, Mapping[str, str]], Channel]
    """The channel of this name with these options; opens nothing yet.
    Raises ValueError, with a text for the user and no secrets in it, for values that cannot work."""
    secrets: frozenset[str] = frozenset()
    """The keys whose values are shown to nobody."""

"""What a channel is, and what its type declares of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, runtime_checkable

from monitor.send.attempt import Attempt
from monitor.send.message.compose import Message


class Channel(Protocol):
    """One place that alerts are sent to. One sender uses it, with as many messages at once as its type allows."""

    @property
    def updates(self) -> bool:
        """Whether it wants `Reason.ALSO`: it shows news of a story that was sent already, without an alert."""

    async def send(self, message: Message) -> Attempt:
        """Send one message. Whatever the world does is an Attempt; it ends by itself, within a minute."""

    async def close(self) -> None:
        """Let go of what it holds. May be called twice; nothing is sent afterwards."""


@runtime_checkable
class Previewing(Protocol):
    """A channel that can show what it would send."""

    def preview(self, message: Message) -> str:
        """The message in the form in which it would leave."""


@dataclass(frozen=True, slots=True)
class Option:
    """A key that a user may write in a channel's entry beside `type`.

    The value of `template` is the name of a file for the user; `build` is given what the file holds.
    """

    name: str
    required: bool = False
    secret: bool = False
    """Whether its value is shown to nobody."""


@dataclass(frozen=True, slots=True)
class Unlimited:
    """A service that documents no limit."""

    reason: str
    """Why none is needed."""


@dataclass(frozen=True, slots=True)
class MaxLength:
    """How much text one message takes. What is longer goes out in several."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Limit:
    """How many messages a service takes, as it documents it."""

    most: int
    period: timedelta
    shared_by: tuple[str, ...]
    """The values that the channels have in common which share the limit: a bot's token, a chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelType:
    """What a user may write as `type:` of a channel, and all that others must know of it."""

    name: str
    options: tuple[Option, ...]
    limits: Callable[[Mapping[str, str]], tuple[Limit, ...]] | Unlimited
    """The limits of a channel with these options; the user's `pace` takes the place of the first."""
    max_length: MaxLength | Unlimited
    in_flight: int
    """How many messages may be under way at once, each of another story."""
    build: Callable[[str, Mapping[str, str]], Channel]
    """The channel of this name with these options; opens nothing yet.
    Raises ValueError, with a text for the user and no secrets in it, for values that cannot work, and
    BadTemplateError for a template that cannot."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the options."""
        return tuple(option.name for option in self.options)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the options that must be given."""
        return tuple(option.name for option in self.options if option.required)

    @property
    def secrets(self) -> frozenset[str]:
        """The names of the options whose values are shown to nobody."""
        return frozenset(option.name for option in self.options if option.secret)

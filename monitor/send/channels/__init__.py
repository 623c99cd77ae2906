"""The ways out. A channel sends one message to one place and says how it went.

A channel of one's own: a module with a class of `Channel`'s shape and a `ChannelType` for it, either in the
table below or, in another package, under the entry-point group `monitor.channels`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol
from urllib.parse import quote

from monitor.send.channels.console import Console
from monitor.send.message import Message
from monitor.send.outcome import Attempt

_TELEGRAM_CHAT = re.compile(r"(-?[0-9]+|@[A-Za-z][A-Za-z0-9_]+)(:[0-9]+)?")
"""A chat or a public name, and after a colon the topic in a forum."""


class Channel(Protocol):
    """One place that can be told. It is used by one sender, one message at a time."""

    @property
    def updates(self) -> bool:
        """Whether it wants `Reason.ALSO`: it shows news of a story already told without ringing."""

    async def send(self, message: Message) -> Attempt:
        """Send one message. Whatever the world does is an Attempt; it ends by itself, within a minute."""

    async def close(self) -> None:
        """Let go of what it holds. May be called twice; nothing is sent afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelType:
    """What a user may write as `type:` of a channel."""

    name: str
    options: Mapping[str, bool]
    """The keys that it takes beside `type`, and whether each is required."""
    build: Callable[[str, Mapping[str, str]], Channel]
    """The channel of this name with these options; opens nothing yet.
    Raises ValueError, with a text for the user and no secrets in it, for values that cannot work."""


def _console(name: str, options: Mapping[str, str]) -> Channel:
    return Console()


def _apprise(name: str, options: Mapping[str, str]) -> Channel:
    # a quarter of a second to import, which only those who use it should wait for
    from monitor.send.channels.apprise import AppriseChannel  # noqa: PLC0415

    return AppriseChannel(options["url"], name=name)


def _telegram(name: str, options: Mapping[str, str]) -> Channel:
    if not _TELEGRAM_CHAT.fullmatch(options["chat"]):
        # without a chat, Apprise would pick whoever wrote to the bot first
        raise ValueError("chat must be one number, such as -1001234567890, or one name, such as @newsdesk")
    return _apprise(name, {"url": f"tgram://{quote(options['token'], safe=':')}/{options['chat']}/"})


CHANNELS: Mapping[str, ChannelType] = {
    "apprise": ChannelType(name="apprise", options={"url": True}, build=_apprise),
    "console": ChannelType(name="console", options={}, build=_console),
    "telegram": ChannelType(name="telegram", options={"token": True, "chat": True}, build=_telegram),
}


def channel_types() -> Mapping[str, ChannelType]:
    """Every type there is: ours, and those that other installed packages bring. Ours win a name."""
    others: dict[str, ChannelType] = {entry.name: entry.load() for entry in entry_points(group="monitor.channels")}
    return {**others, **CHANNELS}

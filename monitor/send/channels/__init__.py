"""The ways out. A channel sends one message to one place and says how it went.

A channel of one's own: a module with a class of `Channel`'s shape and a `ChannelType` for it, either in the
table below or, in another package, under the entry-point group `monitor.channels`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points

from monitor.send.channel import Channel, ChannelType


def _from(module: str) -> Callable[[str, Mapping[str, str]], Channel]:
    """`build` of a module of this folder, which is imported when it is called: some take a quarter of a second."""

    def build(name: str, options: Mapping[str, str]) -> Channel:
        channel: Channel = import_module(f"{__name__}.{module}").build(name, options)
        return channel

    return build


_TYPES = (
    ChannelType(name="apprise", options={"url": True}, secrets=frozenset({"url"}), build=_from("apprise")),
    ChannelType(name="console", options={"template": False}, build=_from("console")),
    ChannelType(
        name="email",
        options={"host": True, "from": True, "to": True}
        | dict.fromkeys(("security", "port", "user", "password", "ca", "template"), False),
        secrets=frozenset({"password"}),
        build=_from("email"),
    ),
    ChannelType(
        name="ntfy",
        options={"topic": True, "server": False, "token": False, "proxy": False},
        secrets=frozenset({"token", "proxy"}),
        build=_from("ntfy"),
    ),
    ChannelType(
        name="slack",
        options=dict.fromkeys(("url", "token", "channel", "app_token", "api", "proxy", "template"), False),
        secrets=frozenset({"url", "token", "app_token", "proxy"}),
        build=_from("slack.channel"),
    ),
    ChannelType(
        name="telegram",
        options={"token": True, "chat": True} | dict.fromkeys(("api", "proxy", "previews", "template"), False),
        secrets=frozenset({"token", "proxy"}),
        build=_from("telegram"),
    ),
    ChannelType(
        name="webhook",
        options={"url": True, "key": False, "updates": False, "proxy": False},
        secrets=frozenset({"url", "key", "proxy"}),
        build=_from("webhook"),
    ),
)
CHANNELS: Mapping[str, ChannelType] = {kind.name: kind for kind in _TYPES}


def channel_types() -> Mapping[str, ChannelType]:
    """Every type there is: ours, and those that other installed packages bring. Ours win a name."""
    others: dict[str, ChannelType] = {entry.name: entry.load() for entry in entry_points(group="monitor.channels")}
    return {**others, **CHANNELS}

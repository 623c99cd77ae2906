"""The ways out. A channel sends one message to one place and says how it went.

To add one: a module with a class of `Channel`'s shape and a `ChannelType` for it named TYPE, listed below; or, in
another package, the `ChannelType` under the entry-point group `monitor.channels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points

from monitor.send.channel import ChannelType
from monitor.send.channels import apprise, console, email, ntfy, telegram, webhook
from monitor.send.channels.slack import channel_type as slack

CHANNELS: Mapping[str, ChannelType] = {
    module.TYPE.name: module.TYPE for module in (apprise, console, email, ntfy, slack, telegram, webhook)
}


def channel_types() -> Mapping[str, ChannelType]:
    """Every type there is: ours, and those that other installed packages bring. Ours win a name."""
    others: dict[str, ChannelType] = {entry.name: entry.load() for entry in entry_points(group="monitor.channels")}
    return {**others, **CHANNELS}

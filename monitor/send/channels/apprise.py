"""About a hundred services, each by one address of Apprise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module

from monitor.send.channel import Channel, ChannelType, Limit, Option, Unlimited

_OPEN = ("json", "jsons", "xml", "xmls", "form", "forms")
"""Schemes of plain web hooks, which have no limits of their own."""


def build(name: str, options: Mapping[str, str]) -> Channel:
    """The channel of these options. Raises ValueError, without the address in it, for one that cannot work."""
    library = import_module("monitor.send.channels.apprise_channel")  # it takes a quarter of a second to load
    channel: Channel = library.AppriseChannel(options["url"], name=name)
    return channel


def _limits(options: Mapping[str, str]) -> tuple[Limit, ...]:
    """What the common services take, of which Apprise knows no limit: one message a second."""
    if options["url"].partition(":")[0].lower() in _OPEN:
        return ()
    return (Limit(1, timedelta(seconds=1), shared_by=(options["url"],)),)


TYPE = ChannelType(
    name="apprise",
    options=(Option("url", required=True, secret=True),),
    limits=_limits,
    max_length=Unlimited(
        "Apprise knows the limit of each service; what is longer ends by saying how much is missing"
    ),
    in_flight=1,  # the library is called in one thread: a call that hangs holds up the next
    build=build,
)

"""Where a proxy would lead.

A proxy looks names up and connects for us, so that the last gate, at the socket, sees nothing but the proxy. Hence
every name is looked up here as well, before the proxy is asked, and refused if one of its addresses is. What is
left: a proxy that finds another address than we did, because the name has turned or because it asks elsewhere. A
proxy that is in a network of its own should refuse private addresses itself.
"""

from __future__ import annotations

import asyncio
import socket

from aiohttp.abc import AbstractResolver

from monitor.collect.fetch.addresses import ANYWHERE, AddressRefusedError, may_connect, networks
from monitor.collect.fetch.response import FetchFailed
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FetchFailure

_UNKNOWN = (
    "the name {} cannot be resolved here, so the proxy's target cannot be checked: to leave this to the proxy,"
    ' write allow_private: [0.0.0.0/0, "::/0"]'
)


async def refused_behind_proxy(
    feed: Feed, host: str, *, resolver: AbstractResolver, within: float
) -> FetchFailed | None:
    """Why the proxy of this feed must not be asked for this host; None if it may.

    Nothing is looked up if the feed allows every address. `within` is in seconds, for looking the name up.
    """
    allowed = networks(feed.allow_private)
    if set(ANYWHERE) <= set(allowed):
        return None
    try:
        async with asyncio.timeout(within):
            # Numbers too: the system's own reading of 127.1 and 0x7f000001 is what a proxy goes by.
            found = await resolver.resolve(host, 0, socket.AF_UNSPEC)
    except (OSError, TimeoutError, UnicodeError):  # UnicodeError: a label of more than 63 letters
        return FetchFailed(failure=FetchFailure.UNREACHABLE, detail=_UNKNOWN.format(host))
    for address in (result["host"] for result in found):
        if not may_connect(address, allowed=allowed):
            return FetchFailed(
                failure=FetchFailure.FORBIDDEN_ADDRESS, detail=f"{address}: {AddressRefusedError(address)}"
            )
    return None

"""The server's own files, in which what is deleted stays until they are written from what is in memory."""

from __future__ import annotations

import asyncio
import time

from monitor.errors import StoreRefusedError
from monitor.store.connection.client import Client

_POLL = 0.2
_LONGEST = 900.0
"""Seconds that writing all of it may take."""
_BUSY = "in progress"


async def rewrite_files(client: Client) -> str:
    """Have the server write its files from what it holds, and wait for it; why they still have more, or empty.

    Raises StoreUnavailableError.
    """
    until = time.monotonic() + _LONGEST
    appends = (await client.server_info()).appendonly
    command = "BGREWRITEAOF" if appends else "BGSAVE"
    began = False
    while time.monotonic() < until:
        if not began:
            try:
                await client.read(command)
                began = True
            except StoreRefusedError as error:
                if _BUSY not in str(error):
                    return f"the store does not take {command} ({error}): its files have it until it rewrites them"
        await asyncio.sleep(_POLL)
        info = await client.read("INFO", "persistence")
        busy = any(info.get(name) for name in _RUNNING)
        if began and not busy:
            status = info.get("aof_last_bgrewrite_status" if appends else "rdb_last_bgsave_status")
            return "" if status == "ok" else f"the store's files could not be rewritten ({command}: {status})"
    return f"the store did not end {command} in time: its files may have it for a while"


_RUNNING = ("aof_rewrite_in_progress", "aof_rewrite_scheduled", "rdb_bgsave_in_progress")

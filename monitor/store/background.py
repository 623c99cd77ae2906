"""Work that goes on beside other work, and ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Let something go on until the end of the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        while not task.done():  # a client library may swallow a cancellation
            task.cancel()
            await asyncio.wait({task}, timeout=1)

"""Names -> addresses, in threads of our own: a look-up that hangs holds up no other work."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

THREADS = 64
"""Names that are looked up at a time: a few dead zones would else hold up everybody."""


class PooledResolver(AbstractResolver):
    """The system's resolver. The event loop's default executor is never used, nor replaced."""

    def __init__(self, *, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Every address of a host. Raises OSError for a name that is not known."""
        found = await asyncio.get_running_loop().run_in_executor(self._pool, _addresses, host, port, family)
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=protocol, flags=flags)
            for kind, protocol, address, port in found
        ]

    async def close(self) -> None:
        """End what can be ended; a look-up that hangs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _addresses(host: str, port: int, family: socket.AddressFamily) -> list[tuple[int, int, str, int]]:
    found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        # An address of a single link is none without its interface.
        (kind, protocol, _with_scope(address) if len(address) == 4 else str(address[0]), int(address[1]))
        for kind, _, protocol, _, address in found
        if kind in (socket.AF_INET, socket.AF_INET6) and isinstance(address[0], str)
    ]


def _with_scope(address: tuple[str, int, int, int]) -> str:
    host, _, _, scope = address
    return f"{host}%{scope}" if scope else host

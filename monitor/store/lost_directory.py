"""What is done about a data directory that was removed under the running server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from monitor.clock import now
from monitor.model.ids import Severity, content_id
from monitor.model.notice import Notice
from monitor.store.server.embedded import EmbeddedServer, is_kept_in

log = structlog.get_logger("monitor")

_TRY_EVERY = 30.0
"""Seconds between two tries to make the directory again."""
_RESTORED = "It was made again with all that the store held; nothing is lost, and the monitor goes on."
_NOT_RESTORED = (
    "It cannot be made again for now; that is tried twice a minute. The monitor goes on in memory, and alerts are"
    " still sent; what it knows is lost if it ends before. Make it possible to write there, and do not restart it."
)
_REPLACED = (
    "Another store is there now. The monitor goes on with its own in memory, and alerts are still sent; what it"
    " knows is lost when it ends. Restart it to use the store that is there, or take that away to keep this one."
)


@dataclass(slots=True, kw_only=True)
class LostDirectory:
    """Looks whether the directory is there; one that was removed is made again, and that is reported."""

    server: EmbeddedServer
    report: Callable[[Notice], None]
    _said: bool = field(default=False, init=False)
    _tried_at: float = field(default=float("-inf"), init=False)

    async def look(self) -> None:
        """Look once, and do what is to be done."""
        if not self.server.has_lost_directory:
            self._said = False
            return
        clock = asyncio.get_running_loop().time
        if clock() - self._tried_at < _TRY_EVERY:
            return
        self._tried_at = clock()
        if await self.server.restore_directory():
            self._tried_at = float("-inf")
            self._say(_RESTORED, severity=Severity.HIGH)
        elif not self._said:
            self._said = True
            detail = _REPLACED if is_kept_in(self.server.directory) else _NOT_RESTORED
            self._say(detail, severity=Severity.CRITICAL)

    def _say(self, detail: str, *, severity: Severity) -> None:
        title = f"the data directory {self.server.directory} was removed"
        log.error(title, detail=detail)
        key = content_id("data directory removed", now().isoformat())
        self.report(Notice(key=key, title=title, detail=detail, severity=severity))

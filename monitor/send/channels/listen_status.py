"""That a channel does not receive what its readers touch: said once while it lasts."""

from __future__ import annotations

import structlog

log = structlog.get_logger("monitor")


class ListenStatus:
    """Remembers what was said, so that a trouble of hours is one line in the log, and its end another."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._why = ""

    def report(self, why: str) -> None:
        """Asking failed, for this reason."""
        if why != self._why:
            self._why = why
            log.warning("button events are not being received", channel=self._name, because=why)

    def over(self) -> None:
        """Asking worked."""
        if self._why:
            self._why = ""
            log.info("button events are being received again", channel=self._name)

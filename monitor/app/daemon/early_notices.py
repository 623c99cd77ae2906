"""Notices from before there is anybody to give them to: while the store is opened and the rules are read."""

from __future__ import annotations

from collections.abc import Callable

from monitor.model.notice import Notice


class EarlyNotices:
    """Keeps notices until it is known where they go."""

    def __init__(self) -> None:
        self._waiting: list[Notice] = []
        self._report: Callable[[Notice], None] = self._waiting.append

    def give(self, notice: Notice) -> None:
        """Take a notice over."""
        self._report(notice)

    def pass_to(self, report: Callable[[Notice], None]) -> None:
        """Where notices go from now on; those that there were before go there at once."""
        self._report = report
        for notice in self._waiting:
            report(notice)
        self._waiting.clear()

"""The first visits to many feeds as a bar on the terminal, with the log running above it."""

from __future__ import annotations

import logging
import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from monitor.app.telemetry.first_visits import Progress


class ProgressBar:
    """Appears with the first progress that it is shown, and goes with the last."""

    def __init__(self) -> None:
        self._bars = Bars(
            TextColumn("first visits"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}/s, {task.fields[failed]} failed"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task: TaskID | None = None

    def show(self, progress: Progress) -> None:
        """Draw it again."""
        rate = f"{progress.rate:.1f}"
        if self._task is None:
            self._task = self._bars.add_task("", total=progress.total, rate=rate, failed=progress.failed)
            self._bars.start()
            _log_to_stderr()
        self._bars.update(self._task, completed=progress.done, rate=rate, failed=progress.failed)
        if progress.done == progress.total:
            self.close()

    def close(self) -> None:
        """Take it away; it may be away already."""
        self._bars.stop()
        _log_to_stderr()


def _log_to_stderr() -> None:
    """The log goes to what stands for standard error now: while the bar is there, that keeps the two apart."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(sys.stderr)

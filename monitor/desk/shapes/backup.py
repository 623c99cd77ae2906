"""Backups as answers."""

from __future__ import annotations

from datetime import datetime

from monitor.desk.shapes.base import Shape


class BackedUpShape(Shape, frozen=True, kw_only=True, tag="backed_up"):
    """A backup that was made."""

    file: str
    size: int
    """Bytes."""
    keys: int
    """Of the store."""
    archive: bool
    """Whether the archive is in it."""
    archive_files: int
    rule_files: int
    paused_s: float
    """Seconds for which the monitor could not write to its store."""


class RestoredShape(Shape, frozen=True, kw_only=True, tag="restored"):
    """A backup that was put in place."""

    file: str
    taken_at: datetime
    keys: int
    store: str
    """Where the store is."""
    archive: str
    """Where the archive is; empty if there is none in the backup."""
    rules: str
    """Where the rules are; empty if those that were there stay."""

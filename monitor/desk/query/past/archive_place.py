"""Where the archive is, for whoever reads it."""

from __future__ import annotations

from pathlib import Path

from monitor.config.configuration import load_settings
from monitor.config.files.settings import Settings


def archive_folder(settings: Settings, *, data: Path) -> Path:
    """Where the archive is if there is one."""
    return (settings.archive.folder or data / "archive").absolute()


def archive_for(directory: Path, *, data: Path) -> Path:
    """Where a command finds the archive: as monitor.yaml in the folder of rules says, else in the data directory.

    Raises ConfigError if that file must be fixed first.
    """
    return archive_folder(load_settings(directory), data=data)

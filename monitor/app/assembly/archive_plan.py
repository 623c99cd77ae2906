"""Whether this process writes an archive, and where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from monitor.app.assembly.roles import Role
from monitor.archive.tables import TABLES, TableName
from monitor.config.files.settings import Settings
from monitor.desk.query.past.archive_place import archive_folder
from monitor.store.records.stream_retention import Follows


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlan:
    """What is to be kept, where, and for how long."""

    folder: Path | None
    """Where this process writes; None if it does not."""
    follows: Follows
    """Whether entries of the store wait until they are archived."""
    keep: Mapping[TableName, timedelta]
    max_size: int | None


NO_ARCHIVE = ArchivePlan(folder=None, follows=Follows.NO, keep={}, max_size=None)


def plan_archive(
    settings: Settings, *, data: Path, embedded: bool, roles: Collection[Role], asked: bool = False
) -> ArchivePlan:
    """What the settings say; where they say nothing, one process that does everything on the embedded store, or
    one that was `asked` for this role, writes an archive in its data directory."""
    wanted = settings.archive.on
    if wanted is None and ((embedded and set(roles) == set(Role)) or (asked and Role.ARCHIVE in roles)):
        wanted = True
    follows = {True: Follows.YES, False: Follows.NO, None: Follows.MAYBE}[wanted]
    return ArchivePlan(
        folder=archive_folder(settings, data=data) if wanted and Role.ARCHIVE in roles else None,
        follows=follows,
        keep=keep_spans(settings),
        max_size=settings.archive.max_size,
    )


def keep_spans(settings: Settings) -> Mapping[TableName, timedelta]:
    """How long each table keeps its rows."""
    usual = {name: table.keep for name, table in TABLES.items()} | {TableName.ITEMS: settings.history}
    if settings.history_given:  # it has always been how long decisions are kept, too
        usual[TableName.DECISIONS] = settings.history
    return {**usual, **settings.archive.keep}

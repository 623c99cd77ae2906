"""The archive as an answer."""

from __future__ import annotations

from datetime import datetime

from monitor.desk.shapes.base import Shape


class ArchiveTableShape(Shape, frozen=True, kw_only=True, tag="archive_table"):
    """One table."""

    table: str
    files: int
    rows: int
    size: int
    """Bytes."""
    since: datetime | None
    """When its first entry was made; None for an empty table."""
    until: datetime | None
    """When its last entry was made: what is newer is in the store."""


class ArchiveShape(Shape, frozen=True, kw_only=True, tag="archive"):
    """The archive, and how writing it goes."""

    folder: str
    id: str
    format: int
    tables: tuple[ArchiveTableShape, ...]
    trouble: str
    """Why nothing can be written at present; empty if all is well."""
    trouble_since: datetime | None
    written_by: str
    """The host whose daemon writes it; empty if none ever did."""
    sealed_at: datetime | None
    """When entries last went to disk."""


class ArchiveFlawShape(Shape, frozen=True, kw_only=True, tag="archive_flaw"):
    """Something in the archive that is not as it must be."""

    table: str
    file: str
    what: str
    gap: bool
    """Whether rows are missing between two files."""


class VerifiedShape(Shape, frozen=True, kw_only=True, tag="verified"):
    """What reading the whole archive has shown."""

    folder: str
    files: int
    rows: int
    flaws: tuple[ArchiveFlawShape, ...]


class AdoptedShape(Shape, frozen=True, kw_only=True, tag="adopted"):
    """An archive that is this store's now."""

    folder: str
    id: str


class ExportedShape(Shape, frozen=True, kw_only=True, tag="exported"):
    """A file of rows."""

    file: str
    table: str
    rows: int

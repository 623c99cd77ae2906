"""`archive:` of monitor.yaml: whether and where items, decisions, deliveries and activity are kept on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from monitor.archive.tables import TableName
from monitor.yamldoc import fields
from monitor.yamldoc.parse import Document, Map, Node, Text
from monitor.yamldoc.references import References

KEYS = ("folder", "max_size", "keep")
KEEP_KEYS = tuple(table.value for table in TableName)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """What monitor.yaml says of the archive."""

    on: bool | None = None
    """Whether there is one; None to keep one where a single process does everything on the embedded store."""
    folder: Path | None = None
    """Where it is; None for `archive` in the data directory."""
    max_size: int | None = None
    """How many bytes it may have: beyond, the oldest files go before their time; None for any number."""
    keep: Mapping[TableName, timedelta] = field(default_factory=dict)
    """How long the rows of a table are kept, where that is said."""


def read_archive(document: Document, at: Node, references: References) -> ArchiveSettings:
    """What `archive:` says: on, off, or a map of what is to be otherwise than usual. E105 for what is neither."""
    if isinstance(at, Text):
        return ArchiveSettings(on=fields.boolean(document, at, "archive", default=None))
    section = document.map(at, "archive")
    if section is None:
        return ArchiveSettings()
    document.check_keys(section, KEYS)
    settings = ArchiveSettings(on=True)
    if (folder := section.get("folder")) is not None:
        settings = replace(settings, folder=_folder(document, folder, references))
    if (size := section.get("max_size")) is not None:
        settings = replace(settings, max_size=fields.size(document, size, "max_size"))
    if (keep := section.get("keep")) is not None:
        settings = replace(settings, keep=_keep(document, keep))
    return settings


def _folder(document: Document, at: Node, references: References) -> Path | None:
    if document.text(at, "folder") is None or not isinstance(at, Text):
        return None
    text = references.expand(document, at)
    if text is None:
        return None
    path = Path(text).expanduser()
    if not path.is_absolute():
        document.problem(at, "E105", f"folder must be an absolute path such as /srv/news, not {text!r}")
        return None
    return path


def _keep(document: Document, at: Node) -> Mapping[TableName, timedelta]:
    """One duration for all tables, or one for each that is named."""
    if not isinstance(at, Map):
        span = fields.duration(document, at, "keep")
        return dict.fromkeys(TableName, span) if span is not None else {}
    document.check_keys(at, KEEP_KEYS)
    spans = {
        TableName(entry.key.value): fields.duration(document, entry.value, f"keep of {entry.key.value}")
        for entry in at
        if entry.key.value in KEEP_KEYS
    }
    return {table: span for table, span in spans.items() if span is not None}

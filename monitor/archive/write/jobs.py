"""What the daemon asks the child to do, and what the child answers: JSON, one job and one answer a line."""

from __future__ import annotations

import msgspec

from monitor.archive.tables import TableName
from monitor.model.forgetting.request import ForgetRequest


class SealJob(msgspec.Struct, frozen=True, kw_only=True, tag="seal"):
    """Make a file of some lines. The answer comes once it is on disk under its final name."""

    folder: str
    table: TableName
    stream: str
    life: int
    after: int
    """The cursor before: what the file follows. 0 at the beginning of a life."""
    first: int
    last: int
    lines: str
    """The file of lines (`lines.py`), which is removed."""


class ProbeJob(msgspec.Struct, frozen=True, kw_only=True, tag="probe"):
    """Say whether an entry of the store is the one that is on disk under its number.

    If the newest entry on disk is still the same in the store, the store has forgotten nothing that is on disk.
    """

    folder: str
    table: TableName
    stream: str
    lines: str
    """A file with that entry as its only line, which is removed."""


class TidyJob(msgspec.Struct, frozen=True, kw_only=True, tag="tidy"):
    """Merge small files, remove what is too old or too much, what is covered, and what crashes left."""

    folder: str
    keep_s: dict[TableName, int]
    """How long rows of each table are kept, in seconds."""
    max_size: int | None
    """How many bytes all files together may have; None for any number."""
    now_ms: int


class ForgetJob(msgspec.Struct, frozen=True, kw_only=True, tag="forget"):
    """Take out of all files what is to be forgotten."""

    folder: str
    request: ForgetRequest
    apply: bool
    """Whether to do it; else it is only counted."""


Job = SealJob | ProbeJob | TidyJob | ForgetJob


class Sealed(msgspec.Struct, frozen=True, kw_only=True, tag="sealed"):
    """A file is on disk."""

    last: int
    rows: int
    unreadable: int
    """Entries that are no row of the table; they are kept beside it as `.unreadable-…`."""


class Probed(msgspec.Struct, frozen=True, kw_only=True, tag="probed"):
    """The answer about an entry."""

    same: bool


class Tidied(msgspec.Struct, frozen=True, kw_only=True, tag="tidied"):
    """What was done."""

    merged: int
    """Files that are part of a larger one now."""
    expired: int
    """Files that were too old."""
    over_size: int
    """Files that went because of `max_size`, before their time."""
    moved_aside: tuple[str, ...]
    """Names of files that cannot be read."""


class ForgotRows(msgspec.Struct, frozen=True, kw_only=True, tag="forgot"):
    """What was, or would be, taken out of the files."""

    rows: dict[TableName, int]
    """How many rows of each table go."""
    quotes: int
    """Rows that stay, but have lost what they quoted."""
    items: dict[str, str]
    """The items that are meant, with their headlines."""
    unreadable: tuple[str, ...]
    """Files that cannot be read: what is in them is not known."""


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    """A job that was not done, and why. Those after it were not begun."""

    why: str


Answer = Sealed | Probed | Tidied | ForgotRows | Failed

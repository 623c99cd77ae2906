"""What was forgotten, as an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.desk.shapes.base import Shape


class BackupShape(Shape, frozen=True, kw_only=True, tag="backup"):
    """A backup that `monitor backup` has made."""

    file: str
    at: datetime


class ForgottenShape(Shape, frozen=True, kw_only=True, tag="forgotten"):
    """How much of what was forgotten, or would be."""

    items: int
    """Items that are meant, each once, wherever they are; 0 with --before, which does not ask for each."""
    archive: dict[str, int]
    """Rows of each table of the archive."""
    store: dict[str, int]
    """Values of the store: of the history, decisions, deliveries, what waits, dead letters."""
    quotes: int
    """Values that stay, but have lost what they quoted."""
    not_reached: tuple[str, ...]
    """What may still have it: files that cannot be read, a server that does not rewrite its own."""
    backups: tuple[BackupShape, ...] = ()
    """Backups from before, which still hold it."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to forget."""
        return not (any(self.archive.values()) or any(self.store.values()) or self.quotes)

    @classmethod
    def of(cls, counts: Mapping[str, int], *, items: int, not_reached: tuple[str, ...]) -> ForgottenShape:
        """Made of the counts of a sweep."""
        tables = "archive "
        rest = {
            name: number for name, number in counts.items() if not name.startswith(tables) and name != "quotes"
        }
        return cls(
            items=items,
            archive={
                name.removeprefix(tables): number for name, number in counts.items() if name.startswith(tables)
            },
            store={name: number for name, number in rest.items() if number},
            quotes=counts.get("quotes", 0),
            not_reached=not_reached,
        )

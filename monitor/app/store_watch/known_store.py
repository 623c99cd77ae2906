"""What the monitor knows of its store, kept beside it: whoever forgets does not know that something is missing."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from monitor.yamldoc.atomic_write import write_whole

log = structlog.get_logger("monitor")

FILE = "known-stores.json"


class KnownStore(msgspec.Struct, frozen=True):
    """A store as it was last seen."""

    id: str
    sequence: int
    waiting: int
    """Alerts that waited then."""
    at: datetime
    pid: int


class KnownStores:
    """A file in the data directory, with one entry for each store that the monitor has worked on from here."""

    def __init__(self, data: Path, *, store: str) -> None:
        """`store` names the store, by its address and prefix, without secrets."""
        self._path = data / FILE
        self._store = store
        self._said = False
        self._made = False

    def read(self) -> KnownStore | None:
        """What is known of the store; None if nothing is."""
        return self._all().get(self._store)

    def write(self, known: KnownStore) -> None:
        """Remember it. Where nothing can be written, that is said once."""
        try:
            if not self._made:  # later, one that was removed must not seem to be there
                self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._made = True
            write_whole(self._path, msgspec.json.encode(self._all() | {self._store: known}))
        except OSError as error:
            if not self._said:
                log.warning(
                    "what is known of the store cannot be kept: one that forgets is not recognised at a restart",
                    file=str(self._path), why=os.strerror(error.errno) if error.errno else str(error),
                )  # fmt: skip
            self._said = True

    def _all(self) -> dict[str, KnownStore]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, KnownStore])
        except (OSError, msgspec.DecodeError):
            return {}

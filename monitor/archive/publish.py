"""From a file that nobody reads to one that everybody may: whole, on disk, and never changed again."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def publish(temporary: Path, final: Path) -> None:
    """Give a written file its final name, once it is on disk. May be repeated; the first to come wins.

    Raises OSError if it cannot: then there is no final file, and the temporary one is gone.
    """
    try:
        _sync(temporary)
        with suppress(FileExistsError):  # another writer was faster: of the same entries, so as good as ours
            os.link(temporary, final)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    _sync(final.parent)


def replace(temporary: Path, final: Path) -> None:
    """Put a written file in the place of one that has its final name: who has that one open goes on with it.

    Raises OSError if it cannot: then the old one is there, and the temporary one is gone.
    """
    try:
        _sync(temporary)
        temporary.replace(final)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    _sync(final.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a small file; whoever reads it finds the old or the new one, also after a power cut. Raises
    OSError."""
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        temporary.write_bytes(content)
        _sync(temporary)
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def try_folder(folder: Path) -> None:
    """Do in a folder what `publish` does, and leave nothing behind. Raises OSError if that does not work there."""
    temporary, final = folder / f".{os.getpid()}.try", folder / f".{os.getpid()}.tried"
    try:
        temporary.write_bytes(b"tried")
        publish(temporary, final)
    finally:
        with suppress(FileNotFoundError):
            final.unlink()

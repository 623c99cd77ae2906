"""Writing a file so that whoever reads it, a running monitor above all, sees the old one or the new one whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Put the content in the place of a file, with the rights that it had; through a symbolic link, in its target.

    Raises OSError if that cannot be done; the old file is then untouched.
    """
    target = path.resolve()
    # watchers of the folder leave alone what begins with a dot
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        written.chmod(target.stat().st_mode if target.exists() else 0o644)
        written.replace(target)
    except OSError:
        written.unlink(missing_ok=True)
        raise

"""Where a form leads after it was acted on."""

from __future__ import annotations

from yarl import URL


def back(path: str, *, otherwise: str) -> str:
    """The path, if it is one of our own; a form must not lead to another site."""
    try:
        url = URL(path)
    except ValueError:
        return otherwise
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and not url.is_absolute()
    return path if own else otherwise

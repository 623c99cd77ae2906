"""The rules that come with the monitor."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_rules() -> Path:
    """The folder of shipped rules: inside an installed package, or beside it in a checkout."""
    installed = _PACKAGE / "shipped" / "rules"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"

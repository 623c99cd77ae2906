"""The parts of the work that processes may share out among them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A part of the work that a process may take on."""

    COLLECT = "collect"
    DETECT = "detect"
    DECIDE = "decide"
    SEND = "send"
    ARCHIVE = "archive"

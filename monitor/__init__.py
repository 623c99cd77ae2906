"""monitor: feeds in, told-once alerts out, nothing lost on the way."""

from __future__ import annotations

__version__ = "0.1.0"

"""monitor: news feeds in, deduplicated alerts out, at-least-once delivery."""

from __future__ import annotations

__version__ = "0.1.0"

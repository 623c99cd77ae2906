"""How much evidence each preset asks for. The thresholds are probabilities of `scorer`."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.matching.rule_hit import Merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What makes an item part of a story, and what makes it alert there."""

    join: float
    """From here an item belongs. Low: what is merely likely alerts as a development if its words are new."""
    develops: float
    """From here an item belongs that names the same and reports a turn or another count: it alerts either way, and
    belongs with what it develops."""
    linked: float
    """From here, in nats of what is rare in both titles, an item belongs that may carry the story on: likewise."""
    sure: float
    """From here the words are so alike that new ones among them are another outlet's style."""


NEEDED = {
    Merge.STRICT: Evidence(join=0.6, develops=0.05, linked=13.0, sure=0.8),
    Merge.NORMAL: Evidence(join=0.42, develops=0.02, linked=9.0, sure=0.62),
    Merge.LOOSE: Evidence(join=0.3, develops=0.002, linked=7.0, sure=0.5),
}
"""`Merge.NONE` is missing: no evidence is enough but the same text."""

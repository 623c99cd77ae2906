"""W227: what a rule says of its stories and alerts that cannot be kept, or keeps it from ever alerting."""

from __future__ import annotations

from datetime import timedelta

from monitor.detect.rules.rule import Rule
from monitor.model.matching.rule_hit import Merge
from monitor.yamldoc.parse import Document, Map

REMEMBERED = timedelta(hours=72)
"""How long alerts are remembered for throttles."""
LONGEST_STORY = timedelta(days=7)
"""How long a story is remembered at most."""


def check_policies(document: Document, at: Map, rule: Rule) -> None:
    """Note what goes beyond what the monitor remembers, and what can never come together."""
    throttle, story = at.get("throttle"), at.get("story")
    if rule.throttle is not None and rule.throttle.every > REMEMBERED and throttle is not None:
        message = "alerts are remembered for 72 hours: a longer throttle ends then"
        document.problem(throttle, "W227", f"rule {rule.id!r}: {message}")
    if story is None:
        return
    if rule.story.join is not None and rule.story.join > LONGEST_STORY:
        message = "stories are remembered for 7 days: a longer `join` ends then"
        document.problem(story, "W227", f"rule {rule.id!r}: {message}")
    if rule.story.merge is Merge.NONE and rule.story.min_independent > 1:
        document.problem(
            story,
            "W227",
            f"rule {rule.id!r} can never alert: with `merge: none` only copies of one text are one story, and "
            f"they are no {rule.story.min_independent} independent sources",
        )

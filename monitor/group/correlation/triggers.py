"""What comes together for a rule with `when`, as news of its own: a match that is decided like any other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from monitor.group.window.story_state import opened_by
from monitor.model.ids import FeedId, ItemId, content_id
from monitor.model.matching.correlation import Trigger
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit, StoryPolicy
from monitor.model.news.item import Item
from monitor.model.story import StoryAssignment, Tier

SHOWN = 16
"""Contributions that keep their titles, and are listed in the alert."""
_SELF = "monitor"
_NAMES = 8


def match_of(hit: RuleHit, *, title: str, trigger: Trigger, at: datetime, url: str = "") -> Match:
    """The match of a rule that fires because of this trigger, at an instant of the items' time.

    What tipped it, or the instant, makes the id: the same trigger is the same match after any crash.
    """
    assert hit.correlation is not None, "only a rule with `when` has occasions"
    tipped_by = trigger.contributions[-1].item if trigger.contributions else ""
    item = Item(
        id=ItemId(content_id("occasion", hit.correlation.key, tipped_by, f"{at.timestamp():.3f}")),
        feed=FeedId(_SELF),
        source=_SELF,
        url=url,
        title=f"{hit.title}: {title}",
        summary=trigger.text,
        first_seen_at=at,
    )
    # independent sources are counted for stories, and a trigger is none
    rule = replace(hit, story=StoryPolicy(), correlation=None)
    return Match(item=item, rules=(rule,), trigger=trigger)


def assignment_of(match: Match) -> StoryAssignment:
    """The assignment of a trigger: a story of its own, which nothing else joins."""
    assert match.trigger is not None, "only an occasion is its own story"
    because = "what came together for a rule with `when` is a story of its own"
    return StoryAssignment(story=opened_by(match), item=match.item.id, tier=Tier.OPENED, explanation=because)


def list_contributions(names: Iterable[str]) -> str:
    """The names in a row, each once; when there are many, the first and how many more."""
    found = list(dict.fromkeys(name for name in names if name))
    more = f" and {len(found) - _NAMES} more" if len(found) > _NAMES else ""
    return ", ".join(found[:_NAMES]) + more

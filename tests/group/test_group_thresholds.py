"""What a rule says of its stories is obeyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.group.grouper import Grouper
from monitor.model.ids import RuleId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Merge, StoryPolicy
from monitor.model.story import Tier
from tests.group.group_news import QUAKE, item_of, match_of

ALIKE = "Tsunami warning as earthquake hits the coast in the north"


def second(*policies: StoryPolicy, title: str = ALIKE, hours: float = 6) -> Tier:
    """What becomes of a second report, found by a rule for each of the policies."""
    grouper = Grouper()
    grouper.group(match_of(item_of(QUAKE, source="One")))
    match = match_of(item_of(title, source="Two", hours=hours))
    rules = tuple(
        replace(match.rules[0], rule=RuleId(str(number)), story=policy) for number, policy in enumerate(policies)
    )
    return grouper.group(Match(item=match.item, rules=rules)).tier


def test_none_takes_copies_only() -> None:
    none = StoryPolicy(merge=Merge.NONE)
    assert second(none, hours=0.1) is Tier.OPENED
    assert second(none, title=f"{QUAKE} - Two") is Tier.SAME_ITEM
    assert second(none, title=QUAKE.replace("Strong", "Powerful")) is Tier.NEAR_DUPLICATE


def test_each_preset_asks_for_more_than_the_next() -> None:
    reach = {
        merge: sum(second(StoryPolicy(merge=merge), hours=hours) is Tier.SAME_STORY for hours in range(0, 72, 3))
        for merge in (Merge.STRICT, Merge.NORMAL, Merge.LOOSE)
    }
    assert 0 < reach[Merge.STRICT] < reach[Merge.NORMAL] < reach[Merge.LOOSE]


def test_of_several_rules_the_strictest_decides() -> None:
    assert second(StoryPolicy(), hours=0.1) is Tier.SAME_STORY
    assert second(StoryPolicy(), StoryPolicy(merge=Merge.NONE), hours=0.1) is Tier.OPENED


def test_join_says_how_long_a_story_takes_more() -> None:
    short = StoryPolicy(join=timedelta(hours=2))
    assert second(short, title=f"{QUAKE} - Two", hours=1) is Tier.SAME_ITEM
    assert second(short, title=f"{QUAKE} - Two", hours=3) is Tier.OPENED

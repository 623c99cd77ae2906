"""A rule: its condition, and what surrounds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase

from monitor.detect.rules.conditions import EVERYWHERE, Condition, SourcePlace, Where
from monitor.detect.rules.example import Example
from monitor.model.ids import ChannelName, RuleId, Severity
from monitor.model.matching.correlation import Correlation
from monitor.model.matching.rule_hit import Hours, StoryPolicy, Throttle


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """What a rule counts beside what its words and its `where` ask for, and what must come of it."""

    rules: tuple[str, ...] = ()
    """Ids of rules of which an item must satisfy one, or expressions with `*`; empty for any item."""
    correlation: Correlation

    def counts(self, rules: Iterable[RuleId]) -> bool:
        """Whether an item counts that satisfies these rules."""
        return not self.rules or any(fnmatchcase(rule, wanted) for rule in rules for wanted in self.rules)


ORDINARY_STORY = StoryPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    id: RuleId
    title: str
    condition: Condition
    where: Where = EVERYWHERE
    severity: Severity = Severity.MEDIUM
    tags: tuple[str, ...] = ()
    notify: tuple[ChannelName, ...] = ()
    enabled: bool = True
    expires: date | None = None
    """The last day, in UTC, on which the rule works."""
    within: timedelta | None = None
    """How late its news may be seen: feeds that it looks at and that cannot meet this are named."""
    throttle: Throttle | None = None
    hours: Hours | None = None
    story: StoryPolicy = ORDINARY_STORY
    when: When | None = None
    """For a rule that fires when things come together: its condition and `where` say what it counts."""
    owner: str = ""
    note: str = ""
    pack: str = ""
    examples: tuple[Example, ...] = ()
    place: SourcePlace

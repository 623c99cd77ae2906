"""Players for a backtest: which rules of a configuration are played."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import assert_never

from monitor.app.assembly.timing import Timing
from monitor.app.rehearsal.player import Player
from monitor.config.configuration import Configuration
from monitor.desk.query.past.plays import PlayerMaker
from monitor.detect.rules.rule import Rule
from monitor.errors import MonitorError
from monitor.model.ids import RuleId
from monitor.model.matching.correlation import Absence, Correlated, Count, EventSequence, Novelty, Spike
from monitor.yamldoc.parse import nearest


def warm_up(configuration: Configuration) -> timedelta:
    """What must be played before a stretch of time: the stories that reach into it, and what its rules count."""
    rules = configuration.rules.rules
    counted = [_reach(rule.when.correlation.condition) for rule in rules if rule.when is not None]
    return max([Timing().replay_span, *counted])


def _reach(condition: Correlated) -> timedelta:
    """How far back it counts."""
    match condition:
        case Count() | EventSequence():
            return condition.within
        case Spike():
            return condition.window + condition.baseline
        case Absence():
            return condition.span
        case Novelty():
            return condition.not_seen_in
        case _:
            assert_never(condition)


def chosen_rules(configuration: Configuration, names: Collection[str]) -> frozenset[RuleId]:
    """The rules that are named by their ids, or by the name or the path of their pack.

    Raises MonitorError for a name that is neither.
    """
    rules = configuration.rules.rules
    packs = [name for rule in rules for name in _pack_names(rule)]
    found: set[RuleId] = set()
    for name in names:
        meant = {rule.id for rule in rules if rule.id == name} or {
            rule.id for rule in rules if name in _pack_names(rule)
        }
        if not meant:
            hint = nearest(name, [*(rule.id for rule in rules), *packs])
            raise MonitorError(
                f"no rule and no pack {name!r} in {configuration.directory}"
                + (f" (did you mean {hint!r}?)" if hint else "")
                + ": `monitor rules list` names them"
            )
        found |= meant
    return frozenset(found)


def player_maker(
    configuration: Configuration, *, timezone: tzinfo, only: Collection[RuleId] | None = None
) -> PlayerMaker:
    """Makes players of these rules; `only` of some of them, and of those that these count."""
    if only is not None:
        rules = tuple(rule for rule in configuration.rules.rules if _is_needed(rule, configuration, only))
        configuration = replace(configuration, rules=replace(configuration.rules, rules=rules))
    return partial(_player, configuration, timezone, only)


def _player(
    configuration: Configuration, timezone: tzinfo, only: Collection[RuleId] | None, begins_at: datetime
) -> Player:
    return Player(configuration, begins_at=begins_at, timezone=timezone, only=only)


def _is_needed(rule: Rule, configuration: Configuration, only: Collection[RuleId]) -> bool:
    counting = (one.when for one in configuration.rules.rules if one.id in only and one.when is not None)
    return rule.id in only or any(fnmatchcase(rule.id, wanted) for when in counting for wanted in when.rules)


def _pack_names(rule: Rule) -> tuple[str, ...]:
    path = Path(rule.place.path)
    return rule.pack, path.stem, path.name, f"packs/{path.name}", str(path)

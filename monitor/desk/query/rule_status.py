"""The state of a rule, asked of the store."""

from __future__ import annotations

from pathlib import Path

from monitor.clock import now
from monitor.desk.query.store_for import store_for
from monitor.detect.rules.rule import Rule
from monitor.group.correlation.status import describe_state
from monitor.store.decisions.decision_log import DecisionLog


async def state_of(rule: Rule, directory: Path, address: str | None, data: Path) -> tuple[str, ...]:
    """The lines of a rule with `when`. Any other counts nothing."""
    if rule.when is None:
        return ("a rule without `when` counts nothing: see monitor rules list --hits",)
    correlation = rule.when.correlation
    async with store_for(address, data=data, directory=directory) as client:
        states = await DecisionLog(client).states()
    return tuple(describe_state(correlation, states.get(correlation.key), at=now()))

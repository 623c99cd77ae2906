"""What needs a person, each with the page that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.desk.query.status import Overview


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that does not get well by itself."""

    says: str
    path: str
    note: str = ""
    kind: str = "bad"
    """bad, or wait for what may pass."""


def needs_of(overview: Overview) -> Sequence[Need]:
    """All of them, the gravest first."""
    found: list[Need] = []
    rules = overview.rules
    if not overview.daemons:
        found.append(Need(says="No monitor runs: nothing is read or sent", path="/status", note="monitor run"))
    found += [
        Need(says=f"Channel {one.channel}", path="/channels", note=_short(one.says)) for one in overview.channels
    ]
    if overview.dead_letters:
        found.append(Need(says=f"{_alerts(overview.dead_letters)} could not be sent", path="/channels"))
    if rules is not None and rules.problems:
        note = "earlier files run"
        found.append(Need(says=f"{len(rules.problems)} problems in the files of rules", path="/rules", note=note))
    if rules is not None and rules.held:
        found.append(Need(says="An edit waits for a person", path="/status", note="monitor reload"))
    if overview.ailing:
        number = len(overview.ailing)
        says = "1 feed has a problem" if number == 1 else f"{number} feeds have problems"
        found.append(Need(says=says, path="/feeds", kind="wait"))
    if overview.late:
        found.append(Need(says=f"{overview.late} feeds are overdue", path="/feeds", note="does a collector run?"))
    if overview.archive is not None and overview.archive.trouble:
        found.append(Need(says="The archive cannot be written", path="/status", note=overview.archive.trouble))
    if overview.forgotten:
        found.append(Need(says="The store has forgotten entries", path="/status", note="today"))
    if overview.mixed_up:
        found.append(Need(says="Monitors with different rules run together", path="/status"))
    return found


def _alerts(number: int) -> str:
    return "1 alert" if number == 1 else f"{number} alerts"


def _short(says: str) -> str:
    return says.partition(": ")[2].partition(" (")[0] or says

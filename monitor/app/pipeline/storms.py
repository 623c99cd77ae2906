"""Rules that alert far too often, as the people who run the monitor are notified of them."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.model.ids import Severity
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Decision


def storm_notices(decision: Decision) -> Iterator[Notice]:
    """One for each rule of a decision whose alerts go into the digest of a storm; the same one for a day."""
    storms = [one for one in decision.outcomes if isinstance(one, Alert) and one.in_storm]
    if not storms:
        return
    for hit in decision.match.rules:
        yield Notice(
            key=f"storm {hit.rule} {storms[0].decided_at:%Y-%m-%d}",
            title=f"the rule {hit.rule} alerts too often",
            detail=f"{storms[0].explanation.rpartition('; ')[2]} every ten minutes, until it calms down; "
            "other rules' alerts are not held up. Narrow the rule, or change `storm` in monitor.yaml.",
            severity=Severity.MEDIUM,
        )

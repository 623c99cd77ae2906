"""All that a deciding process has in the store, under one name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from monitor.store.connection.client import Client
from monitor.store.decisions.alert_queue import AlertQueue
from monitor.store.decisions.decider_lease import LEASE, DeciderLease
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.decisions.match_queue import MatchQueue
from monitor.store.decisions.notifications import Notifications


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """The ports of one process that decides."""

    lease: DeciderLease
    matches: MatchQueue
    log: DecisionLog
    alerts: AlertQueue
    notifications: Notifications


def deciding(
    client: Any,
    *,
    holder: str = "decider",
    lease: timedelta = LEASE,
    timeout: timedelta = timedelta(seconds=1),
    update_every: timedelta = timedelta(seconds=60),
) -> Deciding:
    """A process that offers itself; `client` may be one that stumbles."""
    store: Client = client
    held = DeciderLease(store, holder=holder, span=lease)
    return Deciding(
        lease=held,
        matches=MatchQueue(store, timeout=timeout),
        log=DecisionLog(store, renews=lease),
        alerts=AlertQueue(store, lease=held, update_every=update_every),
        notifications=Notifications(store),
    )

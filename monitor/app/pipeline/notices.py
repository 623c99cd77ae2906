"""The monitor's own news, sent on the channel `ops` if there is one, and written to the log in any case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import structlog

from monitor.app.pipeline.ports import AlertPort
from monitor.clock import Now
from monitor.model.ids import ChannelName
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert, Reason
from monitor.model.sending.own_alert import own_alert

OPS = ChannelName("ops")
"""The name by which a channel asks for notices."""
_REMEMBERED = 10_000
"""Keys known not to be sent again. The outbox knows those of a month; this only spares it, and the log."""

log = structlog.get_logger("monitor")


class Notices:
    """Notices on their way to the outbox.

    They are given in the middle of other work, which must not wait for the store; `flush` takes them there.
    One that is lost with the process is given again, as long as what it says is the case.
    """

    def __init__(self, alerts: AlertPort, *, now: Now, channel: ChannelName | None) -> None:
        """`channel` is where notices go; None while no channel is named `ops`."""
        self._alerts = alerts
        self._now = now
        self._waiting: dict[str, Notice] = {}
        self._given: dict[str, None] = {}
        self._channel = channel

    def apply(self, channel: ChannelName | None) -> None:
        """Put notices there from now on."""
        self._channel = channel

    def give(self, notice: Notice) -> None:
        """Take a notice over. One of a key that was given before is the same notice."""
        if notice.key in self._given:
            return
        self._given[notice.key] = None
        if len(self._given) > _REMEMBERED:
            del self._given[next(iter(self._given))]
        log.warning(notice.title, detail=notice.detail)
        self._waiting[notice.key] = notice

    async def flush(self) -> int:
        """Put what waits into the outbox; how many. Raises StoreUnavailableError; nothing is lost by it."""
        waiting = dict(self._waiting)
        if self._channel is not None:
            alerts = [_alert(notice, channel=self._channel, at=self._now()) for notice in waiting.values()]
            await self._alerts.queue(alerts)
        for key in waiting:
            del self._waiting[key]
        return len(waiting)


def ops_of(channels: Collection[ChannelName]) -> ChannelName | None:
    """The channel for notices, if there is one."""
    return OPS if OPS in channels else None


def _alert(notice: Notice, *, channel: ChannelName, at: datetime) -> Alert:
    return own_alert(
        Reason.NOTICE,
        notice.key,
        channel=channel,
        title=notice.title,
        detail=notice.detail,
        explanation=notice.title,
        at=at,
        severity=notice.severity,
    )

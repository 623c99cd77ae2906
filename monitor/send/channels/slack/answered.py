"""A channel of Slack whose readers can answer with buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from monitor.clock import now
from monitor.model.sending.queued import Action
from monitor.send.channels.slack.channel import Slack
from monitor.send.channels.slack.socket_mode import SlackSocket


class AnsweredSlack(Slack):
    """A channel of Slack whose readers can answer."""

    def __init__(self, socket: SlackSocket, **options: Any) -> None:
        """`options` are those of Slack. Raises ValueError for values that cannot work."""
        super().__init__(**options)
        self._socket = socket

    async def actions(self, *, wait: timedelta) -> Sequence[Action]:
        """What readers touched; see SlackSocket."""
        return await self._socket.actions(wait=wait)

    async def close(self) -> None:
        """Close the connections."""
        await super().close()
        await self._socket.close()


def build(name: str, *, app_token: str, api: str, proxy: str | None, options: dict[str, Any]) -> AnsweredSlack:
    """The channel of these options. Raises ValueError for values that cannot work."""
    socket = SlackSocket(name=name, app_token=app_token, api=api, proxy=proxy, now=now)
    return AnsweredSlack(socket, **options)

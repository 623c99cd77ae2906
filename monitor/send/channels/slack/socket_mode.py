"""What readers touch in Slack, received over Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import aiohttp

from monitor.clock import Now
from monitor.language.display import line
from monitor.model.sending.queued import Action
from monitor.send.channels.listen_status import ListenStatus
from monitor.send.transport.http import ServiceClient
from monitor.send.transport.wire import HttpAnswer

PAUSE = timedelta(seconds=5)
_HEARTBEAT = 20.0  # seconds
_BROKEN = (aiohttp.ClientError, OSError, TimeoutError, ValueError)


class _RefreshError(Exception):
    """Slack asks to connect again, as it does every few hours."""


class SlackSocket:
    """One connection of one app, opened when it is first asked."""

    def __init__(
        self, *, name: str, app_token: str, api: str, now: Now, proxy: str | None = None, pause: timedelta = PAUSE
    ) -> None:
        """`pause` follows a broken connection. Raises ValueError, without the token in it, if it can be none."""
        if not app_token.startswith("xapp-"):
            raise ValueError("app_token must be that of an app with Socket Mode, which begins with xapp-")
        self._open = f"{api}/apps.connections.open"
        self._headers = {"Authorization": f"Bearer {app_token}", "Content-Type": "application/json"}
        self._now = now
        self._pause = pause
        self._listen_status = ListenStatus(name)
        self._proxy = proxy
        self._http = ServiceClient(secrets=(app_token,), proxy=proxy)
        self._session: aiohttp.ClientSession | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._done: list[str] = []
        """Envelopes whose actions were given away, to be acknowledged with the next call."""

    async def actions(self, *, wait: timedelta) -> Sequence[Action]:
        """What readers touched. Waits about so long for the first.

        Slack learns with the next call that it arrived, so that what a crash keeps from being done comes again.
        """
        try:
            socket = self._socket or await self._connect()
            for envelope in self._done:
                await socket.send_json({"envelope_id": envelope})
            self._done.clear()
            self._listen_status.over()
            async with asyncio.timeout(wait.total_seconds()):
                return await self._heard(socket)
        except TimeoutError:
            return ()
        except _RefreshError:
            await self._disconnect()
            return ()
        except _BROKEN as error:
            self._listen_status.report(line(f"{type(error).__name__}: {error}", limit=200))
            await self._disconnect()
            await asyncio.sleep(self._pause.total_seconds())
            return ()

    async def close(self) -> None:
        """Close the connection. May be called twice."""
        await self._disconnect()
        if self._session is not None:
            await self._session.close()
            self._session = None
        await self._http.close()

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        record = await self._http.post(self._open, body=b"{}", headers=self._headers)
        answer = json.loads(record.text) if isinstance(record, HttpAnswer) else {}
        if not isinstance(answer, dict) or not isinstance(answer.get("url"), str):
            why = answer.get("error") if isinstance(answer, dict) else None
            raise aiohttp.ClientError(f"Slack opens no connection: {why or 'no answer'}")
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self._socket = await self._session.ws_connect(answer["url"], proxy=self._proxy, heartbeat=_HEARTBEAT)
        return self._socket

    async def _disconnect(self) -> None:
        self._done.clear()  # Slack sends again what it got no answer to
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _heard(self, socket: aiohttp.ClientWebSocketResponse) -> Sequence[Action]:
        """The actions of the next envelope that holds any."""
        while True:
            frame = await socket.receive()
            if frame.type is not aiohttp.WSMsgType.TEXT:
                raise aiohttp.ClientError("Slack has closed the connection")
            envelope = json.loads(frame.data)
            if envelope.get("type") == "disconnect":
                raise _RefreshError
            if "envelope_id" in envelope:
                self._done.append(envelope["envelope_id"])
            actions = _touched(envelope.get("payload") or {}, now=self._now)
            if actions:
                return actions


def _touched(payload: dict[str, Any], *, now: Now) -> Sequence[Action]:
    if payload.get("type") != "block_actions":
        return ()
    user = str(payload["user"]["id"])
    return [Action(action=str(one.get("value", "")), user=user, at=now()) for one in payload.get("actions", ())]

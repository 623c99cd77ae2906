"""The calls of Telegram's Bot API (https://core.telegram.org/bots/api#making-requests), and what it answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from monitor.language.display import line
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Transient, Unauthorised
from monitor.send.transport.classify import of
from monitor.send.transport.http import ServiceClient
from monitor.send.transport.options import web_address
from monitor.send.transport.wire import HttpAnswer, HttpFailure

API = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{20,100}")
_NOBODY_THERE = (
    "chat not found",
    "bot was kicked",
    "chat_write_forbidden",
    "have no rights",
    "not enough rights",
    "peer_id_invalid",
    "thread not found",
    "topic_closed",
)
"""What a refusal says when no message at all can reach the chat."""

Failed = RateLimited | Transient | Ambiguous | Permanent | Unauthorised


@dataclass(frozen=True, slots=True)
class Done:
    """The call did what it was for."""

    result: Any


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has become a supergroup, which has another number."""

    chat: str


class BotApi:
    """The methods of one bot."""

    def __init__(self, *, token: str, api: str, proxy: str | None = None) -> None:
        """Raises ValueError, without the token in it, if it can be none."""
        if not _TOKEN.fullmatch(token):
            raise ValueError("token must be what @BotFather gave you, such as 123456789:AAF…")
        self._methods = f"{web_address(api, 'api').rstrip('/')}/bot{token}/"
        self._http = ServiceClient(secrets=(token, token.partition(":")[2]), proxy=proxy)

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Done | Moved | Failed:
        """Call a method once."""
        body = json.dumps(parameters, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        return _judged(await self._http.post(self._methods + method, body=body, headers=headers))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _judged(record: HttpAnswer | HttpFailure) -> Done | Moved | Failed:
    if isinstance(record, HttpFailure):
        return _failed(of(record))
    answer = _parsed(record.text)
    if 200 <= record.status < 300:
        if answer.get("ok") is not True:
            return Ambiguous("what answered is not Telegram")
        return Done(answer.get("result"))
    parameters = answer.get("parameters")
    moved = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if isinstance(moved, int):
        return Moved(str(moved))
    said = str(answer.get("description") or record.text)
    nobody_there = record.status == 400 and any(why in said.lower() for why in _NOBODY_THERE)
    if record.status in {401, 403, 404} or nobody_there:
        return Unauthorised(line(f"HTTP {record.status} {said}", limit=200))
    return _failed(of(replace(record, text=said)))


def _failed(attempt: Attempt) -> Failed:
    assert isinstance(attempt, Failed), "what is no success has failed"
    return attempt


def _parsed(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}

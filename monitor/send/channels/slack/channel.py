"""Slack: an incoming webhook, or a bot's token, which also changes and threads messages.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
https://docs.slack.dev/reference/methods/chat.postMessage. The text goes out as rich text, a tree in which text is
never read as markup, so that a feed can neither format nor mention.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monitor.language.display import line
from monitor.model.sending.alert import Reason
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.channels.first_messages import FirstMessages
from monitor.send.channels.multipart import MultipartSend
from monitor.send.channels.slack.blocks import Block, blocks, buttons, escape_mrkdwn, unformatted
from monitor.send.message.compose import Message
from monitor.send.message.templates import Template
from monitor.send.transport.classify import of
from monitor.send.transport.http import ServiceClient
from monitor.send.transport.options import web_address
from monitor.send.transport.redact import of_address
from monitor.send.transport.wire import HttpAnswer, HttpFailure

API = "https://slack.com/api"
_JSON = {"Content-Type": "application/json; charset=utf-8"}
_FIX = frozenset({
    "access_denied", "account_inactive", "action_prohibited", "channel_is_archived", "channel_not_found",
    "ekm_access_denied", "enterprise_is_restricted", "invalid_auth", "invalid_token", "is_archived",
    "missing_scope", "no_active_hooks", "no_permission", "no_service", "no_team", "not_authed", "not_in_channel",
    "org_login_required", "posting_to_general_channel_denied", "restricted_action", "team_access_not_granted",
    "team_disabled", "token_expired", "token_revoked", "user_not_found",
})  # fmt: skip
"""Errors that no message gets past until a person fixes the channel."""
_LATER = frozenset({"request_timeout", "service_unavailable", "team_added_to_org", "rollup_error"})
_SLOWER = frozenset({"message_limit_exceeded", "rate_limited", "ratelimited"})
_PERHAPS = frozenset({"fatal_error", "internal_error"})
"""'It is possible that some aspect of the operation succeeded', as Slack says of them."""
_BAD_BLOCKS = "invalid_blocks"
_NOTHING_TO_CHANGE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
_ALERTING = frozenset({Reason.CHANGED, Reason.ESCALATED, Reason.REMINDER})
"""Answers in a thread that the channel itself shows too: a thread alone alerts nobody."""


class Slack:
    """Writes to one channel of Slack."""

    def __init__(
        self,
        *,
        url: str = "",
        token: str = "",
        channel: str = "",
        api: str = API,
        proxy: str | None = None,
        template: Template | None = None,
    ) -> None:
        """Raises ValueError unless there is either the address of a webhook, or a token and a channel."""
        if bool(url) == bool(token) or bool(token) != bool(channel):
            raise ValueError("slack needs either url, an incoming webhook, or token and channel, those of a bot")
        if token and not token.startswith(("xoxb-", "xoxp-")):
            raise ValueError("token must be that of a bot, which begins with xoxb-")
        self._webhook = web_address(url, "url") if url else ""
        self._api = web_address(api, "api").rstrip("/")
        self._channel = channel
        self._headers = _JSON | {"Authorization": f"Bearer {token}"} if token else _JSON
        self._template = template
        self._http = ServiceClient(secrets=of_address(url) | {token} if token else of_address(url), proxy=proxy)
        self._pieces: MultipartSend[list[Block]] = MultipartSend()
        self._firsts = FirstMessages()
        self.updates = bool(token)

    async def send(self, message: Message) -> Attempt:
        """Send a message, or change the first one of its story if this is an update."""
        if message.alert.reason is Reason.ALSO and message.thread and not self._webhook:
            return await self._edit(message)

        async def send_piece(piece: list[Block], *, first: str, last: bool) -> Attempt:
            return await self._send_piece(message, piece, answering=first or message.thread, last=last)

        attempt = await self._pieces.send(message.alert.id, blocks(message, self._template), send_piece)
        if isinstance(attempt, Sent):
            self._firsts.remember(attempt.message_id, message)
        return attempt

    def preview(self, message: Message) -> str:
        """The blocks of each message that it would send, as JSON that Slack's Block Kit Builder takes."""
        pieces = [{"blocks": piece} for piece in blocks(message, self._template)]
        return "\n\n".join(json.dumps(piece, ensure_ascii=False, indent=2) for piece in pieces)

    async def close(self) -> None:
        """Close the connection."""
        await self._http.close()

    async def _send_piece(self, message: Message, piece: list[Block], *, answering: str, last: bool) -> Attempt:
        call = _call(message, piece)
        if last and not self._webhook:
            call["blocks"] = [*piece, *buttons(message)]
        attempt = await self._deliver(message, call, answering=answering)
        if isinstance(attempt, Permanent) and _BAD_BLOCKS in attempt.detail:
            # the form is not worth the alert
            return await self._deliver(
                message, _call(message, []) | {"text": unformatted(piece)}, answering=answering
            )
        return attempt

    async def _deliver(self, message: Message, call: dict[str, Any], *, answering: str) -> Attempt:
        if self._webhook:
            return _of_webhook(await self._post(self._webhook, call))
        call["channel"] = self._channel
        _, _, thread = answering.partition(":")
        if thread:
            call |= {"thread_ts": thread, "reply_broadcast": message.alert.reason in _ALERTING}
        return _of_api(await self._post(f"{self._api}/chat.postMessage", call))

    async def _edit(self, message: Message) -> Attempt:
        piece = blocks(self._firsts.updated(message), self._template)[0]
        place, _, stamp = message.thread.partition(":")
        call = _call(message, [*piece, *buttons(message)]) | {"channel": place, "ts": stamp}
        attempt = _of_api(await self._post(f"{self._api}/chat.update", call))
        if isinstance(attempt, Permanent) and attempt.detail in _NOTHING_TO_CHANGE:
            return Sent(message.thread)
        return attempt

    async def _post(self, url: str, call: Mapping[str, Any]) -> HttpAnswer | HttpFailure:
        return await self._http.post(url, body=json.dumps(call).encode(), headers=self._headers)


def _call(message: Message, piece: list[Block]) -> dict[str, Any]:
    # the text is what a lock screen shows
    text = escape_mrkdwn(message.title)
    return {"text": text, "blocks": piece, "unfurl_links": False, "unfurl_media": False}


def _of_webhook(record: HttpAnswer | HttpFailure) -> Attempt:
    if isinstance(record, HttpAnswer) and 200 <= record.status < 300:
        return Sent() if record.text.strip() == "ok" else Ambiguous("what answered is not Slack")
    if isinstance(record, HttpAnswer) and (record.status in {401, 404, 410} or record.text.strip() in _FIX):
        return Unauthorised(line(f"HTTP {record.status} {record.text}", limit=200))
    return of(record)


def _of_api(record: HttpAnswer | HttpFailure) -> Attempt:
    if isinstance(record, HttpFailure) or not 200 <= record.status < 300:
        return of(record)
    try:
        answer = json.loads(record.text)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        return Ambiguous("what answered is not Slack")
    if answer["ok"]:
        return Sent(f"{answer.get('channel', '')}:{answer.get('ts', '')}")
    return _of_error(line(str(answer.get("error", "")), limit=200), record)


def _of_error(error: str, answer: HttpAnswer) -> Attempt:
    if error in _SLOWER:
        return RateLimited(answer.retry_after, error)
    if error in _FIX:
        return Unauthorised(error)
    if error in _LATER:
        return Transient(error)
    return Ambiguous(error) if error in _PERHAPS else Permanent(error)

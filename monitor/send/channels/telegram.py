"""A chat, group or channel of Telegram, through the Bot API (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from monitor.handover import Notice
from monitor.model import Reason, Severity
from monitor.send.channels.http import Http
from monitor.send.channels.markup import escape_html, split_html
from monitor.send.channels.options import switch, web_address
from monitor.send.channels.pieces import Pieces
from monitor.send.channels.verdict import of
from monitor.send.channels.wire import HttpAnswer, HttpFailure
from monitor.send.message import MARKS, Message, Part
from monitor.send.outcome import Ambiguous, Attempt, Permanent, Sent, Unauthorised
from monitor.send.plain import line
from monitor.send.templates import Template

LIMIT = 4_096
"""UTF-16 units of text in a message, after its entities are parsed."""
API = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{20,100}")
_CHAT = re.compile(r"(?P<chat>-?[0-9]+|@[A-Za-z][A-Za-z0-9_]+)(:(?P<topic>[0-9]+))?")
"""A chat or a public name, and after a colon the topic in a forum."""
_NOBODY_THERE = ("chat not found", "bot was kicked", "not enough rights", "topic_closed", "thread not found")
"""What a refusal says when no message at all can reach the chat."""
_NOTHING_TO_CHANGE = ("message is not modified", "message to edit not found", "message can't be edited")
_BAD_MARKUP = "can't parse entities"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text for one message."""

    text: str
    html: bool = True


class Telegram:
    """Writes to one chat as one bot."""

    updates = True

    def __init__(
        self,
        *,
        name: str,
        token: str,
        chat: str,
        api: str = API,
        previews: bool = False,
        template: Template | None = None,
    ) -> None:
        """Raises ValueError, without the token in it, if they cannot be a token and a chat."""
        if not _TOKEN.fullmatch(token):
            raise ValueError("token must be what @BotFather gave you, such as 123456789:AAF…")
        place = _CHAT.fullmatch(chat)
        if place is None:
            raise ValueError("chat must be one number, such as -1001234567890, or one name, such as @newsdesk")
        self._name = name
        self._methods = f"{web_address(api, 'api').rstrip('/')}/bot{token}/"
        self._chat = place["chat"]
        self._topic = place["topic"]
        self._previews = previews
        self._template = template
        self._http = Http(secrets=(token, token.partition(":")[2]))
        self._pieces: Pieces[_Piece] = Pieces()
        self._notice: Notice | None = None

    async def send(self, message: Message) -> Attempt:
        """Send a message, or change the first one of its story if this is an update."""
        if message.alert.reason is Reason.ALSO and message.thread:
            return await self._edit(message)
        attempt = await self._send_pieces(message, [_Piece(text) for text in self._split(message)])
        if isinstance(attempt, Permanent) and _BAD_MARKUP in attempt.detail:
            attempt = await self._send_pieces(message, _unmarked(message))
        if isinstance(attempt, Sent) and self._notice is not None:
            attempt, self._notice = replace(attempt, notice=self._notice), None
        return attempt

    async def close(self) -> None:
        """Close the connection."""
        await self._http.close()

    async def _send_pieces(self, message: Message, pieces: Sequence[_Piece]) -> Attempt:
        async def send_piece(piece: _Piece, *, first: str, last: bool) -> Attempt:
            return await self._send_piece(message, piece, answering=first or message.thread, last=last)

        return await self._pieces.send(message.alert.id, pieces, send_piece)

    async def _send_piece(self, message: Message, piece: _Piece, *, answering: str, last: bool) -> Attempt:
        call: dict[str, Any] = {"text": piece.text} | self._form(html=piece.html)
        if self._topic is not None:
            call["message_thread_id"] = int(self._topic)
        if message.alert.reason is Reason.ALSO or message.alert.severity is Severity.INFO:
            call["disable_notification"] = True
        chat, _, number = answering.partition("/")
        if number.isdigit() and chat == self._chat:
            call["reply_parameters"] = {"message_id": int(number), "allow_sending_without_reply": True}
        if last:
            call |= _keyboard(message)
        attempt = await self._call("sendMessage", call)
        if isinstance(attempt, _Moved):
            self._follow(attempt)
            call.pop("reply_parameters", None)  # messages have other numbers there
            attempt = await self._call("sendMessage", call)
        return attempt.as_attempt() if isinstance(attempt, _Moved) else attempt

    async def _edit(self, message: Message) -> Attempt:
        chat, _, number = message.thread.partition("/")
        if not number.isdigit() or chat != self._chat:
            return Sent(message.thread)  # it stands in a chat that this channel no longer writes to
        call = (
            {"text": self._split(message)[0], "message_id": int(number)}
            | self._form(html=True)
            | _keyboard(message)
        )
        attempt = await self._call("editMessageText", call)
        if isinstance(attempt, _Moved):
            self._follow(attempt)
            return Sent(message.thread)
        if isinstance(attempt, Permanent) and any(why in attempt.detail for why in _NOTHING_TO_CHANGE):
            return Sent(message.thread)  # its reader has deleted it, or it says so already
        return Sent(message.thread) if isinstance(attempt, Sent) else attempt

    def _form(self, *, html: bool) -> dict[str, Any]:
        form: dict[str, Any] = {"link_preview_options": {"is_disabled": not self._previews}}
        return form | {"parse_mode": "HTML"} if html else form

    async def _call(self, method: str, call: Mapping[str, Any]) -> Attempt | _Moved:
        body = json.dumps({"chat_id": self._chat, **call}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        return _judged(await self._http.post(self._methods + method, body=body, headers=headers), chat=self._chat)

    def _follow(self, moved: _Moved) -> None:
        """Write to the supergroup that the group has become, from now on, and say so."""
        self._notice = Notice(
            key=f"telegram {self._name} {moved.chat}",
            title=f"the Telegram group of the channel {self._name} has a new number",
            detail=f'Messages follow it. Write chat: "{moved.chat}" into channels.yaml to make it last.',
        )
        self._chat = moved.chat

    def _split(self, message: Message) -> list[str]:
        own = self._template.render(message) if self._template else None
        return split_html(own or lay_out(message), limit=LIMIT)


@dataclass(frozen=True, slots=True)
class _Moved:
    """The group has become a supergroup, which has another number."""

    chat: str

    def as_attempt(self) -> Attempt:
        return Permanent(f"the chat moves on and on, now to {self.chat}")


def lay_out(message: Message) -> str:
    """The message in Telegram's HTML. Every piece of text in it is escaped."""
    marked = [f"{MARKS[message.alert.severity]} <b>{escape_html(message.title)}</b>"]
    for part, text in message.parts.items():
        shown = escape_html(text)
        if part is Part.EXCERPT:
            shown = f"<blockquote>{shown}</blockquote>"
        elif part is Part.LINK:
            shown = f'<a href="{shown}">{escape_html(urlsplit(text).hostname or text)}</a>'
        elif part in {Part.REPEAT, Part.BECAUSE, Part.RULES}:
            shown = f"<i>{shown}</i>"
        marked.append(shown)
    return "\n".join(marked)


def _unmarked(message: Message) -> list[_Piece]:
    """The message without markup, for a template of the user's whose tags Telegram does not take."""
    plain = "\n".join((message.title, *message.parts.values()))
    starts = range(0, len(plain), LIMIT // 2)
    return [_Piece(plain[start : start + LIMIT // 2], html=False) for start in starts]


def _keyboard(message: Message) -> dict[str, Any]:
    if not message.buttons:
        return {}
    row = [{"text": button.label, "callback_data": button.action} for button in message.buttons]
    return {"reply_markup": {"inline_keyboard": [row]}}


def _judged(record: HttpAnswer | HttpFailure, *, chat: str) -> Attempt | _Moved:
    """What Telegram's answer means."""
    if isinstance(record, HttpFailure):
        return of(record)
    answer = _parsed(record.text)
    if 200 <= record.status < 300:
        if answer.get("ok") is not True:
            return Ambiguous("what answered is not Telegram")
        result = answer.get("result")
        number = result.get("message_id", "") if isinstance(result, dict) else ""
        return Sent(f"{chat}/{number}" if number else "")
    parameters = answer.get("parameters")
    moved = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    if isinstance(moved, int):
        return _Moved(str(moved))
    detail = line(f"HTTP {record.status} {answer.get('description') or record.text}", limit=200)
    nobody_there = any(why in detail.lower() for why in _NOBODY_THERE)
    if record.status in {401, 403, 404} or (record.status == 400 and nobody_there):
        return Unauthorised(detail)
    return of(replace(record, text=str(answer.get("description") or record.text)))


def _parsed(text: str) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def build(name: str, options: Mapping[str, str]) -> Telegram:
    """The channel of these options; see `CHANNELS`. Raises ValueError for values that cannot work."""
    return Telegram(
        name=name,
        token=options["token"],
        chat=options["chat"],
        api=options.get("api", API),
        previews=switch(options, "previews", default=False),
        template=Template(options["template"], escape=escape_html) if "template" in options else None,
    )

"""A chat, group or channel of Telegram, through the Bot API (https://core.telegram.org/bots/api)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor.clock import Now, now
from monitor.model.ids import Severity
from monitor.model.notice import Notice
from monitor.model.sending.alert import Reason
from monitor.model.sending.queued import Action
from monitor.send.attempt import Attempt, Permanent, Sent
from monitor.send.channel import ChannelType, Limit, MaxLength, Option
from monitor.send.channels.first_messages import FirstMessages
from monitor.send.channels.listen_status import ListenStatus
from monitor.send.channels.multipart import MultipartSend
from monitor.send.channels.telegram_api import API, BotApi, Done, Moved
from monitor.send.message.compose import MARKS, Message, MessagePart
from monitor.send.message.markup import escape_html, split_html
from monitor.send.message.templates import Template
from monitor.send.transport.options import switch

LIMIT = 4_096
"""UTF-16 units of text in a message, after its entities are parsed. Some measure that code points count instead;
never fewer of them fit, so that this holds either way."""
_CHAT = re.compile(r"(?P<chat>-?[0-9]+|@[A-Za-z][A-Za-z0-9_]+)(:(?P<topic>[0-9]+))?")
"""A chat or a public name, and after a colon the topic in a forum."""
_NOTHING_TO_CHANGE = ("message is not modified", "message to edit not found", "message can't be edited")
_IN_A_ROW = 2
_TOUCHES = ["callback_query"]
_PAUSE = 5.0  # seconds
_BAD_MARKUP = ("can't parse entities", "entities_too_long")


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
        proxy: str | None = None,
        previews: bool = False,
        template: Template | None = None,
        now: Now = now,
    ) -> None:
        """Raises ValueError, without the token in it, if they cannot be a token and a chat."""
        place = _CHAT.fullmatch(chat)
        if place is None:
            raise ValueError("chat must be one number, such as -1001234567890, or one name, such as @newsdesk")
        self._name = name
        self._api = BotApi(token=token, api=api, proxy=proxy)
        self._chat = place["chat"]
        self._topic = place["topic"]
        self._previews = previews
        self._template = template
        self._pieces: MultipartSend[_Piece] = MultipartSend()
        self._firsts = FirstMessages()
        self._notice: Notice | None = None
        self._now = now
        self._next_update = 0
        self._listen_status = ListenStatus(name)

    async def send(self, message: Message) -> Attempt:
        """Send a message, or change the first one of its story if this is an update."""
        if message.alert.reason is Reason.ALSO and message.thread:
            return await self._edit(message)
        attempt = await self._send_pieces(message, [_Piece(text) for text in self._split(message)])
        if isinstance(attempt, Permanent) and any(why in attempt.detail.lower() for why in _BAD_MARKUP):
            attempt = await self._send_pieces(message, _unmarked(message))
        if isinstance(attempt, Sent):
            self._firsts.remember(attempt.message_id, message)
        if isinstance(attempt, Sent) and self._notice is not None:
            attempt, self._notice = replace(attempt, notice=self._notice), None
        return attempt

    def preview(self, message: Message) -> str:
        """The HTML of each message that it would send."""
        return "\n\n".join(self._split(message))

    async def close(self) -> None:
        """Close the connection."""
        await self._api.close()

    async def actions(self, *, wait: timedelta) -> Sequence[Action]:
        """The buttons that readers touched, in any chat of the bot, since the call before the last.

        Waits about so long for the first. What was given once is forgotten by Telegram with the next call, so
        that what a crash keeps from being done comes again.
        """
        asked = {"offset": self._next_update, "timeout": int(wait.total_seconds()), "allowed_updates": _TOUCHES}
        answer = await self._api.call("getUpdates", asked)
        if not isinstance(answer, Done) or not isinstance(answer.result, list):
            # as when the bot has a webhook, or another monitor asks for it
            self._listen_status.report(
                answer.detail if not isinstance(answer, Done | Moved) else "an answer without sense"
            )
            await asyncio.sleep(_PAUSE)
            return ()
        self._listen_status.over()
        actions = []
        for update in answer.result:
            self._next_update = max(self._next_update, int(update["update_id"]) + 1)
            touched = update.get("callback_query") or {}
            if isinstance(touched.get("data"), str):
                await self._api.call("answerCallbackQuery", {"callback_query_id": touched["id"]})
                action = Action(action=touched["data"], user=str(touched["from"]["id"]), at=self._now())
                actions.append(action)
        return actions

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
        answer = await self._api.call("sendMessage", {"chat_id": self._chat, **call})
        if isinstance(answer, Moved):
            self._follow(answer)
            call.pop("reply_parameters", None)  # messages have other numbers there
            answer = await self._api.call("sendMessage", {"chat_id": self._chat, **call})
        match answer:
            case Done(result):
                given = result.get("message_id") if isinstance(result, dict) else None
                return Sent(f"{self._chat}/{given}" if given else "")
            case Moved():
                return Permanent(f"the chat moves on and on, now to {answer.chat}")
            case _:
                return answer

    async def _edit(self, message: Message) -> Attempt:
        chat, _, number = message.thread.partition("/")
        if not number.isdigit() or chat != self._chat:
            return Sent(message.thread)  # it is in a chat that this channel no longer writes to
        call = (
            {"text": self._split(self._firsts.updated(message))[0], "message_id": int(number)}
            | self._form(html=True)
            | _keyboard(message)
        )
        answer = await self._api.call("editMessageText", {"chat_id": self._chat, **call})
        if isinstance(answer, Moved):
            self._follow(answer)
        if isinstance(answer, Permanent) and any(why in answer.detail for why in _NOTHING_TO_CHANGE):
            return Sent(message.thread)  # its reader has deleted it, or it says so already
        return Sent(message.thread) if isinstance(answer, Done | Moved) else answer

    def _form(self, *, html: bool) -> dict[str, Any]:
        form: dict[str, Any] = {"link_preview_options": {"is_disabled": not self._previews}}
        return form | {"parse_mode": "HTML"} if html else form

    def _follow(self, moved: Moved) -> None:
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


def lay_out(message: Message) -> str:
    """The message in Telegram's HTML. Every piece of text in it is escaped."""
    marked = [f"{MARKS[message.alert.severity]} <b>{escape_html(message.title)}</b>"]
    for part, text in message.parts.items():
        shown = escape_html(text)
        if part is MessagePart.EXCERPT:
            shown = f"<blockquote>{shown}</blockquote>"
        elif part is MessagePart.LINK:
            shown = f'<a href="{shown}">{escape_html(urlsplit(text).hostname or text)}</a>'
        elif part in {MessagePart.REPEAT, MessagePart.BECAUSE, MessagePart.RULES}:
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
    keys = [{"text": button.label, "callback_data": button.action} for button in message.buttons]
    rows = [keys[start : start + _IN_A_ROW] for start in range(0, len(keys), _IN_A_ROW)]
    return {"reply_markup": {"inline_keyboard": rows}}


def build(name: str, options: Mapping[str, str]) -> Telegram:
    """The channel of these options; see `CHANNELS`. Raises ValueError for values that cannot work."""
    return Telegram(
        name=name,
        token=options["token"],
        chat=options["chat"],
        api=options.get("api", API),
        proxy=options.get("proxy"),
        previews=switch(options, "previews", default=False),
        template=Template(options["template"], escape=escape_html) if "template" in options else None,
    )


def _limits(options: Mapping[str, str]) -> tuple[Limit, ...]:
    """One message a second to a chat, 20 a minute to a group or channel, 30 a second for a bot
    (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""
    chat = options["chat"].partition(":")[0]
    many = chat.startswith(("-", "@"))
    most, period = (19, timedelta(minutes=1)) if many else (1, timedelta(seconds=1))
    return Limit(most, period, shared_by=(chat,)), Limit(29, timedelta(seconds=1), shared_by=(options["token"],))


TYPE = ChannelType(
    name="telegram",
    options=(
        Option("token", required=True, secret=True),
        Option("chat", required=True),
        Option("api"),
        Option("proxy", secret=True),
        Option("previews"),
        Option("template"),
    ),
    limits=_limits,
    max_length=MaxLength(LIMIT, "UTF-16 code units"),
    in_flight=4,
    build=build,
)

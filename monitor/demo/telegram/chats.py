"""The chats of a Telegram of one's own: what is posted in them, and what the real one would refuse."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from monitor.clock import Now, now
from monitor.demo.telegram.html import CannotParseError, ParsedHtml, parse

TEXT_LIMIT = 4_096
_MINUTE = timedelta(minutes=1)
CALLBACK_LIMIT = 64  # bytes of callback_data
PER_MINUTE = 20
"""Messages to one group in a minute; https://core.telegram.org/bots/faq#broadcasting-to-users"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer with an error code."""

    status: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)


class RefusedError(Exception):
    """A call that the service does not carry out."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.refusal = Refusal(status, description, parameters)


@dataclass(slots=True, kw_only=True)
class Post:
    """A message in a chat."""

    number: int
    chat: str
    at: datetime
    parsed: ParsedHtml
    replies_to: int | None = None
    buttons: tuple[tuple[str, str], ...] = ()
    """Label and callback_data of each."""
    edited: int = 0
    silent: bool = False


@dataclass(slots=True, kw_only=True)
class Chats:
    """What one bot has written, in the chats that it may write to."""

    known: set[str]
    now: Now = now
    limited: bool = False
    """Whether a group takes only so many messages a minute."""
    moved: dict[str, str] = field(default_factory=dict)
    """Groups that became supergroups, and their new numbers."""
    blocked: set[str] = field(default_factory=set)
    posts: list[Post] = field(default_factory=list)
    _times: defaultdict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    def do(self, method: str, call: dict[str, Any]) -> Post:
        """Carry out sendMessage or editMessageText. Raises RefusedError as the real one refuses."""
        chat = str(call.get("chat_id", ""))
        if chat in self.moved:
            why = "Bad Request: group chat was upgraded to a supergroup chat"
            raise RefusedError(400, why, migrate_to_chat_id=int(self.moved[chat]))
        if chat in self.blocked:
            raise RefusedError(403, "Forbidden: bot was blocked by the user")
        if chat not in self.known:
            raise RefusedError(400, "Bad Request: chat not found")
        methods = {"sendMessage": self._send, "editMessageText": self._edit}
        if method not in methods:
            raise RefusedError(404, "Not Found")
        return methods[method](chat, call)

    def post(self, chat: str, number: int) -> Post | None:
        """A message by its number in a chat."""
        return next((post for post in self.posts if post.chat == chat and post.number == number), None)

    def _send(self, chat: str, call: dict[str, Any]) -> Post:
        parsed, buttons = _text(call), _buttons(call)
        self._pace(chat)
        reply = call.get("reply_parameters", {})
        replies_to = reply.get("message_id")
        if replies_to is not None and self.post(chat, replies_to) is None:
            if not reply.get("allow_sending_without_reply"):
                raise RefusedError(400, "Bad Request: message to be replied not found")
            replies_to = None
        post = Post(
            number=len(self.posts) + 1,
            chat=chat,
            at=self.now(),
            parsed=parsed,
            replies_to=replies_to,
            buttons=buttons,
            silent=bool(call.get("disable_notification")),
        )
        self.posts.append(post)
        return post

    def _edit(self, chat: str, call: dict[str, Any]) -> Post:
        parsed, buttons = _text(call), _buttons(call)
        post = self.post(chat, call.get("message_id", 0))
        if post is None:
            raise RefusedError(400, "Bad Request: message to edit not found")
        if post.parsed == parsed and post.buttons == buttons:
            raise RefusedError(400, "Bad Request: message is not modified")
        post.parsed, post.buttons = parsed, buttons
        post.edited += 1
        return post

    def _pace(self, chat: str) -> None:
        if not self.limited or not chat.startswith("-"):
            return
        times, at = self._times[chat], self.now()
        while times and at - times[0] >= _MINUTE:
            times.popleft()
        if len(times) >= PER_MINUTE:
            wait = int((_MINUTE - (at - times[0])).total_seconds()) + 1
            raise RefusedError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        times.append(at)


def _text(call: dict[str, Any]) -> ParsedHtml:
    source = str(call.get("text", ""))
    html = call.get("parse_mode") == "HTML"
    try:
        parsed = parse(source) if html else ParsedHtml(text=source, shown=escape(source), links=())
    except CannotParseError as error:
        raise RefusedError(400, f"Bad Request: can't parse entities: {error}") from None
    if not parsed.text.strip():
        raise RefusedError(400, "Bad Request: message text is empty")
    if parsed.units > TEXT_LIMIT:
        raise RefusedError(400, "Bad Request: message is too long")
    return parsed


def _buttons(call: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = call.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = tuple((button["text"], button["callback_data"]) for row in rows for button in row)
    if any(not 1 <= len(action.encode()) <= CALLBACK_LIMIT for _, action in buttons):
        raise RefusedError(400, "Bad Request: BUTTON_DATA_INVALID")
    return buttons

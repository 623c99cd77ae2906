"""Every channel with a service of its type on loopback, to be put into trouble. A new one: a line in PLACES."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import Enum, auto
from functools import partial

from monitor.demo.telegram import server as telegram_of
from monitor.demo.telegram.chats import Refusal
from monitor.demo.telegram.server import CHAT, TOKEN, LoopbackTelegram
from monitor.send.channel import Channel
from monitor.send.channels import CHANNELS
from monitor.send.channels.console import Console
from tests.loopback import LoopbackService, loopback_service
from tests.services import slack as slack_of
from tests.services.slack import LoopbackSlack
from tests.services.smtp import LoopbackSmtp


class Trouble(Enum):
    """What a service may do to the next message."""

    SLOW_DOWN = auto()
    BREAK_DOWN = auto()
    WHO_ARE_YOU = auto()
    NEVER = auto()
    """Refuse this message for good."""
    CUT = auto()
    """Cut the line, having accepted nothing."""
    ACCEPT_AND_CUT = auto()


@dataclass
class Place:
    """A channel and what arrived at its other end."""

    channel: Channel
    arrived: Callable[[], str]
    """All that was received so far, as the receiver reads it."""
    trouble: Callable[[Trouble], None] = lambda _: None
    """Makes the service do this to the next message."""
    options: Mapping[str, str] = field(default_factory=dict)
    """What the channel was made of, to write it into a channels.yaml."""


@asynccontextmanager
async def at_a_console() -> AsyncIterator[Place]:
    stream = io.StringIO()
    yield Place(Console(stream), stream.getvalue)


def trouble_http(service: LoopbackService, trouble: Trouble) -> None:
    statuses = {
        Trouble.SLOW_DOWN: "429 Slow",
        Trouble.BREAK_DOWN: "500 Oops",
        Trouble.WHO_ARE_YOU: "401 Who",
        Trouble.NEVER: "400 Never",
    }
    if trouble in statuses:
        service.answer(statuses[trouble])
    elif trouble is Trouble.CUT:
        service.cut_the_line()
    else:
        service.accept_and_cut_the_line()


@asynccontextmanager
async def at_a_hook() -> AsyncIterator[Place]:
    async with loopback_service() as service:

        def arrived() -> str:
            bodies = (json.loads(request.partition(b"\r\n\r\n")[2]) for request in service.taken)
            return "\n".join(f"{body['title']}\n{body['message']}" for body in bodies)

        url = f"json://127.0.0.1:{service.port}/"
        options = {"url": url}
        yield Place(CHANNELS["apprise"].build("hook", options), arrived, partial(trouble_http, service), options)


@asynccontextmanager
async def at_a_telegram() -> AsyncIterator[Place]:
    async with LoopbackTelegram().serve() as telegram:

        def arrived() -> str:
            return "\n".join("\n".join((post.parsed.text, *post.parsed.links)) for post in telegram.chats.posts)

        options = {"token": TOKEN, "chat": CHAT, "api": telegram.base}
        answers: dict[Trouble, telegram_of.Fault | Refusal] = {
            Trouble.SLOW_DOWN: Refusal(429, "Too Many Requests: retry after 7", {"retry_after": 7}),
            Trouble.BREAK_DOWN: Refusal(500, "Internal Server Error"),
            Trouble.WHO_ARE_YOU: Refusal(401, "Unauthorized"),
            Trouble.NEVER: Refusal(400, "Bad Request: message is too long"),
            Trouble.CUT: telegram_of.Fault.RESET,
            Trouble.ACCEPT_AND_CUT: telegram_of.Fault.ACCEPT_AND_HANG,
        }
        yield Place(
            CHANNELS["telegram"].build("desk", options),
            arrived,
            lambda trouble: telegram.script.append(answers[trouble]),
            options,
        )


@asynccontextmanager
async def at_a_slack() -> AsyncIterator[Place]:
    async with LoopbackSlack().serve() as slack:
        options = {"url": slack.hook}
        answers: dict[Trouble, slack_of.Fault | slack_of.Refusal] = {
            Trouble.SLOW_DOWN: slack_of.Refusal("rate_limited", 429, 7),
            Trouble.BREAK_DOWN: slack_of.Refusal("rollup_error", 500),
            Trouble.WHO_ARE_YOU: slack_of.Refusal("invalid_token", 403),
            Trouble.NEVER: slack_of.Refusal("invalid_payload", 400),
            Trouble.CUT: slack_of.Fault.RESET,
            Trouble.ACCEPT_AND_CUT: slack_of.Fault.ACCEPT_AND_HANG,
        }
        yield Place(
            CHANNELS["slack"].build("desk", options),
            lambda: "\n".join(post.text for post in slack.posts),
            lambda trouble: slack.script.append(answers[trouble]),
            options,
        )


def _read(mail: EmailMessage) -> str:
    """Subject and text of a mail, and its HTML if that is made by a template of the user's."""
    plain, html = (part.get_content() if (part := mail.get_body((kind,))) else "" for kind in ("plain", "html"))
    return f"{mail['Subject']}\n{plain}\n{'' if html.startswith('<!DOCTYPE') else html}"


@asynccontextmanager
async def at_a_mailbox() -> AsyncIterator[Place]:
    async with LoopbackSmtp().serve() as smtp:

        def arrived() -> str:
            return "\n".join(_read(mail) for mail in smtp.mails)

        options = {"host": "127.0.0.1", "port": str(smtp.port), "security": "none"}
        people = {"from": "monitor@example.org", "to": "desk@example.org"}
        replies: dict[Trouble, dict[str, str | None]] = {
            Trouble.SLOW_DOWN: {"RCPT": "451 4.7.1 slower, please"},
            Trouble.BREAK_DOWN: {"CONNECT": "421 out of order"},
            Trouble.WHO_ARE_YOU: {"MAIL": "530 5.7.0 log in first"},
            Trouble.NEVER: {"RCPT": "550 5.1.1 no such user"},
            Trouble.CUT: {"RCPT": None},
            Trouble.ACCEPT_AND_CUT: {"CONFIRM": None},
        }
        yield Place(
            CHANNELS["email"].build("desk", options | people),
            arrived,
            lambda trouble: smtp.replies_once.append(replies[trouble]),
            options | people,
        )


@asynccontextmanager
async def at_a_webhook() -> AsyncIterator[Place]:
    async with loopback_service() as service:

        def arrived() -> str:
            bodies = (json.loads(request.partition(b"\r\n\r\n")[2]) for request in service.taken)
            return "\n".join("\n".join((body["title"], body["body"], body["item"]["title"])) for body in bodies)

        url = f"http://127.0.0.1:{service.port}/"
        options = {"url": url}
        yield Place(CHANNELS["webhook"].build("desk", options), arrived, partial(trouble_http, service), options)


@asynccontextmanager
async def at_a_phone() -> AsyncIterator[Place]:
    async with loopback_service() as service:
        service.usual = b'{"id":"m1","event":"message"}'

        def arrived() -> str:
            calls = [json.loads(request.partition(b"\r\n\r\n")[2]) for request in service.taken]
            assert all(len(call["message"].encode()) <= 4_096 for call in calls)
            return "\n".join(f"{call['title']}\n{call['message']}\n{call.get('click', '')}" for call in calls)

        options = {"topic": "desk", "server": f"http://127.0.0.1:{service.port}/"}
        yield Place(CHANNELS["ntfy"].build("desk", options), arrived, partial(trouble_http, service), options)


PLACES: dict[str, Callable[[], AbstractAsyncContextManager[Place]]] = {
    "apprise": at_a_hook,
    "console": at_a_console,
    "email": at_a_mailbox,
    "ntfy": at_a_phone,
    "slack": at_a_slack,
    "telegram": at_a_telegram,
    "webhook": at_a_webhook,
}

"""What every channel keeps to, whatever it speaks to. A new channel joins by a line in PLACES."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from enum import Enum, auto
from functools import partial

import pytest
from fakes import an_alert, an_item
from loopback import LoopbackService, loopback_service

from monitor.demo import telegram as telegram_of
from monitor.demo.telegram import CHAT, TOKEN, LoopbackTelegram
from monitor.demo.telegram_chats import Refusal
from monitor.model import Reason
from monitor.send.channels import CHANNELS, Channel, ChannelType, channel_types
from monitor.send.channels.console import Console
from monitor.send.message import compose_message
from monitor.send.outcome import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from tests.services import slack as slack_of
from tests.services.slack import LoopbackSlack
from tests.services.smtp import LoopbackSmtp

# a library of Apprise's mail plugin imports a module of Python's that is on its way out
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

HOSTILE = [
    "<b>bold</b> <script>alert(1)</script> &amp; &lt;",
    "[bold red]rich[/bold red] [link=file:///etc/passwd]x[/link] :smile:",
    "*bold* _it_ `code` [text](https://e.example) ~~x~~ ||spoiler||",
    "{{7*7}} ${HOME} %(x)s {0.__class__} {{app_id}} \\n \\x41",
    "' OR 1=1 -- ; rm -rf / $(id) `id`",
]
"""Shown as it is written: none of this is markup, a template or a command to us."""
DISGUISED = [
    "line\r\none\u2028two\x0bthree",
    "\x1b[2J\x1b]0;owned\x07 ansi \x9b31m",
    "exe.\u202etxt\u2066hidden\u2069",
    "nul\x00bell\x07back\x08",
    "lone \ud800 surrogate",
]
"""Never sent as it is written: these command a terminal, a line or the reading order."""
FORBIDDEN = "\x00\x07\x08\x1b\x9b\u202e\u2066\u2028\x0b\ud800"


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


EXPECTED: dict[Trouble, tuple[type[Attempt], ...]] = {
    Trouble.SLOW_DOWN: (RateLimited, Transient),  # a mail server has one word for both
    Trouble.BREAK_DOWN: (Transient,),
    Trouble.WHO_ARE_YOU: (Unauthorised,),
    Trouble.NEVER: (Permanent,),
    Trouble.CUT: (Ambiguous, Transient),  # a mail server that had no mail yet cannot have accepted it
    Trouble.ACCEPT_AND_CUT: (Ambiguous,),
}


@dataclass
class Place:
    """A channel and what arrived at its other end."""

    channel: Channel
    arrived: Callable[[], str]
    """All that was received so far, as the receiver reads it."""
    trouble: Callable[[Trouble], None] = lambda _: None
    """Makes the service do this to the next message."""


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
    else:
        service.cut_the_line()


@asynccontextmanager
async def at_a_hook() -> AsyncIterator[Place]:
    async with loopback_service() as service:

        def arrived() -> str:
            bodies = (json.loads(request.partition(b"\r\n\r\n")[2]) for request in service.requests)
            return "\n".join(f"{body['title']}\n{body['message']}" for body in bodies)

        url = f"json://127.0.0.1:{service.port}/"
        yield Place(CHANNELS["apprise"].build("hook", {"url": url}), arrived, partial(trouble_http, service))


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
        )


@asynccontextmanager
async def at_a_slack() -> AsyncIterator[Place]:
    async with LoopbackSlack().serve() as slack:
        channel = CHANNELS["slack"].build("desk", {"url": slack.hook})
        answers: dict[Trouble, slack_of.Fault | slack_of.Refusal] = {
            Trouble.SLOW_DOWN: slack_of.Refusal("rate_limited", 429, 7),
            Trouble.BREAK_DOWN: slack_of.Refusal("rollup_error", 500),
            Trouble.WHO_ARE_YOU: slack_of.Refusal("invalid_token", 403),
            Trouble.NEVER: slack_of.Refusal("invalid_payload", 400),
            Trouble.CUT: slack_of.Fault.RESET,
            Trouble.ACCEPT_AND_CUT: slack_of.Fault.ACCEPT_AND_HANG,
        }
        yield Place(
            channel,
            lambda: "\n".join(post.text for post in slack.posts),
            lambda trouble: slack.script.append(answers[trouble]),
        )


@asynccontextmanager
async def at_a_mailbox() -> AsyncIterator[Place]:
    async with LoopbackSmtp().serve() as smtp:

        def arrived() -> str:
            shown = ((mail["Subject"], mail.get_body(("plain",))) for mail in smtp.mails)
            return "\n".join(f"{subject}\n{body.get_content() if body else ''}" for subject, body in shown)

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
        )


@asynccontextmanager
async def at_a_webhook() -> AsyncIterator[Place]:
    async with loopback_service() as service:

        def arrived() -> str:
            bodies = (json.loads(request.partition(b"\r\n\r\n")[2]) for request in service.requests)
            return "\n".join("\n".join((body["title"], body["body"], body["item"]["title"])) for body in bodies)

        url = f"http://127.0.0.1:{service.port}/"
        yield Place(CHANNELS["webhook"].build("desk", {"url": url}), arrived, partial(trouble_http, service))


PLACES: dict[str, Callable[[], AbstractAsyncContextManager[Place]]] = {
    "apprise": at_a_hook,
    "console": at_a_console,
    "email": at_a_mailbox,
    "slack": at_a_slack,
    "telegram": at_a_telegram,
    "webhook": at_a_webhook,
}


@pytest.fixture(params=PLACES)
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    async with PLACES[request.param]() as made:
        yield made
        await made.channel.close()


@pytest.fixture(params=sorted(set(PLACES) - {"console"}))
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    """A channel with a service that can be in trouble."""
    async with PLACES[request.param]() as made:
        yield made
        await made.channel.close()


def test_every_channel_type_is_under_this_contract() -> None:
    assert set(CHANNELS) == set(PLACES)


@pytest.mark.parametrize("kind", CHANNELS.values(), ids=CHANNELS)
def test_a_type_is_found_by_its_name(kind: ChannelType) -> None:
    assert channel_types()[kind.name] is kind


async def test_an_accepted_message_is_sent_and_arrives_whole(place: Place) -> None:
    message = compose_message(an_alert(sources=("Antara", "Kompas")), tz=UTC, repeat=False)

    assert isinstance(await place.channel.send(message), Sent)

    for line in (message.headline, *message.parts.values()):
        assert line in place.arrived()


async def test_messages_arrive_in_the_order_of_their_sending(place: Place) -> None:
    for number in range(5):
        message = compose_message(an_alert(item=an_item(f"Number {number}")), tz=UTC, repeat=False)
        assert isinstance(await place.channel.send(message), Sent)

    found = [place.arrived().index(f"Number {number}") for number in range(5)]
    assert found == sorted(found)


@pytest.mark.parametrize("text", HOSTILE)
async def test_markup_templates_and_commands_in_a_feed_are_plain_text(place: Place, text: str) -> None:
    message = compose_message(an_alert(item=an_item(text, summary=text, source=text)), tz=UTC, repeat=False)

    assert isinstance(await place.channel.send(message), Sent)
    assert text in place.arrived()


@pytest.mark.parametrize("text", DISGUISED)
async def test_what_commands_a_terminal_or_the_reading_order_does_not_get_through(place: Place, text: str) -> None:
    alert = an_alert(item=an_item(text, summary=text, source=text), headline=text, because=text)

    for reason in Reason:
        message = compose_message(
            an_alert(item=alert.match.item, reason=reason, because=text), tz=UTC, repeat=True
        )
        assert isinstance(await place.channel.send(message), Sent)

    assert not set(place.arrived()) & set(FORBIDDEN)


@pytest.mark.parametrize("trouble", Trouble)
async def test_a_trouble_is_told_by_its_kind_and_the_next_message_arrives(
    service: Place, trouble: Trouble
) -> None:
    lost = compose_message(an_alert("a1", item=an_item("Under trouble")), tz=UTC, repeat=False)
    service.trouble(trouble)

    attempt = await service.channel.send(lost)

    assert isinstance(attempt, EXPECTED[trouble])
    again = compose_message(an_alert("a1", item=an_item("Under trouble")), tz=UTC, repeat=True)
    assert isinstance(await service.channel.send(again), Sent)
    assert "may be a repeat" in service.arrived()


async def test_every_reason_can_be_told(place: Place) -> None:
    for reason in Reason:
        alert = an_alert(item=an_item(f"Told as {reason}"), reason=reason, because="why")
        assert isinstance(await place.channel.send(compose_message(alert, tz=UTC, repeat=False)), Sent)
        assert f"Told as {reason}" in place.arrived()


async def test_closing_twice_is_closing_once(place: Place) -> None:
    await place.channel.close()
    await place.channel.close()

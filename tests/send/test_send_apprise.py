"""The Apprise channel: against real servers on loopback, and what it refuses to be configured as."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from apprise.plugins.custom_json import NotifyJSON

from monitor.model.sending.alert import Reason
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.channels.apprise_channel import AppriseChannel
from monitor.send.message.compose import Message, compose_message
from tests.fakes import an_alert, an_item
from tests.loopback import LoopbackMail, LoopbackService, loopback_mail, loopback_service

# a library of Apprise's mail plugin imports a module of Python's that is on its way out
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

BOT = "123456789:SECRETabcdefghijklmnopqrstuvwxyzSECRET"


def a_message(title: str = "Troops arrive in Kursk", **changes: Any) -> Message:
    return compose_message(an_alert(item=an_item(title, **changes)), tz=UTC, repeat=False)


@pytest.fixture
async def service() -> AsyncIterator[LoopbackService]:
    async with loopback_service() as made:
        yield made


@pytest.fixture
async def mail() -> AsyncIterator[LoopbackMail]:
    async with loopback_mail() as made:
        yield made


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


def to(service: LoopbackService, stack: AsyncExitStack, *, path: str = "hook", query: str = "") -> AppriseChannel:
    channel = AppriseChannel(f"json://127.0.0.1:{service.port}/{path}{query}", name="desk")
    stack.push_async_callback(channel.close)
    return channel


def by_mail(mail: LoopbackMail, stack: AsyncExitStack, *, login: str = "") -> AppriseChannel:
    address = f"mailto://{login}127.0.0.1:{mail.port}/?from=mon@example.com&to=desk@example.com&mode=insecure"
    channel = AppriseChannel(address, name="mail")
    stack.push_async_callback(channel.close)
    return channel


@pytest.mark.parametrize(
    ("status", "headers", "body", "expected"),
    [
        ("429 Slow", ("Retry-After: 30",), b"", RateLimited(timedelta(seconds=30), "HTTP 429")),
        (
            "429 Slow",
            (),
            b'{"parameters":{"retry_after":7}}',
            RateLimited(timedelta(seconds=7), 'HTTP 429 {"parameters":{"retry_after":7}}'),
        ),
        ("500 Oops", (), b"", Transient("HTTP 500")),
        ("403 No", (), b"who?", Unauthorised("HTTP 403 who?")),
        ("400 Bad", (), b"chat not\r\nfound", Permanent("HTTP 400 chat not found")),
    ],
)
async def test_a_refusal_is_told_by_its_status(
    service: LoopbackService,
    stack: AsyncExitStack,
    status: str,
    headers: tuple[str, ...],
    body: bytes,
    expected: Attempt,
) -> None:
    service.answer(status, *headers, body=body)

    assert await to(service, stack).send(a_message()) == expected
    assert len(service.requests) == 1


async def test_a_line_cut_after_the_request_is_ambiguous(service: LoopbackService, stack: AsyncExitStack) -> None:
    service.cut_the_line()

    assert isinstance(await to(service, stack).send(a_message()), Ambiguous)


async def test_an_answer_that_comes_too_late_is_ambiguous(service: LoopbackService, stack: AsyncExitStack) -> None:
    service.lag = 0.5

    assert isinstance(await to(service, stack, query="?rto=0.1").send(a_message()), Ambiguous)


async def test_nobody_at_the_address_is_transient(service: LoopbackService, stack: AsyncExitStack) -> None:
    channel = AppriseChannel("json://127.0.0.1:1/hook", name="desk")
    stack.push_async_callback(channel.close)

    assert isinstance(await channel.send(a_message()), Transient)


async def test_a_call_past_the_deadline_is_ambiguous_and_the_next_waits_for_its_end(
    service: LoopbackService,
) -> None:
    channel = AppriseChannel(f"json://127.0.0.1:{service.port}/", name="desk", deadline=timedelta(seconds=1))
    service.lag = 2

    assert isinstance(await channel.send(a_message()), Ambiguous)
    assert isinstance(await channel.send(a_message()), Transient)
    assert len(service.requests) == 1
    service.lag = 0
    async with asyncio.timeout(30):
        while isinstance(attempt := await channel.send(a_message()), Transient):
            await asyncio.sleep(0.05)
    assert attempt == Sent()
    await channel.close()


async def test_a_redirect_is_not_followed(service: LoopbackService, stack: AsyncExitStack) -> None:
    service.answer("302 Elsewhere", f"Location: http://127.0.0.1:{service.port}/elsewhere")

    assert isinstance(await to(service, stack).send(a_message()), Permanent)
    assert len(service.requests) == 1


async def test_the_addresss_own_retries_and_splitting_are_off(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    service.answer("500 Oops")

    await to(service, stack, query="?retry=3&wait=0&overflow=split").send(a_message())

    assert len(service.requests) == 1


async def test_channels_that_send_at_the_same_time_hear_each_their_own_answer(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    async with loopback_service() as other:
        service.answer("429 Slow", "Retry-After: 1")
        other.answer("400 Bad")
        service.lag = other.lag = 0.1

        first, second = await asyncio.gather(
            to(service, stack).send(a_message()), to(other, stack).send(a_message())
        )

    assert isinstance(first, RateLimited)
    assert isinstance(second, Permanent)


async def test_mentions_do_not_ring_and_addresses_stay(service: LoopbackService, stack: AsyncExitStack) -> None:
    text = "@everyone <!channel> <@U1> mail desk@example.com"

    await to(service, stack).send(a_message(text, url="https://social.example/@desk/1"))

    sent = json.loads(service.requests[0].partition(b"\r\n\r\n")[2])
    assert sent["title"] == "HIGH: @\u2060everyone <\u2060!channel> <\u2060@\u2060U1> mail desk@example.com"
    assert "https://social.example/@desk/1" in sent["message"].splitlines()


async def test_neither_logs_nor_details_hold_the_address(service: LoopbackService, stack: AsyncExitStack) -> None:
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        channel = to(service, stack, path="T0KEN-in-path", query="?-X-Key=T0KEN-in-header")
        service.answer("400 Bad", body=b"no such hook: /T0KEN-in-path")
        refused = await channel.send(a_message())
        with pytest.raises(ValueError, match="does not take") as error:
            AppriseChannel("tgram://bot12345:T0KENT0KEN@badhost/", name="desk")
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)

    assert refused == Permanent("HTTP 400 no such hook: /***")
    assert "T0KEN" not in logged.getvalue() + str(error.value)


async def test_mail_is_sent_and_its_subject_has_no_second_line(mail: LoopbackMail, stack: AsyncExitStack) -> None:
    channel = by_mail(mail, stack)

    assert await channel.send(a_message("Kursk\r\nBcc: evil@example.com\r\n\r\nbody")) == Sent()

    sent = message_from_bytes(mail.mails[0])
    assert sent["Bcc"] is None
    assert sent["To"] == "desk@example.com"


@pytest.mark.parametrize(
    ("command", "reply", "kind"),
    [
        ("CONNECT", "421 busy", Transient),
        ("CONNECT", None, Transient),
        ("RCPT", "451 4.7.1 greylisted", Transient),
        ("RCPT", "550 5.1.1 no such user", Permanent),
        ("MAIL", None, Transient),
        ("TEXT", "451 4.3.0 try later", Transient),
        ("TEXT", "554 5.7.1 spam", Permanent),
        ("TEXT", None, Ambiguous),
        ("QUIT", None, Sent),
    ],
)
async def test_mail_is_judged_by_the_reply_that_decided_it(
    mail: LoopbackMail, stack: AsyncExitStack, command: str, reply: str | None, kind: type[Attempt]
) -> None:
    mail.replies[command] = reply

    assert isinstance(await by_mail(mail, stack).send(a_message()), kind)


async def test_a_refused_mail_password_is_unauthorised(mail: LoopbackMail, stack: AsyncExitStack) -> None:
    mail.replies |= {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 no"}

    attempt = await by_mail(mail, stack, login="us:T0KENT0KEN@").send(a_message())

    assert isinstance(attempt, Unauthorised)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "one Apprise address"),
        ("json://a.example json://b.example", "one Apprise address"),
        ("nope://T0KENT0KEN", "does not take this nope://"),
        (f"tgram://{BOT}/", "names no chat"),
        (f"tgram://{BOT}/111/222", "2 recipients"),
        ("mailto://example.com?from=m@example.com&to=a@example.com,b@example.com", "2 recipients"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7/#a/#b", "2 recipients"),
    ],
)
def test_an_address_without_exactly_one_recipient_is_refused_without_being_quoted(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as error:
        AppriseChannel(url, name="desk")

    assert "T0KEN" not in str(error.value)
    assert "SECRET" not in str(error.value)


async def test_what_a_service_has_no_room_for_is_not_cut_unsaid(
    service: LoopbackService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NotifyJSON, "body_maxlen", 1_000)
    listed = tuple(f"Line {number:03} {'word ' * 10}" for number in range(40))
    message = compose_message(an_alert(reason=Reason.DIGEST, digest_lines=listed), tz=UTC, repeat=False)
    channel = AppriseChannel(f"json://127.0.0.1:{service.port}/", name="hook")

    assert isinstance(await channel.send(message), Sent)
    await channel.close()

    body = json.loads(service.taken[0].partition(b"\r\n\r\n")[2])["message"]
    *shown, last = body.split("\n")
    assert [line.strip("• ") for line in shown] == [line.strip() for line in listed[: len(shown)]]
    assert last == f"… and {40 - len(shown)} more lines"

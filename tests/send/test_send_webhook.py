"""The webhook: what a receiver gets, and how it knows that it is ours."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC

import msgspec
import pytest

from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.channels import CHANNELS
from monitor.send.channels.webhook import Webhook, signature
from monitor.send.channels.webhook_schema import Notification
from monitor.send.message.compose import Message, compose_message
from tests.fakes import NOON, a_rule, an_alert, an_item, hit
from tests.loopback import LoopbackService, loopback_service

KEY = "a-key-that-both-sides-know"


@pytest.fixture
async def service() -> AsyncIterator[LoopbackService]:
    async with loopback_service() as made:
        yield made


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


def to(service: LoopbackService, stack: AsyncExitStack) -> Webhook:
    channel = Webhook(url=f"http://127.0.0.1:{service.port}/H00KSECRET", key=KEY, now=lambda: NOON)
    stack.push_async_callback(channel.close)
    return channel


def a_message() -> Message:
    item = an_item("Troops <b>arrive</b> in Kursk\u202e", url="javascript:alert(1)")
    alert = an_alert(item=item, rules=(a_rule(hit(item, "Kursk")),), sources=("Antara", "Kompas"))
    return compose_message(alert, tz=UTC, repeat=False)


def received(service: LoopbackService) -> tuple[dict[str, str], bytes]:
    head, _, body = service.requests[-1].partition(b"\r\n\r\n")
    lines = (line.partition(": ") for line in head.decode().split("\r\n")[1:])
    return {name: value for name, _, value in lines}, body


async def test_a_receiver_can_tell_that_it_is_ours_and_when_it_was_sent(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    assert await to(service, stack).send(a_message()) == Sent()

    headers, body = received(service)
    assert headers["Monitor-Timestamp"] == str(int(NOON.timestamp()))
    assert headers["Monitor-Signature"] == signature(body, timestamp=str(int(NOON.timestamp())), key=KEY.encode())
    assert headers["Idempotency-Key"] == "a1"


def test_the_signature_is_the_one_that_the_papers_describe() -> None:
    signed = signature(b'{"version":1}', timestamp="1773316800", key=b"secret")

    # printf '1773316800.{"version":1}' | openssl dgst -sha256 -hmac secret
    assert signed == "v1=1d1b0e30ac16f1ab042dcf7ace11d68c7aaa5464d5501a2fa1565ad300e51079"


async def test_the_body_is_the_whole_alert_without_what_commands_or_runs(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    await to(service, stack).send(a_message())

    body = received(service)[1]
    told = msgspec.json.decode(body, type=Notification)
    assert told.version == json.loads(body)["version"] == 1
    assert (told.reason, told.severity, told.item.url) == ("first", "HIGH", "")
    assert told.item.title == "Troops <b>arrive</b> in Kursk"
    assert told.story.sources == ("Antara", "Kompas")
    assert [(rule.id, rule.words[0].term) for rule in told.rules] == [("kursk", "Kursk")]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("202 Accepted", Sent),
        ("302 Elsewhere", Permanent),
        ("400 Bad", Permanent),
        ("401 Who", Unauthorised),
        ("404 Gone", Unauthorised),
        ("410 Gone", Unauthorised),
        ("429 Slow", RateLimited),
        ("500 Oops", Transient),
    ],
)
async def test_an_answer_is_judged_by_its_status(
    service: LoopbackService, stack: AsyncExitStack, status: str, kind: type[Attempt]
) -> None:
    service.answer(status, body=b"no hook H00KSECRET here")

    attempt = await to(service, stack).send(a_message())

    assert isinstance(attempt, kind)
    assert "H00KSECRET" not in repr(attempt)


async def test_a_line_that_is_cut_is_ambiguous_and_a_closed_port_is_not(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    service.cut_the_line()
    nobody = Webhook(url="http://127.0.0.1:1/")
    stack.push_async_callback(nobody.close)

    assert isinstance(await to(service, stack).send(a_message()), Ambiguous)
    assert isinstance(await nobody.send(a_message()), Transient)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"url": "hooks.example/T0KEN"}, "url must be an http or https address"),
        ({"url": "https://u.example/", "key": "T0KEN"}, "at least 16 characters"),
        ({"url": "https://u.example/", "updates": "perhaps"}, "updates must be true or false"),
    ],
)
def test_what_cannot_work_is_refused_without_quoting_a_secret(options: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why) as error:
        CHANNELS["webhook"].build("hook", options)

    assert "T0KEN" not in str(error.value)

"""One request: what the network can do to it, as values."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from monitor.send.attempt import Transient, Unauthorised
from monitor.send.transport.classify import of
from monitor.send.transport.http import ServiceClient
from monitor.send.transport.wire import HttpAnswer, HttpFailure
from tests.loopback import LoopbackService, loopback_service

HEADERS = {"Content-Type": "text/plain"}


@pytest.fixture
async def service() -> AsyncIterator[LoopbackService]:
    async with loopback_service() as made:
        yield made


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as made:
        yield made


def client(stack: AsyncExitStack, *, proxy: str | None = None, seconds: float = 5) -> ServiceClient:
    made = ServiceClient(secrets=("T0KEN",), proxy=proxy, deadline=timedelta(seconds=seconds))
    stack.push_async_callback(made.close)
    return made


async def test_an_answer_has_its_status_its_wish_and_its_text_without_secrets(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    service.answer("429 Slow", "Retry-After: 7", body=b"not so fast, T0KEN")

    record = await client(stack).post(f"http://127.0.0.1:{service.port}/", body=b"x", headers=HEADERS)

    assert record == HttpAnswer(status=429, retry_after=timedelta(seconds=7), text="not so fast, ***")


async def test_a_service_that_does_not_answer_in_time_may_have_accepted(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    service.lag = 5

    record = await client(stack, seconds=1).post(f"http://127.0.0.1:{service.port}/", body=b"x", headers=HEADERS)

    assert isinstance(record, HttpFailure)
    assert record.left


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://no-such-host.invalid/"])
async def test_a_service_that_is_not_there_has_accepted_nothing(stack: AsyncExitStack, url: str) -> None:
    record = await client(stack).post(url, body=b"x", headers=HEADERS)

    assert isinstance(record, HttpFailure)
    assert not record.left


async def test_a_redirect_is_an_answer_and_an_endless_one_is_cut(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    url = f"http://127.0.0.1:{service.port}/"
    service.answer("302 Elsewhere", f"Location: {url}elsewhere")
    service.answer("200 OK", body=b"x" * 1_000_000)

    redirected = await client(stack).post(url, body=b"x", headers=HEADERS)
    endless = await client(stack).post(url, body=b"x", headers=HEADERS)

    assert isinstance(redirected, HttpAnswer)
    assert redirected.status == 302
    assert isinstance(endless, HttpAnswer)
    assert len(endless.text) == 65_536
    assert len(service.requests) == 2


async def test_a_proxy_is_asked_with_its_login(service: LoopbackService, stack: AsyncExitStack) -> None:
    proxy = f"http://me:T0KEN@127.0.0.1:{service.port}"

    record = await client(stack, proxy=proxy).post("http://api.example/x", body=b"x", headers=HEADERS)

    assert isinstance(record, HttpAnswer)
    assert service.requests[0].startswith(b"POST http://api.example/x HTTP/1.1")
    assert base64.b64encode(b"me:T0KEN") in service.requests[0]


async def test_a_proxy_that_is_away_or_refuses_us_is_told_apart(
    service: LoopbackService, stack: AsyncExitStack
) -> None:
    away = await client(stack, proxy="http://127.0.0.1:1").post("http://a.example/", body=b"x", headers=HEADERS)
    service.answer("407 Who")
    refused = await client(stack, proxy=f"http://127.0.0.1:{service.port}").post(
        "http://a.example/", body=b"x", headers=HEADERS
    )

    assert isinstance(of(away), Transient)
    assert isinstance(of(refused), Unauthorised)


def test_a_proxy_must_be_an_address() -> None:
    with pytest.raises(ValueError, match="proxy must be an http or https address") as error:
        ServiceClient(secrets=(), proxy="me:T0KEN@proxy")

    assert "T0KEN" not in str(error.value)

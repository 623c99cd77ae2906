"""Hubs as feeds name them, and signatures as hubs make them."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.discovery.hubs import hub_of, is_signed
from monitor.model.news.visit import Hub

URL = "https://news.example/feed"
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">
<link rel="self" href="https://news.example/atom?a=1&amp;b=2"/><link href='https://hub.example/' rel='hub'/>
<entry><link rel="hub" href="https://evil.example/"/></entry></feed>"""
RSS = b"""<rss><channel><atom:link rel="hub" href="/hub"/><item><title>x</title></item></channel></rss>"""


def test_a_document_names_its_hub_and_itself() -> None:
    assert hub_of((), ATOM, url=URL) == Hub(url="https://hub.example/", topic="https://news.example/atom?a=1&b=2")
    assert hub_of((), RSS, url=URL) == Hub(url="https://news.example/hub", topic=URL)


def test_headers_come_before_the_document() -> None:
    headers = (
        '<https://one.example/hub>; rel="hub", <https://news.example/self>; title="a, b"; rel=self',
        '<https://two.example/hub>; rel="hub"',
    )

    assert hub_of(headers, ATOM, url=URL) == Hub(url="https://one.example/hub", topic="https://news.example/self")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<rss/>",
        b"<rss><item><atom:link rel='hub' href='https://evil.example/'/></item></rss>",
        b"<link rel='hub' href='javascript:x'>",
        b"<link rel='hub' href=''>",
    ],
)
def test_a_feed_without_a_hub_has_none(body: bytes) -> None:
    assert hub_of((), body, url=URL) is None


@given(st.binary(max_size=300), st.text(max_size=100))
def test_whatever_comes_is_no_error(body: bytes, header: str) -> None:
    hub_of((header,), b"<link " + body, url=URL)
    is_signed(body, header, secret="s")


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_push_is_signed_with_the_secret_or_it_is_not(method: str) -> None:
    made = hmac.new(b"secret", b"news", getattr(hashlib, method)).hexdigest()

    assert is_signed(b"news", f"{method}={made}", secret="secret")
    assert not is_signed(b"forged", f"{method}={made}", secret="secret")
    assert not is_signed(b"news", f"{method}={made}", secret="other")
    assert not is_signed(b"news", made, secret="secret")
    assert not is_signed(b"news", "", secret="secret")

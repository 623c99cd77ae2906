"""Which addresses may be connected to."""

from __future__ import annotations

import pytest

from monitor.collect.fetch.addresses import may_connect, networks


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.8",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not may_connect(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "172.32.0.1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::1111", "2a00:1450::1"]
)
def test_public_addresses_are_permitted(address: str) -> None:
    assert may_connect(address)


def test_a_named_network_is_permitted_and_no_other() -> None:
    allowed = networks(("127.0.0.0/8", "fd00::/8"))
    assert may_connect("127.0.0.1", allowed=allowed)
    assert may_connect("::ffff:127.0.0.1", allowed=allowed)
    assert may_connect("fd00::5", allowed=allowed)
    assert not may_connect("10.0.0.1", allowed=allowed)
    assert not may_connect("::1", allowed=allowed)

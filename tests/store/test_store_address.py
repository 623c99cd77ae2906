"""The forms of the store's address, and what is said of those that cannot be used."""

from __future__ import annotations

import pytest
from redis.asyncio import SSLConnection

from monitor.errors import MonitorError
from monitor.store.connection.address import Kind, parse


def test_one_server_is_at_its_address() -> None:
    address = parse("redis://reader:p%40ss@store.example:6380/3")
    assert (address.kind, address.nodes) == (Kind.SERVER, ())
    wanted = {"host": "store.example", "port": 6380, "db": 3, "username": "reader", "password": "p@ss"}
    assert {name: address.serving[name] for name in wanted} == wanted


def test_sentinels_are_many_and_name_a_service() -> None:
    address = parse("redis+sentinel://reader:pw@one.example:26380,two.example,[::1]:5/desk/2?sentinel_password=s3")
    assert address.kind is Kind.SENTINEL
    assert address.nodes == (("one.example", 26380), ("two.example", 26379), ("::1", 5))
    assert address.service == "desk"
    assert (address.serving["db"], address.serving["username"], address.serving["password"]) == (2, "reader", "pw")
    assert (address.asking["username"], address.asking["password"]) == (None, "s3")


def test_the_nodes_of_a_cluster_take_the_password_of_the_data() -> None:
    address = parse("redis+cluster://reader:pw@one.example:7000,two.example")
    assert address.kind is Kind.CLUSTER
    assert address.nodes == (("one.example", 7000), ("two.example", 6379))
    assert (address.asking["username"], address.asking["password"]) == ("reader", "pw")


@pytest.mark.parametrize(
    "url",
    [
        "rediss+sentinel://one.example/desk?ssl_cert_reqs=none",
        "redis+sentinel://one.example/desk?tls=true&ssl_cert_reqs=none",
        "rediss+cluster://one.example?ssl_cert_reqs=none",
        "redis+cluster://one.example?tls=yes&ssl_cert_reqs=none",
    ],
)
def test_tls_is_for_those_who_are_asked_and_for_those_who_serve(url: str) -> None:
    address = parse(url)
    for settings in (address.serving, address.asking):
        assert settings["connection_class"] is SSLConnection
        assert settings["ssl_cert_reqs"] == "none"


def test_tls_may_be_asked_of_one_server_by_name() -> None:
    assert parse("redis://one.example?tls=true").serving["connection_class"] is SSLConnection
    assert "connection_class" not in parse("redis://one.example?tls=false").serving


def test_a_write_may_have_to_reach_replicas() -> None:
    assert parse("redis+sentinel://one.example/desk?replicas=1").replicas == 1
    assert parse("redis://one.example").replicas == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis-sentinel://:hunter2@one.example/desk", "must begin with redis://"),
        ("redis+sentinels://:hunter2@one.example/desk", "must begin with redis://"),
        ("http+cluster://:hunter2@one.example", "must begin with redis://"),
        ("redis+sentinel://:hunter2@one.example,two.example", "names no service"),
        ("redis+sentinel://:hunter2@one.example/", "names no service"),
        ("redis+sentinel://:hunter2@one.example,,two.example/desk", "check its host"),
        ("redis+sentinel://:hunter2@one.example:99999/desk", "check its host"),
        ("redis+sentinel://:hunter2@one.example/desk/two", "check its host"),
        ("redis+sentinel://:hunter2@one.example/desk/1/2", "check its host"),
        ("redis+sentinel://one.example/desk?sentinel_pasword=hunter2", "unknown option 'sentinel_pasword'"),
        ("redis+sentinel://one.example/desk?sentinel_password=hunter2&replicas=some", "replicas must be a number"),
        ("redis+sentinel://one.example/desk?sentinel_password=hunter2&tls=perhaps", "tls must be true or false"),
        ("redis+cluster://:hunter2@one.example/1", "has only number 0"),
        ("redis+cluster://:hunter2@one.example?db=1", "unknown option 'db'"),
        ("redis://:hunter2@one.example,two.example/0", r"write redis\+sentinel://"),
        ("redis://:hunter2@/0", "check its host"),
        ("redis://:hunter2@one.example/zero", "check its host"),
    ],
)
def test_what_cannot_be_used_is_explained_without_its_secrets(url: str, told: str) -> None:
    with pytest.raises(MonitorError, match=told) as caught:
        parse(url)
    assert "hunter2" not in str(caught.value)


def test_no_secret_is_shown() -> None:
    shown = parse("redis+sentinel://reader:hunter2@one.example/desk?sentinel_password=hunter3").shown
    assert shown == "redis+sentinel://reader:***@one.example/desk?sentinel_password=***"

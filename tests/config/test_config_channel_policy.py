"""What a user says of a channel beside the options of its type, and what is said when it is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config.configuration import Configuration, load_configuration
from monitor.model.ids import ChannelName
from monitor.send.channels import CHANNELS

TOKEN = "123456789:AAF-a-bot-that-speaks-to-nobody-at-all"


def configuration(tmp_path: Path, channels: str) -> Configuration:
    (tmp_path / "feeds.yaml").write_text("feeds: {}\n")
    (tmp_path / "channels.yaml").write_text("channels:\n" + channels)
    return load_configuration(tmp_path, environment={})


def test_a_channel_has_the_limits_of_its_service_unless_told_otherwise(tmp_path: Path) -> None:
    group = f"type: telegram, token: '{TOKEN}', chat: '-100123'"
    found = configuration(
        tmp_path,
        f"  a: {{{group}}}\n  b: {{{group}, pace: 6/m}}\n  c: {{{group}, pace: none}}\n  d: {{type: console}}\n",
    )
    assert not [problem for problem in found.problems if problem.blocks]
    documented, own, unlimited, console = (found.channels[ChannelName(name)].terms.limits for name in "abcd")
    assert len(documented) == len(own) == 2
    assert own[0].refill > documented[0].refill > timedelta(seconds=3)
    assert unlimited == console == ()
    at_once = [found.channels[ChannelName(name)].terms.in_flight for name in "ad"]
    assert at_once == [CHANNELS["telegram"].in_flight, 1]
    assert at_once[0] > 1


def test_a_fallback_and_users_are_read(tmp_path: Path) -> None:
    found = configuration(
        tmp_path, "  desk: {type: console, fallback: phone, users: ['7', '8']}\n  phone: {type: console}\n"
    )
    terms = found.channels[ChannelName("desk")].terms
    assert (terms.fallback, terms.users) == (ChannelName("phone"), frozenset({"7", "8"}))


@pytest.mark.parametrize(
    ("channels", "problem"),
    [
        ("  desk: {type: console, fallback: fone}\n  phone: {type: console}\n", "2:35: E201 no channel 'fone'"),
        ("  desk: {type: console, fallback: [phone]}\n", "E105 fallback must be a text"),
        ("  desk: {type: console, fallback: desk}\n", "leads back to itself: desk -> desk"),
        (
            "  a: {type: console, fallback: b}\n  b: {type: console, fallback: a}\n",
            "2:32: E207 the fallback of 'a' leads back to itself: a -> b -> a",
        ),
        ("  desk: {type: console, pace: fast}\n", "E105 pace must be such as 20/m, 1/s, 100/h or none"),
        ("  desk: {type: console, pace: 20/min}\n", "not the text '20/min'"),
        ("  desk: {type: console, users: {a: b}}\n", "E105 users must be a list of texts"),
        (
            "  desk: {type: console, fallback_after: 25h}\n",
            "2:41: W227 fallback_after: after a day an alert is",
        ),
        ("  desk: {type: console, falback: phone}\n", "E101 unknown key 'falback' (did you mean 'fallback'?)"),
    ],
)
def test_each_mistake_in_the_terms_is_named_with_its_place(tmp_path: Path, channels: str, problem: str) -> None:
    found = configuration(tmp_path, channels)
    said = [str(one).removeprefix(f"{tmp_path}/channels.yaml:") for one in found.problems]
    assert any(problem in one for one in said), said

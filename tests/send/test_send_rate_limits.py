from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.model.sending.delivery import RateLimit
from monitor.send.channels import CHANNELS
from monitor.send.rate_limits import digest_threshold, parse_pace, rate_limits

TOKEN = "123456789:AAFtoken-that-nobody-should-see-anywhere"


def limits_for(kind: str, options: dict[str, str], *, pace: tuple[int, timedelta] | None) -> tuple[RateLimit, ...]:
    return rate_limits(CHANNELS[kind], options, pace=pace)


def most_in(limit: RateLimit, period: timedelta) -> int:
    """How many messages a limit lets through in any period of this length."""
    return limit.burst + int(period / limit.refill)


@pytest.mark.parametrize(
    ("kind", "options", "most", "period"),
    [
        ("telegram", {"token": TOKEN, "chat": "-1001234567890"}, 19, timedelta(minutes=1)),
        ("telegram", {"token": TOKEN, "chat": "@newsdesk:17"}, 19, timedelta(minutes=1)),
        ("telegram", {"token": TOKEN, "chat": "42"}, 2, timedelta(seconds=1)),
        ("slack", {"url": "https://hooks.slack.example/x"}, 2, timedelta(seconds=1)),
        ("email", {"host": "mail.example.org", "from": "a@b.c", "to": "d@e.f"}, 20, timedelta(minutes=1)),
        ("ntfy", {"topic": "desk"}, 60, timedelta(minutes=5)),
        ("apprise", {"url": "discord://x/y"}, 2, timedelta(seconds=1)),
    ],
)
def test_no_service_is_told_more_than_it_documents(
    kind: str, options: dict[str, str], most: int, period: timedelta
) -> None:
    narrow = limits_for(kind, options, pace=None)[0]
    assert most_in(narrow, period) <= most


def test_the_chats_of_one_bot_share_its_limit_and_no_secret_is_in_it() -> None:
    one = limits_for("telegram", {"token": TOKEN, "chat": "-1"}, pace=None)
    two = limits_for("telegram", {"token": TOKEN, "chat": "-2"}, pace=None)
    assert one[1] == two[1]
    assert one[0].scope != two[0].scope
    assert "AAF" not in str((one, two))
    assert most_in(one[1], timedelta(seconds=1)) <= 30


def test_a_terminal_and_a_web_hook_take_any_number() -> None:
    assert limits_for("console", {}, pace=None) == ()
    assert limits_for("apprise", {"url": "json://127.0.0.1/hook"}, pace=None) == ()
    assert digest_threshold(()) is None


def test_a_service_behind_apprise_gets_a_message_a_second() -> None:
    [limit] = limits_for("apprise", {"url": "discord://id/token"}, pace=None)
    assert (limit.refill, limit.burst) == (timedelta(seconds=1), 1)
    [other] = limits_for("apprise", {"url": "discord://id/other"}, pace=None)
    assert limit.scope != other.scope, "each address by itself"


def test_a_pace_of_the_users_own_goes_before_what_is_documented() -> None:
    assert parse_pace("20/m") == (20, timedelta(minutes=1))
    assert parse_pace("20 per minute") is None
    assert parse_pace("0/m") is None
    [own] = limits_for("console", {}, pace=(6, timedelta(hours=1)))
    assert most_in(own, timedelta(hours=1)) <= 6


def test_a_storm_is_more_than_can_be_told_in_half_a_minute() -> None:
    group = limits_for("telegram", {"token": TOKEN, "chat": "-1"}, pace=None)
    person = limits_for("telegram", {"token": TOKEN, "chat": "1"}, pace=None)
    assert (digest_threshold(group), digest_threshold(person)) == (8, 30)

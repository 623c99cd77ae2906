"""The monitor's own news: once for each key, and never lost for a store that is away."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.app.pipeline.notices import OPS, Notices
from monitor.errors import StoreUnavailableError
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert
from tests.fakes import NOON


class Outbox:
    """An outbox that may be away."""

    def __init__(self) -> None:
        self.alerts: list[Alert] = []
        self.away = False

    async def queue(self, alerts: Sequence[Alert]) -> None:
        if self.away:
            raise StoreUnavailableError("no store")
        self.alerts += alerts


def notice(key: str) -> Notice:
    return Notice(key=key, title=f"about {key}", detail="look")


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()


@pytest.fixture
def notices(outbox: Outbox) -> Notices:
    return Notices(outbox, now=lambda: NOON, channel=OPS)


async def test_a_notice_is_queued_once_however_often_it_is_given(notices: Notices, outbox: Outbox) -> None:
    for _ in range(3):
        notices.give(notice("a"))
        await notices.flush()
    assert [alert.explanation for alert in outbox.alerts] == ["about a"]


async def test_what_is_given_while_the_store_is_away_is_queued_later(notices: Notices, outbox: Outbox) -> None:
    outbox.away = True
    notices.give(notice("a"))
    with pytest.raises(StoreUnavailableError):
        await notices.flush()
    outbox.away = False
    assert await notices.flush() == 1
    assert len(outbox.alerts) == 1


async def test_without_a_channel_for_them_they_are_in_the_log_alone(notices: Notices, outbox: Outbox) -> None:
    notices.apply(None)
    notices.give(notice("a"))
    assert await notices.flush() == 1
    assert outbox.alerts == []


async def test_a_notice_given_again_after_very_many_others_is_the_same_alert(
    notices: Notices, outbox: Outbox
) -> None:
    for key in ("a", *map(str, range(10_000)), "a"):
        notices.give(notice(key))
    await notices.flush()
    again = [alert.id for alert in outbox.alerts if alert.explanation == "about a"]
    assert len(set(again)) == 1

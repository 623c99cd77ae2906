"""A sender between neighbours that do as they are told."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from monitor.model.ids import ItemId
from monitor.model.notice import Notice
from monitor.model.sending.alert import Alert
from monitor.model.sending.delivery import Delivery
from monitor.send.policy import DEFAULT_POLICY, ChannelPolicy
from monitor.send.sender import Sender
from tests.fakes import DESK, Clock, FakeOutbox, FakePaces, FakePhone, an_alert, an_item


@dataclass
class Desk:
    """A sender and its neighbours."""

    clock: Clock = field(default_factory=Clock)
    journal: list[str] = field(default_factory=list)
    seen: list[Delivery] = field(default_factory=list)
    terms: ChannelPolicy = DEFAULT_POLICY
    notices: list[Notice] = field(default_factory=list)
    paces: FakePaces = field(default_factory=FakePaces)

    def __post_init__(self) -> None:
        self.outbox = FakeOutbox(self.clock, self.journal)
        self.phone = FakePhone(self.journal)
        self.sender = self.another("us")

    def another(self, holder: str, *, note_timeout: float = 0) -> Sender:
        return Sender(
            name=DESK,
            channel=self.phone,
            outbox=self.outbox,
            rate_limits=self.paces,
            holder=holder,
            now=self.clock,
            tz=UTC,
            rng=random.Random(1),
            policy=self.terms,
            observe=self.seen.append,
            notify=self.notices.append,
            note_timeout=note_timeout,
            rest=0.01,
        )

    async def pause_and_send(self) -> int:
        """Let time pass until the channel's pause is over and something is due, and send again."""
        instants = [*self.outbox.due.values(), *([self.outbox.paused_until] if self.outbox.paused_until else [])]
        ahead = [instant for instant in instants if instant > self.clock()]
        assert ahead, "nothing is put off"
        self.clock.at = max(ahead)
        return await self.sender.send()


def a_story(name: str, **changes: Any) -> Alert:
    return an_alert(name, item=an_item(f"News of {name}", id=ItemId(name)), **changes)

"""Whether our own clock is wrong: one server's clock may be, but not those of most."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.ids import Severity
from monitor.model.notice import Notice

SERVERS = 5
"""Groups of feeds that must have said what time it is."""
_LAST = 50


@dataclass(slots=True)
class ClockSkew:
    """What the clocks of the groups visited last said."""

    _skews: OrderedDict[str, int] = field(default_factory=OrderedDict, init=False)

    def read(self, group: str, *, skew: int, now: datetime) -> Notice | None:
        """Note by how many seconds a server's clock is ahead of ours; what to report if most of them agree."""
        self._skews[group] = skew
        self._skews.move_to_end(group)
        if len(self._skews) > _LAST:
            self._skews.popitem(last=False)
        if not skew:
            return None
        skews = sorted(self._skews.values())
        middle = skews[len(skews) // 2]
        if not middle or len(skews) < SERVERS:
            return None
        direction = "behind" if middle > 0 else "ahead of"
        return Notice(
            key=f"clock:{now:%Y-%m-%d}",
            title=f"This machine's clock is {abs(middle) // 60} minutes {direction} those of most servers",
            detail="Set it, and let it be kept (timedatectl set-ntp true). Until then quiet hours, pauses and the"
            " times in alerts are off by so much.",
            severity=Severity.HIGH,
        )

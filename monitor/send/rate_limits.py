"""How many messages the services take, as they document it.

Telegram: one a second to a chat, 20 a minute to a group or channel, 30 a second for a bot
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Slack: one a second to a
webhook or a channel, with short bursts (https://api.slack.com/apis/rate-limits). Mail servers document nothing of
the kind; theirs is what a mailbox can bear.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from monitor.model.ids import content_id
from monitor.model.sending.delivery import RateLimit

_SECOND, _MINUTE = timedelta(seconds=1), timedelta(minutes=1)
_PERIODS = {"s": _SECOND, "m": _MINUTE, "h": timedelta(hours=1)}
_PACE = re.compile(r"([1-9][0-9]{0,4})/([smh])")
_PATIENCE = timedelta(seconds=30)
"""When telling what waits would take longer than this, it is a storm."""
_OPEN = ("json", "jsons", "xml", "xmls", "form", "forms")
"""Apprise's schemes of plain web hooks, which have no limits of their own."""


def parse_pace(text: str) -> tuple[int, timedelta] | None:
    """'20/m' as 20 in a minute; None if it is nothing of the kind. Letters: s, m, h."""
    parsed = _PACE.fullmatch(text)
    return (int(parsed[1]), _PERIODS[parsed[2]]) if parsed else None


def limits_for(
    kind: str, options: Mapping[str, str], *, pace: tuple[int, timedelta] | None
) -> tuple[RateLimit, ...]:
    """The limits of a channel of this type with these options; `pace` is what its user says of it."""
    scope = content_id(kind, *(f"{key}={options[key]}" for key in sorted(options)))
    if kind == "telegram":
        bot = content_id(kind, options["token"])
        chat = content_id(kind, options["chat"].partition(":")[0])
        many = options["chat"].startswith(("-", "@"))
        own = pace or ((19, _MINUTE) if many else (1, _SECOND))
        return _limit(chat, *own), _limit(bot, 29, _SECOND)
    if pace is not None:
        return (_limit(scope, *pace),)
    match kind:
        case "slack":
            return (_limit(scope, 1, _SECOND),)
        case "email":
            return (_limit(scope, 20, _MINUTE),)
        case "apprise" if not options["url"].startswith(_OPEN):
            return (_limit(scope, 1, _SECOND),)
        case _:
            return ()


def digest_threshold(limits: Sequence[RateLimit]) -> int | None:
    """How many waiting alerts make a storm; None if any number can be told one by one."""
    if not limits:
        return None
    return max(3, math.ceil(_PATIENCE / max(limit.every for limit in limits)))


def _limit(scope: str, most: int, period: timedelta) -> RateLimit:
    """At most so many in any period of this length: a few at once, the others evenly."""
    burst = max(1, most // 5)
    return RateLimit(scope=scope, every=period / max(most - burst, 1), burst=burst)

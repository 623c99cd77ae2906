"""What becomes of messages on each channel while its service is in trouble: python -m tests.bench.channel_faults

Every message is sent until its service takes it. A repeat is allowed only for what was in doubt: accepted or not,
nobody could know.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
from collections import Counter
from datetime import UTC
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from monitor.send.attempt import Ambiguous, Attempt, Sent
from monitor.send.message.compose import compose_message
from tests.contracts.places import PLACES, Place, Trouble
from tests.fakes import an_alert, an_item

MESSAGES = 300
SHARE = 0.4
"""Of attempts that meet a trouble."""


async def told(place: Place, rng: random.Random) -> Counter[str]:
    """Tell all messages; how often each outcome was met."""
    outcomes: Counter[str] = Counter()
    for number in range(MESSAGES):
        repeat, attempt = False, None
        while not isinstance(attempt, Sent):
            if rng.random() < SHARE:
                place.trouble(rng.choice(list(Trouble)))
            attempt = await one(place, number, repeat=repeat)
            outcomes[type(attempt).__name__] += 1
            repeat = repeat or isinstance(attempt, Ambiguous)
    return outcomes


async def one(place: Place, number: int, *, repeat: bool) -> Attempt:
    alert = an_alert(f"a{number}", item=an_item(f"Number {number}"))
    return await place.channel.send(compose_message(alert, tz=UTC, repeat=repeat))


async def main() -> None:
    kinds = ("Sent", "RateLimited", "Transient", "Unauthorised", "Permanent", "Ambiguous")
    print(f"{MESSAGES} messages a channel, trouble at {SHARE:.0%} of the attempts\n")
    print(f"{'channel':10}" + "".join(f"{kind:>13}" for kind in (*kinds, "lost", "duplicates")))
    for name in sorted(set(PLACES) - {"console"}):
        async with PLACES[name]() as place:
            outcomes = await told(place, random.Random(7))
            text = place.arrived()
            await place.channel.close()
        times = [len(re.findall(rf"HIGH: Number {number}\b", text)) for number in range(MESSAGES)]
        counts = [*(outcomes[kind] for kind in kinds), times.count(0), sum(times) - MESSAGES + times.count(0)]
        print(f"{name:10}" + "".join(f"{count:>13}" for count in counts))


if __name__ == "__main__":
    asyncio.run(main())

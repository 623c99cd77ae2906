"""python -m tests.flow.harness"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.flow.harness.ledger import in_words
from tests.flow.harness.run import Plan, play

KINDS = ("kill", "store_kill", "cut", "freeze", "full", "lost_answer", "line")


def main() -> None:
    """Play one run and print its ledger; exit 1 if the promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.flow.harness", description=__doc__)
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0, help="over how long the news is published")
    parser.add_argument("--no-channel-faults", action="store_true")
    parser.add_argument("--kills", type=int, default=20, help="kill -9 of a worker, at random")
    parser.add_argument("--store-kills", type=int, default=1, help="kill -9 of the store")
    parser.add_argument("--cuts", type=int, default=0, help="power cuts: the end of the store's file is gone")
    parser.add_argument("--freezes", type=int, default=0, help="a worker sleeps past its lease")
    parser.add_argument("--fulls", type=int, default=0, help="the store is full for a while")
    parser.add_argument("--lost-answers", type=int, default=0, help="the store's answer is lost")
    parser.add_argument("--lines", type=int, default=0, help="the line to the store is cut, silent or slow")
    chosen = parser.parse_args()
    numbers = (
        chosen.kills, chosen.store_kills, chosen.cuts, chosen.freezes, chosen.fulls, chosen.lost_answers,
        chosen.lines,
    )  # fmt: skip
    plan = Plan(
        items=chosen.items,
        seed=chosen.seed,
        seconds=chosen.seconds,
        troubles=[kind for kind, number in zip(KINDS, numbers, strict=True) for _ in range(number)],
        channel_faults=not chosen.no_channel_faults,
        say=lambda text: print(text, flush=True),
    )
    ledger = asyncio.run(play(plan))
    print(in_words(ledger))
    sys.exit(0 if ledger.holds else 1)


if __name__ == "__main__":
    main()

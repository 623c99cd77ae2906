"""Play one run of real processes while things are broken, and print its ledger; exit 1 if a promise is broken.

Collectors, detectors, deciders and senders (two processes each), a Valkey, feeds and a phone run on this machine.
The phone answers some messages with 429 or 500, hangs up, or accepts and hangs up then.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.flow.harness.ledger import in_words
from tests.flow.harness.run import Plan, play
from tests.flow.harness.trouble import KINDS

USUAL = {"kill": 20, "store_kill": 1}


def main() -> None:
    """Play one run."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.flow.harness",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--items", type=int, default=1_000, metavar="N", help="items of news (1000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed is another day (1)")
    parser.add_argument(
        "--seconds", type=float, default=60.0, metavar="N", help="over how long the news is published (60)"
    )
    parser.add_argument("--no-channel-faults", action="store_true", help="the phone always answers well")
    troubles = parser.add_argument_group("troubles, each so many times, at random")
    for kind, what in KINDS.items():
        number = USUAL.get(kind, 0)
        flag = f"--{kind.replace('_', '-')}s"
        troubles.add_argument(flag, dest=kind, type=int, default=number, metavar="N", help=f"{what} ({number})")
    parser.add_argument(
        "--everything", type=int, default=0, metavar="N", help="each kind but cuts at least N times"
    )
    chosen = parser.parse_args()
    numbers = {kind: max(getattr(chosen, kind), chosen.everything if kind != "cut" else 0) for kind in KINDS}
    plan = Plan(
        items=chosen.items,
        seed=chosen.seed,
        seconds=chosen.seconds,
        troubles=[kind for kind, number in numbers.items() for _ in range(number)],
        channel_faults=not chosen.no_channel_faults,
        say=lambda text: print(text, flush=True),
    )
    ledger = asyncio.run(play(plan))
    print(f"\n{in_words(ledger)}")
    sys.exit(0 if ledger.holds else 1)


if __name__ == "__main__":
    main()

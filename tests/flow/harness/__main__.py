"""Play one run of real processes while things are broken, and print its ledger; exit 1 if a promise is broken.

Collectors, detectors, deciders and senders (two processes each), a Valkey, feeds and a phone run on this machine.
The phone answers some messages with 429 or 500, hangs up, or accepts and hangs up then. Alerts that are well
must not wait for those whose messages fail (--sick) or for a channel that does not work (--sick-channel).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from tests.flow.harness.ledger import in_words
from tests.flow.harness.run import Plan, play
from tests.flow.harness.trouble import KINDS

RARE = {"cut", "failover", "forget", "garbage"}
"""What --everything leaves out: some checks cannot hold with these."""
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
    parser.add_argument(
        "--sick",
        type=float,
        default=0.0,
        metavar="SHARE",
        help="stories whose messages fail until all is published (0)",
    )
    parser.add_argument("--sick-channel", action="store_true", help="a second channel never works")
    parser.add_argument(
        "--files", type=int, default=None, metavar="N", help="open files that each worker may have"
    )
    parser.add_argument("--logs", type=Path, default=None, metavar="DIR", help="keep the workers' logs there")
    troubles = parser.add_argument_group("troubles, each so many times, at random")
    for kind, what in KINDS.items():
        number = USUAL.get(kind, 0)
        flag = f"--{kind.replace('_', '-')}s"
        troubles.add_argument(flag, dest=kind, type=int, default=number, metavar="N", help=f"{what} ({number})")
    parser.add_argument(
        "--everything", type=int, default=0, metavar="N", help="each kind at least N times, but none that forgets"
    )
    chosen = parser.parse_args()
    numbers = {kind: max(getattr(chosen, kind), chosen.everything if kind not in RARE else 0) for kind in KINDS}
    plan = Plan(
        items=chosen.items,
        seed=chosen.seed,
        seconds=chosen.seconds,
        troubles=[kind for kind, number in numbers.items() for _ in range(number)],
        channel_faults=not chosen.no_channel_faults,
        sick=chosen.sick,
        sick_channel=chosen.sick_channel,
        files=chosen.files,
        logs=chosen.logs,
        say=lambda text: print(text, flush=True),
    )
    ledger = asyncio.run(play(plan))
    print(f"\n{in_words(ledger)}")
    sys.exit(0 if ledger.holds else 1)


if __name__ == "__main__":
    main()

"""Break the code in one place at a time, and print each change that no related test detects.

Exit 0: at most --allow mutants survived. Exit 1: more did.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from pathlib import Path

from tests.mutants.choose import chosen
from tests.mutants.trial import trial

_PROJECT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Try the mutants of a seed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="choose other places (1)")
    parser.add_argument("--count", type=int, default=100, metavar="N", help="how many mutants (100)")
    parser.add_argument(
        "--room", action="append", default=[], metavar="ROOM",
        help="a folder or module of monitor/, as in store/queues; may be given several times (all)",
    )  # fmt: skip
    parser.add_argument(
        "--only", type=_numbers, action="append", default=[], metavar="N[-M]", help="only these of the count"
    )
    parser.add_argument(
        "--nearest", type=int, default=None, metavar="N",
        help="run only the N nearest files of tests: faster, and some mutants survive that others would detect",
    )  # fmt: skip
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    parser.add_argument("--limit", type=float, default=600.0, metavar="SECONDS", help="for one mutant (600)")
    parser.add_argument("--allow", type=int, default=5, metavar="N", help="how many may survive (5)")
    asked = parser.parse_args()
    survivors = []
    with trial(_PROJECT, limit=asked.limit, nearest=asked.nearest) as copy:
        mutants = itertools.islice(chosen(copy.root, seed=asked.seed, rooms=asked.room), asked.count)
        for number, mutant in enumerate(mutants, 1):
            if asked.only and not any(number in numbers for numbers in asked.only):
                continue
            described = mutant.describe((copy.root / mutant.path).read_bytes())
            if asked.list:
                print(f"[{number}] {described}")
                continue
            begun = time.monotonic()
            verdict = copy.judge(mutant)
            if verdict.survived:
                survivors.append(f"[{number}] {described}")
            state = "SURVIVED" if verdict.survived else "detected"
            print(
                f"[{number}] {state} in {time.monotonic() - begun:.0f} s ({verdict.by}): {described}", flush=True
            )
    if asked.list:
        return
    red = [test for test, failed in copy.red.items() if failed]
    print(f"\n{len(survivors)} survived" + "".join(f"\n{line}" for line in survivors))
    if red:
        print("red without any mutant, not counted:" + "".join(f"\n{test}" for test in red))
    sys.exit(len(survivors) > asked.allow)


def _numbers(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    main()

"""python -m tests.bench.rules: an item against many rules, beside a loop of expressions and the bare automaton.

Prints, for each number of rules, the time from the raw title and summary of 80 words to the rules that match; then
what compiling costs, and what evil expressions cost. Everything side by side, from one run.
"""

from __future__ import annotations

import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import ahocorasick_rs

from monitor.detect.detector import Detector
from monitor.detect.match.operands.regex import Expression
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.rules.conditions import AllOf, NoneOf
from monitor.detect.rules.regex import fault
from monitor.detect.rules.rule import Rule
from monitor.model.news.item import Item
from tests.bench import synthetic_news

try:
    import daachorse
except ImportError:
    daachorse = None

ROUNDS = 30
"""The best counts: others on the machine empty its caches, in which the remembered words lie."""
ROUNDS_OF_THE_LOOP = 3
ITEMS = 400
UNSEEN = 8_000
ITEMS_IN_THE_LOOP = 20
NOW = datetime(2000, 1, 1, tzinfo=UTC)
EVIL = (
    *(
        "(a|a)*$",
        "(a+)+$",
        "(a*)*$",
        "(a|aa)+$",
        "(a|a?)+$",
        "(.*a){12}$",
        "(a+){10}$",
        "a*a*a*a*a*a*b",
        "(a?){30}a{30}",
    ),
    *(
        "(x+x+)+y",
        "(a|b|ab)*c",
        "((a|a)*)*b",
        "(a+a+)+b",
        "^(a+)+b",
        "(.*)*b",
        "(.+)+b",
        "(\\w+\\s?)*!",
        "(\\d+)*x",
    ),
    *(
        "(a{1,30}){1,30}b",
        "(aa|a)*b$",
        "a.*b.*c.*d.*e",
        "(.|a)*b",
        "(a|.)*?b",
        "(?i)(A+)+b",
        "[a-z]*[a-z]*[a-z]*9",
    ),
    *("(a.?){40}b", ".*.*.*=.*", "(ab?a?)*c", "((ab)*)*c", "a.*b|a"),
)


def timed(work: Callable[[Item], object], items: Sequence[Item], *, rounds: int = ROUNDS) -> float:
    """Microseconds for an item: the best of some rounds, of the CPU's time."""
    took = []
    for _ in range(rounds):
        start = time.process_time()
        for item in items:
            work(item)
        took.append((time.process_time() - start) / len(items) * 1e6)
    return min(took)


def loop_of(rules: Sequence[Rule]) -> Callable[[Item], list[bool]]:
    """What is usually done: an expression for each clause of each rule."""
    compiled = [tuple(map(_expressions, _clauses(rule))) for rule in rules]

    def match(item: Item) -> list[bool]:
        text = f"{item.title}\n{item.summary}"
        return [all((e.search(text) is None) is barred for e, barred in clauses) for clauses in compiled]

    return match


def _clauses(rule: Rule) -> list[tuple[list[str], bool]]:
    parts = rule.condition.of if isinstance(rule.condition, AllOf) else (rule.condition,)
    return [(list(synthetic_news.terms(part)), isinstance(part, NoneOf)) for part in parts]


def _expressions(clause: tuple[list[str], bool]) -> tuple[re.Pattern[str], bool]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, clause[0]))})\b", re.IGNORECASE), clause[1]


def floor_of(rules: Sequence[Rule]) -> dict[str, Callable[[Item], object]]:
    """The least that can be done: an automaton over the text in small letters, no folding, no rules."""
    needles = list(
        dict.fromkeys(f" {t.casefold()} " for rule in rules for t in synthetic_news.terms(rule.condition))
    )
    rust = ahocorasick_rs.AhoCorasick(needles)
    floors: dict[str, Callable[[Item], object]] = {
        "ahocorasick_rs": lambda item: {
            found[0] for found in rust.find_matches_as_indexes(_lower(item), overlapping=True)
        }
    }
    if daachorse is not None:
        double = daachorse.CharwiseDoubleArrayAhoCorasick(needles)
        floors["daachorse"] = lambda item: {found[2] for found in double.find_overlapping(_lower(item))}
    return floors


def _lower(item: Item) -> str:
    return f" {item.title} {item.summary} ".casefold()


def compare(count: int, items: Sequence[Item]) -> float:
    """Print one line of the table; the time of ours."""
    rules = synthetic_news.rules(count)
    detector = Detector(rules, now=lambda: NOW)
    matched = sum(len(match.rules) for item in items if (match := detector.detect(item)))
    ours = timed(detector.detect, items)
    loop = loop_of(rules.rules)
    theirs = timed(loop, items[:ITEMS_IN_THE_LOOP], rounds=ROUNDS_OF_THE_LOOP)
    floors = {name: timed(floor, items) for name, floor in floor_of(rules.rules).items()}
    beside = "  ".join(f"{name} {took:6.1f} us, {ours / took:4.1f}x" for name, took in floors.items())
    print(f"{count:7,} {ours:8.1f} us  {matched / len(items):6.2f} matches  re {theirs:10.0f} us, "
          f"{theirs / ours:6.0f}x  {beside}")  # fmt: skip
    return ours


def cold(count: int) -> None:
    """Print what texts cost whose words were never met: a memory that starts empty, each item once."""
    unseen = synthetic_news.items(2_000, seed=77)
    once(count, unseen, "cold, each once")


def unseen(count: int) -> None:
    """Print what items cost that are all new, once the words of the language are known: as in a running daemon."""
    items = synthetic_news.items(UNSEEN, seed=78)
    once(count, items[UNSEEN // 2 :], "warm, each once", first=items[: UNSEEN // 2])


def once(count: int, items: Sequence[Item], label: str, *, first: Sequence[Item] = ()) -> None:
    """Print one line of the table for items that are each looked at once, beside the loop and the floor."""
    rules = synthetic_news.rules(count)
    detector = Detector(rules, now=lambda: NOW)
    for item in first:
        detector.detect(item)
    ours = timed(detector.detect, items, rounds=1)
    theirs = timed(loop_of(rules.rules), items[:ITEMS_IN_THE_LOOP], rounds=ROUNDS_OF_THE_LOOP)
    floors = {name: timed(floor, items, rounds=1) for name, floor in floor_of(rules.rules).items()}
    beside = "  ".join(f"{name} {took:6.1f} us, {ours / took:4.1f}x" for name, took in floors.items())
    print(f"{count:7,} {ours:8.1f} us  {label:>16}  re {theirs:10.0f} us, {theirs / ours:6.0f}x  {beside}")


def compiling(count: int) -> None:
    """Print what compiling costs; run in a process of its own, for its memory."""
    rules = synthetic_news.rules(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    Detector(rules, now=lambda: NOW)
    took = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{count:7,} rules compile in {took:6.2f} s; {after / 1024:6.0f} MB at most, {before / 1024:4.0f} before"
    )


def evil() -> None:
    """Print what expressions cost that make others stall, on a hundred thousand letters."""
    texts = [_long("a" * 100_000), _long("ab" * 50_000), _long("a" * 99_999 + "!"), _long("a b " * 25_000)]
    took = []
    refused = 0
    for pattern in EVIL:
        start = time.perf_counter()
        if fault(pattern):
            refused += 1
            took.append((time.perf_counter() - start, pattern))
            continue
        expression = Expression(pattern, word=True)
        for reading in texts:
            start = time.perf_counter()
            expression.spans(reading)
            took.append((time.perf_counter() - start, pattern))
    took.sort()
    worst = took[int(len(took) * 0.99)]
    middle, last = took[len(took) // 2], took[-1]
    print(f"{len(EVIL)} evil expressions, {refused} refused by the linter: p50 {middle[0] * 1e3:.1f} ms, ", end="")
    print(f"p99 {worst[0] * 1e3:.1f} ms ({worst[1]}), worst {last[0] * 1e3:.1f} ms ({last[1]})")


def _long(text: str) -> FoldedItem:
    (item,) = synthetic_news.items(1, seed=1)
    reading = FoldedItem(Item(id=item.id, feed=item.feed, source="", url="", title="", body=text, lang="en",
                           first_seen_at=NOW))  # fmt: skip
    assert reading.text
    return reading


def main() -> None:
    """Print everything."""
    if sys.argv[1:]:
        compiling(int(sys.argv[1]))
        return
    print(f"Python {sys.version.split()[0]}, {platform.machine()}, {os.cpu_count()} cores; "
          f"items of {synthetic_news.TOKENS} words, best of {ROUNDS} rounds")  # fmt: skip
    items = synthetic_news.items(ITEMS, seed=5)
    took = {count: compare(count, items) for count in (100, 1_000, 10_000)}
    print(f"from 100 to 10,000 rules the cost grows {took[10_000] / took[100]:.1f}x")
    for few in (1_000, 10_000):
        cold(few)
        unseen(few)
    for count in (10_000, 100_000):
        subprocess.run([sys.executable, "-m", "tests.bench.rules", str(count)], check=True)
    evil()


if __name__ == "__main__":
    main()

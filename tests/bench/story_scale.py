"""How fast grouping is with a full window: python -m tests.bench.story_scale FILE.jsonl [--items N,N,…] [--json]

The file is repeated until the window holds N items; each repetition has a vocabulary of its own, so that stories
of different repetitions share no more words than different news does. The last 3,000 items are timed.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.group.grouper import Grouper
from monitor.model.ids import ItemId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Merge
from monitor.model.news.item import Item
from tests.bench.stories import matches_of, rows_of

_TIMED = 3_000
_START = datetime(2024, 1, 1, tzinfo=UTC)
_KEPT = 0.4
"""Share of the words that all repetitions have in common, as the words of news in general are."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def stream(matches: Sequence[Match], items: int) -> Iterator[Match]:
    """So many items, evenly over 72 hours."""
    step = timedelta(hours=71) / items
    for number in range(items):
        match = matches[number % len(matches)]
        round_ = number // len(matches)
        item: Item = replace(
            match.item,
            id=ItemId(f"{round_} {match.item.id}"),
            title=_reworded(match.item.title, round_),
            url=f"{match.item.url}?round={round_}" if match.item.url else "",
            first_seen_at=_START + number * step,
        )
        yield replace(match, item=item)


def _reworded(text: str, round_: int) -> str:
    def other(word: re.Match[str]) -> str:
        if random.Random(word[0].lower()).random() < _KEPT:
            return word[0]
        letters = random.Random(f"{round_} {word[0].lower()}")
        return "".join(letters.choice("aeiou" if place % 2 else "bdfgklmnprst") for place in range(6))

    return _WORD.sub(other, text) if round_ else text


def measured(matches: Sequence[Match], items: int) -> dict[str, Any]:
    """Items a second of processor time, and bytes an item."""
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    grouper = Grouper()
    for match in stream(matches, items):
        grouper.group(match)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    more = list(stream(matches, items + _TIMED))[items:]
    more = [replace(match, item=replace(match.item, first_seen_at=_START + timedelta(hours=71))) for match in more]
    began = time.process_time()
    for match in more:
        grouper.group(match)
    took = time.process_time() - began
    return {
        "items_in_window": items,
        "items_a_second": round(_TIMED / took),
        "bytes_an_item": round((after - before) / items),
    }


def main() -> None:
    """Print one line for each size of the window."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.story_scale", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--items", default="2000,20000,100000", help="sizes of the window")
    parser.add_argument("--json", action="store_true", dest="as_json")
    arguments = parser.parse_args()
    matches = matches_of(rows_of(arguments.file), merge=Merge.NORMAL)
    runs = []
    for items in map(int, arguments.items.split(",")):
        runs.append(run := measured(matches, items))
        if not arguments.as_json:
            print(
                f"{run['items_in_window']:>8} items in the window: {run['items_a_second']:>6} items/s, "
                f"{run['bytes_an_item']} bytes an item",
                flush=True,
            )
    if arguments.as_json:
        print(json.dumps(runs, indent=2))


if __name__ == "__main__":
    main()

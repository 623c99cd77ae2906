"""What the entity library costs: python -m tests.bench.library [--json]

Opening it, making its book ready (time and memory), the book of a pack that names thirty countries, and an item's
cost with the library beside that of the same rules without it, for items that match and for items that do not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from monitor.config.shipped import shipped_rules
from monitor.detect.detector import Detector
from monitor.detect.library.library import FILE, NO_LIBRARY, Library, shipped_library
from monitor.detect.load import load
from monitor.detect.match.automaton import Automaton
from monitor.detect.match.names.entity_scanner import EntityScanner, entity_scanner_of
from monitor.detect.match.rule_index import RuleIndex
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.rules.conditions import AnyOf, EntityRef, SourcePlace
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.model.ids import EntityId, FeedId, ItemId, RuleId
from monitor.model.news.item import Item

_DATA = Path(__file__).parents[1] / "data/stories"
_SOME_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
_COUNTRIES = 30
_ROUNDS = 5


def items() -> list[Item]:
    """News in ten languages."""
    rows = [
        json.loads(line)
        for path in sorted(_DATA.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [
        Item(
            id=ItemId(str(row["id"])),
            feed=FeedId("bench"),
            source="",
            url="",
            title=row["title"],
            summary=row.get("summary") or "",
            lang=row.get("lang") or None,
            first_seen_at=_SOME_INSTANT,
        )
        for row in rows
    ]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def countries(library: Library) -> Rules:
    """One rule that names many countries, each in all its languages."""
    names = [EntityId(name) for name in sorted(library.ids) if name.startswith("country/")][::8][:_COUNTRIES]
    condition = AnyOf(of=tuple(EntityRef(entity=name) for name in names))
    rule = Rule(id=RuleId("countries"), title="", condition=condition, place=SourcePlace("", 1, 1))
    return Rules(rules=(rule,), lists={}, ruleset="", library=library)


def ready(census: EntityScanner) -> None:
    """Ask for the first item in one of the common languages."""
    item = items()[0]
    _ = census.naming(FoldedItem(replace(item, lang="en"))).entities


def megabytes(work: Callable[[], object]) -> float:
    """What is kept of a call's memory."""
    tracemalloc.start()
    kept = work()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return size / 1024 / 1024


def built() -> EntityScanner:
    """A census of its own that is ready."""
    census = EntityScanner(Library(FILE.read_bytes()))
    ready(census)
    return census


def microseconds(detector: Detector, news: Sequence[Item]) -> float:
    """Of processor time for an item; the best of several rounds."""
    rounds = (seconds(lambda: [detector.detect(item) for item in news]) for _ in range(_ROUNDS))
    return min(rounds) / len(news) * 1e6


def measured() -> dict[str, float]:
    """Every figure."""
    found: dict[str, float] = {"open, s": seconds(lambda: Library(FILE.read_bytes()))}
    book = countries(shipped_library())
    found[f"book of {_COUNTRIES} countries, s"] = seconds(lambda: Automaton(RuleIndex(book).terms))
    found["whole library ready, s"] = seconds(lambda: ready(entity_scanner_of(shipped_library())))
    found["whole library ready, MB"] = megabytes(built)
    rules = load(shipped_rules()).rules
    with_library = Detector(rules, now=lambda: _SOME_INSTANT)
    own = tuple(with_library.index.entities.values())
    without = Detector(replace(rules, entities=own, library=NO_LIBRARY), now=lambda: _SOME_INSTANT)
    news = items()
    matching = [item for item in news if with_library.detect(item) is not None]
    others = [item for item in news if with_library.detect(item) is None]
    for name, some in (("matching", matching), ("other", others)):
        beside, alone = microseconds(with_library, some), microseconds(without, some)
        found[f"{name} item ({len(some)}), us"] = beside
        found[f"{name} item without library, us"] = alone
        found[f"{name} item, ratio"] = beside / alone
    return found


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    figures = measured()
    if parser.parse_args().json:
        json.dump(figures, sys.stdout, indent=2)
    else:
        sys.stdout.writelines(f"{name:34} {figure:10.3f}\n" for name, figure in figures.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())

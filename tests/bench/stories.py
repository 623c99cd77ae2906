"""How well news is grouped into stories, and how fast: python -m tests.bench.stories FILE.jsonl [--json]

FILE has one item a line: `id`, `at` (seconds since 1970), `story` (the true event), `title`, and optionally
`summary`, `lang`, `publisher`, `url`, `guid`, `feed`, `kind` (first, development, same); `minutes`, `event` and
`outlet` may stand for `at`, `story` and `publisher`. Where kinds are marked, what became of each is counted.
The items are streamed in the order of `at` through the grouping that the
daemon runs, with the entities of the library that they name, and no other knowledge. First the tiers one
after another, then every preset; with --embeddings, the normal one with sentence vectors as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.app.assembly.encoder import load_encoder
from monitor.detect.detector import mentions_of
from monitor.detect.library.library import shipped_library
from monitor.detect.match.names.entity_scanner import EntityScanner, entity_scanner_of
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.group.evidence.embeddings import Encode
from monitor.group.grouper import Grouper
from monitor.model.ids import FeedId, ItemId, RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Merge, RuleHit, StoryPolicy
from monitor.model.news.item import Item
from monitor.model.story import StoryAssignment, Tier
from tests.bench.story_metrics import Metrics, Told, measure

_BEGIN = datetime(2026, 4, 14, tzinfo=UTC).timestamp()
"""Where `minutes` count from."""
_EVERYTHING = RuleId("everything")
_COPIES = (Tier.SAME_ITEM, Tier.NEAR_DUPLICATE)
RUNS: dict[str, tuple[Merge, tuple[Tier, ...]]] = {
    "same item": (Merge.NORMAL, (Tier.SAME_ITEM,)),
    "near-duplicate": (Merge.NONE, _COPIES),
    "strict": (Merge.STRICT, tuple(Tier)),
    "normal": (Merge.NORMAL, tuple(Tier)),
    "loose": (Merge.LOOSE, tuple(Tier)),
}
_WITH_VECTORS = "embeddings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One pass over the file."""

    name: str
    metrics: Metrics
    items_a_second: float
    """Of processor time, on one core."""
    bytes_an_item: float
    """Of memory, for each item in the window at the end."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The items of a file, oldest first."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    rows = [_named(row) for row in rows]
    return sorted(rows, key=lambda row: (row["at"], str(row["id"])))


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A row under the usual names."""
    reported_at = row["at"] if "at" in row else _BEGIN + 60 * row["minutes"]
    return row | {
        "at": reported_at,
        "story": row.get("story", row.get("event")),
        "publisher": row.get("publisher") or row.get("outlet"),
    }


def matches_of(rows: Sequence[dict[str, Any]], *, merge: Merge) -> list[Match]:
    """The items as detection would hand them on under one rule that everything satisfies."""
    census = entity_scanner_of(shipped_library())
    rule = RuleHit(rule=_EVERYTHING, title="everything", severity=Severity.MEDIUM, story=StoryPolicy(merge=merge))
    return [_match(_item(row), rule, census) for row in rows]


def _match(item: Item, rule: RuleHit, census: EntityScanner) -> Match:
    reading = FoldedItem(item)
    mentions = mentions_of(reading, census.naming(reading).places)
    entities = tuple(mention.entity for mention in mentions)
    return Match(item=item, rules=(rule,), entities=entities, mentions=mentions)


def _item(row: dict[str, Any]) -> Item:
    publisher = str(row.get("publisher") or "unknown")
    return Item(
        id=ItemId(str(row["id"])),
        feed=FeedId(str(row.get("feed") or publisher)),
        source=publisher,
        guid=row.get("guid") or "",
        url=row.get("url") or "",
        title=row["title"],
        summary=row.get("summary") or "",
        lang=row.get("lang") or None,
        first_seen_at=datetime.fromtimestamp(row["at"], UTC),
    )


def told(rows: Sequence[dict[str, Any]], matches: Sequence[Match], grouper: Grouper) -> Iterator[Told]:
    """What grouping makes of the items, one after another."""
    for row, match in zip(rows, matches, strict=True):
        assignment = grouper.group(match)
        yield Told(
            event=str(row["story"]),
            story=assignment.story.id,
            rings=assignment.tier is Tier.OPENED or bool(assignment.development),
            kind=str(row.get("kind") or ""),
            outcome=outcome_of(assignment),
        )


def outcome_of(assignment: StoryAssignment) -> str:
    """What becomes of an item for a channel that gets all: first, changed, or suppressed."""
    if assignment.tier is Tier.OPENED:
        return "first"
    return "changed" if assignment.development and assignment.tier is Tier.SAME_STORY else "suppressed"


def run(name: str, rows: Sequence[dict[str, Any]], *, encode: Encode | None = None) -> Run:
    """Stream the items once for time and once for memory."""
    merge, tiers = RUNS["normal" if encode else name]
    matches = matches_of(rows, merge=merge)
    grouper = Grouper(tiers=tiers, encode=encode)
    began = time.process_time()
    outcome = list(told(rows, matches, grouper))
    took = time.process_time() - began
    return Run(
        name=name,
        metrics=measure(outcome),
        items_a_second=len(rows) / took,
        bytes_an_item=_memory(matches, tiers) if encode is None else 0,
    )


def _memory(matches: Sequence[Match], tiers: tuple[Tier, ...]) -> float:
    tracemalloc.start()
    grouper = Grouper(tiers=tiers)
    before, _ = tracemalloc.get_traced_memory()
    for match in matches:
        grouper.group(match)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(grouper)


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.stories", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--embeddings", action="store_true", help="needs the extra of that name")
    parser.add_argument("--json", action="store_true", dest="as_json")
    arguments = parser.parse_args()
    rows = rows_of(arguments.file)
    if not rows:
        parser.error(f"{arguments.file} has no items")
    runs = []
    for name in RUNS:
        if not arguments.as_json and sys.stderr.isatty():
            print(f"{name} …", end="\r", file=sys.stderr)
        runs.append(run(name, rows))
    if arguments.embeddings:
        runs.append(run(_WITH_VECTORS, rows, encode=load_encoder()))
    print(json.dumps([asdict(each) for each in runs], indent=2) if arguments.as_json else table(runs))


def table(runs: Sequence[Run]) -> str:
    """The runs for a reader."""
    first = runs[0].metrics
    names = ("BCubed P", "R", "F1", "pair F1", "alerts/story", "missed", "never opened", "items/s", "B/item")
    widths = (9, 7, 7, 9, 14, 8, 14, 9, 8)
    lines = [
        f"{first.items} items of {first.events} events",
        " " * 16 + "".join(f"{name:>{width}}" for name, width in zip(names, widths, strict=True)),
    ]
    for each in runs:
        m = each.metrics
        lines.append(
            f"{each.name:16}{m.bcubed_precision:9.3f}{m.bcubed_recall:7.3f}{m.bcubed_f1:7.3f}{m.pairwise_f1:9.3f}"
            f"{m.alerts_per_story:14.2f}{m.missed:8.1%}{m.never_opened:14.1%}"
            f"{each.items_a_second:9.0f}{each.bytes_an_item:8.0f}"
        )
    return "\n".join((*lines, *_kinds(runs)))


def _kinds(runs: Sequence[Run]) -> Iterator[str]:
    """What became of the items of each kind, where a file marks them; `right` is in the story of its event."""
    for each in runs:
        for kind in each.metrics.kinds:
            counts = ", ".join(f"{count} {outcome}" for outcome, count in kind.outcomes)
            yield f"{each.name:16}{kind.kind:12} {kind.right} of {kind.items} right: {counts}"


if __name__ == "__main__":
    main()

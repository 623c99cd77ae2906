"""What each step of grouping is worth: python -m tests.bench.story_steps [FILE.jsonl ...]

Each line leaves one step out of the whole: how many of the small cases still come out right, and for each file the
BCubed F1, the share of events missed, and how many marked developments alert as changed in their story.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from monitor.group.evidence import continuation, contrast, development, near_duplicate, tiers
from monitor.group.features import claims
from monitor.group.features.identity import title_keys
from monitor.group.grouper import Grouper
from monitor.group.window.running_stories import Stories
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Merge
from tests.bench.stories import matches_of, rows_of, told
from tests.bench.story_cases import play
from tests.bench.story_metrics import measure

Step = tuple[Any, str, Callable[..., Any]]
_DATA = Path(__file__).parents[1] / "data/stories"
_PARTS = ("siblings", "templates", "chains", "same", "same-mixed")
STEPS: dict[str, tuple[Step, ...]] = {
    "nothing": (),
    "identifiers": ((contrast, "_other_identifiers", lambda *_: False),),
    "one feed's template": ((contrast, "_one_feed", lambda *_, **__: ""),),
    "swapped name": ((contrast, "_swapped", lambda *_: ""),),
    "places": ((contrast, "_other_places", lambda *_: ""),),
    "people of the titles": ((contrast, "_other_people", lambda *_: None),),
    "reported again": ((contrast, "_reported_again", lambda *_: False),),
    "live pages": ((tiers._Judge, "_live", lambda *_: False),),
    "across languages": ((tiers, "same_event", lambda *_, **__: ""),),
    "entities": ((tiers, "entity_overlap", lambda *_, **__: None),),
    "carries on": ((tiers, "carries_on", lambda *_, **__: False),),
    "develops": ((tiers, "develops_it", lambda *_, **__: False),),
    "turns": ((claims, "turns_said", lambda *_: {}),),
    "changed numbers": (
        (development, "_new_number", lambda *_, **__: ""),
        (near_duplicate, "numbers_differ", lambda *_: False),
    ),
    "translation within the hour": ((development, "_is_reported", lambda *_: False),),
    "usual names": ((Stories, "usual", lambda *_: False),),
    "flash heads": ((title_keys, "without_flash", lambda title: title),),
    "results of matches": ((continuation, "_IN_SERIES", frozenset),),
}


@contextmanager
def without(steps: Sequence[Step]) -> Iterator[None]:
    """Grouping without these steps."""
    kept = [(where, name, getattr(where, name)) for where, name, _ in steps]
    for where, name, instead in steps:
        setattr(where, name, frozenset() if instead is frozenset else instead)
    try:
        yield
    finally:
        for where, name, step in kept:
            setattr(where, name, step)


def line(files: Sequence[tuple[list[dict[str, Any]], list[Match]]]) -> str:
    """The figures of grouping as it is now."""
    results = play()
    right = Counter(result.part for result in results if result.right)
    figures = [f"{right[part] / sum(result.part == part for result in results):9.0%}" for part in _PARTS]
    for rows, matches in files:
        metrics = measure(list(told(rows, matches, Grouper())))
        developed = [kind for kind in metrics.kinds if kind.kind == "development"]
        figures.append(f"{metrics.bcubed_f1:7.3f} @{metrics.missed:5.1%}")
        figures += [f" {kind.right:3}/{kind.items}" for kind in developed]
    return " ".join(figures)


def main() -> None:
    """Print one line for each step."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.story_steps", description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", default=sorted(_DATA.glob("*.jsonl")))
    paths = parser.parse_args().files
    files = [(rows := rows_of(path), matches_of(rows, merge=Merge.NORMAL)) for path in paths]
    print(f"{'without':28}" + " ".join((*(f"{part:>9}" for part in _PARTS), *(path.stem for path in paths))))
    for name, steps in STEPS.items():
        with without(steps):
            print(f"{name:28}{line(files)}", flush=True)


if __name__ == "__main__":
    main()

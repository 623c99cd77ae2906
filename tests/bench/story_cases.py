"""What becomes of small cases of news: python -m tests.bench.story_cases [-v]

Each case of `tests/data/stories/siblings.yaml` is played in a window of its own, found by one rule that everything
satisfies, with the entities of the library. An item is right if it alerts as first, as changed or not at all, as
its case expects; a case is right if all its items are.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from monitor.group.grouper import Grouper
from monitor.model.matching.rule_hit import Merge
from tests.bench.stories import matches_of, outcome_of

CASES = Path(__file__).parents[1] / "data/stories/siblings.yaml"
_CLOCK = datetime(2026, 11, 24, 8, tzinfo=UTC)
_OUTCOMES = {"first": "first", "changed": "changed", "quiet": "suppressed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One case."""

    case: str
    part: str
    titles: tuple[str, ...]
    expected: tuple[str, ...]
    outcomes: tuple[str, ...]
    explanations: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether everything came out as expected."""
        pairs = zip(self.expected, self.outcomes, strict=True)
        return all(expected in ("any", outcome) for expected, outcome in pairs)


def play(*, merge: Merge = Merge.NORMAL) -> list[Result]:
    """Every case of the file."""
    loaded: dict[str, Any] = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [_played(case, merge) for case in loaded["cases"]]


def _played(case: dict[str, Any], merge: Merge) -> Result:
    rows = [_row(case, number, item) for number, item in enumerate(case["items"])]
    grouper = Grouper()
    assignments = [grouper.group(match) for match in matches_of(rows, merge=merge)]
    return Result(
        case=case["id"],
        part=case["part"],
        titles=tuple(row["title"] for row in rows),
        expected=tuple(_OUTCOMES.get(item["expect"], "any") for item in case["items"]),
        outcomes=tuple(map(outcome_of, assignments)),
        explanations=tuple(f"{assignment.explanation} {assignment.development}" for assignment in assignments),
    )


def _row(case: dict[str, Any], number: int, item: dict[str, Any]) -> dict[str, Any]:
    reported_at = _CLOCK + timedelta(minutes=item["at"])
    return item | {
        "id": f"{case['id']}-{number}",
        "at": reported_at.timestamp(),
        "publisher": item["source"],
        "feed": item.get("feed") or item["source"],
    }


def main() -> None:
    """Print the share of right cases of each part, and with -v what went wrong."""
    results = play()
    if "-v" in sys.argv:
        for result in results:
            if not result.right:
                print(result.part, result.case)
                for line in zip(result.titles, result.expected, result.outcomes, result.explanations, strict=True):
                    print("   ", *line, sep=" | ")
    right = Counter(result.part for result in results if result.right)
    for part, cases in Counter(result.part for result in results).items():
        print(f"{part:12} {right[part]:4} of {cases:4} cases {right[part] / cases:7.0%}")


if __name__ == "__main__":
    main()

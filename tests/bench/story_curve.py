"""Alerts a story against events missed: python -m tests.bench.story_curve [FILE.jsonl] [--svg OUT]

The evidence asked for goes in steps from that of `strict` over that of `normal` to that of `loose`; the three are
marked. Less evidence means fewer alerts, and more events that alert only as part of others or not at all.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

from monitor.group.evidence.thresholds import NEEDED, Evidence
from monitor.group.grouper import Grouper
from monitor.model.matching.rule_hit import Merge
from tests.bench.stories import matches_of, rows_of, told
from tests.bench.story_metrics import measure

_FILE = Path(__file__).parents[1] / "data/stories/games-2024.jsonl"
_STEPS = 4
"""Between one preset and the next."""
_WIDTH, _HEIGHT, _EDGE = 420, 260, 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one amount of evidence comes to."""

    name: str
    """The preset; empty between two of them."""
    alerts: float
    missed: float
    never_opened: float


def curve(path: Path) -> Iterator[Point]:
    """The points from strict to loose."""
    rows = rows_of(path)
    matches = matches_of(rows, merge=Merge.NORMAL)
    for name, evidence in list(_between()):
        usual = NEEDED[Merge.NORMAL]
        NEEDED[Merge.NORMAL] = evidence
        try:
            metrics = measure(list(told(rows, matches, Grouper())))
        finally:
            NEEDED[Merge.NORMAL] = usual
        yield Point(
            name=name,
            alerts=metrics.alerts_per_story,
            missed=metrics.missed,
            never_opened=metrics.never_opened,
        )


def _between() -> Iterator[tuple[str, Evidence]]:
    presets = (Merge.STRICT, Merge.NORMAL, Merge.LOOSE)
    for one, other in pairwise(presets):
        for step in range(_STEPS):
            yield (one.value if not step else ""), _mixed(NEEDED[one], NEEDED[other], step / _STEPS)
    yield Merge.LOOSE.value, NEEDED[Merge.LOOSE]


def _mixed(one: Evidence, other: Evidence, share: float) -> Evidence:
    names = [field.name for field in fields(Evidence)]
    return Evidence(**{name: (1 - share) * getattr(one, name) + share * getattr(other, name) for name in names})


def drawn(points: Sequence[Point]) -> str:
    """The curve as SVG."""
    most = max(point.alerts for point in points) * 1.05
    worst = max(0.01, *(point.never_opened for point in points)) * 1.1
    lines = []
    for kind, attribute in (("missed", "missed"), ("never opened", "never_opened")):
        places = [_place(point.alerts / most, getattr(point, attribute) / worst) for point in points]
        joined = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        lines.append(f'<polyline fill="none" stroke="currentColor" points="{joined}"/>')
        lines += [
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3"/>'
            f'<text x="{x + 5:.0f}" y="{y - 5:.0f}">{point.name} {kind}</text>'
            for point, (x, y) in zip(points, places, strict=True)
            if point.name
        ]
    axes = (
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}">alerts a story, 0 to {most:.2f}</text>'
        f'<text x="4" y="14">share of events, 0 to {worst:.1%}</text>'
    )
    body = "\n".join((axes, *lines))
    size = f'width="{_WIDTH}" height="{_HEIGHT}" font-size="10"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{body}\n</svg>'


def _place(right: float, up: float) -> tuple[float, float]:
    return _EDGE + right * (_WIDTH - 2 * _EDGE), _HEIGHT - _EDGE - up * (_HEIGHT - 2 * _EDGE)


def main() -> None:
    """Print the points, and draw them with --svg."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.story_curve", description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=_FILE)
    parser.add_argument("--svg", type=Path)
    arguments = parser.parse_args()
    points = []
    for point in curve(arguments.file):
        points.append(point)
        print(
            f"{point.name:8}{point.alerts:6.2f} alerts a story, {point.missed:5.1%} missed, "
            f"{point.never_opened:5.1%} never opened",
            flush=True,
        )
    if arguments.svg:
        arguments.svg.write_text(drawn(points), encoding="utf-8")


if __name__ == "__main__":
    main()

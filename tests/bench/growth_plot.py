"""Curves on logarithmic axes as SVG, readable on light and on dark pages; nothing but text is needed for it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 300, 250
"""Of one plot, in pixels, its labels included."""
GAP = 20
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 30, 74
STYLE = """
text{font:11px system-ui,sans-serif;fill:#24292f}.title{font-weight:600;font-size:12px}.small{fill:#57606a}
.grid{stroke:#d0d7de;stroke-width:1}.line{fill:none;stroke-width:2}
.c0{stroke:#0969da;fill:#0969da}.c1{stroke:#bc4c00;fill:#bc4c00}.c2{stroke:#1a7f37;fill:#1a7f37}
.line.c0,.line.c1,.line.c2{fill:none}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.grid{stroke:#3d444d}
.c0{stroke:#4493f8;fill:#4493f8}.c1{stroke:#f0883e;fill:#f0883e}.c2{stroke:#3fb950;fill:#3fb950}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What something costs, over how much of it there is."""

    name: str
    points: Sequence[tuple[float, float]]
    """Amount and microseconds, by growing amount; both above 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Curves over the same amounts."""

    title: str
    amount: str
    """What there is more and more of."""
    curves: Sequence[Curve]


def svg(plots: Sequence[Plot], *, note: str) -> str:
    """The plots side by side, with a note below."""
    width, height = (WIDTH + GAP) * len(plots), HEIGHT + 18
    body = "\n".join(
        f'<g transform="translate({number * (WIDTH + GAP)},0)">' + "\n".join(_plot(plot)) + "</g>"
        for number, plot in enumerate(plots)
    )
    title = escape("; ".join(plot.title for plot in plots))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img">\n<title>{title}</title>\n<style>{STYLE}</style>\n'
        f'{body}\n<text class="small" x="{LEFT}" y="{height - 5}">{escape(note)}</text>\n</svg>\n'
    )


def _plot(plot: Plot) -> Iterator[str]:
    xs = [x for curve in plot.curves for x, _ in curve.points]
    ys = [y for curve in plot.curves for _, y in curve.points]
    across = _Axis(min(xs), max(xs), start=LEFT, end=WIDTH - RIGHT)
    up = _Axis(10 ** math.floor(math.log10(min(ys))), 10 ** math.ceil(math.log10(max(ys))), HEIGHT - BOTTOM, TOP)
    yield f'<text class="title" x="{LEFT}" y="16">{escape(plot.title)}</text>'
    for power in range(round(math.log10(up.least)), round(math.log10(up.most)) + 1):
        y = up.at(10**power)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="small" x="{LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{_time(10**power)}</text>'
    for x in sorted(set(xs)):
        if math.log10(x) % 1 == 0 or x in (across.least, across.most):
            yield (
                f'<text class="small" x="{across.at(x):.1f}" y="{HEIGHT - BOTTOM + 14}" text-anchor="middle">'
                f"{x:,.0f}</text>"
            )
    middle = (LEFT + WIDTH - RIGHT) / 2
    yield f'<text class="small" x="{middle}" y="{HEIGHT - BOTTOM + 28}" text-anchor="middle">{plot.amount}</text>'
    for number, curve in enumerate(plot.curves):
        path = "L".join(f"{across.at(x):.1f} {up.at(y):.1f}" for x, y in curve.points)
        yield f'<path class="line c{number}" d="M{path}"/>'
        yield "".join(
            f'<circle class="c{number}" cx="{across.at(x):.1f}" cy="{up.at(y):.1f}" r="2.5"/>'
            for x, y in curve.points
        )
        y = HEIGHT - BOTTOM + 43 + 13 * number
        yield f'<circle class="c{number}" cx="{LEFT + 4}" cy="{y - 4}" r="4"/>'
        growth = curve.points[-1][1] / curve.points[0][1]
        yield f'<text x="{LEFT + 13}" y="{y}">{escape(curve.name)}: grows {growth:.3g}x</text>'


@dataclass(frozen=True, slots=True)
class _Axis:
    least: float
    most: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value in pixels."""
        part = (math.log10(value) - math.log10(self.least)) / (math.log10(self.most) - math.log10(self.least))
        return self.start + part * (self.end - self.start)


def _time(microseconds: float) -> str:
    if microseconds >= 1e6:
        return f"{microseconds / 1e6:g} s"
    return f"{microseconds / 1e3:g} ms" if microseconds >= 1e3 else f"{microseconds:g} us"

"""Charts as SVG without style of their own. One of the two modules that make markup: all of it from numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

_WIDTH, _LEFT, _BASE, _TOP = 216.0, 5.0, 22.5, 6.0


def spark(seen: Sequence[datetime], alerted: Sequence[datetime]) -> Markup:
    """When a story's items came, and which of them alerted."""
    first, last = min(seen), max(seen)
    span = max((last - first).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        return _LEFT + (_WIDTH - 2 * _LEFT) * (at - first).total_seconds() / span

    parts = [_axis(_WIDTH, _BASE)]
    parts += [_dot(x(at)) for at in seen[:200]]
    parts += [_alert(x(at)) for at in alerted]
    said = f"{_many(len(seen), 'item')}, {_many(len(alerted), 'alert')}"
    return _svg(_WIDTH, 30, parts, label=said)


def bars(counts: Sequence[int], marked: Sequence[bool], *, label: str) -> Markup:
    """A number for each hour; a dot over the hours that are marked."""
    width, height, most = 264.0, 40.0, max([*counts, 1])
    step = width / max(len(counts), 1)
    parts = []
    for place, (count, mark) in enumerate(zip(counts, marked, strict=True)):
        tall = (height - 10) * count / most
        x = place * step + 1
        parts.append(
            Markup('<rect class="sv-bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>').format(
                x, height - tall, step - 2, max(tall, 0.6)
            )
        )
        if mark:
            parts.append(
                Markup('<circle class="sv-alert-head" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(
                    x + step / 2 - 1, max(height - tall - 5, 3)
                )
            )
    return _svg(width, height + 2, parts, label=label)


def hourly(instants: Sequence[datetime], *, now: datetime, hours: int = 24) -> Sequence[int]:
    """How many of the instants lie in each of the last hours, the oldest first."""
    counts = [0] * hours
    for at in instants:
        ago = (now - at) // timedelta(hours=1)
        if 0 <= ago < hours:
            counts[hours - 1 - ago] += 1
    return counts


def timeline(
    lanes: Sequence[tuple[str, Sequence[tuple[datetime, bool]]]],
    alerts: Sequence[datetime],
    *,
    width: int,
    form: str,
) -> Markup:
    """A lane for each language: a dot for each own account, hollow for a copy; a line for each alert. `form` is
    wide or narrow: the style sheet shows the one that the screen has room for."""
    instants = [at for _, dots in lanes for at, _ in dots] + list(alerts)
    first, last = min(instants), max(instants)
    span = max((last - first).total_seconds(), 60.0)
    left, row, top = 58.0, 24.0, 18.0
    floor = top + row * len(lanes)

    def x(at: datetime) -> float:
        return left + (width - left - 16) * (at - first).total_seconds() / span

    parts = [
        Markup('<line class="sv-alert" x1="{0:.1f}" x2="{0:.1f}" y1="8" y2="{1:.1f}"/>').format(x(at), floor)
        + Markup('<circle class="sv-alert-head" cx="{:.1f}" cy="8" r="4"/>').format(x(at))
        for at in alerts
    ]
    for place, (lang, dots) in enumerate(lanes):
        y = top + row * (place + 0.6)
        parts.append(
            Markup('<line class="sv-grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>').format(
                left, width - 16, y, y
            )
            + Markup('<text class="sv-lane" x="8" y="{:.1f}">{}</text>').format(y + 4, lang)
        )
        parts += [
            Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="4"/>').format(
                "sv-copy" if copy else "sv-dot", x(at), y
            )
            for at, copy in dots
        ]
    label = "When each outlet reported, by language, and when it alerted"
    return _svg(width, floor + 8, parts, label=label, form=form)


def _axis(width: float, y: float) -> Markup:
    return Markup('<line class="sv-axis" x1="0" x2="{:.0f}" y1="{:.1f}" y2="{:.1f}"/>').format(width, y, y)


def _dot(x: float) -> Markup:
    return Markup('<circle class="sv-dot" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(x, _BASE)


def _alert(x: float) -> Markup:
    line = Markup('<line class="sv-alert" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>')
    return line.format(x, _TOP, _BASE) + Markup(
        '<circle class="sv-alert-head" cx="{:.1f}" cy="{:.1f}" r="3.4"/>'
    ).format(x, _TOP)


def _svg(width: float, height: float, parts: Sequence[Markup], *, label: str, form: str = "") -> Markup:
    return Markup(
        '<svg class="{}" viewBox="0 0 {:.0f} {:.0f}" preserveAspectRatio="xMinYMid" role="img" '
        'aria-label="{}">{}</svg>'
    ).format(form, width, height, label, Markup("").join(parts))


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

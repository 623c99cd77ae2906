"""Templates -> pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.desk.words import reason_word
from monitor.language.display import neutralise, without_commands
from monitor.web.parts.assets import Assets
from monitor.web.parts.desk import Desk
from monitor.web.parts.times import Times, span_words

FRAGMENT = "text/vnd.fragment+html"
"""What our script asks for where it swaps a part of a page."""
TABS = (
    ("now", "/", "Now", "n"),
    ("alerts", "/alerts", "Alerts", "a"),
    ("rules", "/rules", "Rules", "r"),
    ("feeds", "/feeds", "Feeds", "f"),
    ("channels", "/channels", "Channels", "c"),
    ("silences", "/silences", "Silences", "s"),
    ("status", "/status", "Status", "t"),
    ("activity", "/activity", "Activity", "y"),
)


class Renderer:
    """Makes pages of the desk. Its own environment: templates of messages have another, in a sandbox."""

    def __init__(self, desk: Desk, assets: Assets) -> None:
        self._desk = desk
        self._times = Times(zone=desk.zone, now=desk.now)
        self._templates = Environment(
            loader=PackageLoader("monitor.web.parts", "templates"),
            autoescape=True,
            finalize=_shown,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            assets=assets.addresses,
            tabs=TABS,
            t=self._times,
            span=span_words,
            many=_many,
            clean=neutralise,
            reason=reason_word,
        )

    async def page(
        self, name: str, *, tab: str, title: str, **values: Any
    ) -> web.Response:  # what a template takes
        """A whole page."""
        shelf, overview = self._desk.shelf, await self._desk.overview()
        counts = {
            "now": sum(story.is_open for story in shelf.stories.values()),
            "feeds": len(overview.ailing),
            "channels": len(overview.channels),
        }
        text = self._templates.get_template(f"{name}.html").render(
            tab=tab, title=title, counts=counts, awake=bool(overview.daemons), position=shelf.position, **values
        )
        return web.Response(text=text, content_type="text/html")

    def part(self, name: str, values: Mapping[str, object]) -> str:
        """A part of a page, such as one row."""
        return self._templates.get_template(f"{name}.html").render(values)


def _shown(value: object) -> object:
    """What a template puts out: of a text, all but what turns the reading order or commands a terminal."""
    return without_commands(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def wants_fragment(request: web.Request) -> bool:
    """Whether the script asks, which swaps a part of the page."""
    return FRAGMENT in request.headers.get("Accept", "")


def _many(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"

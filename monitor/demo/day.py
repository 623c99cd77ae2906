"""The demo's day of news: which outlet says what, and when. One YAML file for each outlet is in `day/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import msgspec
import yaml

_FOLDER = Path(__file__).with_name("day")
_STORIES = "stories.yaml"
_YESTERDAY = "yesterday "


class FeedFormat(StrEnum):
    """The formats in which an outlet may publish."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"


class Markup(StrEnum):
    """How an outlet writes its summaries."""

    PLAIN = "plain"
    HTML = "html"
    """Escaped HTML."""
    CDATA = "cdata"
    """HTML inside a CDATA section; RSS only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOutlet:
    """A publisher of the day."""

    id: str
    title: str
    lang: str
    format: FeedFormat
    encoding: str = "utf-8"
    markup: Markup = Markup.PLAIN
    relative_links: bool = False
    """Whether its links leave out the host."""
    hours_east: int = 0
    """The offset from UTC in which it writes its dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """One piece of news of one outlet."""

    outlet: str
    at: timedelta
    """When it appears, counted from the day's midnight in UTC; negative for yesterday's."""
    title: str
    summary: str
    path: str
    """The path of its page, unique unless the outlet publishes the same page again."""
    query: str = ""
    """Tracking parameters of its link."""
    host: str = ""
    """The label before the host in its link: 'm', 'amp', or empty."""
    story: str = ""
    """The story of the day that it belongs to; empty for all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStory:
    """What the day reports, and which rules every one of its bulletins must fire: none for a look-alike."""

    about: str
    fires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of news."""

    outlets: tuple[DemoOutlet, ...]
    bulletins: tuple[Bulletin, ...]
    """In the order in which they appear."""
    stories: Mapping[str, DayStory]

    def published(self, outlet: DemoOutlet, *, until: timedelta) -> tuple[Bulletin, ...]:
        """What an outlet has published by then, newest first."""
        return tuple(b for b in reversed(self.bulletins) if b.outlet == outlet.id and b.at <= until)


class _BulletinEntry(msgspec.Struct, forbid_unknown_fields=True):
    at: str
    title: str
    summary: str
    path: str = ""
    query: str = ""
    host: str = ""
    story: str = ""


class _OutletFile(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    lang: str
    format: FeedFormat
    bulletins: list[_BulletinEntry]
    encoding: str = "utf-8"
    markup: Markup = Markup.PLAIN
    relative_links: bool = False
    hours_east: int = 0


def load_day(folder: Path = _FOLDER) -> Day:
    """The day that the package brings along. A file that cannot be read is a bug of the package and raises."""
    outlets: list[DemoOutlet] = []
    bulletins: list[Bulletin] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == _STORIES:
            continue
        entry = msgspec.convert(_parse(path), type=_OutletFile)
        outlets.append(_outlet(path.stem, entry))
        bulletins += (_bulletin(path.stem, written) for written in entry.bulletins)
    bulletins.sort(key=lambda bulletin: (bulletin.at, bulletin.outlet))
    stories = msgspec.convert(_parse(folder / _STORIES), type=dict[str, DayStory])
    return Day(outlets=tuple(outlets), bulletins=tuple(bulletins), stories=stories)


def _parse(path: Path) -> object:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document: object = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - one of the two safe loaders
    return document


def _outlet(name: str, entry: _OutletFile) -> DemoOutlet:
    return DemoOutlet(
        id=name,
        title=entry.title,
        lang=entry.lang,
        format=entry.format,
        encoding=entry.encoding,
        markup=entry.markup,
        relative_links=entry.relative_links,
        hours_east=entry.hours_east,
    )


def _bulletin(outlet: str, entry: _BulletinEntry) -> Bulletin:
    return Bulletin(
        outlet=outlet,
        at=_since_midnight(entry.at),
        title=entry.title,
        summary=entry.summary,
        path=f"/{outlet}/{entry.path or _slug(entry.at)}",
        query=entry.query,
        host=entry.host,
        story=entry.story,
    )


def _since_midnight(at: str) -> timedelta:
    """The time of '06:12' or 'yesterday 21:40' since the day's midnight."""
    hours, minutes = at.removeprefix(_YESTERDAY).split(":")
    since = timedelta(hours=int(hours), minutes=int(minutes))
    return since - timedelta(days=1) if at.startswith(_YESTERDAY) else since


def _slug(at: str) -> str:
    return at.replace(_YESTERDAY, "y").replace(":", "")

"""What the user edits -> a Configuration: feeds, channels, routes, rules, and everything wrong with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.app import values
from monitor.app.channels import ChannelSettings, read_channels
from monitor.app.feeds import read_feeds
from monitor.app.references import References
from monitor.detect.load import Rules, load
from monitor.document import Document, Map, Text, read
from monitor.errors import ConfigError, MonitorError, Problem
from monitor.model import ChannelName, Feed, FeedId
from monitor.route.routes import Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """rules/monitor.yaml: what concerns the daemon as a whole."""

    store: str | None = None
    """Address of a Redis or Valkey; None for the embedded one."""
    history: timedelta = timedelta(days=30)
    """How long items and decisions can be asked about."""
    contact: str | None = None
    """Address that publishers may write to; goes into the User-Agent."""
    timezone: tzinfo | None = None
    """For the times in messages; None for the machine's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything that a folder of rules says."""

    directory: Path
    settings: Settings
    feeds: Mapping[FeedId, Feed]
    channels: Mapping[ChannelName, ChannelSettings]
    routes: tuple[Route, ...]
    rules: Rules
    problems: tuple[Problem, ...] = ()
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    def require(self) -> Configuration:
        """This configuration, if nothing in it must be mended first.

        Raises ConfigError with the problems that block.
        """
        blocking = [problem for problem in self.problems if problem.blocks]
        if blocking:
            raise ConfigError(blocking)
        return self


def load_configuration(
    directory: Path, *, environment: Mapping[str, str] = os.environ, today: date | None = None
) -> Configuration:
    """Read a folder of rules, all files, all problems at once. With `today`, rules that have expired are one.

    Raises MonitorError if there is no such folder.
    """
    if not directory.is_dir():
        raise MonitorError(
            f"there is no folder {directory}: name yours with --rules DIR, or make one with `monitor init`"
        )
    references = References(environment)
    feeds_document = read(directory / "feeds.yaml")
    channels_document = read(directory / "channels.yaml")
    feeds = read_feeds(feeds_document, references)
    channels, routes = read_channels(channels_document, references)
    settings, settings_problems = _read_settings(directory / "monitor.yaml", references)
    known = {entry.key.value for entry in _section(channels_document, "channels")}
    loaded = load(directory, channels=known, feeds=frozenset(feeds), today=today)
    return Configuration(
        directory=directory,
        settings=settings,
        feeds=feeds,
        channels=channels,
        routes=routes,
        rules=loaded.rules,
        problems=tuple(
            sorted(
                (
                    *feeds_document.problems,
                    *channels_document.problems,
                    *settings_problems,
                    *loaded.problems,
                )
            )
        ),
        secrets=frozenset(references.secrets),
    )


def load_settings(directory: Path, *, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read monitor.yaml alone; the defaults if there is none.

    Raises ConfigError if it must be mended first.
    """
    settings, problems = _read_settings(directory / "monitor.yaml", References(environment))
    if any(problem.blocks for problem in problems):
        raise ConfigError(problems)
    return settings


def _section(document: Document, key: str) -> Map | tuple[()]:
    section = document.root.get(key) if isinstance(document.root, Map) else None
    return section if isinstance(section, Map) else ()


def _read_settings(path: Path, references: References) -> tuple[Settings, list[Problem]]:
    settings = Settings()
    if not path.exists():
        return settings, []
    document = read(path)
    root = document.map(document.root, "monitor.yaml") if document.root is not None else None
    if root is None:
        return settings, document.problems
    document.check_keys(root, ("store", "history", "contact", "timezone"))
    for entry in root:
        if entry.key.value == "history":
            history = values.duration(document, entry.value, "history")
            settings = replace(settings, history=history or settings.history)
        elif entry.key.value in ("store", "contact", "timezone") and isinstance(entry.value, Text):
            text = references.expand(document, entry.value)
            if text is not None and entry.key.value == "timezone":
                settings = replace(settings, timezone=_zone(document, entry.value, text))
            elif text is not None and entry.key.value == "store":
                settings = replace(settings, store=None if text == "embedded" else text)
            elif text is not None:
                settings = replace(settings, contact=text)
        elif entry.key.value in ("store", "contact", "timezone"):
            document.text(entry.value, entry.key.value)
    return settings, document.problems


def _zone(document: Document, at: Text, name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        document.problem(
            at, "E105", f"timezone must be a name such as Asia/Jakarta or Europe/Berlin, not {name!r}"
        )
        return None

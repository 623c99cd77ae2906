"""What the user edits -> a Configuration: feeds, channels, routes, rules, and everything wrong with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from monitor.config.files.channels import ChannelSettings, read_channels
from monitor.config.files.feeds import read_feeds
from monitor.config.files.reports import ReportSettings, read_reports
from monitor.config.files.routes import check_rules, read_routing
from monitor.config.files.settings import Settings, read_settings, read_store
from monitor.detect.load import load
from monitor.detect.ruleset import Rules
from monitor.errors import ConfigError, MonitorError, Problem
from monitor.model.ids import ChannelName, FeedId
from monitor.model.news.feed import Feed
from monitor.route.recent_alerts import Inhibition
from monitor.route.routes import Route
from monitor.yamldoc.parse import Document, Map, read
from monitor.yamldoc.references import References


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything that a folder of rules says."""

    directory: Path
    settings: Settings
    feeds: Mapping[FeedId, Feed]
    channels: Mapping[ChannelName, ChannelSettings]
    routes: tuple[Route, ...]
    rules: Rules
    reports: Mapping[str, ReportSettings] = field(default_factory=dict)
    inhibitions: tuple[Inhibition, ...] = ()
    problems: tuple[Problem, ...] = ()
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    def require(self) -> Configuration:
        """This configuration, if nothing in it must be fixed first.

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
    channels = read_channels(channels_document, references)
    routing = read_routing(channels_document, feeds=feeds)
    reports = read_reports(channels_document)
    settings, settings_problems = read_settings(directory / "monitor.yaml", references)
    known = {entry.key.value for entry in _section(channels_document, "channels")}
    loaded = load(directory, channels=known, feeds=frozenset(feeds), today=today)
    if not any(problem.blocks for problem in loaded.problems):  # a broken rule is missing, but not unknown
        check_rules(channels_document, routing, rules={rule.id for rule in loaded.rules.rules})
    return Configuration(
        directory=directory,
        settings=settings,
        feeds=feeds,
        channels=channels,
        routes=routing.routes,
        inhibitions=routing.inhibitions,
        reports=reports,
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

    Raises ConfigError if it must be fixed first.
    """
    settings, problems = read_settings(directory / "monitor.yaml", References(environment))
    if any(problem.blocks for problem in problems):
        raise ConfigError(problems)
    return settings


def load_store(directory: Path, *, environment: Mapping[str, str] = os.environ) -> str | None:
    """The address of the store that monitor.yaml names; None for the embedded one.

    Raises ConfigError if the file does not say. Other mistakes in it do not count: the last good files are in the
    store, and run.
    """
    store, problems = read_store(directory / "monitor.yaml", References(environment))
    if any(problem.blocks for problem in problems):
        raise ConfigError(problems)
    return store


def _section(document: Document, key: str) -> Map | tuple[()]:
    section = document.root.get(key) if isinstance(document.root, Map) else None
    return section if isinstance(section, Map) else ()

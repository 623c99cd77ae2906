"""What an edit of the rules changes of a running monitor, as one value that is swapped between two steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.app.pipeline.action_handler import ActionHandler, Interactive
from monitor.config.configuration import Configuration
from monitor.config.files.channels import ChannelSettings
from monitor.config.files.reports import ReportSettings
from monitor.detect.detector import Detector
from monitor.model.ids import ChannelName, FeedId
from monitor.model.news.feed import Feed
from monitor.route.router import Router
from monitor.send.channel import Channel
from monitor.send.sender import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One configuration at work."""

    configuration: Configuration
    """What it was made of."""
    detector: Detector
    feeds: Mapping[FeedId, Feed]
    router: Router
    reports: Mapping[str, ReportSettings]
    """Those of the timetable."""
    settings: Mapping[ChannelName, ChannelSettings]
    """What each channel was made of."""
    channels: Mapping[ChannelName, Channel]
    senders: Mapping[ChannelName, Sender]
    actions: ActionHandler
    listening: Mapping[ChannelName, Interactive]
    """The channels whose readers can answer, one for each service that is asked."""

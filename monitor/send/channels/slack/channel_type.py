"""What Slack's channels are made from: their options, limits, and the form that these ask for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any

from monitor.send.channel import ChannelType, Limit, MaxLength, Option
from monitor.send.channels.slack.blocks import PIECE, escape_mrkdwn
from monitor.send.channels.slack.channel import API, Slack
from monitor.send.message.templates import Template
from monitor.send.transport.options import web_address


def build(name: str, options: Mapping[str, str]) -> Slack:
    """The channel of these options; see `CHANNELS`. Raises ValueError for values that cannot work."""
    given: dict[str, Any] = {
        key: options[key] for key in ("url", "token", "channel", "api", "proxy") if key in options
    }
    if "template" in options:
        given["template"] = Template(options["template"], escape=escape_mrkdwn)
    if "app_token" not in options:
        return Slack(**given)
    api = web_address(options.get("api", API), "api").rstrip("/")
    answered = import_module("monitor.send.channels.slack.answered")  # with aiohttp, which takes its time to load
    channel: Slack = answered.build(
        name, app_token=options["app_token"], api=api, proxy=options.get("proxy"), options=given
    )
    return channel


def _limits(options: Mapping[str, str]) -> tuple[Limit, ...]:
    """One message a second to a webhook or a channel, with short bursts (https://api.slack.com/apis/rate-limits)."""
    place = options.get("url") or f"{options.get('token')} {options.get('channel')}"
    return (Limit(1, timedelta(seconds=1), shared_by=(place,)),)


TYPE = ChannelType(
    name="slack",
    options=(
        Option("url", secret=True),
        Option("token", secret=True),
        Option("channel"),
        Option("app_token", secret=True),
        Option("api"),
        Option("proxy", secret=True),
        Option("template"),
    ),
    limits=_limits,
    max_length=MaxLength(PIECE, "code points"),
    in_flight=4,
    build=build,
)

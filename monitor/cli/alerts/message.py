"""monitor message"""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.alerts.channels import configured_channels
from monitor.cli.output import print_json
from monitor.clock import local_timezone, now
from monitor.config.configuration import load_settings
from monitor.config.files.channels import ChannelSettings
from monitor.errors import ConfigError, MonitorError, Problem
from monitor.model.ids import ChannelName
from monitor.model.sending.alert import Reason
from monitor.send.channel import Previewing
from monitor.send.message.compose import Message, compose_message
from monitor.send.message.sample import sample_alert
from monitor.send.message.templates import BadTemplateError, Template

_REASONS = {reason.name.lower(): reason for reason in Reason}


@click.group()
def command() -> None:
    """Preview messages before they are sent."""


@command.command()
@options.rules
@click.option("--channel", metavar="NAME", help="Format it for this channel. Default: plain text.")
@click.option(
    "--template",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Use this template instead of the channel's own.",
)
@click.option(
    "--reason",
    type=click.Choice(list(_REASONS)),
    default="first",
    show_default=True,
    help="The reason of the alert.",
)
@options.as_json
def preview(directory: Path, channel: str | None, template: Path | None, reason: str, *, as_json: bool) -> None:
    """Show a message about an invented story exactly as it would be sent. Sends nothing.

    \b
    Exit codes:
      0  shown
      2  channels.yaml or the template has errors
    """
    name = ChannelName(channel or "preview")
    timezone = local_timezone()
    settings = None
    if channel is not None:
        channels = configured_channels(directory)
        if name not in channels:
            raise MonitorError(f"no channel {channel!r} in channels.yaml; there are {', '.join(channels)}")
        settings = channels[name]
        timezone = load_settings(directory).timezone or timezone
    alert = sample_alert(_REASONS[reason], channel=name, at=now())
    message = compose_message(alert, tz=timezone, repeat=False)
    shown = _shown(message, settings, template)
    if as_json:
        print_json({"title": message.title, "parts": message.parts, "shown": shown})
    else:
        click.echo(shown.rstrip())


def _shown(message: Message, settings: ChannelSettings | None, template: Path | None) -> str:
    source = template.read_text(encoding="utf-8") if template is not None else None
    try:
        if settings is None:
            own = Template(source, escape=str).render(message) if source is not None else None
            return own or f"{message.title}\n{message.body}"
        return _as_sent(message, settings, source)
    except BadTemplateError as error:
        raise ConfigError([Problem(str(template), error.line, error.column, "E108", str(error))]) from None


def _as_sent(message: Message, settings: ChannelSettings, source: str | None) -> str:
    if source is not None and "template" not in settings.type.keys:
        raise MonitorError(f"channels of type {settings.type.name} take no template")
    given = {"template": source} if source is not None else {}
    channel = settings.type.build(settings.name, {**settings.options, **given})
    return channel.preview(message) if isinstance(channel, Previewing) else f"{message.title}\n{message.body}"

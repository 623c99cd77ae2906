"""monitor run"""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import click
import structlog

from monitor.app.assembly.archive_plan import plan_archive
from monitor.app.assembly.build import open_parts
from monitor.app.assembly.open_web import open_web
from monitor.app.assembly.roles import Role
from monitor.app.daemon.daemon import Daemon, stop_on_signals
from monitor.app.daemon.loops import Stop
from monitor.app.daemon.open_files import check_limit, raise_limit
from monitor.app.daemon.open_folder import open_folder
from monitor.app.telemetry import logs
from monitor.app.telemetry.first_visits import FirstVisits
from monitor.cli import options
from monitor.cli.operate.progress_bar import ProgressBar
from monitor.cli.output import counted
from monitor.clock import local_timezone
from monitor.config.configuration import load_store

log = structlog.get_logger("monitor")


@click.command()
@options.rules
@options.store
@options.data
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    help="Run only this role; repeatable. Default: all roles.",
)
@click.option("--log-json", is_flag=True, help="Log JSON lines.")
@click.option("-v", "--verbose", is_flag=True, help="Log every poll.")
def command(
    directory: Path, address: str | None, data: Path, *, roles: tuple[str, ...], log_json: bool, verbose: bool
) -> None:
    """Run the daemon on your rules until SIGTERM or Ctrl-C.

    Edits are applied when saved. A broken edit is reported; the last good version of each broken file stays in
    effect, also after a restart. An edit that removes three or more, and over 30 %, of the rules or feeds
    waits for `monitor reload --yes`. SIGHUP reloads everything.

    \b
    Exit codes:
      0  ended by SIGTERM or Ctrl-C
      2  the configuration has errors
      3  the store cannot be used
    """
    address = address or load_store(directory)
    logs.set_up(level=logging.DEBUG if verbose else logging.INFO, json_lines=log_json)
    chosen = [Role(role) for role in roles] or list(Role)
    asyncio.run(_run(directory, address, data, chosen, asked=bool(roles)))


async def _run(directory: Path, address: str | None, data: Path, roles: list[Role], *, asked: bool) -> None:
    stop, limit = Stop(), raise_limit()
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(open_folder(directory, address, data=data))
        configuration = opened.configuration
        check_limit(limit, feeds=len(configuration.feeds))
        logs.redact(configuration.secrets)
        first_visits = FirstVisits()
        if sys.stderr.isatty():
            bar = ProgressBar()
            stack.callback(bar.close)
            first_visits = FirstVisits(show=bar.show, every=timedelta(seconds=0.2))
        parts = await stack.enter_async_context(
            open_parts(
                configuration,
                client=opened.client,
                timezone=local_timezone(),
                first_visits=first_visits,
                roles=roles,
                data=data,
                archive=plan_archive(
                    configuration.settings, data=data, embedded=address is None, roles=roles, asked=asked
                ),
                files=opened.loader.digest,
            )
        )
        opened.early.pass_to(parts.notices.give)
        await stack.enter_async_context(
            open_web(
                configuration.settings,
                parts,
                zone=configuration.settings.timezone or local_timezone(),
                address=address,
                data=data,
            )
        )
        daemon = Daemon(parts, configuration, roles=roles, loader=opened.loader)
        stop_on_signals(stop, daemon)
        log.info(
            f"watching {counted(len(configuration.feeds), 'feed')} with "
            f"{counted(len(configuration.rules.rules), 'rule')}; "
            f"notifying {', '.join(configuration.channels) or 'no channel'}",
            store="embedded" if address is None else "remote",
        )
        await daemon.run(stop)
        log.info("ended")

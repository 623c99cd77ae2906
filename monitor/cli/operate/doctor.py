"""monitor doctor"""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import click

from monitor.app.pipeline.notices import OPS
from monitor.cli import options
from monitor.cli.operate.state_words import daemon_lines, silence_lines, troubles
from monitor.cli.output import console, counted, print_json
from monitor.config.configuration import Configuration, load_configuration, load_settings
from monitor.desk.query.past.archive import ArchiveState, why_unusable
from monitor.desk.query.past.archive_place import archive_for
from monitor.desk.query.status import Overview, overview
from monitor.desk.query.store_for import may_be_attended, store_for
from monitor.detect.explain.try_examples import check_examples
from monitor.errors import MonitorError
from monitor.model.ids import ChannelName

_ENOUGH_DISK = 1024**3


class Health(StrEnum):
    """How bad one finding is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing looked at."""

    health: Health
    what: str
    fix: str = ""


@click.command()
@options.rules
@options.store
@options.data
@options.as_json
def command(directory: Path, address: str | None, data: Path, *, as_json: bool) -> None:
    """Diagnose the installation and suggest fixes.

    \b
    Exit codes:
      0  healthy, or only warnings
      1  problems found
    """
    findings = asyncio.run(_examine(directory, address, data))
    if as_json:
        print_json(findings)
    else:
        _show(findings)
    sys.exit(1 if any(finding.health is Health.BAD for finding in findings) else 0)


async def _examine(directory: Path, address: str | None, data: Path) -> list[Diagnosis]:
    findings = [Diagnosis(health=Health.GOOD, what=f"Python {sys.version.split()[0]}")]
    channels: Collection[ChannelName] | None = None
    try:
        configuration = load_configuration(directory)
    except MonitorError as error:
        findings.append(Diagnosis(health=Health.BAD, what=str(error), fix="monitor init"))
    else:
        findings.extend(_of_rules(configuration))
        channels = configuration.channels.keys()
    if not (address or load_settings(directory).store):
        findings.extend(_of_disk(data))
    try:
        attended = may_be_attended(address, data=data, directory=directory)
        async with store_for(address, data=data, directory=directory) as client:
            state = await overview(client, configured={}, channels=channels, attended=attended)
        findings.extend(_of_store(state))
        findings.extend(_of_archive(state.archive, archive_for(directory, data=data)))
    except MonitorError as error:
        findings.append(Diagnosis(health=Health.BAD, what=f"store: {error}"))
    return findings


def _of_archive(state: ArchiveState | None, folder: Path) -> Iterator[Diagnosis]:
    if importlib.util.find_spec("duckdb") is None:
        yield Diagnosis(
            health=Health.BAD,
            what="the archive needs the package duckdb, which is not installed",
            fix="pip install duckdb, or write `archive: off` in monitor.yaml",
        )
    if state is not None and state.trouble:
        yield Diagnosis(health=Health.BAD, what=f"the archive is not written: {state.trouble}")
    elif (why := why_unusable(folder)) is not None:
        yield Diagnosis(
            health=Health.BAD,
            what=f"the archive cannot be kept in {folder}: {why}",
            fix="name another folder with `archive: {folder: …}` in monitor.yaml",
        )
    elif state is not None:
        yield Diagnosis(health=Health.GOOD, what=f"archive: {state.files:,} files in {folder}")


def _of_rules(configuration: Configuration) -> Iterator[Diagnosis]:
    blocking = [problem for problem in configuration.problems if problem.blocks]
    for problem in blocking:
        yield Diagnosis(health=Health.BAD, what=str(problem))
    if not blocking:
        rules, feeds = len(configuration.rules.rules), len(configuration.feeds)
        yield Diagnosis(health=Health.GOOD, what=f"{counted(rules, 'rule')}, {counted(feeds, 'feed')}")
        for failure in check_examples(configuration.rules):
            yield Diagnosis(health=Health.WARNING, what=str(failure), fix="monitor test")
    if not configuration.channels:
        yield Diagnosis(health=Health.BAD, what="no channel is configured", fix="name one in channels.yaml")
    elif OPS not in configuration.channels:
        yield Diagnosis(
            health=Health.WARNING,
            what="no notices are sent when a feed fails or a rule file breaks",
            fix=f"name a channel '{OPS}' in channels.yaml",
        )
    if configuration.settings.contact is None:
        yield Diagnosis(
            health=Health.WARNING,
            what="publishers cannot reach you: no contact in the User-Agent",
            fix="set 'contact: you@example.org' in monitor.yaml",
        )


def _of_store(state: Overview) -> Iterator[Diagnosis]:
    yield Diagnosis(health=Health.GOOD, what=f"store: {state.store}")
    for line in state.advice:
        yield Diagnosis(health=Health.WARNING, what=line)
    for line in daemon_lines(state):
        health = Health.GOOD if state.daemons else Health.BAD if state.last_daemon else Health.WARNING
        yield Diagnosis(health=health, what=line.removeprefix("! "))
    for line in silence_lines(state):
        yield Diagnosis(health=Health.WARNING, what=line.removeprefix("! "))
    for says, fix in troubles(state):
        yield Diagnosis(health=Health.BAD, what=says, fix=fix)
    for one in state.channels:
        yield Diagnosis(health=Health.BAD if one.fix else Health.WARNING, what=one.says, fix=one.fix)


def _of_disk(data: Path) -> Iterator[Diagnosis]:
    there = next(folder for folder in (data, *data.parents) if folder.exists())
    free = shutil.disk_usage(there).free
    if free < _ENOUGH_DISK:
        yield Diagnosis(
            health=Health.WARNING,
            what=f"{free // 1024**2} MiB free for the embedded store in {data}",
            fix="free some space, or name another folder with --data",
        )
    else:
        yield Diagnosis(health=Health.GOOD, what=f"{free // 1024**3} GiB free for the embedded store in {data}")


def _show(findings: list[Diagnosis]) -> None:
    marks = {Health.GOOD: "[green]✓[/]", Health.WARNING: "[yellow]![/]", Health.BAD: "[red]✗[/]"}
    screen = console()
    for finding in findings:
        screen.print(marks[finding.health], end=" ")
        screen.print(finding.what, markup=False)
        if finding.fix:
            screen.print(f"  fix: {finding.fix}", markup=False)

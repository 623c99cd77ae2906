"""What runs when the files are broken: of each file its last good version, or of all of them.

A reading of the folder goes through these steps, and the first that gives a whole configuration is taken:
the files as they are; the files as they are, but of each broken one the last good version, or nothing of a pack
that was never good; all of the last good version. The last good version is kept in the store, so a restart with a
broken file still alerts.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from monitor.app.daemon.early_notices import EarlyNotices
from monitor.clock import Now
from monitor.config.changes import difference, mass_removal
from monitor.config.configuration import Configuration
from monitor.config.snapshot import Files, load_snapshot, signature, snapshot
from monitor.errors import ConfigError, MonitorError, Problem
from monitor.model.ids import Severity, content_id
from monitor.model.notice import Notice
from monitor.store.records.ruleset_state import RulesetStore, RulesState

log = structlog.get_logger("monitor")

_STILL = 0.25
"""Seconds without a change after which a folder counts as written."""
_TRIES = 20
"""How often it is looked at before a folder that never comes to rest is read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """A configuration that can run, and the files that it was made of."""

    configuration: Configuration
    files: Files


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What came of reading a folder."""

    found: Configuration
    """As the files have it, with all problems."""
    taken: _Taken | None
    """What can run of it; None if nothing whole can be made of it and the last good files."""
    emptied: tuple[str, ...]
    """Files that had a text and have none now: an editor at work, or an accident."""


class ConfigLoader:
    """Reads a folder of rules again and again, and knows what was good."""

    def __init__(
        self,
        directory: Path,
        ruleset_store: RulesetStore,
        *,
        now: Now,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.directory = directory
        self._ruleset_store = ruleset_store
        self._now = now
        self._environment = environment
        self._running: _Taken | None = None
        self._state = RulesState(ruleset="", since=now(), rules=0, feeds=0)
        self._files: Files = {}
        """The folder as it was read last, good or not."""
        self._digest: tuple[Files, str] = ({}, "")
        self._early = EarlyNotices()

    @property
    def running(self) -> Configuration:
        """What was taken last."""
        assert self._running is not None, "open() comes first"
        return self._running.configuration

    def digest(self) -> str:
        """Of the files in the folder, as they were read last."""
        if self._digest[0] is not self._files:
            parts = (f"{path} {hashlib.sha256(content).hexdigest()}" for path, content in self._files.items())
            self._digest = (self._files, content_id(*sorted(parts)))
        return self._digest[1]

    def report_to(self, report: Callable[[Notice], None]) -> None:
        """Where notices go from now on; those that there were before go there at once."""
        self._early.pass_to(report)

    async def open(self) -> Configuration:
        """The configuration to start with.

        Raises ConfigError with what must be fixed, if not even the last good files make a whole one.
        """
        if not self.directory.is_dir():
            raise MonitorError(
                f"there is no folder {self.directory}:"
                " name yours with --rules DIR, or make one with `monitor init`"
            )
        self._files = await asyncio.to_thread(snapshot, self.directory)
        good = await self._ruleset_store.files()
        reading = await self._reading(self._files, good=good)
        taken = reading.taken
        if taken is None and good and not _blocks(last := await self._load(good)):
            taken = _Taken(configuration=last, files=good)
        if taken is None:
            raise ConfigError(problem for problem in reading.found.problems if problem.blocks)
        before = await self._removed_by(taken, good=good)
        if before is not None:
            await self._take(before, reading)
            await self._stay(reading, held=mass_removal(before.configuration, taken.configuration))
        else:
            await self._take(taken, reading)
        return self.running

    async def _removed_by(self, taken: _Taken, *, good: Files) -> _Taken | None:
        """What ran last, if what would run now removes too much of it to be meant."""
        if not good or taken.files == good or _blocks(last := await self._load(good)):
            return None
        before = _Taken(configuration=last, files=good)
        return before if mass_removal(last, taken.configuration) else None

    async def read(self, *, always: bool, confirmed: bool) -> Configuration | None:
        """Read the folder again; the configuration to run from now on, or None if the running one stays.

        Does nothing if no file has changed since the last reading, unless asked to read `always`. An edit that
        removes much waits until it is `confirmed`.
        """
        assert self._running is not None, "open() comes first"
        files = await self._at_rest()
        if files == self._files and not always:
            return None
        self._files = files
        reading = await self._reading(files, good=self._running.files)
        held = mass_removal(self.running, reading.taken.configuration) if reading.taken else ""
        if reading.taken is None or (held and not confirmed):
            await self._stay(reading, held=held)
            return None
        before = self.running
        await self._take(reading.taken, reading)
        log.info("reloaded", ruleset=self.running.rules.ruleset, **difference(before, self.running))
        return self.running

    async def keep(self) -> None:
        """Put what runs into the store again as the last good version, and how the last reading went."""
        assert self._running is not None, "open() comes first"
        await self._ruleset_store.keep(self._running.files)
        await self.report()

    async def report(self, *, answered: str = "") -> None:
        """Say in the store how the last reading went, and which request it answered."""
        self._state = replace(self._state, answered=answered or self._state.answered)
        await self._ruleset_store.report(self._state)

    async def _reading(self, files: Files, *, good: Files) -> _Reading:
        """What the files make: as they are, or else with the last good version of those that are broken."""
        emptied = tuple(
            path for path, content in files.items() if not content.strip() and good.get(path, b"").strip()
        )
        files = {**files, **{path: good[path] for path in emptied}}
        found = await self._load(files)
        if not _blocks(found):
            return _Reading(found=found, taken=_Taken(configuration=found, files=files), emptied=emptied)
        broken = {Path(problem.path).relative_to(self.directory).as_posix() for problem in _blocking(found)}
        whole = {path: content for path, content in files.items() if path not in broken}
        mixed = {**whole, **{path: good[path] for path in broken if path in good}}
        able = all(path in good or "/" in path for path in broken)  # feeds and channels cannot be left out
        if able and mixed != files and not _blocks(loaded := await self._load(mixed)) and loaded.rules.rules:
            return _Reading(found=found, taken=_Taken(configuration=loaded, files=mixed), emptied=emptied)
        return _Reading(found=found, taken=None, emptied=emptied)

    async def _take(self, taken: _Taken, reading: _Reading) -> None:
        """From now on this runs, and is the last good version."""
        await self._ruleset_store.keep(taken.files)
        self._running = taken
        self._state = replace(
            self._state,
            ruleset=self.running.rules.ruleset,
            since=self._now(),
            rules=len(self.running.rules.rules),
            feeds=len(self.running.feeds),
            held="",
        )
        self._note(reading)
        await self.report()

    async def _stay(self, reading: _Reading, *, held: str) -> None:
        """What runs goes on."""
        self._note(reading)
        self._state = replace(self._state, held=held)
        if held:
            self._early.give(
                Notice(
                    key=content_id("rules held", self._state.ruleset, held),
                    title=f"an edit of the rules waits for confirmation: {held}",
                    detail="The rules before it go on. If it is meant: monitor reload --yes",
                )
            )
        await self.report()

    def _note(self, reading: _Reading) -> None:
        """Report problems that were not there before, and of their end."""
        assert self._running is not None, "something runs by now"
        running = self._running.files
        problems = tuple(
            [str(problem) for problem in _blocking(reading.found)]
            + [f"{self.directory / path}: is empty; delete it if its rules are to go" for path in reading.emptied]
        )
        kept = tuple(path for path, content in running.items() if self._files.get(path, content) != content)
        before = self._state.problems
        self._state = replace(self._state, problems=problems, kept=kept)
        if problems and problems != before:
            self._early.give(
                Notice(
                    key=content_id("rules broken", self._state.ruleset, *problems),
                    title=f"rule files have errors: {problems[0]}",
                    detail="\n".join(("The last good version stays in effect. To fix:", *problems)),
                    severity=Severity.HIGH,
                )
            )
        elif before and not problems:
            self._early.give(
                Notice(
                    key=content_id("rules good again", self._state.ruleset, *before),
                    title="the rules can be read again",
                    detail=f"Generation {self._state.ruleset} runs, as the files have it.",
                    severity=Severity.INFO,
                )
            )

    async def _load(self, files: Files) -> Configuration:
        return await asyncio.to_thread(
            load_snapshot, files, directory=self.directory, environment=self._environment
        )

    async def _at_rest(self) -> Files:
        """The files once nobody has written to them for a moment."""
        before = await asyncio.to_thread(signature, self.directory)
        for _ in range(_TRIES):
            await asyncio.sleep(_STILL)
            files = await asyncio.to_thread(snapshot, self.directory)
            after = await asyncio.to_thread(signature, self.directory)
            if files and after == before:
                return files
            before = after
        return files or self._files  # without a single file, the folder is being replaced


def _blocking(found: Configuration) -> list[Problem]:
    return [problem for problem in found.problems if problem.blocks]


def _blocks(found: Configuration) -> bool:
    return bool(_blocking(found))

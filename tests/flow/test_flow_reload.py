"""Edits while the daemon works: every way in which editors and machines write files, under load."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from monitor.app.assembly.running import build_detector
from monitor.app.daemon.config_loader import ConfigLoader
from monitor.app.daemon.loops import Stop
from monitor.app.daemon.reload import Reloader
from monitor.clock import now
from monitor.config.configuration import Configuration
from monitor.detect.detector import Detector
from monitor.store.connection.client import Client
from monitor.store.records.ruleset_state import ReloadRequest, RulesetStore
from tests.fakes import an_item

FEEDS = "feeds:\n  alpha: https://news.example/alpha.xml\n"
CHANNELS = "channels:\n  screen: {type: console}\n"


def pack(generation: int, *, rules: int = 50) -> str:
    """Rules that all say the same generation, so that a mixture of two would show."""
    lines = [f"  r{number}: {{title: 'generation {generation}', any: [Kursk]}}" for number in range(rules)]
    return "pack: {id: test, owner: desk}\nrules:\n" + "\n".join(lines) + "\n"


def write_rules(directory: Path, generation: int) -> Path:
    (directory / "packs").mkdir(parents=True)
    (directory / "feeds.yaml").write_text(FEEDS)
    (directory / "channels.yaml").write_text(CHANNELS)
    (directory / "packs" / "test.yaml").write_text(pack(generation))
    return directory


@dataclass
class Desk:
    """What runs: the detector is swapped by reloading, as in the daemon."""

    keeper: ConfigLoader
    reloading: Reloader
    detector: Detector
    rulesets: dict[str, str] = field(default_factory=dict)
    """The one title that all rules of a generation have, by ruleset."""

    def know(self, configuration: Configuration) -> None:
        [title] = {rule.title for rule in configuration.rules.rules}
        self.rulesets[configuration.rules.ruleset] = title

    def generation(self) -> str:
        """What an item that comes now is told: the title of all its rules."""
        match = self.detector.detect(an_item())
        assert match is not None
        assert {hit.title for hit in match.rules} == {self.rulesets[match.ruleset]}, "a mixture of two sets"
        assert len(match.rules) == 50
        return self.rulesets[match.ruleset]

    async def runs(self, generation: int) -> None:
        async with asyncio.timeout(20):
            while self.generation() != f"generation {generation}":
                await asyncio.sleep(0.02)


@asynccontextmanager
async def desk(directory: Path, client: Client) -> AsyncIterator[Desk]:
    stop, rulebook = Stop(), RulesetStore(client)
    keeper = ConfigLoader(directory, rulebook, now=now, environment={})
    configuration = await keeper.open()

    async def apply(found: Configuration) -> None:
        detector = await asyncio.to_thread(build_detector, found)
        made.know(found)
        made.detector = detector

    reloading = Reloader(keeper, rulebook, stop=stop, apply=apply)
    made = Desk(keeper, reloading, build_detector(configuration))
    made.know(configuration)
    async with asyncio.TaskGroup() as group:
        group.create_task(reloading.watch())
        group.create_task(reloading.listen())
        await asyncio.sleep(0.3)  # the kernel watches only after this
        yield made
        stop.request()


def in_place(target: Path, text: str) -> None:
    target.write_text(text)


def renamed_into_place(target: Path, text: str) -> None:
    beside = target.with_name(".test.yaml.new")
    beside.write_text(text)
    beside.rename(target)


def deleted_and_written_anew(target: Path, text: str) -> None:
    target.rename(target.with_name("test.yaml~"))
    target.write_text(text)
    target.with_name("test.yaml~").unlink()


def emptied_and_written_in_pieces(target: Path, text: str) -> None:
    with target.open("w") as file:
        for start in range(0, len(text), 256):
            file.write(text[start : start + 256])
            file.flush()
            os.fsync(file.fileno())


def another_folder_in_its_place(target: Path, text: str) -> None:
    folder = target.parent.parent
    shutil.copytree(folder, folder.with_name("next"))
    folder.with_name("next").joinpath("packs", "test.yaml").write_text(text)
    folder.rename(folder.with_name("before"))
    folder.with_name("next").rename(folder)


@pytest.mark.parametrize(
    "save",
    [
        in_place,
        renamed_into_place,
        deleted_and_written_anew,
        emptied_and_written_in_pieces,
        another_folder_in_its_place,
    ],
)
async def test_however_a_file_is_saved_the_edit_is_taken_over(save, tmp_path: Path, client: Client) -> None:  # type: ignore[no-untyped-def]
    folder = write_rules(tmp_path / "rules", 1)
    async with desk(folder, client) as running:
        save(folder / "packs" / "test.yaml", pack(2))
        await running.runs(2)
        in_place(folder / "packs" / "test.yaml", pack(3))
        await running.runs(3)


async def test_a_request_through_the_store_is_carried_out_and_answered(tmp_path: Path, client: Client) -> None:
    folder = write_rules(tmp_path / "rules", 1)
    async with desk(folder, client) as running:
        (folder / "packs" / "test.yaml").write_text(pack(2, rules=4) + "  other: {any: [Perm]}\n")
        rulebook = RulesetStore(client)
        async with asyncio.timeout(20):
            while not ((state := await rulebook.state()) and state.held):
                await asyncio.sleep(0.05)
        assert running.generation() == "generation 1"
        (folder / "packs" / "test.yaml").write_text(pack(2))
        await rulebook.ask(ReloadRequest(id="again", confirmed=False))
        async with asyncio.timeout(20):
            while not ((state := await rulebook.state()) and state.answered == "again"):
                await asyncio.sleep(0.05)

        assert (state.held, state.problems) == ("", ())
        assert running.generation() == "generation 2"


async def _reload_under_load(folder: Path, client: Client, *, reloads: int) -> int:
    """Reload again and again while items come; how many items were looked at."""
    looked_at = 0
    async with desk(folder, client) as running:

        async def items() -> None:
            nonlocal looked_at
            while True:
                for _ in range(3):  # a thousand items a second and more
                    running.generation()
                    looked_at += 1
                await asyncio.sleep(0.001)

        load = asyncio.create_task(items())
        for generation in range(2, 2 + reloads):
            renamed_into_place(folder / "packs" / "test.yaml", pack(generation))
            await running.reloading.read(always=True)
        await running.runs(1 + reloads)
        assert not load.done(), load.exception() if load.done() else ""
        load.cancel()
    return looked_at


async def test_no_item_is_looked_at_with_a_half_loaded_set(tmp_path: Path, client: Client) -> None:
    assert await _reload_under_load(write_rules(tmp_path / "rules", 1), client, reloads=8) > 500


@pytest.mark.slow
async def test_a_hundred_reloads_under_load_are_each_whole(tmp_path: Path, client: Client) -> None:
    assert await _reload_under_load(write_rules(tmp_path / "rules", 1), client, reloads=100) > 5_000

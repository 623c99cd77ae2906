"""Backtests on an archive: how long they take, and what reading only candidates is worth.

    python -m tests.bench.archive [--items N] [--keep DIR]

Makes an archive of N items in five languages, 33,333 a day, of which 3 % name North Korea and 0.3 % Kursk. Then
`monitor backtest` runs on it in processes of its own, for shipped rules and for one that no index helps. CPU time
and ratios bear a busy machine; what is measured by the clock does not. `--keep` leaves the archive in DIR; what is
there already is measured as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from monitor.app.rehearsal.backtest_players import chosen_rules
from monitor.app.rehearsal.player import Player
from monitor.archive.entries import entry_number
from monitor.archive.read.filters import EVERYTHING
from monitor.archive.read.reader import opened
from monitor.archive.tables import TableName
from monitor.config.configuration import Configuration, load_configuration
from monitor.config.shipped import shipped_rules
from monitor.desk.query.past.archived_past import archived_past
from monitor.desk.query.past.narrowing import narrowed
from monitor.detect.detector import Detector
from monitor.model.ids import ItemId
from monitor.model.matching.match import Match
from monitor.model.news.item import Item
from tests.archive.sealed import entry_of, sealed
from tests.bench import synthetic_news

A_DAY = 33_333
"""Items: a million in 30 days."""
IN_A_FILE = 50_000
SAMPLE = 20_000
"""Items on which the detector is timed without the archive."""
PLAYED = 3_000
"""Matches on which grouping and routing are timed without the rest."""
NAMES = {
    "id": ("Korea Utara", "Kursk"),
    "ru": ("Северная Корея", "Курск"),
    "tr": ("Kuzey Kore", "Kursk"),
    "ar": ("كوريا الشمالية", "كورسك"),
    "ko": ("북한", "쿠르스크"),
}
"""What the texts of a language call North Korea and Kursk."""
BROAD, NARROW, BLIND = "korea-utara", "kursk", "serial-number"
"""Rules: 3 % of the items, 0.3 %, and one without a word that could be sought."""
SHIPPED = ("korea-russia",)
"""The pack of all rules that come with the monitor."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--items", type=int, default=100_000)
    arguments.add_argument("--keep", type=Path)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as made:
        data = asked.keep or Path(made)
        if not (data / "archive").exists():
            make_archive(data, asked.items)
        rules = make_rules(Path(made) / "rules")
        machine = f"{os.cpu_count()} cores ({platform.machine()}), load {os.getloadavg()[0]:.0f}"
        print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}")
        measure(data, rules)


def make_archive(data: Path, number: int) -> None:
    """Files of items, the last of them a minute old."""
    data.mkdir(parents=True, exist_ok=True)
    every = timedelta(days=1) / A_DAY
    begins = datetime.now(UTC) - timedelta(minutes=1) - number * every
    chance = random.Random(number)
    after = 0
    for start in range(0, number, IN_A_FILE):
        fresh = synthetic_news.items(min(IN_A_FILE, number - start), seed=start)
        entries = []
        for place, item in enumerate(fresh, start):
            at = begins + place * every
            told = replace(
                item,
                id=ItemId(f"{place:024x}"),
                url=f"https://outlet-{place % 40}.example/news/{place}",
                title=_title(item, chance),
            )
            entries.append(entry_of(told, f"{round(at.timestamp() * 1000)}-0"))
        sealed(data / "archive", entries, after=after)
        after = entry_number(entries[-1][0])


def _title(item: Item, chance: random.Random) -> str:
    country, place = NAMES[item.lang or ""]
    drawn = chance.random()
    return f"{item.title} {country}" if drawn < 0.03 else f"{item.title} {place}" if drawn < 0.033 else item.title


def make_rules(folder: Path) -> Path:
    """The shipped rules, for the console, and one that matches nothing and cannot be narrowed."""
    shutil.copytree(shipped_rules(), folder)
    channels = "channels: {console: {type: console}}\nroutes: [{to: [console]}]\n"
    (folder / "channels.yaml").write_text(channels, encoding="utf-8")
    blind = f"rules: {{{BLIND}: {{any: ['re:SN[0-9]{{9}}'], severity: low}}}}\n"
    (folder / "packs/blind.yaml").write_text(blind, encoding="utf-8")
    return folder


_LAUNCHER = """
import os, sys, time
began = time.perf_counter()
process = os.posix_spawn(sys.executable, sys.argv[1:], os.environ)
_, status, used = os.wait4(process, 0)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Runs a command and says what it took. The peak of a process counts that of its parent, which must be small."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A command that is over."""

    wall: float
    cpu: float
    peak_mb: float
    answer: Any


def backtest(data: Path, rules: Path, *names: str) -> Run:
    """Run the command in a process of its own; without a name, only what it takes to start."""
    asked = ["--since", "365d", "--rules", str(rules), "--data", str(data)]
    return command("backtest", *names, *asked, "--json") if names else command("backtest", "--help")


def command(*arguments: str) -> Run:
    """Run a command of the monitor in a process of its own. Its answer is read if it is asked for as JSON."""
    launched = [sys.executable, "-c", _LAUNCHER, sys.executable, "-m", "monitor", *arguments]
    done = subprocess.run(launched, capture_output=True, check=True)
    wall, cpu, peak_kb = map(float, done.stderr.split()[-3:])
    answer = json.loads(done.stdout) if "--json" in arguments else {}
    return Run(wall=wall, cpu=cpu, peak_mb=peak_kb / 1024, answer=answer)


def measure(data: Path, rules: Path) -> None:
    """Print every figure."""
    with opened(data / "archive") as reader:
        number = reader.count(TableName.ITEMS)
        size = sum(one.path.stat().st_size for one in reader.files(TableName.ITEMS))
    print(f"{number:,} items in {number / A_DAY:.1f} days, {size / number:.0f} B each on disk\n")
    print_sealing(data)
    print_finding(data, rules)
    configuration = load_configuration(rules, environment={})
    for names in ((NARROW,), SHIPPED):
        filtered, detected = filter_cost(data, only(configuration, *chosen_rules(configuration, names)), number)
        print(
            f"{names[0]:14} candidates: {filtered:5.1f} us CPU an item; every item by the detector:"
            f" {detected:5.1f} us ({detected / filtered:.0f}x)"
        )
    print(
        f"a match of {BROAD}, group and route: {match_cost(data, only(configuration, BROAD)) * 1e3:.2f} ms CPU\n"
    )
    start = backtest(data, rules)
    print(f"start: {start.wall:.1f} s, {start.cpu:.1f} s CPU, {start.peak_mb:.0f} MB; it is in what follows")
    for names in ((NARROW,), (BROAD,), (BLIND,), SHIPPED):
        found = backtest(data, rules, *names)
        told = found.answer
        print(
            f"{names[0]:14} {told['candidates']:>9,} candidates {told['matches']:>7,} matches"
            f" {len(told['alerts']):>7,} alerts: {found.wall:6.1f} s, {found.cpu:6.1f} s CPU,"
            f" {(found.cpu - start.cpu) / number * 1e6:5.1f} us an item, {found.peak_mb:4.0f} MB at most"
        )


def print_sealing(data: Path) -> None:
    """What it costs to write items, and how much smaller they become."""
    every = timedelta(seconds=1)
    begins = datetime.now(UTC) - SAMPLE * every
    items = list(islice(stored(data), SAMPLE))
    entries = [
        entry_of(item, f"{round((begins + place * every).timestamp() * 1000)}-0")
        for place, item in enumerate(items)
    ]
    encoded = sum(len(fields[b"v"]) for _, fields in entries) / len(entries)
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        began = time.process_time()
        sealed(Path(folder), entries)
        cost = (time.process_time() - began) / len(entries) * 1e6
        size = sum(file.stat().st_size for file in Path(folder).glob("items/*.parquet")) / len(entries)
    print(
        f"writing: {cost:.0f} us CPU an item, folding included; {size:.0f} B of {encoded:.0f} B of JSON"
        f" ({size / encoded:.2f})"
    )


def print_finding(data: Path, rules: Path) -> None:
    """How long a search takes, and to find out that an address is not there."""
    for since in ("7d", "365d"):
        found = command("search", "Kursk", "--count", "--since", since, "--rules", str(rules), "--data", str(data))
        print(f"search of a word, {since}: {found.wall:.2f} s, {found.cpu:.2f} s CPU, its start included")
    began = time.perf_counter()
    archived_past(data / "archive", ("https://nowhere.example/unknown",))
    print(f"an unknown address: {(time.perf_counter() - began) * 1e3:.0f} ms\n")


def only(configuration: Configuration, *names: str) -> Configuration:
    """The configuration with some of its rules."""
    rules = tuple(rule for rule in configuration.rules.rules if rule.id in names)
    return replace(configuration, rules=replace(configuration.rules, rules=rules))


def filter_cost(data: Path, configuration: Configuration, number: int) -> tuple[float, float]:
    """Microseconds of CPU an item: to find the candidates of the rules, and to ask the detector about each."""
    detector = Detector(configuration.rules, now=lambda: datetime.now(UTC))
    began = time.process_time()
    with opened(data / "archive") as reader:
        for _ in reader.items(where=narrowed(detector.index)):
            pass
    filtered = time.process_time() - began
    items = list(islice(stored(data), SAMPLE))
    began = time.process_time()
    for item in items:
        detector.detect(item)
    return filtered / number * 1e6, (time.process_time() - began) / len(items) * 1e6


def match_cost(data: Path, configuration: Configuration) -> float:
    """Seconds of CPU for each match of the rules, from the match to its alerts and suppressions."""
    player = Player(configuration, begins_at=datetime.now(UTC) - timedelta(days=365), timezone=UTC)
    found = (player.detect(item) for item in stored(data, configuration))
    matches = list(islice((match for match in found if match is not None), PLAYED))
    began = time.process_time()
    asyncio.run(_play(player, matches))
    return (time.process_time() - began) / len(matches)


async def _play(player: Player, matches: Sequence[Match]) -> None:
    for match in matches:
        await player.play(match)


def stored(data: Path, configuration: Configuration | None = None) -> Iterator[Item]:
    """The items, or those that the rules may match."""
    where = EVERYTHING
    if configuration is not None:
        where = narrowed(Detector(configuration.rules, now=lambda: datetime.now(UTC)).index)
    with opened(data / "archive") as reader:
        for item, _ in reader.items(where=where):
            yield item


if __name__ == "__main__":
    main()

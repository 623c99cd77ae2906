"""`monitor backtest`, as a user runs it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from monitor.archive.tables import TableName
from monitor.cli.history.interrupts import first_interrupt_noted
from monitor.clock import now
from monitor.model.ids import AlertId, ItemId, RuleId, Severity, StoryId
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import DeliveryRecord, Outcome
from monitor.store.base.codec import encode
from tests.archive.sealed import entry_of, sealed
from tests.command import Answer, command
from tests.fakes import DESK, an_item

TITLES = ("Troops arrive in Kursk", "Drone over the harbour of Bergen", "Rain in Jakarta")


def rules(folder: Path, *words: str) -> None:
    """A folder with one rule, which asks for these words."""
    (folder / "packs").mkdir(parents=True, exist_ok=True)
    rule = f"  kursk: {{any: [{', '.join(words)}], severity: low}}\n"
    (folder / "packs/war.yaml").write_text(f"rules:\n{rule}", encoding="utf-8")
    channels = "channels: {desk: {type: console}}\nroutes: [{to: [desk]}]\n"
    (folder / "channels.yaml").write_text(channels, encoding="utf-8")
    (folder / "feeds.yaml").write_text("feeds: {antara: https://a.example/rss}\n", encoding="utf-8")


def archived(folder: Path, titles: Sequence[str]) -> None:
    folder.parent.mkdir(exist_ok=True)
    at = round(now().timestamp() * 1000) - 60_000
    items = [an_item(title, id=f"i{n}", url=f"https://x.example/{n}") for n, title in enumerate(titles)]
    sealed(folder, [entry_of(item, f"{at + n}-0") for n, item in enumerate(items)])


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with rules, and an archive of three items, of which one alerted."""
    rules(tmp_path / "rules", "Kursk")
    folder = tmp_path / "data/archive"
    archived(folder, TITLES)
    record = DeliveryRecord(
        alert=AlertId("a1"), channel=DESK, outcome=Outcome.SENT, at=now() - timedelta(minutes=1),
        story=StoryId("s1"), item=ItemId("i0"), reason=Reason.FIRST, severity=Severity.LOW,
        rules=(RuleId("kursk"),), headline=TITLES[0], source="Antara",
    )  # fmt: skip
    at = round(record.at.timestamp() * 1000)
    sealed(folder, [(f"{at}-0", {b"v": encode(record)})], table=TableName.DELIVERIES, stream="desk")
    return tmp_path


def run(*arguments: str, desk: Path) -> Answer:
    return command("backtest", *arguments, "--data", "data", at=desk)


def test_it_prints_counts_by_rule_and_alerts_with_the_words_found(desk: Path) -> None:
    found = run("kursk", "--since", "8h", desk=desk)
    assert (found.returncode, found.stderr) == (0, "")
    assert "1 candidate, 1 match, 1 alert (1 a day" in found.stdout
    assert "channels: desk 1\n" in found.stdout
    assert "low  desk  first  Antara: Troops arrive in Kursk\n" in found.stdout
    assert "https://x.example/0  rules: kursk  words: Kursk\n" in found.stdout
    shape = json.loads(run("--json", desk=desk).stdout)
    assert (shape["type"], [one["headline"] for one in shape["alerts"]]) == ("backtest", [TITLES[0]])


def test_an_edit_is_compared_with_the_rules_and_with_what_was_sent(desk: Path) -> None:
    rules(desk / "edited", "Kursk", "drone")
    for against in ("rules", "sent"):
        found = run("kursk", "--rules", "edited", "--against", against, desk=desk)
        assert f"against {against}: 1 new, 0 gone, 1 same\n" in found.stdout
        assert f"low  desk  first  Antara: {TITLES[1]}\n" in found.stdout.partition("+ ")[2]
    rules(desk / "edited", "rain")
    fewer = run("--rules", "edited", "--against", "sent", desk=desk)
    assert "against sent: 1 new, 1 gone, 0 same\n" in fewer.stdout
    assert f"low  desk  first  Antara: {TITLES[0]}\n" in fewer.stdout.partition("- ")[2]


def test_another_severity_is_shown_as_a_change(desk: Path) -> None:
    rules(desk / "edited", "Kursk")
    pack = desk / "edited/packs/war.yaml"
    pack.write_text(pack.read_text("utf-8").replace("low", "high"), encoding="utf-8")
    found = run("--rules", "edited", "--against", "rules", desk=desk)
    assert "0 new, 0 gone, 1 same (1 with another severity)" in found.stdout
    assert "low -> high  desk  first" in found.stdout.partition("~ ")[2]


def test_only_the_newest_alerts_are_listed_up_to_the_limit(desk: Path) -> None:
    rules(desk / "rules", "Kursk", "drone", "rain")
    found = run("--limit", "1", desk=desk)
    assert "alerts: the last 1 of 3, raise --limit for more" in found.stdout
    assert TITLES[2] in found.stdout
    assert TITLES[1] not in found.stdout


def test_too_many_alerts_a_day_fail(desk: Path) -> None:
    assert run("--fail-over", "1", desk=desk).returncode == 0
    found = run("--fail-over", "0.5", desk=desk)
    assert (found.returncode, found.stderr) == (1, "1 alerts a day are more than --fail-over 0.5\n")


def test_a_chart_is_written(desk: Path) -> None:
    assert run("--svg", "chart.svg", "--against", "sent", desk=desk).returncode == 0
    chart = ET.parse(desk / "chart.svg")  # our own file
    assert chart.findtext("{*}title") == "1 alert, by day and channel"
    refused = run("--svg", "nowhere/chart.svg", desk=desk)
    assert (refused.returncode, refused.stderr) == (
        2, "monitor: nowhere/chart.svg cannot be written: No such file or directory\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kursc",), "no rule and no pack 'kursc' in rules (did you mean 'kursk'?): `monitor rules list` names"),
        (
            ("--against", "nowhere"),
            "--against is running, sent, or a rules folder, and there is no folder now",
        ),
        (("--against", "running"), "no rules run on this store, and none did"),
        (("--since", "3d", "--until", "2d"), "no items are kept from"),
        (("--since", "1h", "--until", "2h"), "must be before --until"),
        (("--rules", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_meant_is_refused(desk: Path, arguments: tuple[str, ...], said: str) -> None:
    found = run(*arguments, desk=desk)
    assert (found.returncode, found.stdout) == (2, "")
    assert said in found.stderr


@pytest.mark.parametrize("side", ["rules", "other"])
def test_rules_that_do_not_compile_are_refused_at_their_place_on_either_side(desk: Path, side: str) -> None:
    rules(desk / "other", "Kursk")
    (desk / side / "packs/war.yaml").write_text("rules:\n  kursk: {anny: [Kursk]}\n", encoding="utf-8")
    found = run("--against", "other", desk=desk)
    assert (found.returncode, found.stdout) == (2, "")
    assert f"{side}/packs/war.yaml:2:11: E" in found.stderr
    assert "did you mean 'any'" in found.stderr


def test_without_an_archive_and_without_items_it_says_what_writes_one(desk: Path) -> None:
    shutil.rmtree(desk / "data")
    found = run(desk=desk)
    assert (found.returncode, found.stdout) == (5, "")
    assert "there is no archive in " in found.stderr
    assert "and no items are in the store: it is written by `monitor run` unless" in found.stderr


def test_an_archive_without_items_is_no_archive(desk: Path) -> None:
    shutil.rmtree(desk / "data/archive/items")
    assert run(desk=desk).returncode == 5


def test_an_archive_of_a_newer_format_is_refused(desk: Path) -> None:
    path = desk / "data/archive/archive.json"
    path.write_text(path.read_text("utf-8").replace('"format": 1', '"format": 2'), encoding="utf-8")
    found = run(desk=desk)
    assert (found.returncode, found.stdout) == (2, "")
    assert "was written by a newer monitor (format 2; this one reads up to 1)" in found.stderr


def test_the_second_interrupt_ends_at_once() -> None:
    with first_interrupt_noted() as interrupted:
        signal.raise_signal(signal.SIGINT)
        assert interrupted.noted
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.slow
def test_an_interrupt_prints_what_is_done_so_far(desk: Path) -> None:
    shutil.rmtree(desk / "data/archive")
    archived(desk / "data/archive", [f"Kursk {n} reports {n * 7} of {n * n}" for n in range(20_000)])
    terminal, end = pty.openpty()
    arguments = [sys.executable, "-m", "monitor", "backtest", "--data", "data"]
    with subprocess.Popen(arguments, cwd=desk, stdout=subprocess.PIPE, stderr=end) as process:
        os.close(end)
        shown = ""
        while " items, " not in shown or "0 items, " in shown:
            shown = os.read(terminal, 10_000).decode(errors="replace")
        process.send_signal(signal.SIGINT)
        with suppress(OSError):  # the end of the process
            while os.read(terminal, 10_000):
                pass
        printed = process.stdout.read().decode() if process.stdout is not None else ""
    os.close(terminal)
    assert process.returncode == 130
    assert printed.startswith("interrupted: this is what was done up to ")
    assert "Antara: Kursk 0 reports 0 of 0" in printed or "alerts: the last 20 of" in printed

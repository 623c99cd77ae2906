"""The day of the demo, afterwards: on the desk's pages, in what it says to try next, and in a backtest."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command import Answer, command

WORD = "volunteers"
"""A word of the day that no shipped rule asks for."""


@dataclass(frozen=True)
class Demo:
    """A demo that is over."""

    data: Path
    """Its data directory."""
    printed: str
    page: str
    """The first page of the desk after the day, which stayed open until Ctrl-C."""
    code: int


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    data = tmp_path_factory.mktemp("demo") / "the data"
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "demo", "--web", "--speed", "5", "--data", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("UV_")},
    ) as played:
        assert played.stderr is not None
        address = ""
        for line in played.stderr:
            if found := re.search(r"open (http://127\.0\.0\.1:\d+)", line):
                address = found[1]
            if "stays open" in line:
                break
        with urllib.request.urlopen(address, timeout=30) as answer:
            page = answer.read().decode()
        played.send_signal(signal.SIGINT)
        printed, _ = played.communicate(timeout=60)
    return Demo(data=data, printed=printed, page=page, code=played.returncode)


def test_the_day_can_be_looked_at_after_it_is_over(demo: Demo) -> None:
    assert "nobody has acknowledged" in demo.page
    assert demo.page.count('<article class="story') > 5
    assert "North Korea" in demo.page
    assert "Every item is accounted for." in demo.printed
    assert demo.code == 0


def backtest(data: Path, rules: Path, *arguments: str) -> Any:
    answer = command("backtest", "--data", str(data), "--rules", str(rules), "--json", *arguments)
    assert (answer.returncode, answer.stderr) == (0, "")
    return json.loads(answer.stdout)


def edited(data: Path, to: Path) -> Path:
    """A copy of the demo's rules in which the rule `kursk` has one word more."""
    for path in (data / "rules").rglob("*.yaml"):
        text = path.read_text("utf-8").replace("[entity:place/kursk]", f"[entity:place/kursk, {WORD}]")
        copy = to / path.relative_to(data / "rules")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    return to


def ids(alerts: list[dict[str, str]]) -> set[str]:
    return {one["id"] for one in alerts}


def test_a_backtest_of_the_day_is_what_the_day_sent(demo: Demo, tmp_path: Path) -> None:
    data = demo.data
    shutil.copytree(data / "archive", tmp_path / "archive")
    log = json.loads(command("alerts", "log", "--data", str(data), "--json").stdout)["alerts"]
    for kept_in in (data, tmp_path):  # the store and the archive, the archive alone
        found = backtest(kept_in, data / "rules", "--against", "sent")
        assert ids(found["alerts"]) == ids(log)
        assert len(found["alerts"]) > 3
        difference = found["difference"]
        assert (difference["new"], difference["gone"], difference["changed"]) == ([], [], [])
        assert difference["same"] == len(found["alerts"])


@pytest.mark.slow
@pytest.mark.parametrize("against", ["sent", "rules"])
def test_an_added_word_brings_exactly_its_alerts(demo: Demo, tmp_path: Path, against: str) -> None:
    data = demo.data
    rules = edited(data, tmp_path / "edited")
    found = backtest(data, rules, "--against", against if against == "sent" else str(data / "rules"))
    searched = json.loads(command("search", WORD, "--data", str(data), "--json").stdout)
    told = {one["url"] for one in searched["items"] if not one["baseline"]}
    assert {one["url"] for one in found["difference"]["new"]} == told != set()
    assert {tuple(one["rules"]) for one in found["difference"]["new"]} == {("kursk",)}
    assert found["difference"]["gone"] == []


@pytest.mark.slow
def test_what_the_demo_says_to_try_works_as_it_is_printed(demo: Demo, tmp_path: Path) -> None:
    data, printed = demo.data, demo.printed
    lines = re.findall(r"^    (.*)$", printed.partition("Try next:")[2], flags=re.MULTILINE)
    answers = {line: in_a_shell(line, at=tmp_path) for line in lines}
    assert {line: one.stderr for line, one in answers.items() if one.returncode} == {}
    for name, expected in (("why", data.name), ("search", WORD), ("backtest", "0 new, 0 gone")):
        [(line, answer)] = [(line, one) for line, one in answers.items() if f" monitor {name} --data" in line]
        assert expected in f"{line}\n{answer.stdout}"
    assert (tmp_path / "my-rules").is_dir()
    assert f"add a word, say {WORD}, to the rule kursk" in printed


def in_a_shell(line: str, *, at: Path) -> Answer:
    """What a reader sees who copies a line into the shell."""
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, cwd=at, check=False)
    return Answer(returncode=done.returncode, stdout=done.stdout, stderr=done.stderr)

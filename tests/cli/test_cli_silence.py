"""`monitor silence` and `monitor alerts ack`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import Answer, command


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    return tmp_path


def monitor(*arguments: str, desk: Path, url: str) -> Answer:
    return command(*arguments, "--store", url, at=desk, environment={"USER": "night-desk", "LOGNAME": ""})


def test_a_silence_is_added_listed_and_ended(desk: Path, valkey_url: str) -> None:
    added = monitor(
        "silence", "add", "rule=kursk", "severity<=medium", "--for", "2h", "--comment", "a drill",
        desk=desk, url=valkey_url,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    name = added.stdout.split(":")[0]
    assert "silenced rule=kursk, severity<=medium until" in added.stdout
    assert "by night-desk: a drill" in added.stdout
    [listed] = json.loads(monitor("silence", "list", "--json", desk=desk, url=valkey_url).stdout)
    assert (listed["id"], listed["rule"]) == (name, "kursk")
    ended = monitor("silence", "expire", name, desk=desk, url=valkey_url)
    assert ended.stdout == "1 silence ended\n"
    assert monitor("silence", "list", desk=desk, url=valkey_url).stdout == "0 silences in force\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "rule="], "'rule=' has no value: write what to silence after it"),
        (["add", "kursk"], "'kursk' is not a matcher: expected rule=, tag="),
        (["add", "rul=kursk"], "did you mean 'rule='?"),
        (["add", "severity=high"], "did you mean 'severity<='?"),
        (["add", "severity<=grave"], "severity must be one of info, low, medium, high, critical, not 'grave'"),
        (["add", "rule=a", "rule=b"], "rule is given twice"),
        (["add", "rule=a", "--for", "forever"], "--for must be a duration such as 90s, 5m, 2h or 30d"),
        (["add", "rule=a", "--for", "900d"], "at most 365d"),
        (["expire", "nonsense"], "no silence nonsense; see `monitor silence list`"),
    ],
)
def test_a_mistake_is_named_with_what_was_meant(
    desk: Path, valkey_url: str, arguments: list[str], said: str
) -> None:
    refused = monitor("silence", *arguments, desk=desk, url=valkey_url)
    assert refused.returncode == 2
    assert said in refused.stderr
    assert refused.stdout == ""


def test_a_silence_for_a_rule_that_is_not_there_is_put_in_force_with_a_warning(
    desk: Path, valkey_url: str
) -> None:
    (desk / "rules" / "packs").mkdir()
    (desk / "rules" / "packs" / "p.yaml").write_text("pack: {id: p, owner: d}\nrules:\n  kursk: {any: [Kursk]}\n")
    added = monitor("silence", "add", "rule=kurks", desk=desk, url=valkey_url)
    assert added.returncode == 0
    assert added.stderr == "warning: rules has no rule 'kurks' (did you mean 'kursk'?)\n"
    monitor("silence", "expire", added.stdout.split(":")[0], desk=desk, url=valkey_url)


@pytest.mark.parametrize(
    ("matcher", "warning"),
    [
        ("tag=koera", "no rule and no feed of rules has the tag 'koera' (did you mean 'korea'?)"),
        ("tag=wire", ""),
        (
            "source=Antarra",
            "'Antarra' is no feed of rules, nor the title or domain of one (did you mean 'Antara'?)",
        ),
        ("source=antara", ""),
        ("source=antara.example", ""),
        ("story=e31b", "no story 'e31b' in the last 7 days"),
    ],
)
def test_a_silence_for_what_nothing_has_is_put_in_force_with_a_warning(
    desk: Path, valkey_url: str, matcher: str, warning: str
) -> None:
    (desk / "rules" / "packs").mkdir()
    (desk / "rules" / "packs" / "p.yaml").write_text(
        "pack: {id: p, owner: d}\nrules:\n  kursk: {any: [Kursk], tags: [korea]}\n"
    )
    (desk / "rules" / "feeds.yaml").write_text(
        "feeds:\n  antara: {url: 'https://antara.example/rss', title: Antara, tags: [wire]}\n"
    )
    added = monitor("silence", "add", matcher, desk=desk, url=valkey_url)
    assert added.returncode == 0
    assert added.stderr == (f"warning: {warning}\n" if warning else "")
    monitor("silence", "expire", added.stdout.split(":")[0], desk=desk, url=valkey_url)


def test_whoever_silences_can_say_who_they_are(desk: Path, valkey_url: str) -> None:
    added = monitor("silence", "add", "rule=kursk", "--by", "Ines", "--json", desk=desk, url=valkey_url)
    silence = json.loads(added.stdout)
    assert silence["by"] == "Ines"
    monitor("silence", "expire", silence["id"], "--by", "Ines", desk=desk, url=valkey_url)


def test_what_nobody_was_told_cannot_be_acknowledged(desk: Path, valkey_url: str) -> None:
    refused = monitor("alerts", "ack", "nothing", desk=desk, url=valkey_url)
    assert refused.returncode == 2
    assert "no alert and no story nothing; `monitor why` shows their ids" in refused.stderr

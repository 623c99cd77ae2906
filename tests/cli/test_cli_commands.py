"""The commands, run as a user runs them: in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.command import Answer, command

PACK = """\
pack: {id: test, owner: desk}
rules:
  kursk:
    title: Kursk
    any: [Kursk, Курск]
    tests:
      match: ["en: Fire near Kursk"]
      no_match: ["ru: курсы валют"]
"""


def monitor(*arguments: str, at: Path, given: str = "") -> Answer:
    return command(*arguments, at=at, given=given)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder in which `rules/` is a good one."""
    rules = tmp_path / "rules"
    (rules / "packs").mkdir(parents=True)
    (rules / "feeds.yaml").write_text("feeds:\n  antara: https://www.antaranews.com/rss/terkini.xml\n")
    (rules / "channels.yaml").write_text("channels:\n  console: {type: console}\n")
    (rules / "packs" / "test.yaml").write_text(PACK, encoding="utf-8")
    return tmp_path


def test_check_is_content_with_good_rules(desk: Path) -> None:
    checked = monitor("check", at=desk)

    assert checked.returncode == 0
    assert checked.stdout == "rules: 1 feed, 1 channel, 1 rule; no errors, 0 warnings\n"


def test_check_names_a_mistake_with_its_place_and_what_was_meant(desk: Path) -> None:
    (desk / "rules/packs/test.yaml").write_text("rules:\n  kursk:\n    anny: [Kursk]\n")
    checked = monitor("check", at=desk)

    assert checked.returncode == 1
    assert "rules/packs/test.yaml:3:5: E101 unknown key 'anny' (did you mean 'any'?)" in checked.stdout


def test_check_prints_json(desk: Path) -> None:
    found = json.loads(monitor("check", "--json", at=desk).stdout)

    assert (found["blocking"], found["warnings"]) == (0, 0)


def test_run_refuses_a_broken_folder_and_says_what_to_mend(desk: Path) -> None:
    (desk / "rules/feeds.yaml").write_text("feeds:\n  antara: antaranews.com\n")
    ran = monitor("run", "--data", str(desk / "data"), at=desk)

    assert ran.returncode == 2
    assert ran.stderr.startswith("rules/feeds.yaml:2:11: E105") or "rules/feeds.yaml:2:11: E105" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_test_says_which_example_fails_where_and_why(desk: Path) -> None:
    text = PACK.replace("Fire near Kursk", "Fire near Kurskaya")
    (desk / "rules/packs/test.yaml").write_text(text, encoding="utf-8")
    tested = monitor("test", at=desk)

    assert tested.returncode == 1
    assert "rules/packs/test.yaml:7:15: T001" in tested.stdout
    assert "Kurskaya" in tested.stdout
    assert '        ✗ Kursk: boundary("Kursk" inside "Kurskaya")' in tested.stdout
    assert tested.stdout.endswith("1 of 2 tests failed\n")


def test_test_writes_a_report_that_ci_can_read(desk: Path) -> None:
    tested = monitor("test", "--junit", "report.xml", "-k", "kursk", at=desk)

    assert tested.stdout == "2 tests, no failure\n"
    report = ET.fromstring((desk / "report.xml").read_text(encoding="utf-8"))
    assert [case.get("name") for case in report.iter("testcase")] == [
        "kursk matches 'Fire near Kursk'",
        "kursk does not match 'курсы валют'",
    ]


def test_test_can_insist_on_examples(desk: Path) -> None:
    (desk / "rules/packs/test.yaml").write_text("rules:\n  kursk: [Kursk]\n")

    assert monitor("test", at=desk).returncode == 0
    insisted = monitor("test", "--missing", at=desk)
    assert insisted.returncode == 1
    assert "without examples: kursk" in insisted.stdout


def test_test_plays_scenarios_without_secrets(desk: Path) -> None:
    (desk / "rules/channels.yaml").write_text("channels:\n  desk: {type: apprise, url: '${NO_SUCH_VARIABLE}'}\n")
    (desk / "rules/tests").mkdir()
    scenario = (
        "clock: 2024-10-29T06:00Z\nitems: [{title: Fire near Kursk}]\nexpect: [{rule: kursk, channel: desk}]\n"
    )
    (desk / "rules/tests/fire.yaml").write_text(scenario)

    tested = monitor("test", "-k", "fire", at=desk)
    assert (tested.stdout, tested.returncode) == ("1 test, no failure\n", 0)


def test_check_speaks_to_github_and_to_code_scanning(desk: Path) -> None:
    (desk / "rules/packs/test.yaml").write_text("rules:\n  kursk:\n    anny: [Kursk]\n")
    told = monitor("check", "--format", "github", at=desk).stdout
    scanned = json.loads(monitor("check", "--format", "sarif", at=desk).stdout)

    assert told == (
        "::error file=rules/packs/test.yaml,line=3,col=5,title=E101::unknown key 'anny' (did you mean 'any'?)\n"
    )
    assert scanned["runs"][0]["results"][0]["ruleId"] == "E101"


def test_check_can_be_strict(desk: Path) -> None:
    (desk / "rules/packs/test.yaml").write_text(PACK.replace("Fire near Kursk", "Fire"), encoding="utf-8")

    assert monitor("check", at=desk).returncode == 0
    checked = monitor("check", "--strict", at=desk)
    assert (checked.returncode, "T001 'kursk' does not match 'Fire'" in checked.stdout) == (1, True)


def test_why_reads_a_text_and_shows_the_words_that_fired(desk: Path) -> None:
    asked = monitor("why", "-", at=desk, given="Fire near Kursk\nNobody was hurt.\n")

    assert asked.returncode == 0
    assert "✓ kursk: “Kursk”" in asked.stdout


def test_why_shows_what_a_rule_misses(desk: Path) -> None:
    asked = monitor("why", "-", "--rule", "kursk", at=desk, given="The Kurskaya station\n")

    assert asked.returncode == 1
    assert 'boundary("Kursk" inside "Kurskaya")' in asked.stdout


def test_why_answers_although_a_file_is_broken(desk: Path) -> None:
    (desk / "rules/packs/other.yaml").write_text("rules:\n  moscow: {anny: [Moscow]}\n")
    asked = monitor("why", "-", at=desk, given="Fire near Kursk\n")

    assert (asked.returncode, "✓ kursk: “Kursk”" in asked.stdout) == (0, True)
    assert "rules has 1 error: what is broken is missing here; see monitor check" in asked.stderr


def test_why_of_a_rule_that_is_switched_off_says_where(desk: Path) -> None:
    (desk / "rules/packs/other.yaml").write_text("rules:\n  moscow: {any: [Moscow], enabled: no}\n")
    asked = monitor("why", "-", "--rule", "moscow", at=desk, given="Moscow\n")

    assert (asked.returncode, "switched off (enabled: false) at rules/packs/other.yaml:2" in asked.stderr) == (
        2,
        True,
    )


def test_why_knows_nothing_of_an_item_that_never_came(desk: Path) -> None:
    asked = monitor("why", "https://a.example/1", "--data", str(desk / "data"), at=desk)

    assert asked.returncode == 1
    assert "nothing is known of https://a.example/1" in asked.stderr


def test_init_makes_a_folder_that_passes_check_and_test(tmp_path: Path) -> None:
    assert monitor("init", at=tmp_path).returncode == 0
    assert monitor("check", at=tmp_path).returncode == 0
    assert monitor("test", at=tmp_path).returncode == 0


def test_init_leaves_a_folder_with_anything_in_it_alone(desk: Path) -> None:
    made = monitor("init", at=desk)

    assert made.returncode == 2
    assert "is not empty" in made.stderr
    assert (desk / "rules/packs/test.yaml").read_text(encoding="utf-8") == PACK


def test_an_argument_that_is_no_text_is_refused(desk: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "monitor", "why", b"caf\xe9"], cwd=desk, capture_output=True, check=False
    )

    assert (asked.returncode, asked.stdout) == (2, b"")
    assert b"monitor: the argument 'caf\\udce9' is not UTF-8" in asked.stderr


def test_status_of_a_store_that_is_not_there_says_so(desk: Path) -> None:
    status = monitor("status", "--store", "redis://127.0.0.1:1/0", at=desk)

    assert status.returncode == 3
    assert "redis://127.0.0.1:1" in status.stderr
    assert "Traceback" not in status.stderr


def test_status_of_a_new_store_balances(desk: Path) -> None:
    shown = monitor("status", "--data", str(desk / "data"), at=desk).stdout
    assert "! no daemon has ever run on the store in" in " ".join(shown.split())
    found = json.loads(monitor("status", "--json", "--data", str(desk / "data"), at=desk).stdout)

    assert found["counts"]["fetched"] == found["counts"]["matched"] == 0


def test_alerts_wants_to_know_which(desk: Path) -> None:
    replayed = monitor("alerts", "replay", "--data", str(desk / "data"), at=desk)

    assert replayed.returncode == 2
    assert "or use --all" in replayed.stderr


def test_doctor_names_what_is_wrong_and_the_fix(desk: Path) -> None:
    (desk / "rules/channels.yaml").write_text("channels:\n  desk: {type: apprise, url: '${NO_SUCH_VARIABLE}'}\n")
    asked = monitor("doctor", "--data", str(desk / "data"), at=desk)

    assert asked.returncode == 1
    assert "NO_SUCH_VARIABLE is not set" in asked.stdout
    assert "store: valkey" in asked.stdout


def test_an_unknown_command_is_answered_in_words(desk: Path) -> None:
    called = monitor("chek", at=desk)

    assert called.returncode == 2
    assert "No such command 'chek'" in called.stderr

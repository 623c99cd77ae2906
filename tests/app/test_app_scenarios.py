"""Scenarios: news over time through the real stages, with a clock that jumps."""

from __future__ import annotations

import asyncio
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.app.rehearsal.judge import judge
from monitor.app.rehearsal.rehearse import rehearse
from monitor.app.rehearsal.scenarios import read_scenarios
from monitor.config.configuration import load_configuration

PACK = """\
rules:
  kursk: {any: [Kursk], severity: high}
  flood: {any: [flood], throttle: {every: 1h, per: rule}}
  night: {any: [owl], schedule: {hours: "06:00-22:00", tz: Asia/Jakarta, outside: hold}}
"""
BEGIN = "clock: 2024-10-29T12:00+07:00\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder of rules with one channel."""
    for name, text in {
        "feeds.yaml": "feeds:\n  antara: {url: 'https://a.example/rss', title: Antara, lang: id}\n",
        "channels.yaml": "channels:\n  desk: {type: console}\n",
        "packs/p.yaml": PACK,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    return tmp_path


def played(desk: Path, scenario: str, *, timezone: tzinfo = UTC) -> list[str]:
    """What is wrong with a scenario, each from its line on."""
    (desk / "tests" / "s.yaml").write_text(scenario, encoding="utf-8")
    configuration = load_configuration(desk, environment={})
    ((document, read),) = read_scenarios(configuration)
    problems = list(document.problems)
    if read is not None:
        problems += judge(read, asyncio.run(rehearse(read, configuration, timezone=timezone)), configuration)
    return [str(problem).partition("s.yaml:")[2] for problem in sorted(problems)]


def test_a_scenario_that_comes_out_as_written_says_nothing(desk: Path) -> None:
    scenario = """
items:
  - {title: Drone strike near Kursk, source: A}
  - {at: +10m, title: Drone strike near Kursk, source: B}
  - {at: 2024-10-29T05:20:00Z, title: Weather, feed: antara}
expect:
  - {rule: kursk, channel: desk, reason: first}
  - {at: +10m, channel: desk, suppressed_by: folded}
  - {at: +20m, suppressed_by: no match}
"""
    assert played(desk, BEGIN + scenario) == []


def test_an_alert_that_nobody_expects_fails_at_its_item(desk: Path) -> None:
    (line,) = played(desk, BEGIN + "items:\n  - {title: Fire near Kursk}\nexpect: []\n")
    assert line.startswith("3:5: T002 not expected: 2024-10-29T12:00:00+07:00 desk sent: first")
    assert line.endswith("rules: kursk")


def test_an_expectation_that_fails_shows_what_happened_and_why_the_rule_did_not_fire(desk: Path) -> None:
    (line,) = played(
        desk, BEGIN + "items: [{title: Fire near Kurskaya}]\nexpect:\n  - {rule: kursk, channel: desk}\n"
    )
    head, *tree = line.splitlines()
    assert head.startswith("4:5: T002 expected at 2024-10-29T12:00:00+07:00: desk sent because of rule kursk; but")
    assert tree == ["    ✗ kursk: kursk", "      ✗ any", '        ✗ Kursk: boundary("Kursk" inside "Kurskaya")']


def test_a_throttle_is_kept_by_the_clock_of_the_scenario(desk: Path) -> None:
    scenario = """
items:
  - {title: flood in the north of Java, source: A}
  - {at: +30m, title: an unrelated flood of letters in Bern, source: B}
  - {at: +2h, title: third flood hits Lima airport, source: C}
expect:
  - {rule: flood, channel: desk}
  - {at: +30m, channel: desk, suppressed_by: throttled}
  - {at: +2h, channel: desk}
"""
    assert played(desk, BEGIN + scenario) == []


def test_what_is_held_for_the_night_is_told_in_the_morning(desk: Path) -> None:
    scenario = """
clock: 2024-10-29T23:00+07:00
items:
  - {title: an owl is seen}
expect:
  - {channel: desk, suppressed_by: quiet hours}
  - {at: 2024-10-30T06:00+07:00, rule: night, channel: desk}
"""
    assert played(desk, scenario) == []


def test_what_waits_for_further_sources_is_held_for_that_and_not_by_hours(desk: Path) -> None:
    routes = "channels: {desk: {type: console}}\nroutes: [{to: [desk], group_wait: 5m, group_interval: 1h}]\n"
    (desk / "channels.yaml").write_text(routes, encoding="utf-8")
    scenario = """
items:
  - {title: Drone strike near Kursk, source: A}
expect:
  - {channel: desk, suppressed_by: group wait}
  - {at: +5m, rule: kursk, channel: desk, reason: first}
"""
    assert played(desk, BEGIN + scenario) == []

    (line,) = played(desk, BEGIN + scenario.replace("group wait", "quiet hours"))
    assert (
        "expected at 2024-10-29T12:00:00+07:00: desk suppressed: out of hours; but desk held: group wait" in line
    )


def test_a_rule_that_alerts_too_often_waits_for_the_digest_in_a_scenario_too(desk: Path) -> None:
    (desk / "monitor.yaml").write_text("storm: 1\n", encoding="utf-8")
    scenario = """
items:
  - {title: Drone strike near Kursk, source: A}
  - {at: +1m, title: Mayor of Kursk opens a bridge, source: B}
expect:
  - {rule: kursk, channel: desk}
  - {at: +1m, channel: desk, suppressed_by: storm}
  - {at: +10m, rule: kursk, channel: desk}
"""
    assert played(desk, BEGIN + scenario) == []


def test_hours_that_name_no_zone_are_those_of_the_daemon(desk: Path) -> None:
    (desk / "packs" / "p.yaml").write_text(PACK.replace("tz: Asia/Jakarta, ", ""), encoding="utf-8")
    scenario = """
clock: 2024-10-29T23:00+07:00
items:
  - {title: an owl is seen}
expect:
  - {rule: night, channel: desk, reason: first}
"""
    assert played(desk, scenario) == []
    assert played(desk, scenario, timezone=ZoneInfo("Asia/Jakarta")) != []
    (desk / "monitor.yaml").write_text("timezone: Asia/Jakarta\n", encoding="utf-8")
    assert played(desk, scenario) != []


def test_an_expectation_at_a_time_when_nothing_happens_names_the_times_when_something_does(desk: Path) -> None:
    lines = played(desk, BEGIN + "items: [{title: rain}]\nexpect:\n  - {at: +5m, channel: desk}\n")
    assert "nothing happens then (something does at 2024-10-29T12:00:00+07:00)" in lines[0]


@pytest.mark.parametrize(
    ("scenario", "problem"),
    [
        ("items: []\nexpect: []\n", "1:1: E106 a scenario needs `clock`, `items` and `expect`"),
        (
            "clock: 2024-10-29 06:00\nitems: []\nexpect: []\n",
            "1:8: E105 a time is written 2024-10-29T06:00+07:00, or +20m after the clock, not the text",
        ),
        (BEGIN + "items: [{titel: x}]\nexpect: []\n", "2:10: E101 unknown key 'titel' (did you mean 'title'?)"),
        (BEGIN + "items: [{title: x, at: +}]\nexpect: []\n", "2:24: E105 a time is written"),
        (BEGIN + "items: [{title: x, feed: antar}]\nexpect: []\n", "no feed 'antar' (did you mean 'antara'?)"),
        (BEGIN + "items: []\nexpect: [{rule: kurs}]\n", "3:17: E201 no rule 'kurs' (did you mean 'kursk'?)"),
        (BEGIN + "items: []\nexpect: [{channel: dek}]\n", "3:20: E201 no channel 'dek' (did you mean 'desk'?)"),
        (BEGIN + "items: []\nexpect: [{reason: frist}]\n", "3:19: E105 reason must be one of"),
        (BEGIN + "items: []\nexpect: [{suppressed_by: folde}]\n", "(did you mean 'folded'?)"),
        (BEGIN + "items: 5\nexpect: []\n", "2:8: E105 an entry of items must be a mapping"),
    ],
)
def test_faults_of_scenarios_are_told_at_their_place(desk: Path, scenario: str, problem: str) -> None:
    assert any(problem in line for line in played(desk, scenario))


WHEN = """\
rules:
  dprk-army: [North Korea]
  dprk-burst:
    title: Burst of news on North Korea
    when: {rules: [dprk-*]}
    count: {at_least: 3, distinct: source, within: 1h}
  kcna-silent: {when: {where: {feeds: [antara]}}, absent: {for: 26h, unless: feed_down}}
"""


def test_what_comes_together_and_what_is_absent_is_played_by_the_clock(desk: Path) -> None:
    (desk / "packs" / "p.yaml").write_text(WHEN, encoding="utf-8")
    scenario = """
items:
  - {title: North Korea sends troops to the west coast, source: A}
  - {at: +10m, title: Missile launch by North Korea surprises neighbours, source: B}
  - {at: +20m, title: North Korea opens a hotel on the beach, source: C}
  - {at: +30m, title: Weather, feed: antara}
  - {at: +4d, title: More weather, feed: antara}
expect:
  - {rule: dprk-army, channel: desk}
  - {at: +10m, rule: dprk-army, channel: desk}
  - {at: +20m, rule: dprk-army, channel: desk}
  - {at: +20m, rule: dprk-burst, channel: desk, reason: first}
  - {at: +26h30m, rule: kcna-silent, channel: desk}
  - {at: +5d2h, rule: kcna-silent, channel: desk}
"""
    assert played(desk, BEGIN + scenario) == []


def test_an_absence_that_nobody_expects_fails_at_the_scenario(desk: Path) -> None:
    (desk / "packs" / "p.yaml").write_text(WHEN, encoding="utf-8")
    (line,) = played(desk, BEGIN + "items: []\nexpect:\n  - {at: +27h, suppressed_by: no match}\n")[:1]
    assert line.startswith("1:1: T002 not expected: 2024-10-30T14:00:00+07:00 desk sent: first, nothing for 26 h")
    assert "since the rule began to watch at 2024-10-29 05:00 UTC" in line


def test_an_item_with_a_guid_that_its_feed_had_before_is_an_edit(desk: Path) -> None:
    scenario = """
items:
  - {title: Quiet day, feed: antara, guid: a}
  - {at: +5m, title: "Troops enter Kursk, villages evacuated", feed: antara, guid: a}
  - {at: +10m, title: "Kursk: ceasefire signed overnight after long talks", feed: antara, guid: a}
  - {at: +11m, title: "Kursk: ceasefire signed overnight, after long talks", feed: antara, guid: a}
  - {at: +2d, title: Nothing, feed: antara, guid: b}
expect:
  - {suppressed_by: no match}
  - {at: +5m, rule: kursk, channel: desk, reason: first}
  - {at: +10m, rule: kursk, channel: desk, reason: changed}
  - {at: +11m, channel: desk, suppressed_by: duplicate}
  - {at: +2d, suppressed_by: no match}
"""
    assert played(desk, BEGIN + scenario) == []
    wrong = played(desk, BEGIN + scenario.replace("reason: changed", "reason: first"))
    assert len(wrong) == 2, "one that is missing at its own line, one that was not expected"
    assert all("headline changed" in said or "first" in said for said in wrong), wrong


def test_one_guid_in_two_feeds_is_two_items(desk: Path) -> None:
    scenario = """
items:
  - {title: Drone strike near Kursk, feed: antara, guid: a}
  - {at: +10m, title: Owls return to the forest, source: B, guid: a}
expect:
  - {rule: kursk, channel: desk, reason: first}
  - {at: +10m, rule: night, channel: desk, reason: first}
"""
    assert played(desk, BEGIN + scenario) == []

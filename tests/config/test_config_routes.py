"""The routing tree as a user writes it, and what is said when it is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config.configuration import Configuration, load_configuration
from monitor.model.ids import ChannelName, FeedId, RuleId, Severity
from monitor.model.matching.rule_hit import Hours, Outside
from monitor.model.sending.alert import Escalation

TREE = """\
channels:
  desk: {type: console}
  phone: {type: console}
routes:
  - tags: [korea]
    langs: [ko, unknown]
    feeds: [antara]
    tiers: [1, 2]
    rules: [kursk]
    to: [desk]
    group_wait: 30s
    group_interval: 5m
    repeat: 1h
    escalate: {after: 10m, to: [phone]}
    schedule: {hours: "06:00-22:00", tz: Asia/Jakarta, outside: digest}
    routes:
      - {severity: [critical], to: [phone], repeat: 5m, continue: true}
      - {severity: [high]}
  - {to: [desk]}
inhibit:
  - {when: [critical], silences: [low, medium], for: 3h}
"""


def configuration(tmp_path: Path, channels: str) -> Configuration:
    (tmp_path / "feeds.yaml").write_text("feeds:\n  antara: {url: 'https://a.example/', tier: 1}\n")
    (tmp_path / "channels.yaml").write_text(channels)
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "p.yaml").write_text("pack: {id: p, owner: desk}\nrules:\n  kursk: {any: [Kursk]}\n")
    return load_configuration(tmp_path, environment={})


def test_a_routing_tree_is_read_with_what_its_routes_inherit(tmp_path: Path) -> None:
    found = configuration(tmp_path, TREE)
    assert not any(problem.path.endswith("channels.yaml") for problem in found.problems)
    korea, rest = found.routes
    critical, high = korea.routes
    assert (korea.langs, korea.feeds, korea.tiers, korea.rules) == (
        ("ko", "unknown"),
        frozenset({FeedId("antara")}),
        frozenset({1, 2}),
        frozenset({RuleId("kursk")}),
    )
    assert korea.options.group_wait == timedelta(seconds=30)
    assert korea.options.escalate == Escalation(after=timedelta(minutes=10), to=(ChannelName("phone"),))
    assert (critical.to, critical.options.repeat, critical.continue_) == (("phone",), timedelta(minutes=5), True)
    assert (high.to, high.options) == (("desk",), korea.options)
    assert korea.options.hours == Hours(
        start=6 * 60, end=22 * 60, timezone="Asia/Jakarta", outside=Outside.DIGEST, passes=Severity.CRITICAL
    )
    assert (rest.options.repeat, rest.options.hours) == (None, None)
    assert found.feeds[FeedId("antara")].tier == 1


def test_inhibitions_are_read(tmp_path: Path) -> None:
    [inhibition] = configuration(tmp_path, TREE).inhibitions
    assert inhibition.when == {Severity.CRITICAL}
    assert inhibition.silences == {Severity.LOW, Severity.MEDIUM}
    assert inhibition.span == timedelta(hours=3)


@pytest.mark.parametrize(
    ("routes", "problem"),
    [
        ("routes:\n  - {to: [dessk]}\n", "4:11: E201 no channel 'dessk' (did you mean 'desk'?)"),
        (
            "routes:\n  - {group_wiat: 3s, to: [desk]}\n",
            "E101 unknown key 'group_wiat' (did you mean 'group_wait'?)",
        ),
        ("routes:\n  - {feeds: [antra], to: [desk]}\n", "4:14: E201 no feed 'antra' (did you mean 'antara'?)"),
        ("routes:\n  - {rules: [kurks], to: [desk]}\n", "4:14: E201 no rule 'kurks' (did you mean 'kursk'?)"),
        ("routes:\n  - {langs: [Korean], to: [desk]}\n", "4:14: E201 no language 'Korean': write it like"),
        ("routes:\n  - {langs: [xq], to: [desk]}\n", "4:14: E201 no language 'xq'"),
        ("routes:\n  - {langs: [eng], to: [desk]}\n", "(did you mean 'en'?)"),
        ("routes:\n  - {to: [desk, desk]}\n", "4:17: W230 to names the channel 'desk' twice: once is enough"),
        ("routes:\n  - {escalate: {after: 5m, to: [desk, desk]}, to: [desk]}\n", "W230 to names the channel"),
        ("routes:\n  - {feeds: [antara, antara], to: [desk]}\n", "W230 feeds names the feed 'antara' twice"),
        ("routes:\n  - {to: [desk], group_wait: 8d}\n", "4:30: W227 group_wait: a story ends after 7 days"),
        ("routes:\n  - {to: [desk], group_interval: 8d}\n", "W227 group_interval: a story ends after 7 days"),
        ("routes:\n  - {to: [desk], repeat: 2d}\n", "W227 repeat: nobody is reminded of news that is older"),
        (
            "routes:\n  - {to: [desk], escalate: {after: 8d, to: [desk]}}\n",
            "W227 after: a story ends after",
        ),
        ("routes:\n  - {to: [desk], repeat: 4000d}\n", "4:26: E105 repeat must be at most 3650d, not 4000d"),
        ("inhibit:\n  - {when: [critical], for: 73h}\n", "W227 for: alerts are remembered for 72 hours"),
        ("routes:\n  - {tiers: [best], to: [desk]}\n", "E105 tiers must be a whole number, not 'best'"),
        ("routes:\n  - {repeat: often, to: [desk]}\n", "E105 repeat must be a duration"),
        ("routes:\n  - {escalate: {after: 5m}, to: [desk]}\n", "E106 escalate needs 'after' and 'to'"),
        ("routes:\n  - {escalate: {after: 5m, to: [fone]}, to: [desk]}\n", "E201 no channel 'fone'"),
        ("routes:\n  - {schedule: {hours: 6-22}, to: [desk]}\n", 'E105 hours must be like "06:00-22:00"'),
        ("routes:\n  - {tags: [x]}\n", "E106 a route needs 'to'"),
        ("routes:\n  - {tags: [x], routes: [{tags: [y]}]}\n", "E106 a route needs 'to'"),
        ("routes:\n  - {to: [desk]}\n  - {tags: [x], to: [desk]}\n", "5:5: W202 unreachable route"),
        ("inhibit:\n  - {silences: [low]}\n", "E106 inhibit needs 'when'"),
        ("inhibit: {when: [high]}\n", "E105 inhibit must be a list"),
        ("inhibit:\n  - {when: [grave]}\n", "E105 when must be one of info, low"),
    ],
)
def test_each_mistake_in_the_routing_is_named_with_its_place(tmp_path: Path, routes: str, problem: str) -> None:
    found = configuration(tmp_path, "channels:\n  desk: {type: console}\n" + routes)
    said = [str(one).removeprefix(f"{tmp_path}/channels.yaml:") for one in found.problems]
    assert any(problem in one for one in said), said


def test_a_language_that_there_is_not_makes_no_route_fit_everything(tmp_path: Path) -> None:
    routes = "routes:\n  - {langs: [xq], to: [desk]}\n  - {to: [desk]}\n"
    found = configuration(tmp_path, "channels:\n  desk: {type: console}\n" + routes)
    assert [one.code for one in found.problems if one.path.endswith("channels.yaml")] == ["E201"]

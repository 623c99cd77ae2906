"""The shipped rules are without fault, and hold on the demo's day."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.app.rehearsal.judge import judge
from monitor.app.rehearsal.rehearse import rehearse
from monitor.app.rehearsal.scenarios import read_scenarios
from monitor.config.configuration import Configuration, load_configuration
from monitor.demo.day import Bulletin, Day, load_day
from monitor.detect.detector import Detector
from monitor.detect.explain.try_examples import check_examples
from monitor.detect.load import load
from monitor.detect.rules.keys import keys
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item

RULES = Path(__file__).parents[1] / "rules"
NOW = datetime(2024, 10, 29, 12, tzinfo=UTC)
BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^( +)# (?=[a-z]+: \{|- \{)", re.MULTILINE)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(load(RULES).rules, now=lambda: NOW)


@pytest.fixture(scope="module")
def day() -> Day:
    return load_day()


def fired(detector: Detector, day: Day, bulletin: Bulletin) -> set[str]:
    """The ids of the rules that a bulletin fires, as the item that collecting would make of it."""
    outlet = next(outlet for outlet in day.outlets if outlet.id == bulletin.outlet)
    item = Item(
        id=ItemId(f"{bulletin.outlet}{bulletin.at}"),
        feed=FeedId(outlet.id),
        source=outlet.title,
        url="",
        title=bulletin.title,
        summary=bulletin.summary,
        lang=outlet.lang,
        first_seen_at=NOW,
    )
    match = detector.detect(item)
    return set() if match is None else {str(hit.rule) for hit in match.rules}


def test_the_shipped_rules_have_no_faults() -> None:
    loaded = load(RULES, channels=["console"], today=NOW.date())
    assert [str(problem) for problem in loaded.problems if problem.code[0] in "EW"] == []
    assert loaded.rules.rules


def test_the_examples_in_the_shipped_rules_hold() -> None:
    assert [str(problem) for problem in check_examples(load(RULES).rules)] == []


async def faults_of_scenarios(configuration: Configuration) -> list[str]:
    read = read_scenarios(configuration)
    assert read
    problems = [problem for document, _ in read for problem in document.problems]
    for _, scenario in read:
        if scenario is not None:
            problems += judge(scenario, await rehearse(scenario, configuration, timezone=UTC), configuration)
    return [str(problem) for problem in problems]


async def test_the_shipped_scenarios_come_out_as_written() -> None:
    assert await faults_of_scenarios(load_configuration(RULES, environment={})) == []


def test_every_shipped_rule_is_tried_in_more_than_one_language() -> None:
    for rule in load(RULES).rules.rules:
        assert len({example.lang for example in rule.examples}) > 1, rule.id
        assert {example.matches for example in rule.examples} == {True, False}, rule.id


def test_every_bulletin_of_a_story_fires_the_rules_of_the_story(detector: Detector, day: Day) -> None:
    missed = [
        (bulletin.outlet, bulletin.title, missing)
        for bulletin in day.bulletins
        if bulletin.story and (missing := set(day.stories[bulletin.story].fires) - fired(detector, day, bulletin))
    ]
    assert missed == []


def test_nothing_else_of_the_day_rings(detector: Detector, day: Day) -> None:
    rung = [
        (bulletin.outlet, bulletin.title, rules)
        for bulletin in day.bulletins
        if not (bulletin.story and day.stories[bulletin.story].fires) and (rules := fired(detector, day, bulletin))
    ]
    assert rung == []


def test_the_shipped_feeds_and_channels_have_no_faults() -> None:
    configuration = load_configuration(RULES, environment={})
    feeds = configuration.feeds.values()
    assert [str(problem) for problem in configuration.problems if problem.code[0] in "EW"] == []
    assert set(configuration.channels) == {"console"}
    assert len(feeds) == len({feed.url for feed in feeds}) == len({feed.title for feed in feeds}) == 59
    assert all(feed.lang and feed.tags for feed in feeds)
    assert any("state" in feed.tags for feed in feeds)


def test_the_examples_in_the_channels_file_work_when_switched_on(tmp_path: Path) -> None:
    shutil.copytree(RULES, tmp_path / "rules")
    channels = tmp_path / "rules" / "channels.yaml"
    written = channels.read_text(encoding="utf-8")
    channels.write_text(EXAMPLE.sub(r"\1", written), encoding="utf-8")
    secrets = dict.fromkeys(re.findall(r"\$\{([A-Z_]+)\}", written), "T0123456789abcdefghijklmn")
    secrets["TELEGRAM_TOKEN"] = "123456789:abcdefghijklmnopqrstuvwxyz_ABCDEFGH"
    secrets["SLACK_TOKEN"] = "xoxb-0123456789"
    configuration = load_configuration(tmp_path / "rules", environment=secrets)
    assert set(configuration.channels) == {"console", "desk", "slack", "bot", "mail", "hook", "phone", "chat"}
    assert len(configuration.routes) == 3


async def test_every_block_of_the_readme_is_valid(tmp_path: Path) -> None:
    blocks = BLOCK.findall((RULES / "README.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 8
    for name, content in blocks:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    loaded = load(tmp_path)
    # The very first rule is as short as can be, and so without examples.
    faults = [problem for problem in loaded.problems if problem.code[0] in "EW" and problem.code != "W216"]
    assert [str(problem) for problem in (*faults, *check_examples(loaded.rules))] == []
    configuration = load_configuration(tmp_path, environment={})
    assert len(configuration.feeds) == 2
    assert len(configuration.routes) == 2
    assert await faults_of_scenarios(configuration) == []


@pytest.mark.parametrize("part", ["groups", "style", "leaf", "where", "throttle", "schedule", "story", "tests"])
def test_the_readme_names_every_key_of_the_language(part: str) -> None:
    text = (RULES / "README.md").read_text(encoding="utf-8")
    assert [key for key in keys(part) if not re.search(rf"\b{key}\b", text)] == []

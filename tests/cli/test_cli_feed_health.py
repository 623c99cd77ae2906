"""`monitor feeds list` and `health`, as a user runs it, and what it makes of the feeds' states."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from monitor.cli.feeds.health import show
from monitor.cli.feeds.list_feeds import cells
from monitor.collect.schedule.cadence import first_guess
from monitor.desk.query.feed_reports import made, our_clock
from monitor.detect.rules.conditions import EVERY_ITEM, EVERYWHERE, SourcePlace, Where
from monitor.detect.rules.rule import Rule
from monitor.model.ids import FeedId, RuleId
from monitor.model.news.feed import Feed
from monitor.model.news.visit import FeedState, FetchFailure, PollState
from tests.command import Answer, command
from tests.fakes import NOON


def monitor(*arguments: str, at: Path) -> Answer:
    return command(*arguments, at=at)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "feeds.yaml").write_text(
        "feeds:\n  kabar: {url: 'https://desk:s3cret@kabar.example/rss', title: Kabar, every: 5m}\n"
    )
    (tmp_path / "rules" / "channels.yaml").write_text("channels:\n  console: {type: console}\n")
    return tmp_path


def test_a_feed_that_was_never_visited_is_neither_well_nor_ill(desk: Path) -> None:
    health = monitor("feeds", "health", "--data", "d", at=desk)
    assert (health.returncode, health.stdout) == (0, "1 feed: 0 well, 1 not visited yet\n")
    listed = monitor("feeds", "list", "--json", "--data", "d", at=desk)
    [report] = json.loads(listed.stdout)
    assert (report["feed"], report["state"], report["every_s"]) == ("kabar", "not visited yet", 300)
    assert report["url"] == "https://kabar.example/rss"
    assert "s3cret" not in health.stdout + listed.stdout + listed.stderr


def state(name: str, *, failure: FetchFailure | None = None, memory: PollState | None = None) -> FeedState:
    remembered = memory or PollState(known=True, gap=600, fresh_at=NOON)
    return FeedState(
        feed=FeedId(name), next_visit_at=NOON, failures=remembered.failures, failure=failure or "",
        detail="", good_at=NOON, memory=remembered,
    )  # fmt: skip


def configured(*names: str) -> dict[FeedId, Feed]:
    return {FeedId(name): Feed(id=FeedId(name), url=f"https://{name}.example/", title=name) for name in names}


def test_the_worst_feed_comes_first_and_among_equals_the_one_that_failed_most() -> None:
    failing = PollState(known=True, gap=600, fresh_at=NOON, failures=2, failing_since=NOON)
    states = [
        state("well"),
        state("twice", failure=FetchFailure.TIMEOUT, memory=failing),
        state("often", failure=FetchFailure.TIMEOUT, memory=replace(failing, failures=9)),
        state("gone", failure=FetchFailure.GONE, memory=failing),
    ]
    found = made(configured("new", "well", "twice", "often", "gone"), states, at=NOON)
    assert [report.feed for report in found] == ["gone", "often", "twice", "new", "well"]
    assert [report.state for report in found] == ["gone", "failing", "failing", "not visited yet", "well"]


def test_a_feed_that_was_always_empty_has_no_newest_item() -> None:
    empty = first_guess(PollState(known=True), [], now=NOON)
    undated = first_guess(PollState(known=True), [None], now=NOON)
    states = [state("empty", memory=empty), state("undated", memory=undated)]
    found = made(configured("empty", "undated"), states, at=NOON + timedelta(hours=2))
    assert {report.feed: cells(report, at=NOON + timedelta(hours=2))[4] for report in found} == {
        "empty": "none so far",
        "undated": "2 h ago",
    }


def test_a_feed_that_the_files_here_do_not_explain_is_shown_all_the_same() -> None:
    found = made({}, [state("secretive", failure=FetchFailure.GONE)], at=NOON)
    assert [(report.feed, report.state) for report in found] == [("secretive", "gone")]


def test_an_outage_of_our_own_network_is_said_once_and_not_for_each_feed() -> None:
    states = [state(f"f{number}", failure=FetchFailure.OUR_NETWORK) for number in range(30)]
    page = io.StringIO()
    found = made(configured(*(one.feed for one in states)), states, at=NOON)
    show(Console(file=page, width=200), found, everything=False)
    first, *rest = [line for line in page.getvalue().splitlines() if line]
    assert first.startswith(
        "! 30 feeds cannot be reached; no server has answered since 2026-03-12 12:00 UTC: our own"
    )
    assert rest == ["30 feeds: 0 well, 30 our network"]


def test_if_most_servers_agree_that_a_clock_is_wrong_it_is_ours() -> None:
    def clocks(*skews: int) -> timedelta | None:
        names = [f"f{number}" for number in range(len(skews))]
        states = [
            state(name, memory=PollState(known=True, fresh_at=NOON, skew=skew))
            for name, skew in zip(names, skews, strict=True)
        ]
        return our_clock(made(configured(*names), states, at=NOON))

    assert clocks(3600, 3590, 3610, 0) == timedelta(seconds=3600)
    assert clocks(3600, 3590, 0, 0, 0) is None
    assert clocks(3600) is None
    assert clocks() is None


def a_rule(name: str, within: timedelta | None, where: Where = EVERYWHERE) -> Rule:
    place = SourcePlace("p.yaml", 1, 1)
    return Rule(id=RuleId(name), title=name, condition=EVERY_ITEM, where=where, within=within, place=place)


ASKS = PollState(known=True, gap=600, fresh_at=NOON, max_age=1800)
QUIET = PollState(known=True, gap=7200, fresh_at=NOON)


@pytest.mark.parametrize(
    ("feed", "memory", "says", "do"),
    [
        ({"every": 600, "within": 300}, QUIET, "every 10 minutes", "write `every: 5m`"),
        ({"floor": 600, "within": 120}, QUIET, "every 30 minutes", "`floor: 2m` and `ceiling: 2m`"),
        ({"within": 90}, QUIET, "every 30 minutes", "give it `ceiling: 90s`"),
        ({"within": 300}, ASKS, "every 30 minutes", "Its server asks for that"),
        ({"within": 30}, QUIET, "every 30 minutes", "once a minute at most"),
        ({"within": 1800}, QUIET, "", ""),
        ({"every": 600}, QUIET, "", ""),
    ],
)
def test_a_feed_that_is_visited_too_seldom_for_what_is_wanted_says_what_to_change(
    feed: dict[str, int], memory: PollState, says: str, do: str
) -> None:
    spans: dict[str, Any] = {name: timedelta(seconds=seconds) for name, seconds in feed.items()}
    feeds = {FeedId("a"): replace(configured("a")[FeedId("a")], **spans)}
    [report] = made(feeds, [state("a", memory=memory)], at=NOON)
    assert [finding.issue for finding in report.findings] == (["late"] if says else [])
    assert all(says in finding.says and do in finding.do for finding in report.findings)


def test_rules_say_how_late_the_news_of_the_feeds_that_they_look_at_may_be() -> None:
    feeds = configured("a", "b", "c")
    feeds[FeedId("b")] = replace(feeds[FeedId("b")], lang="id")
    states = [state(name, memory=QUIET) for name in feeds]
    rules = [
        a_rule("slow", timedelta(hours=1)),
        a_rule("quick", timedelta(minutes=2), Where(feeds=("a",))),
        a_rule("other", timedelta(minutes=3), Where(langs=("en",), feeds=("b",))),
        replace(a_rule("off", timedelta(minutes=1)), enabled=False),
    ]
    first, *rest = made(feeds, states, at=NOON, rules=rules)
    assert (first.feed, first.state, first.within_s) == ("a", "late", 120)
    assert "`within` of rule quick of 2 minutes" in first.findings[0].says
    assert [(report.state, report.within_s) for report in rest] == [("well", 3600)] * 2


def test_feeds_that_are_slower_than_usual_are_named_in_a_line_but_well() -> None:
    feeds = configured("a", "b", "c")
    memories = {"a": QUIET, "b": PollState(known=True, gap=240, fresh_at=NOON), "c": QUIET}
    feeds[FeedId("c")] = replace(feeds[FeedId("c")], within=timedelta(hours=1))
    found = made(feeds, [state(name, memory=memory) for name, memory in memories.items()], at=NOON)
    screen = Console(file=io.StringIO(), width=200)
    show(screen, found, everything=False)
    assert isinstance(screen.file, io.StringIO)
    shown = screen.file.getvalue()
    assert "3 feeds: 3 well" in shown
    assert "News of 1 feed can be seen later than after 5 min: a 30 min." in shown

"""`monitor feeds list` and `health`, as a user runs it, and what it makes of the feeds' states."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rich.console import Console

from monitor.cli.feeds.health import show
from monitor.cli.feeds.list_feeds import cells
from monitor.collect.schedule.cadence import first_guess
from monitor.desk.query.feed_reports import made, our_clock
from monitor.model.ids import FeedId
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

"""`monitor stories`, as a user runs it."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.clock import now
from monitor.group.grouper import Grouper
from monitor.model.ids import FeedId, ItemId, RuleId, Severity
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import RuleHit
from monitor.model.news.item import Item
from monitor.model.sending.decision import Decision
from monitor.model.story import Correction
from monitor.store.base import keys
from monitor.store.base.codec import encode_decision
from monitor.store.connection.client import connect
from monitor.store.decisions.decision_log import DecisionLog
from tests.command import Answer, command

QUAKE = "Strong earthquake shakes northern Japan coast, tsunami warning issued"
BANK = "Central bank lifts interest rates in Jakarta"


@dataclass(frozen=True)
class Desk:
    """A store in which three outlets reported a quake, the third by an agency's text, and one a bank."""

    folder: Path
    url: str
    items: tuple[str, ...]

    def monitor(self, *arguments: str) -> Answer:
        return command("stories", *arguments, "--store", self.url, at=self.folder)

    def shown(self, story: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.monitor("show", story, "--json").stdout)
        return found


async def decided(url: str, reports: list[tuple[str, str, str]]) -> tuple[str, ...]:
    client = await connect(url)
    grouper = Grouper()
    ids = []
    for number, (source, title, author) in enumerate(reports):
        item = Item(
            id=ItemId(secrets.token_hex(12)), feed=FeedId(source), source=source, url=f"https://{source}.example",
            title=title, author=author, first_seen_at=now() - timedelta(minutes=30 - number),
        )  # fmt: skip
        match = Match(item=item, rules=(RuleHit(rule=RuleId("r"), title="r", severity=Severity.LOW),))
        body = encode_decision(Decision(match=match, assignment=grouper.group(match)))
        await client.read("XADD", client.key(keys.LOG), "*", "i", item.id, "v", body)
        ids.append(item.id)
    await client.aclose()
    return tuple(ids)


async def corrections(url: str) -> Sequence[Correction]:
    client = await connect(url)
    try:
        return await DecisionLog(client).corrections()
    finally:
        await client.aclose()


@pytest.fixture
def desk(tmp_path: Path, valkey_url: str) -> Desk:
    (tmp_path / "rules").mkdir()
    reports = [("one", QUAKE, "Kyodo"), ("two", f"{QUAKE} - Two", ""), ("three", QUAKE, ""), ("four", BANK, "")]
    return Desk(tmp_path, valkey_url, asyncio.run(decided(valkey_url, reports)))


def test_stories_are_listed_the_newest_first(desk: Desk) -> None:
    listed = desk.monitor("list")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.splitlines()[0].startswith(desk.items[3])
    found = {story["id"]: story for story in json.loads(desk.monitor("list", "--json").stdout)}
    assert found[desk.items[0]]["sources"] == ["one", "two", "three"]
    assert (found[desk.items[0]]["items"], found[desk.items[0]]["independent"]) == (3, 1)


def test_a_story_is_shown_with_why_each_item_is_there(desk: Desk) -> None:
    shown = desk.monitor("show", desk.items[1][:10]).stdout
    assert f"story {desk.items[0]}: 3 items from 3 sources, 1 independent" in shown
    assert "same item (score 1.00): same title as" in shown
    assert "the account of Kyodo: does not count as independent" in shown


def test_an_item_is_split_off_and_merged_back(desk: Desk) -> None:
    first, second, *_ = desk.items
    split = desk.monitor("split", second)
    assert split.returncode == 0, split.stderr
    assert f"left it for story {second}" in split.stdout
    assert [entry["item"] for entry in desk.shown(second)["timeline"]] == [second]
    assert desk.shown(second)["timeline"][0]["by_hand"]
    assert desk.shown(first)["items"] == 2
    assert "nothing to split" in desk.monitor("split", second).stdout
    assert desk.monitor("merge", second, first).returncode == 0
    assert desk.shown(first)["items"] == 3
    assert "nothing to merge" in desk.monitor("merge", second, first).stdout


def test_two_stories_are_kept_apart_until_they_are_merged(desk: Desk) -> None:
    first, _, _, bank = desk.items
    told = desk.monitor("apart", first, bank)
    assert told.returncode == 0, told.stderr
    assert f"“{QUAKE}” and “{BANK}” are kept apart, and what follows in them" in told.stdout
    assert f"kept apart by hand from {bank} “{BANK}”" in desk.monitor("show", first).stdout
    assert (desk.shown(first)["kept_apart"], desk.shown(bank)["kept_apart"]) == ([bank], [first])
    assert (desk.shown(first)["items"], desk.shown(bank)["items"]) == (3, 1)
    assert "are one story; `monitor stories split`" in desk.monitor("apart", first, desk.items[1]).stdout
    assert desk.monitor("merge", bank, first).returncode == 0
    assert "kept apart" not in desk.monitor("show", first).stdout
    assert desk.shown(first)["items"] == 4


def test_with_a_correction_go_the_titles_that_are_most_alike(desk: Desk) -> None:
    first, second, _, bank = desk.items
    desk.monitor("split", second)
    desk.monitor("merge", bank, first)
    desk.monitor("apart", first, second)
    made = asyncio.run(corrections(desk.url))
    assert [[(pair.one, pair.other) for pair in one.examples] for one in made[-3:]] == [
        [(QUAKE, f"{QUAKE} - Two")],
        [(QUAKE, BANK)],
        [(QUAKE, f"{QUAKE} - Two")],
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "ffffffffffffffffffffffff0"), 1, "no story ffffffffffffffffffffffff0 in the last 72 hours"),
        (("show", "ab"), 1, "no story ab"),
        (("split", "{0}"), 2, "opened the story, which bears its id"),
        (("split", "{1}", "{3}"), 2, "these items belong to 2 stories"),
        (("merge", "{0}", "ffffffffffffffffffffffff0"), 1, "no story"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(desk: Desk, arguments: tuple[str, ...], code: int, said: str) -> None:
    refused = desk.monitor(*(argument.format(*desk.items) for argument in arguments))
    assert (refused.returncode, said in refused.stderr) == (code, True), refused.stderr

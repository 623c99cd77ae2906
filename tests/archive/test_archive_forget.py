"""Forgetting: afterwards nothing of it is in the archive or the store, counts are even, the rest is as it was."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.archive.driver import connected, paths_literal
from monitor.archive.read.verify import verify
from monitor.archive.segments import segments
from monitor.archive.tables import TableName
from monitor.clock import from_ms, now
from monitor.desk.edit.forget import forget, forget_request, previewed
from monitor.desk.query.audit import settled
from monitor.desk.shapes.forgotten import ForgottenShape
from monitor.errors import MonitorError
from monitor.model.activity import Deed
from monitor.model.forgetting.scrub import GONE
from monitor.model.ids import StoryId
from monitor.model.matching.correlation import Contribution
from monitor.model.matching.correlation_state import CorrelationState
from monitor.model.matching.match import Match
from monitor.model.sending.alert import Alert
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Outcome
from monitor.model.story import Correction, TitlePair
from monitor.store.base import keys
from monitor.store.base.codec import decode_decision, encode
from monitor.store.connection.client import Client
from monitor.store.forgetting.requests import ForgetRequests
from monitor.store.forgetting.sweep import StoreSweep
from monitor.store.queues.dead_letters import dead_letters
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.queues.outbox import ChannelOutbox
from monitor.store.records.acknowledgements import Acknowledgements, about
from monitor.store.records.counts import counts
from tests.archive.archive_stand import Stand, news
from tests.fakes import SOMEBODY
from tests.store.deciding import Deciding, deciding
from tests.store.store_news import (
    DESK,
    alert,
    as_admin,
    assignment,
    collected,
    delivery,
    everything,
    held,
    item,
    match,
    matched,
)

SECRET, KEPT, LATER = "secret", "kept", "later"
NAMES = (SECRET, KEPT, LATER)
"""The first is to be forgotten; the second joined its story; the third has nothing to do with it."""


@pytest.fixture
def stand(client: Client, tmp_path: Path) -> Stand:
    return Stand(client=client, folder=tmp_path / "archive")


def of_story(name: str) -> Alert:
    """An alert of an item in the story of the secret one, whose headline it therefore has."""
    secret = item(SECRET)
    told = alert(name, story=secret.id)
    return replace(
        told,
        story=replace(told.story, headline=secret.title),
        explanation=f"near “{secret.title}”",
        digest_lines=(f"1. {secret.title}",),
    )


async def decided(decisions: Deciding, hit: Match, told: Alert, *, token: int) -> None:
    await decisions.alerts.queue([told])
    place = replace(assignment(hit), story=told.story, explanation=told.explanation)
    [work] = await decisions.matches.take(1, token=token)
    state = CorrelationState(
        key="k", began_at=now(), seen=(Contribution(member="a", at=now(), item=hit.item.id, title=hit.item.title),)
    )
    made = Decision(match=hit, assignment=place, outcomes=(told,))
    made = replace(made, state_change=replace(made.state_change, states=(state,)))
    assert await decisions.log.append(work, made, token=token)


async def full_of_news(client: Client) -> None:
    """The three items everywhere where the store has texts."""
    await matched(client, *NAMES)
    decisions = deciding(client)
    token = await held(decisions)
    for name in (KEPT, LATER, SECRET):  # the state of the rule with `when` is that of the last
        await decided(decisions, match(name), alert(LATER) if name == LATER else of_story(name), token=token)
    outbox = ChannelOutbox(client)
    sender = await outbox.hold(DESK, "sender")
    assert sender is not None
    found = {one.alert.match.item.id: one for one in await outbox.waiting(DESK, limit=9, token=sender)}
    await outbox.sent(found[item(KEPT).id], delivery(of_story(KEPT)))
    await outbox.dead(found[item(SECRET).id], delivery(of_story(SECRET), Outcome.REFUSED))
    told = of_story(SECRET)
    await Acknowledgements(client).acknowledge(told.story.id, at=now(), by=SOMEBODY, about=about(told))
    pair = TitlePair(one=item(KEPT).title, other=item(SECRET).title)
    told_apart = Correction(story=StoryId("a"), into=StoryId("b"), examples=(pair,))
    await decisions.log.correct(told_apart, Deed.SPLIT, at=now(), by=SOMEBODY)
    await collected_again(client)
    for place, waiting in (("update_body", "updates"), ("follow_body", "followups")):
        await as_admin(client, "HSET", key(client, place), "x", encode(told))
        await as_admin(client, "ZADD", key(client, waiting), 1, "x")
    waits = replace(told, id=alert("waits").id)
    await as_admin(client, "HSET", key(client, "body"), waits.id, encode(waits))
    await as_admin(client, "ZADD", key(client, "delayed"), 2**53, waits.id)
    await as_admin(client, "HINCRBY", client.key(keys.DECISION_COUNTS), "matched", 1)
    edit = b"w" + b"m" * 6, b"p" * 13 + item(SECRET).id.encode() + b"\0" + encode(item(SECRET))
    await as_admin(client, "HSET", client.key(keys.edits(item(SECRET).feed)), *edit)
    await as_admin(client, "XADD", client.key(keys.UNREADABLE), "*", "v", b"{" + encode(item(SECRET)))


async def collected_again(client: Client) -> None:
    """The same items on their way to the rules, and their matches on the way to a decision."""
    for name in NAMES:
        fields = ("i", item(name).id, "v", encode(item(name)))
        await as_admin(client, "XADD", client.key(keys.ITEMS), "*", *fields)
        await as_admin(client, "XADD", client.key(keys.MATCHES), "*", "v", encode(match(name)))
    await as_admin(client, "HINCRBY", client.key(keys.ITEM_COUNTS), "new", 3)
    await as_admin(client, "HINCRBY", client.key(keys.ITEM_COUNTS), "matched_items", 3)


def key(client: Client, part: str) -> str:
    return client.key(keys.channel(DESK, part))


async def traces(stand: Stand) -> list[str]:
    """Where the secret's title, address or guid still is."""
    secret = item(SECRET)
    found = []
    for name, value in (await everything(stand.client)).items():
        if any(one.encode() in repr_of(value) for one in (secret.title, secret.url, secret.guid)):
            found.append(name.decode())
    for table in TableName:
        for one in segments(stand.folder, table):
            with connected() as connection:
                rows = connection.run(
                    f"SELECT to_json(r)::VARCHAR FROM read_parquet({paths_literal([one.path])}) AS r"
                )
            found += [one.path.name for [row] in rows if any(part in row for part in (secret.title, secret.url))]
        found += [path.name for path in (stand.folder / table).glob(".*")]
    return found


def repr_of(value: Any) -> bytes:
    match value:
        case bytes():
            return value
        case dict():
            return b" ".join(repr_of(part) for pair in value.items() for part in pair)
        case list() | tuple() | set():
            return b" ".join(map(repr_of, value))
        case _:
            return str(value).encode()


async def carried_out(stand: Stand, **what: Any) -> ForgottenShape:
    """Asked for on the command line, done by the process that writes the archive."""
    request, _ = await previewed(stand.client, forget_request(**what, by=SOMEBODY), folder=stand.folder)
    asking = asyncio.create_task(forget(stand.client, request, folder=stand.folder))
    while await ForgetRequests(stand.client).asked() is None:
        await asyncio.sleep(0.01)
    while not asking.done():
        await stand.step()
        await asyncio.sleep(0.05)
    return await asking


@pytest.mark.parametrize(
    ("what", "archived"), [({"url": item(SECRET).url}, True), ({"text": "kursk SECRET"}, False)]
)
async def test_nothing_is_left_of_it(stand: Stand, what: dict[str, Any], *, archived: bool) -> None:
    await full_of_news(stand.client)
    if archived:
        await stand.step()
    assert len(await traces(stand)) > 10

    _, found = await previewed(stand.client, forget_request(**what, by=SOMEBODY), folder=stand.folder)
    assert len(await traces(stand)) > 10, "looking changes nothing"
    done = await carried_out(stand, **what)

    assert await traces(stand) == []
    assert (found.items, found.archive, found.store) == (1, done.archive, done.store)
    assert (found.store["waiting alerts"], found.store["dead letters"]) == (1, 1)
    assert [balance.of for balance in await settled(stand.client) if balance.missing] == []
    counted = await counts(stand.client)
    assert [counted[f"forgotten_{name}"] for name in ("items", "matches", "alerts")] == [1, 1, 1]

    await stand.step()
    assert [one.id for one in stand.items()] == [item(name).id for name in (KEPT, LATER)], "in one life, once"
    assert verify(stand.folder).flaws == ()
    assert sorted(stand.rows(TableName.DECISIONS, "item", "headline")) == sorted(
        (item(name).id, item(name).title) for name in (KEPT, LATER)
    )
    assert stand.rows(TableName.DELIVERIES, "item", "headline") == [(item(KEPT).id, GONE)]
    [*_, forgot] = stand.rows(TableName.ACTIVITY, "action", "person", "headline")
    assert forgot == ("forget", "somebody", "")


async def test_what_quoted_it_goes_on_without_it(stand: Stand) -> None:
    await full_of_news(stand.client)
    token = await deciding(stand.client).lease.hold()
    await carried_out(stand, url=item(SECRET).url)

    log = await stand.client.read("XRANGE", stand.client.key(keys.LOG), "-", "+")
    kept, later = [decode_decision(fields[b"v"]) for _, fields in log]
    assert kept.assignment.story.headline == GONE
    assert kept.assignment.explanation == f"near “{GONE}”"
    assert kept.assignment.story.id == of_story(KEPT).story.id, "what was sent of the story is still known"
    assert kept.match == match(KEPT)
    assert later.assignment.story == alert(LATER).story
    states = await deciding(stand.client).log.states()
    assert [one.title for one in states["k"].seen] == [GONE]
    [told_apart] = await deciding(stand.client).log.corrections()
    assert told_apart.examples == (TitlePair(one=item(KEPT).title, other=GONE),)
    assert await deciding(stand.client).lease.hold() != token, "the stories in memory are rebuilt"
    assert await dead_letters(stand.client) == []


async def test_what_somebody_works_on_is_met_again_as_what_becomes_of_it(client: Client) -> None:
    await collected(client, SECRET)
    queue = ItemQueue(client, consumer="at work")
    works = await queue.take(1)
    request = replace(forget_request(url=item(SECRET).url, by=SOMEBODY), items=(item(SECRET).id,))

    async def swept() -> Counter[str]:
        sweep = StoreSweep(client=client, request=request, apply=True, on_disk={})
        await sweep.run()
        return sweep.counts

    assert (await swept())["forgotten_items"] == 1
    assert await client.read("XLEN", client.key(keys.ITEMS)) == 1
    await queue.detected(works, [match(SECRET)])
    assert (await swept())["forgotten_matches"] == 1
    assert (await swept()).total() == 0
    assert [balance.of for balance in await settled(client) if balance.missing] == []


async def test_everything_from_before_an_instant_goes(stand: Stand) -> None:
    client = stand.client
    old, new = 1_600_000_000_000, 1_700_000_000_000
    for name, at in (("older", old - 1), ("old", old), ("new", new)):
        await news(client, name, entry=f"{at}-0")
        body = encode(replace(item(name), first_seen_at=from_ms(at)))
        aside = client.key(keys.quarantine(keys.ITEMS))
        await as_admin(client, "XADD", aside, "*", "v", body)
        if name != "older":
            await stand.step()
    found = await carried_out(stand, before=from_ms(old + 1))

    assert [one.id for one in stand.items()] == [item("new").id]
    assert [entry for entry, _ in await client.read("XRANGE", client.key(keys.HISTORY), "-", "+")] == [
        b"%d-0" % new
    ]
    assert (found.archive["items"], found.store) == (2, {"history": 2, "quarantined": 2})
    assert len(segments(stand.folder, TableName.ITEMS)) == 1, "a file of which nothing is left goes"


async def test_a_newest_file_of_which_nothing_is_left_stays_for_its_name(stand: Stand) -> None:
    await news(stand.client, SECRET)
    await stand.step()
    before = stand.files()
    await carried_out(stand, url=item(SECRET).url)
    assert (stand.files(), stand.items()) == (before, [])
    stand.begin()
    await news(stand.client, KEPT)
    await stand.step()
    assert [one.life for one in segments(stand.folder, TableName.ITEMS)] == [0, 0], (
        "the store has forgotten nothing"
    )
    assert [one.id for one in stand.items()] == [item(KEPT).id]


async def test_what_cannot_be_read_is_named(stand: Stand) -> None:
    await news(stand.client, SECRET, KEPT)
    await stand.step()
    bad = stand.folder / "items" / ".bad-history-0-1_2.parquet"
    bad.write_bytes(b"PAR1")
    lines = stand.folder / "items" / ".unreadable-history.lines"
    lines.write_bytes(b"1 - {" + encode(item(SECRET)) + b"\n2 - {other\n")
    found = await carried_out(stand, url=item(SECRET).url)
    assert found.not_reached == (f"{bad}: was moved aside, because it cannot be read",)
    assert lines.read_bytes() == b"2 - {other\n"


async def test_an_archive_that_is_elsewhere_is_not_passed_over(stand: Stand) -> None:
    await news(stand.client, SECRET)
    await stand.step()
    with pytest.raises(MonitorError, match=r"the archive of this store is not in .* run this command there"):
        await previewed(
            stand.client, forget_request(url="x", by=SOMEBODY), folder=stand.folder.with_name("elsewhere")
        )


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({}, "one of --url, --text and --before"),
        ({"url": "a", "text": "some text"}, "one of --url, --text and --before"),
        ({"text": " a"}, "at least 3 characters"),
        ({"before": datetime(2100, 1, 1, tzinfo=UTC)}, "must not be in the future"),
    ],
)
def test_a_request_that_is_unclear_is_refused(what: dict[str, Any], why: str) -> None:
    with pytest.raises(MonitorError, match=why):
        forget_request(**what, by=SOMEBODY)


@pytest.mark.gate
async def test_a_process_that_is_killed_in_the_middle_leaves_the_rest_to_the_next(
    client: Client, valkey_url: str, tmp_path: Path
) -> None:
    stand = Stand(client=client, folder=tmp_path / "archive")
    await full_of_news(client)
    for _ in range(3):
        await news(client, *(f"n{number}" for number in range(50)))
        await stand.step()
    await stand.archiver.finish()
    request, _ = await previewed(client, forget_request(url=item(SECRET).url, by=SOMEBODY), folder=stand.folder)
    assert await ForgetRequests(client).ask(request)
    for lives in range(6):  # killed at another moment each time, the last goes on to the end
        arguments = ("-m", "tests.archive.archiver_process", valkey_url, client.prefix, str(stand.folder), "none")
        process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
        try:
            async with asyncio.timeout(0.4 + 0.2 * lives if lives < 5 else 120):
                while await ForgetRequests(client).asked() is not None:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            pass
        process.kill()
        await process.wait()
    for path in (stand.folder / "items").glob(".*"):
        path.unlink()  # leftovers of the kills, which the sweep removes an hour later
    assert await traces(stand) == []
    assert len(stand.items()) == 152
    assert verify(stand.folder).flaws == ()
    assert [balance.of for balance in await settled(client) if balance.missing] == []

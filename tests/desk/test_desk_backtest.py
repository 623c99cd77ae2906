"""Backtests: kept items, from the archive and the store, decided about as the daemon would have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from monitor.app.rehearsal.backtest_players import chosen_rules, player_maker, warm_up
from monitor.archive.read.filters import EVERYTHING
from monitor.clock import now
from monitor.config.configuration import Configuration, load_configuration
from monitor.config.shipped import shipped_rules
from monitor.config.snapshot import snapshot
from monitor.demo.day import load_day
from monitor.desk.query.past.backtest import BacktestScope, backtest
from monitor.desk.query.past.kept_items import KeptItems
from monitor.desk.query.running_rules import running_rules
from monitor.desk.shapes.backtest import BacktestShape
from monitor.errors import MonitorError, NoArchiveError
from monitor.model.ids import AlertId, ChannelName, FeedId, ItemId, RuleId, Severity, StoryId
from monitor.model.news.item import Item
from monitor.model.sending.alert import Reason, copy_id
from monitor.model.sending.delivery import DeliveryRecord, Outcome
from monitor.store.base import keys
from monitor.store.base.codec import encode
from monitor.store.connection.client import Client
from monitor.store.connection.stream_pages import PAGE
from monitor.store.records.ruleset_state import RulesetStore
from tests.archive.archive_stand import Stand
from tests.fakes import an_item
from tests.store.store_news import as_admin

NOW = now().replace(microsecond=0)
CHANNELS = "channels: {desk: {type: console}}\nroutes: [{to: [desk]}]\n"


def folder(path: Path, *rules: str, channels: str = CHANNELS) -> Configuration:
    """A folder of rules with one pack."""
    (path / "packs").mkdir(parents=True, exist_ok=True)
    lines = "".join(f"  {rule}\n" for rule in rules)
    (path / "packs/war.yaml").write_text(f"pack: {{id: conflict}}\nrules:\n{lines}", encoding="utf-8")
    (path / "channels.yaml").write_text(channels, encoding="utf-8")
    (path / "feeds.yaml").write_text("feeds: {antara: https://a.example/rss}\n", encoding="utf-8")
    return load_configuration(path, environment={}).require()


KURSK = "kursk: {any: [entity:place/kursk], severity: low}"
DRONE = "drone: {any: [drone], severity: low}"


def news(title: str, *, ago: timedelta = timedelta(hours=1), lang: str = "en", name: str = "") -> Item:
    """An item that was seen a while ago."""
    at = NOW - ago
    key = name or title
    return an_item(
        title, id=ItemId(key), lang=lang, feed=FeedId("antara"), url=f"https://x.org/{key}", first_seen_at=at
    )


async def put(client: Client, *items: Item, baseline: bool = False) -> None:
    for item in items:
        at = str(round(item.first_seen_at.timestamp() * 1000))
        flag = ("b", "") if baseline else ()
        await as_admin(client, "XADD", client.key(keys.HISTORY), f"{at}-*", "i", item.id, "v", encode(item), *flag)


@pytest.fixture
def stand(client: Client, tmp_path: Path) -> Stand:
    return Stand(client=client, folder=tmp_path / "archive")


async def play(
    stand: Stand,
    configuration: Configuration,
    *others: Configuration,
    since: timedelta = timedelta(days=1),
    until: timedelta = timedelta(0),
    rules: Sequence[str] = (),
    against: str = "",
    stopped: Sequence[bool] = (),
    most_matches: int = 10_000,
) -> BacktestShape:
    chosen = chosen_rules(configuration, rules)
    alone = chosen if chosen and not against else None
    stops = list(stopped)
    return await backtest(
        stand.client,
        BacktestScope(
            since=NOW - since,
            until=NOW - until,
            warm_up=warm_up(configuration),
            rules=chosen,
            against=against,
            most_matches=most_matches,
        ),
        [player_maker(configuration, timezone=UTC, only=alone), *(player_maker(o, timezone=UTC) for o in others)],
        archive=stand.folder,
        stopped=lambda: stops.pop(0) if stops else False,
    )


def titles(found: BacktestShape) -> list[str]:
    return [one.headline for one in found.alerts]


async def test_alerts_stories_and_counts_are_those_of_the_daemon(stand: Stand, tmp_path: Path) -> None:
    await put(
        stand.client,
        news("North Korean troops arrive in Kursk", ago=timedelta(hours=3)),
        news("North Korean troops arrive in Kursk", ago=timedelta(hours=2), name="copy"),
        news("Rain in Jakarta"),
        news("A drone over the harbour of Bergen"),
    )
    found = await play(stand, folder(tmp_path / "rules", KURSK, DRONE))
    assert titles(found) == ["North Korean troops arrive in Kursk", "A drone over the harbour of Bergen"]
    assert [one.at for one in found.alerts] == [NOW - timedelta(hours=3), NOW - timedelta(hours=1)]
    assert (found.matches, found.suppressed, found.candidates) == (3, {"folded": 1}, 4)
    assert [(one.rule, one.matches, one.first, one.changed, one.suppressed) for one in found.rules] == [
        ("kursk", 2, 1, 0, 1), ("drone", 1, 1, 0, 0),
    ]  # fmt: skip


async def test_stories_that_began_before_are_known(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("North Korean troops arrive in Kursk", ago=timedelta(hours=30)))
    await put(stand.client, news("North Korean troops arrive in Kursk", name="copy"))
    rules = folder(tmp_path / "rules", KURSK)
    found = await play(stand, rules)
    assert (titles(found), found.suppressed, found.complete) == ([], {"folded": 1}, False)


async def test_what_is_both_archived_and_in_the_store_is_played_once(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("Kursk one", ago=timedelta(hours=3)), news("Drone two", ago=timedelta(hours=2)))
    await stand.step()
    await put(stand.client, news("Kursk three"))
    rules = folder(tmp_path / "rules", KURSK, DRONE)
    whole = await play(stand, rules)
    assert [one.item for one in whole.alerts] == ["Kursk one", "Drone two", "Kursk three"]
    await as_admin(stand.client, "XTRIM", stand.client.key(keys.HISTORY), "MAXLEN", "2")
    assert (await play(stand, rules)).alerts == whole.alerts
    await as_admin(stand.client, "XTRIM", stand.client.key(keys.HISTORY), "MAXLEN", "1")
    assert (await play(stand, rules)).alerts == whole.alerts


async def test_what_the_store_forgets_meanwhile_is_read_from_the_archive(stand: Stand) -> None:
    number = 3 * PAGE
    items = [news(str(n), ago=timedelta(hours=3) - timedelta(seconds=n)) for n in range(number)]
    await put(stand.client, *items)
    kept = KeptItems(
        client=stand.client, archive=stand.folder, since=NOW - timedelta(days=1), until=NOW, where=EVERYTHING
    )
    found: list[str] = []
    async for batch in kept.batches():
        if not found:
            await stand.step()
            await as_admin(stand.client, "XTRIM", stand.client.key(keys.HISTORY), "MAXLEN", "10")
        found += [item.id for item in batch]
    assert found == [item.id for item in items]


async def test_baselines_are_no_news(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("Kursk one", ago=timedelta(hours=3)), baseline=True)
    await stand.step()
    await put(stand.client, news("Kursk two"), baseline=True)
    assert titles(await play(stand, folder(tmp_path / "rules", KURSK))) == []


@pytest.mark.parametrize("every", [16, pytest.param(1, marks=pytest.mark.gate)])
async def test_the_archive_gives_what_the_store_gives_for_every_shipped_rule(stand: Stand, every: int) -> None:
    day = load_day()
    langs = {outlet.id: outlet.lang for outlet in day.outlets}
    items = [
        replace(
            news(bulletin.title, ago=timedelta(hours=40) - bulletin.at, name=str(number)),
            summary=bulletin.summary,
            source=bulletin.outlet,
            lang=langs[bulletin.outlet] if number % 3 else None,
        )
        for number, bulletin in enumerate(day.bulletins)
    ]
    await put(stand.client, *items)
    configuration = load_configuration(shipped_rules(), environment={})
    played = [(), *((rule.id,) for rule in configuration.rules.rules[::every])]
    stored = [await play(stand, configuration, since=timedelta(days=3), rules=names) for names in played]
    await stand.step()
    await as_admin(stand.client, "DEL", stand.client.key(keys.HISTORY))
    archived = [await play(stand, configuration, since=timedelta(days=3), rules=names) for names in played]
    assert [(one.alerts, one.rules, one.suppressed) for one in archived] == [
        (one.alerts, one.rules, one.suppressed) for one in stored
    ]
    assert sum(bool(one.alerts) for one in stored) >= 2
    assert {one.candidates for one in stored} == {len(items)}
    assert min(one.candidates for one in archived) < len(items) / 2


async def test_a_rule_is_played_alone_or_with_the_others_and_then_picked_out(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("Drone falls in Kursk", ago=timedelta(hours=3)), news("Kursk is quiet"))
    rules = folder(tmp_path / "rules", KURSK, DRONE)
    alone = await play(stand, rules, rules=["drone"])
    assert [(one.headline, one.rules) for one in alone.alerts] == [("Drone falls in Kursk", ("drone",))]
    with_others = await play(stand, rules, rules, rules=["drone"], against="other")
    assert [one.rules for one in with_others.alerts] == [("kursk", "drone")]
    assert [one.rule for one in with_others.rules] == ["drone"]


async def test_rules_that_a_rule_counts_are_played_and_do_not_alert(stand: Stand, tmp_path: Path) -> None:
    burst = "burst: {when: {rules: [drone]}, count: {at_least: 2, distinct: source, within: 3h}}"
    one, two = news("Drone over Bergen", ago=timedelta(hours=2)), news("A ferry sees a drone")
    await put(stand.client, replace(one, source="Satu"), replace(two, source="Dua"))
    found = await play(stand, folder(tmp_path / "rules", KURSK, DRONE, burst), rules=["burst"])
    assert [alert.rules for alert in found.alerts] == [("burst",)]


async def test_rules_and_packs_are_named_or_refused(tmp_path: Path) -> None:
    rules = folder(tmp_path / "rules", KURSK, DRONE)
    both = {"kursk", "drone"}
    assert chosen_rules(rules, []) == set()
    assert chosen_rules(rules, ["drone"]) == {"drone"}
    for name in ("war", "conflict", "war.yaml", "packs/war.yaml", str(tmp_path / "rules/packs/war.yaml")):
        assert chosen_rules(rules, [name]) == both, name
    with pytest.raises(MonitorError, match=r"no rule and no pack 'dron'.*did you mean 'drone'"):
        chosen_rules(rules, ["kursk", "dron"])


async def test_other_rules_are_compared_alert_by_alert(stand: Stand, tmp_path: Path) -> None:
    await put(
        stand.client,
        news("Troops in Kursk", ago=timedelta(hours=3)),
        news("Drone over Bergen", ago=timedelta(hours=2)),
        news("Ferry late"),
    )
    now_ = folder(tmp_path / "now", KURSK.replace("low", "high"), DRONE)
    before = folder(tmp_path / "before", KURSK, "ferry: {any: [ferry], severity: low}")
    difference = (await play(stand, now_, before, against="before")).difference
    assert difference is not None
    assert [one.headline for one in difference.new] == ["Drone over Bergen"]
    assert [one.headline for one in difference.gone] == ["Ferry late"]
    assert difference.same == 1
    assert [(one.before.severity, one.now.severity) for one in difference.changed] == [("low", "high")]
    nothing = (await play(stand, now_, now_, against="now")).difference
    assert nothing is not None
    assert (nothing.new, nothing.gone, nothing.same) == ((), (), 2)


async def test_the_rules_that_run_are_those_that_the_daemon_keeps_in_the_store(
    stand: Stand, tmp_path: Path
) -> None:
    with pytest.raises(MonitorError, match="no rules run on this store, and none did"):
        await running_rules(stand.client)
    await put(stand.client, news("Troops in Kursk", ago=timedelta(hours=3)), news("Drone over Bergen"))
    folder(tmp_path / "rules", KURSK)
    await RulesetStore(stand.client).keep(snapshot(tmp_path / "rules"))
    edited = folder(tmp_path / "rules", KURSK.replace("]", ", drone]"))
    running = await running_rules(stand.client)
    difference = (await play(stand, edited, running, against="running")).difference
    assert difference is not None
    assert [one.headline for one in difference.new] == ["Drone over Bergen"]
    assert (difference.gone, difference.same) == ((), 1)


async def sent(
    client: Client, item: Item, *, alert: str, channel: str = "desk", reason: Reason = Reason.FIRST
) -> None:
    at = item.first_seen_at + timedelta(seconds=2)
    record = DeliveryRecord(
        alert=AlertId(alert), channel=ChannelName(channel), outcome=Outcome.SENT, at=at, story=StoryId("s"),
        item=item.id, reason=reason, severity=Severity.LOW, rules=(RuleId("kursk"),), headline=item.title,
    )  # fmt: skip
    name = f"{round(at.timestamp() * 1000)}-*"
    await as_admin(client, "XADD", client.key(keys.channel(record.channel, "events")), name, "v", encode(record))
    await as_admin(client, "SADD", client.key(keys.CHANNELS), channel)


async def test_what_was_sent_is_compared_by_id_by_copy_by_item_and_without_what_is_not_played(
    stand: Stand, tmp_path: Path
) -> None:
    items = [
        news(f"Kursk {word}", ago=timedelta(hours=9 - n)) for n, word in enumerate(["floods", "votes", "sings"])
    ]
    await put(stand.client, *items)
    rules = folder(tmp_path / "rules", KURSK)
    flood, vote, sing = (await play(stand, rules)).alerts
    await sent(stand.client, items[0], alert=flood.id)
    await sent(stand.client, items[1], alert=copy_id(AlertId(vote.id), to=ChannelName("pager")), channel="pager")
    await sent(stand.client, items[0], alert="r", reason=Reason.REMINDER)
    await sent(stand.client, news("the monitor's own"), alert="n", reason=Reason.NOTICE)
    await sent(stand.client, news("Other thing"), alert="o")
    found = await play(stand, rules, against="sent")
    assert found.difference is not None
    assert [one.id for one in found.difference.new] == [sing.id]
    assert [one.id for one in found.difference.gone] == ["o"]
    assert found.difference.same == 2


async def test_an_interrupted_backtest_is_what_was_done_so_far(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("Kursk one", ago=timedelta(hours=3)))
    await stand.step()
    await put(stand.client, news("Kursk two"))
    await as_admin(stand.client, "XTRIM", stand.client.key(keys.HISTORY), "MAXLEN", "1")
    found = await play(stand, folder(tmp_path / "rules", KURSK), stopped=[False, True])
    assert (found.interrupted, titles(found)) == (True, ["Kursk one"])
    assert found.until < NOW - timedelta(hours=2)


async def test_where_nothing_is_kept_it_says_so(stand: Stand, tmp_path: Path) -> None:
    rules = folder(tmp_path / "rules", KURSK)
    with pytest.raises(NoArchiveError, match=r"there is no archive in .*, and no items are in the store"):
        await play(stand, rules)
    await put(stand.client, news("Kursk one"))
    with pytest.raises(MonitorError, match=r"no items are kept from .* choose --since and --until"):
        await play(stand, rules, since=timedelta(minutes=10))
    with pytest.raises(MonitorError, match="no items are kept from"):
        await play(stand, rules, until=timedelta(hours=2))


async def test_a_rule_that_matches_nearly_everything_is_refused_on_either_side(
    stand: Stand, tmp_path: Path
) -> None:
    await put(stand.client, *(news(f"Item {n} of the day", ago=timedelta(hours=9 - n)) for n in range(9)))
    usual = folder(tmp_path / "rules", KURSK)
    greedy = folder(tmp_path / "greedy", KURSK, r"everything: {any: ['re:\w+'], severity: low}")
    refused = pytest.raises(MonitorError, match="rule 'everything' matches 9 of 9 items, which takes too long")
    with refused:
        await play(stand, greedy, most_matches=8)
    with refused:
        await play(stand, usual, greedy, against="greedy", most_matches=8)
    assert (await play(stand, greedy, most_matches=9)).matches == 9
    half = folder(tmp_path / "half", r"half: {any: ['re:Item [0-3]'], severity: low}")
    assert (await play(stand, half, most_matches=2)).matches == 4


async def test_a_broken_file_is_left_out_and_named(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("Kursk one", ago=timedelta(hours=3)))
    await stand.step()
    await put(stand.client, news("Kursk two"))
    [file] = (stand.folder / "items").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:100])
    await as_admin(stand.client, "XTRIM", stand.client.key(keys.HISTORY), "MAXLEN", "1")
    found = await play(stand, folder(tmp_path / "rules", KURSK))
    assert titles(found) == ["Kursk two"]
    assert str(file) in found.unreadable[0]


async def test_an_alert_has_the_words_that_were_found(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("Drone falls in Kursk, one more drone"))
    [alert] = (await play(stand, folder(tmp_path / "rules", KURSK, DRONE))).alerts
    assert (alert.rules, alert.words) == (("kursk", "drone"), ("Kursk", "drone"))


async def test_an_alert_counts_when_it_leaves(stand: Stand, tmp_path: Path) -> None:
    await put(stand.client, news("Kursk one", ago=timedelta(hours=3)), news("Kursk sings", ago=timedelta(hours=1)))
    routes = CHANNELS.replace("to: [desk]", "to: [desk], group_wait: 2h")
    found = await play(stand, folder(tmp_path / "rules", KURSK, channels=routes))
    assert [(one.headline, one.at, one.held_for) for one in found.alerts] == [
        ("Kursk one", NOW - timedelta(hours=1), "group wait")
    ]
    assert found.held == 1

"""What `monitor test` says of a scenario is what `monitor run` does with the same items, on a real store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from monitor.app.assembly.build import open_parts
from monitor.app.rehearsal.rehearse import rehearse
from monitor.app.rehearsal.scenarios import NO_MATCH, Scenario, read_scenarios
from monitor.clock import now
from monitor.config.configuration import Configuration, load_configuration
from monitor.model.news.item import Item
from monitor.model.sending.alert import Alert, HoldKind, Reason, SuppressionReason
from monitor.store.connection.client import Client
from monitor.store.decisions.decision_log import DecisionLog
from monitor.store.queues.feed_schedule import FeedSchedule
from tests.store.store_news import LONG_AGO, poll, visit

Fate = tuple[str, str, str]
"""A title, a channel, and what becomes of the item there."""

PACK = """\
rules:
  ferry: {any: [ferry], severity: high, tags: [wait]}
  flood: {any: [flood], throttle: {every: 1h, per: rule}}
  owl: {any: [owl], schedule: {hours: "NIGHT", tz: UTC, outside: digest}}
  bat: {any: [bat], schedule: {hours: "NIGHT", tz: UTC, outside: drop}}
  coup: {any: [coup], story: {min_independent: 2}}
  storm: {any: [gull]}
  burst: {when: {rules: [storm]}, count: {at_least: 2, distinct: source, within: 1h}}
  lake: {any: [lake], tags: [quiet]}
"""
CHANNELS = """\
channels: {desk: {type: console}, late: {type: console}}
routes:
  - {tags: [wait], to: [late], group_wait: 1h, group_interval: 2h}
  - {tags: [quiet], to: []}
  - {to: [desk]}
"""
SCENARIO = """\
clock: CLOCK
items:
  - {title: Ferry sinks off Java, source: Satu}
  - {at: +1s, title: Ferry sinks off Java, source: Dua}
  - {at: +2s, title: Flood in the north of Java, source: Satu}
  - {at: +3s, title: A flood of letters reaches Bern, source: Dua}
  - {at: +4s, title: An owl is seen in Lima, source: Satu}
  - {at: +5s, title: A bat bites a minister, source: Satu}
  - {at: +6s, title: Talk of a coup in the capital, source: Satu}
  - {at: +7s, title: Gull steals bread from a tourist, source: Satu}
  - {at: +8s, title: Harbour bans any gull for a week, source: Dua}
  - {at: +9s, title: Museum shows a painted gull, source: Tiga}
  - {at: +10s, title: Pilot blames a gull for landing late, source: Empat}
  - {at: +11s, title: Rain, source: Satu}
  - {at: +12s, title: Lake dries up, source: Satu}
expect: []
"""
EVERY_FATE = {
    "sent first", "held: group wait", "held: out of hours", "held: storm", "folded", "throttled", "out of hours",
    "unconfirmed", "no route",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder in which every way of deciding is found; its hours are those that begin three hours from now."""
    begins = now() + timedelta(hours=3)
    night = f"{begins:%H}:00-{begins + timedelta(hours=1):%H}:00"
    for name, text in {
        "feeds.yaml": "feeds: {antara: https://a.example/rss}\n",
        "channels.yaml": CHANNELS,
        "monitor.yaml": "storm: 2\n",
        "packs/p.yaml": PACK.replace("NIGHT", night),
        "tests/s.yaml": SCENARIO.replace("CLOCK", now().isoformat(timespec="seconds")),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def fates(item: Item, outcome: object) -> list[Fate]:
    match outcome:
        case Alert(reason=Reason.ALSO):
            return []
        case Alert(held_by=HoldKind.HOURS):
            return [(item.title, outcome.channel, "held: out of hours")]
        case Alert(held_by=HoldKind() as kind):
            return [(item.title, outcome.channel, f"held: {kind}")]
        case Alert():
            return [(item.title, outcome.channel, f"sent {outcome.reason}")]
    because: SuppressionReason = outcome.reason  # type: ignore[attr-defined]
    return [(item.title, str(outcome.channel), str(because))]  # type: ignore[attr-defined]


async def rehearsed(scenario: Scenario, configuration: Configuration) -> list[Fate]:
    """What `monitor test` says: what is held is there once as held, and once as sent when its hold ends."""
    events = await rehearse(scenario, configuration, timezone=UTC)
    found: dict[object, Fate] = {}
    for event in events:
        of = (event.item.id, event.channel, event.rules)
        if event.because == NO_MATCH:
            continue
        if of in found:
            title, channel, because = found[of]
            assert event.reason is not None
            found[of] = (title, channel, f"held: {because}")
        else:
            fate = f"sent {event.reason}" if event.reason else str(event.because)
            found[of] = (event.item.title, str(event.channel), fate)
    return list(found.values())


async def run(items: Sequence[Item], configuration: Configuration, client: Client) -> list[Fate]:
    """What the daemon does, put together as `monitor run` does it."""
    schedule = FeedSchedule(client, lease=timedelta(seconds=60))
    async with open_parts(configuration, client=client, timezone=UTC) as parts:
        for item in items:
            await schedule.save(await visit(schedule), poll(item))
            while not await parts.pipeline.detect():
                pass
            while await parts.pipeline.decide():
                pass
        while await parts.pipeline.decide():
            pass
    log = DecisionLog(client, renews=timedelta(seconds=5))
    return [
        fate
        async for decision in log.replay(since=LONG_AGO)
        for outcome in decision.outcomes
        for fate in fates(decision.match.item, outcome)
    ]


async def test_a_scenario_comes_out_in_a_rehearsal_as_in_the_daemon(desk: Path, client: Client) -> None:
    configuration = load_configuration(desk, environment={})
    assert [problem for problem in configuration.problems if problem.blocks] == []
    [(document, scenario)] = read_scenarios(configuration)
    assert (document.problems, scenario is not None) == ([], True)
    assert scenario is not None

    said = await rehearsed(scenario, configuration)
    done = await run(scenario.items, configuration, client)

    assert said == done
    assert {fate for _, _, fate in done} >= EVERY_FATE

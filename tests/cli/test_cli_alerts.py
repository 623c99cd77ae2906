"""`monitor alerts replay` and `drop`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.model.ids import ChannelName
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.store.base import keys, scripts
from monitor.store.base.codec import encode
from monitor.store.connection.client import connect
from monitor.store.server.embedded import EmbeddedServer
from tests.command import Answer, command
from tests.fakes import NOON, an_alert

SAME = "1700000000000-0"


@pytest.fixture
async def desk(tmp_path: Path) -> Path:
    """A store in which two channels gave up in the same millisecond, and one of them once more."""
    server = EmbeddedServer(tmp_path / "data")
    client = await connect(await server.start())
    for channel, entry in (("desk", SAME), ("mail", SAME), ("mail", "1700000000001-0")):
        alert = an_alert(channel=ChannelName(channel))
        refused = Delivery(alert=alert.id, channel=alert.channel, outcome=Outcome.REFUSED, at=NOON)
        await client.run(scripts.REGISTER, keys=[client.key(keys.CHANNELS)], args=[channel])
        dead = client.key(keys.channel(alert.channel, "dead"))
        await client.read("XADD", dead, entry, "v", encode(alert), "d", encode(refused))
    await client.aclose()
    await server.stop()
    return tmp_path


def alerts(*arguments: str, desk: Path) -> Answer:
    return command("alerts", *arguments, "--data", "data", at=desk)


def test_an_id_that_two_channels_have_is_no_choice_without_the_channel(desk: Path) -> None:
    refused = alerts("drop", SAME, desk=desk)
    assert refused.returncode == 2
    assert f"several channels have a dead letter {SAME}: name one with --channel" in refused.stderr
    dropped = alerts("drop", SAME, "--channel", "desk", "--json", desk=desk)
    assert json.loads(dropped.stdout) == {"dropped": 1}
    assert "2 dead letters; waiting: nothing" in alerts("list", desk=desk).stdout


def test_what_is_replayed_waits_again(desk: Path) -> None:
    assert "1 alert back in the outbox" in alerts("replay", "1700000000001-0", desk=desk).stdout
    listed = alerts("list", desk=desk).stdout
    assert "2 dead letters; waiting: mail 1" in listed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["replay"], "name the dead letters by their ids"),
        (["replay", SAME, "--all"], "name the dead letters by their ids"),
        (["drop", "1-1"], "no dead letter 1-1; see `monitor alerts list`"),
    ],
)
def test_an_unclear_choice_changes_nothing(desk: Path, arguments: list[str], message: str) -> None:
    result = alerts(*arguments, desk=desk)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr

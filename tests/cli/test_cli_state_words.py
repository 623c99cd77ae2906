"""What `monitor status` says of daemons, and how it ends."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.cli.operate.state_words import daemon_lines, exit_code
from monitor.desk.query.status import Overview
from monitor.store.connection.server_info import info_from
from monitor.store.records.identity import Process

AT = datetime(2026, 12, 1, 3, 46, 5, tzinfo=UTC)
LAST = Process(pid=7, host="h", started_at=AT, roles=("send",), folder="", ruleset="", channels=(), at=AT)


def state(*running: Process, last: Process | None = LAST, disk: str = "ok", late: int = 0) -> Overview:
    return Overview(
        store=info_from({"server_name": "valkey", "valkey_version": "9.1.2", "aof_last_write_status": disk}),
        advice=[], counts={}, queues={}, feeds=(), ailing=(), archive=None, rules=None, channels=(), silences=(),
        reports=(), late=late, daemons=running, last_daemon=last, mixed_up=(), forgotten=(), times=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "code", "says"),
    [
        (state(LAST), 0, "process 7 on h runs since 2026-12-01 03:46:05 UTC: send"),
        (state(LAST, late=3), 1, "process 7 on h runs since 2026-12-01 03:46:05 UTC: send"),
        (state(), 4, "! no daemon runs: the last sign of life was at 2026-12-01 03:46:05 UTC (monitor run)"),
        (state(last=None), 4, "! no daemon runs (monitor run)"),
    ],
)
def test_whether_a_daemon_runs_is_said_and_decides_how_the_command_ends(
    found: Overview, code: int, says: str
) -> None:
    assert (daemon_lines(found), exit_code(found)) == ([says], code)


def test_a_store_that_cannot_write_does_not_pass_for_a_daemon_that_is_gone() -> None:
    found = state(disk="err")

    assert exit_code(found) == 3
    [line] = daemon_lines(found)
    assert line.startswith("! no sign of life of a daemon since 2026-12-01 03:46:05 UTC: the store")

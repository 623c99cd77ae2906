"""Which daemons run, and what is wrong with their store, in words."""

from __future__ import annotations

from monitor.cli.output import counted
from monitor.clock import utc_minute_text, utc_text
from monitor.desk.query.status import Overview


def daemon_lines(status: Overview) -> list[str]:
    """Which daemons run; or that none does, and since when."""
    if status.daemons:
        return [
            f"process {one.pid} on {one.host} runs since {utc_text(one.started_at)}: {', '.join(one.roles)}"
            for one in status.daemons
        ]
    last = status.last_daemon
    if not status.store.writes_ok:
        since = f" since {utc_text(last.at)}" if last is not None and last.at is not None else ""
        return [f"! no sign of life of a daemon{since}: the store, where they are noted, cannot write to its disk"]
    if last is None or last.at is None:
        return ["! no daemon runs (monitor run)"]
    return [f"! no daemon runs: the last sign of life was at {utc_text(last.at)} (monitor run)"]


def exit_code(status: Overview) -> int:
    """What `monitor status` ends with."""
    if not status.daemons:
        return 4 if status.store.writes_ok else 3
    return 1 if status.needs_a_person else 0


def silence_lines(status: Overview) -> list[str]:
    """What does not alert now because somebody wished so."""
    return [f"! silenced: {one.says} (monitor silence expire {one.id})" for one in status.silences]


def troubles(status: Overview) -> list[tuple[str, str]]:
    """What is wrong with the store's data and with what waits in it, each with what to do about it."""
    found = [
        (
            f"{utc_minute_text(event.at or event.known_at)}: the store was not what it was: {event.kind}",
            "see monitor audit",
        )
        for event in status.forgotten
    ]
    if status.mixed_up:
        each = ", ".join(f"process {one.pid} of {one.host}:{one.folder}" for one in status.mixed_up)
        found.append(
            (
                f"daemons with different rules or channels work on this store: {each}",
                "give one of them a store of its own, or all of them the same rules",
            )
        )
    if status.dead_letters:
        found.append(
            (
                counted(status.dead_letters, "dead letter"),
                "monitor alerts list; then alerts replay, or alerts drop",
            )
        )
    return found

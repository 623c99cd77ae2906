"""monitor archive forget"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click
import msgspec

from monitor.cli import options
from monitor.cli.history.times import instant
from monitor.cli.output import counted, print_json
from monitor.cli.person import at_the_terminal
from monitor.clock import now, utc_minute_text
from monitor.desk.edit.forget import forget as forget_now
from monitor.desk.edit.forget import forget_request, previewed
from monitor.desk.query.past.archive_place import archive_for
from monitor.desk.query.store_for import store_for
from monitor.desk.shapes.forgotten import ForgottenShape


@click.command()
@click.option("--url", default="", metavar="URL", help="Items with this link or guid, letter for letter.")
@click.option("--text", default="", metavar="TEXT", help="Items in whose text this is; capitals do not matter.")
@click.option("--before", metavar="TIME", help="Everything from before: 90d, 2026-11-30, 2026-11-30T22:00.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Only say how much would be forgotten.")
@options.rules
@options.store
@options.data
@options.as_json
def forget(
    *, url: str, text: str, before: str | None, yes: bool, dry_run: bool, directory: Path, address: str | None,
    data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Remove items, and all that was decided, sent and noted about them, permanently.

    Removes them from the archive, the store, the outboxes and the dead letters; an alert that waits is not sent.
    What other items quote of them becomes "[forgotten]". Digests stay, so that they do not come again; an item
    that its feed changes later does. Messages that were sent stay in their channels. Asks before it does it.

    \b
    Examples:
      monitor archive forget --url https://news.example/a-private-person
      monitor archive forget --before 2025-01-01 --dry-run

    \b
    Exit codes:
      0  forgotten, or counted with --dry-run
      1  there is nothing of the kind, or the answer was no
      2  an option is invalid, or the archive cannot be written
      3  the store cannot be used
    """
    at = now()
    request = forget_request(
        url=url, text=text, before=instant(before, at=at, option="--before") if before else None,
        by=at_the_terminal(), at=at,
    )  # fmt: skip
    folder = archive_for(directory, data=data)

    async def look_and_do() -> tuple[ForgottenShape, bool]:
        async with store_for(address, data=data, directory=directory, writes=True) as client:
            complete, found = await previewed(client, request, folder=folder)
            if found.nothing or dry_run:
                return found, False
            if not yes and not await asyncio.to_thread(_confirmed, found):
                sys.exit(1)
            done = await forget_now(client, complete, folder=folder)
            return msgspec.structs.replace(done, backups=found.backups), True

    found, done = asyncio.run(look_and_do())
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(_lines(found, "forgotten" if done else "to be forgotten")))
    sys.exit(1 if found.nothing else 0)


def _confirmed(found: ForgottenShape) -> bool:
    click.echo("\n".join(_lines(found, "to be forgotten")), err=True)
    return click.confirm("Forget it permanently?", err=True)


def _lines(found: ForgottenShape, what: str) -> list[str]:
    if found.nothing:
        return ["nothing of the kind is kept"]
    lines = [f"{what}: {counted(found.items, 'item')}" if found.items else f"{what}:"]
    for place, counts in (("archive", found.archive), ("store", found.store)):
        if any(counts.values()):
            said = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
            lines.append(f"  {place}: {said}")
    if found.quotes:
        lines.append(f"  quoted elsewhere: {found.quotes:,} times")
    lines += [f"  may still have it: {name}" for name in found.not_reached]
    lines += [
        f"  a backup still holds it, if it still exists: {one.file} of {utc_minute_text(one.at)}"
        for one in found.backups
    ]
    lines.append("  copies that you have made yourself (exports, snapshots, replicas' files) still hold it")
    return lines

"""monitor demo"""

from __future__ import annotations

import asyncio
import logging
import shlex
import signal
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import click
import platformdirs

from monitor.app.telemetry import logs
from monitor.cli.output import print_json
from monitor.cli.program import program
from monitor.clock import local_timezone
from monitor.demo.data_directory import RULES, empty_for_demo
from monitor.demo.perform import Summary, Visitors, perform
from monitor.demo.telegram.page import telegram_with_page


def _default_data() -> Path:
    return Path(platformdirs.user_cache_dir("monitor", appauthor=False)) / "demo"


@click.command()
@click.option(
    "--speed",
    type=click.FloatRange(min=5, max=3600),
    default=45.0,
    show_default=True,
    metavar="SECONDS",
    help="Length of the day.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=_default_data,
    metavar="DIR",
    help="Where the demo keeps its store, rules and archive; emptied at the start.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON (the alerts go to stderr).")
@click.option(
    "--telegram",
    is_flag=True,
    help="Also send to a simulated Telegram chat that opens in your browser; runs until Ctrl-C.",
)
@click.option(
    "--web", is_flag=True, help="Also show the day on the desk's pages in your browser; runs until Ctrl-C."
)
@click.option("-v", "--verbose", is_flag=True, help="Log every poll.")
def command(speed: float, data: Path, *, as_json: bool, telegram: bool, web: bool, verbose: bool) -> None:
    """Run the real daemon on a bundled day of news.

    Serves a day of news from invented outlets in eight languages over HTTP on this machine, runs the shipped
    rules on it and prints the alerts. Ends by itself when the day is over, with commands that search the day and
    backtest rules on it. Needs no network and no token.

    \b
    Exit codes:
      0  the day is over and every item is accounted for
      1  the counts do not balance
      2  DIR holds something else than a demo
    """
    if web and (telegram or as_json):
        raise click.UsageError("--web goes with neither --telegram nor --json")
    logs.set_up(level=logging.DEBUG if verbose else logging.ERROR, json_lines=False)
    empty_for_demo(data)
    if not as_json:
        click.echo(f"A day of news in {speed:.0f} seconds. Ctrl-C ends it.\n")
    play = partial(perform, data=data, speed=speed, timezone=local_timezone(), to_stderr=as_json)
    show = print_json if as_json else partial(_show, data=data, web=web)
    if web:
        summary = asyncio.run(play(visitors=Visitors(opened=_opened, over=partial(_over, show))))
    elif telegram:
        summary = asyncio.run(_with_telegram(play, show))
    else:
        summary = asyncio.run(play())
        show(summary)
    if not summary.balanced:
        raise click.exceptions.Exit(1)


async def _with_telegram(play: Callable[..., Awaitable[Summary]], show: Callable[[Summary], None]) -> Summary:
    """Play the day before an audience in a browser, and leave the page open until Ctrl-C."""
    async with telegram_with_page() as telegram:
        click.echo(f"The chat: open {telegram.base} in a browser.\n", err=True)
        summary = await play(telegram=telegram)
        show(summary)
        ended = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        click.echo(f"\nThe chat stays at {telegram.base} until Ctrl-C.", err=True)
        await ended.wait()
        return summary


def _opened(address: str) -> None:
    click.echo(f"The desk: open {address} in a browser.\n", err=True)


def _over(show: Callable[[Summary], None], summary: Summary) -> None:
    show(summary)
    click.echo("\nThe desk stays open until Ctrl-C.", err=True)


def _show(summary: Summary, *, data: Path, web: bool) -> None:
    counts = summary.counts
    click.echo(
        f"\nThe day is over: {summary.stories} stories.\n"
        f"  fetched {counts['fetched']} = new {counts['new']} + known {counts['known']}"
        f" + same {counts['same']} + rejected {counts['rejected']}\n"
        f"  matched {counts['matched']} = sent {counts['told']} + duplicates {counts['folded']}"
        f" + suppressed {counts['silenced']} + waiting {counts['waiting']} + dead letters {counts['dead']}\n"
        f"  {'Every item is accounted for.' if summary.balanced else 'THE COUNTS DO NOT BALANCE.'}"
    )
    if summary.example:
        click.echo(_next_steps(summary.example, data=data, web=web))


def _next_steps(item: str, *, data: Path, web: bool) -> str:
    monitor, rules = program(), data / RULES
    day = f"--data {shlex.quote(str(data))} --rules {shlex.quote(str(rules))}"
    pages = "" if web else f"  the same day on the desk's pages:\n    {monitor} demo --web\n"
    return (
        f"\nTry next:\n{pages}"
        "  what happened to an item:\n"
        f"    {monitor} why {day} {item}\n"
        "  search the day:\n"
        f"    {monitor} search {day} 'volunteers OR Moskow'\n"
        f"  add a word, say volunteers, to the rule kursk in {rules}/packs/korea-russia.yaml,\n"
        "  then show what it would have changed in the day:\n"
        f"    {monitor} backtest {day} --against sent\n"
        "  which rules match a text:\n"
        f"    echo 'Choe Son Hui tiba di Moskow' | {monitor} why -\n"
        "  a folder of your own:\n"
        f"    {monitor} init my-rules"
    )

"""monitor why"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json
from monitor.cli.rules.trail import in_words
from monitor.clock import now
from monitor.config.shipped import shipped_rules
from monitor.desk.query.past.archive_place import archive_for
from monitor.desk.query.past.trail import Trail, find_trail
from monitor.desk.query.store_for import store_for
from monitor.detect.detector import Detector
from monitor.detect.explain.explain import Clause, RuleVerdict, explain
from monitor.detect.load import load
from monitor.detect.ruleset import Rules
from monitor.errors import MonitorError
from monitor.language.words import compose
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item
from monitor.yamldoc.parse import nearest


@click.command()
@click.argument("what", metavar="URL|ID|HEADLINE|-")
@options.rules
@options.store
@options.data
@click.option("--rule", "only", metavar="ID", help="Only this rule, with every clause.")
@click.option("--lang", metavar="CODE", help="The language of the text, with '-'.")
@options.as_json
def command(
    what: str, directory: Path, address: str | None, data: Path, *,
    only: str | None, lang: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Explain what happened to an item, or would happen to a text.

    URL, ID or HEADLINE: prints an item's way through every stage: when it was fetched, each rule's verdict, its
    story, what was sent to or suppressed for each channel, why, and who acknowledged it. A URL may have tracking
    parameters or lack https://; an ID is that of an item or an alert, or the first 8 digits of it or more. With
    '-', reads a text from standard input (first line: the title) and applies the rules, without a store.

    Without a folder `rules` here, uses the rules that come with the monitor.

    \b
    Exit codes:
      0  a rule matches
      1  none does, or the item is unknown
      2  no such rule or folder
    """
    rules = _loaded(directory)
    detector = Detector(rules, now=now)
    if what == "-":
        title, _, summary = sys.stdin.read().strip().partition("\n")
        item = _text(title, summary, lang)
        _print(_verdicts(detector, item, only, rules), None, as_json=as_json, only=only)
        return
    trail = asyncio.run(_trail(what, directory, address, data))
    if trail is None:
        raise click.exceptions.Exit(_unknown(what, data))
    if any(decision.match.trigger is not None for decision in trail.decisions):
        _print_trigger(trail, as_json=as_json)
        return
    _print(_verdicts(detector, trail.item, only, rules), trail, as_json=as_json, only=only)


def _loaded(directory: Path) -> Rules:
    if not directory.is_dir() and directory == Path("rules"):
        directory = shipped_rules()
    if not directory.is_dir():
        raise MonitorError(f"there is no folder {directory}: name yours with --rules DIR")
    loaded = load(directory)
    blocking = sum(problem.blocks for problem in loaded.problems)
    if blocking:  # what happened to an item is wanted most when something is broken
        message = (
            f"{directory} has {counted(blocking, 'error')}: what is broken is missing here; see monitor check"
        )
        click.echo(message, err=True)
    return loaded.rules


def _text(title: str, summary: str, lang: str | None) -> Item:
    return Item(
        id=ItemId(""), feed=FeedId(""), source="", url="", lang=lang, first_seen_at=now(),
        title=compose(title.strip()), summary=compose(summary.strip()),
    )  # fmt: skip


def _verdicts(detector: Detector, item: Item, only: str | None, rules: Rules) -> tuple[RuleVerdict, ...]:
    verdicts = explain(detector, item)
    if only is None:
        return verdicts
    chosen = tuple(verdict for verdict in verdicts if verdict.rule == only)
    if not chosen:
        disabled = next((rule for rule in rules.rules if rule.id == only), None)
        if disabled is not None:
            raise MonitorError(
                f"rule {only!r} is switched off (enabled: false) at {disabled.place.path}:{disabled.place.line}"
            )
        meant = nearest(only, [verdict.rule for verdict in verdicts])
        raise MonitorError(f"no rule {only!r}" + (f" (did you mean {meant!r}?)" if meant else ""))
    return chosen


async def _trail(what: str, directory: Path, address: str | None, data: Path) -> Trail | None:
    async with store_for(address, data=data, directory=directory) as client:
        return await find_trail(client, what, archive=archive_for(directory, data=data))


def _unknown(what: str, data: Path) -> int:
    click.echo(
        f"nothing is known of {what}: it was never in a feed while the monitor looked, or its history has "
        f"ended (the store asked is the one under {data}; others by --store or --data)",
        err=True,
    )
    return 1


def _print(verdicts: tuple[RuleVerdict, ...], trail: Trail | None, *, as_json: bool, only: str | None) -> None:
    matched = [verdict for verdict in verdicts if verdict.matched]
    if as_json:
        print_json({"trail": trail, "verdicts": verdicts})
    else:
        if trail is not None:
            click.echo("\n".join(in_words(trail)))
        click.echo("\n".join(_rules(verdicts, only)))
    if not matched:
        raise click.exceptions.Exit(1)


def _print_trigger(trail: Trail, *, as_json: bool) -> None:
    """The account of a rule with `when` is put to no rule: it is what one of them said."""
    if as_json:
        print_json({"trail": trail, "verdicts": ()})
    else:
        click.echo("\n".join(in_words(trail)))


def _rules(verdicts: tuple[RuleVerdict, ...], only: str | None) -> Iterator[str]:
    for verdict in verdicts:
        if only is not None:
            yield str(verdict)
        elif verdict.matched:
            yield f"✓ {verdict.rule}: {', '.join(_words(verdict)) or verdict.clause.says}"
        else:
            yield f"✗ {verdict.rule}: {verdict.why or '; '.join(_missing(verdict.clause))}"


def _words(verdict: RuleVerdict) -> list[str]:
    """The words that fired, each once, in the order of the rule."""
    found: list[str] = []
    clauses = [verdict.clause]
    while clauses:
        clause = clauses.pop(0)
        clauses = [*clause.parts, *clauses]
        found += (f"“{verdict.item.text(hit.field)[hit.start : hit.end]}”" for hit in clause.hits)
    return list(dict.fromkeys(found))


def _missing(clause: Clause) -> Iterator[str]:
    """What keeps a rule from matching: the clauses that fail, from the inside out."""
    if clause.holds:
        return
    failing = [part for part in clause.parts if not part.holds]
    if clause.why:
        yield f"{clause.says}: {clause.why}"
    elif len(failing) == len(clause.parts) and len(failing) > 1:
        reasons = list(dict.fromkeys(reason for part in failing for reason in _missing(part)))
        specific = [reason for reason in reasons if not reason.endswith(": absent")]
        yield from specific or [f"{clause.says} of {len(failing)}: absent"]
    else:
        for part in failing:
            yield from _missing(part)

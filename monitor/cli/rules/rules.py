"""monitor rules"""

from __future__ import annotations

import asyncio
import difflib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json, print_problems
from monitor.cli.rules.stats import stats
from monitor.config.schema.schemas import FOLDER, NAMES, ids_of, schema_text, write_schemas
from monitor.desk.query.rule_hits import DAYS, rule_hits
from monitor.desk.query.rule_status import state_of
from monitor.desk.query.store_for import store_for
from monitor.detect.edit.format_pack import Form, Formatted, format_pack
from monitor.detect.explain.describe import describe
from monitor.detect.load import load
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.errors import MonitorError, Problem
from monitor.yamldoc.atomic_write import write_whole
from monitor.yamldoc.parse import nearest

_NOISY = 50  # items a day that nobody reads


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule in the list."""

    id: str
    title: str
    severity: str
    tags: tuple[str, ...]
    enabled: bool
    tests: int
    path: str
    line: int
    hits: int | None = None
    """Items of the last week that it matched; None where the store was not asked."""


@click.group()
def command() -> None:
    """List, explain, count and format rules; print JSON Schemas."""


command.add_command(stats)


@command.command("list")
@options.rules_argument
@click.option("--tag", metavar="TAG", help="Only rules with this tag.")
@click.option("--hits", is_flag=True, help="Include how many items each rule matched in the last week.")
@options.store
@options.data
@options.as_json
def list_(directory: Path, *, tag: str | None, hits: bool, address: str | None, data: Path, as_json: bool) -> None:
    """List the rules in DIR (default: rules).

    Broken rules are missing: see `monitor check`. With --hits, also warns about rules that match more than 50
    items a day, or none (W213).

    \b
    Exit codes:
      0  listed
      2  no such folder
      3  the store cannot be used
    """
    rules = [rule for rule in _rules(directory).rules if tag is None or tag in rule.tags]
    matches, days = asyncio.run(_hits(directory, address, data)) if hits else (None, 0)
    lines = [_line(rule, matches) for rule in rules]
    if as_json:
        print_json(lines)
        return
    click.echo("\n".join(_table([("rule", "severity", "tags", "tests", "hits", "written"), *map(_row, lines)])))
    if matches is not None:
        print_problems(tuple(_odd(rules, matches, days)))


@command.command()
@click.argument("rule", metavar="ID")
@options.rules
@click.option("--standing", is_flag=True, help="Include the current state of a correlation rule.")
@options.store
@options.data
@options.as_json
def show(rule: str, directory: Path, *, standing: bool, address: str | None, data: Path, as_json: bool) -> None:
    """Explain the rule ID: every name, spelling and option that its conditions use.

    \b
    Exit codes:
      0  shown
      1  no such rule
      2  no such folder
      3  the store cannot be used
    """
    rules = _rules(directory)
    found = next((each for each in rules.rules if each.id == rule), None)
    if found is None:
        meant = nearest(rule, [each.id for each in rules.rules])
        hint = f" (did you mean {meant!r}?)" if meant else ""
        click.echo(
            f"no rule {rule!r} in {directory}{hint}; a broken rule is not there: see monitor check", err=True
        )
        sys.exit(1)
    stands = asyncio.run(state_of(found, directory, address, data)) if standing else ()
    if as_json:
        print_json({"rule": found, "stands": stands} if standing else found)
    else:
        click.echo("\n".join((*describe(found, rules), *(f"  {'stands':9} {line}" for line in stands))))


@command.command()
@options.rules_argument
@click.option(
    "--full", "form", flag_value=Form.FULL, type=Form, help="Write each rule as a mapping, one key a line."
)
@click.option(
    "--short", "form", flag_value=Form.SHORT, type=Form, help="Write a rule that has only `any` as a list."
)
@click.option("--write", is_flag=True, help="Change the files. Default: print what would change.")
@options.as_json
def fmt(directory: Path, *, form: Form | None, write: bool, as_json: bool) -> None:
    """Format the packs in DIR (default: rules). Comments are kept.

    Always strips trailing spaces. What cannot be rewritten without loss is left unchanged and reported (I401).

    \b
    Exit codes:
      0  nothing to change, or written
      1  something would change
      2  a file has errors
    """
    changed: dict[Path, tuple[str, Formatted]] = {}
    left: list[Problem] = []
    for path in sorted((directory / "packs").glob("*.y*ml")):
        before, formatted = _formatted(path, form)
        left += formatted.left
        if formatted.text != before:
            changed[path] = before, formatted
    for path, (before, formatted) in changed.items():
        if write:
            _write(path, formatted.text)
        elif not as_json:
            click.echo(_diff(path, before, formatted.text), nl=False)
    if as_json:
        print_json({"changed": [str(path) for path in changed], "written": write, "left": left})
    else:
        print_problems(tuple(left))
        verb = "written" if write else "to change: --write does it"
        click.echo(f"{counted(len(changed), 'file')} {verb}" if changed else "nothing to change")
    sys.exit(1 if changed and not write else 0)


@command.command()
@click.argument("name", type=click.Choice(NAMES), default="rules")
@options.rules
@click.option("--local", is_flag=True, help="Include the names of your entities, lists, channels and feeds.")
@click.option("--write", is_flag=True, help="Write all schemas into the rules folder and link its files to them.")
def schema(name: str, directory: Path, *, local: bool, write: bool) -> None:
    """Print the JSON Schema (draft 7) of a kind of file: rules, entities, lists, tests, feeds, channels,
    monitor.

    With --write, writes the schemas with your own names to DIR/.schema, and adds to each file the line by which
    editors find its schema. Repeat it after adding names.

    \b
    Exit codes:
      0  printed or written
      2  no such folder, or it cannot be written
    """
    if (local or write) and not directory.is_dir():
        raise MonitorError(f"there is no folder {directory}: name yours with --rules DIR")
    if not write:
        click.echo(schema_text(name, ids=ids_of(directory) if local else None), nl=False)
        return
    try:
        written = write_schemas(directory)
    except OSError as error:
        raise MonitorError(f"{directory / FOLDER} cannot be written: {error.strerror or error}") from error
    click.echo("\n".join(f"wrote {path}" for path in written))


def _rules(directory: Path) -> Rules:
    if not directory.is_dir():
        raise MonitorError(f"there is no folder {directory}: name yours, or make one with `monitor init`")
    return load(directory).rules


def _line(rule: Rule, matches: Counter[str] | None) -> RuleLine:
    return RuleLine(
        id=rule.id,
        title=rule.title,
        severity=rule.severity.name.lower(),
        tags=rule.tags,
        enabled=rule.enabled,
        tests=len(rule.examples),
        path=rule.place.path,
        line=rule.place.line,
        hits=None if matches is None else matches[rule.id],
    )


def _row(line: RuleLine) -> tuple[str, ...]:
    return (
        line.id if line.enabled else f"{line.id} (disabled)",
        line.severity,
        ", ".join(line.tags),
        str(line.tests),
        "?" if line.hits is None else str(line.hits),
        f"{line.path}:{line.line}",
    )


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Rows in columns, whole even where a terminal is narrow: places are to be copied."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


async def _hits(directory: Path, address: str | None, data: Path) -> tuple[Counter[str], int]:
    async with store_for(address, data=data, directory=directory) as client:
        return await rule_hits(client)


def _odd(rules: list[Rule], matches: Counter[str], days: int) -> Iterator[Problem]:
    """W213 for rules that match more than anybody reads, and, after a week, for those that match nothing."""
    for rule in rules:
        hits = matches[rule.id]
        if rule.enabled and hits > days * _NOISY:
            message = f"rule {rule.id!r} matched {hits} items in {counted(days, 'day')}: make it narrower"
        elif rule.enabled and hits == 0 and days == DAYS and rule.when is None:  # those with `when` fire seldom
            message = f"rule {rule.id!r} matched nothing in {DAYS} days: is it still wanted, or too narrow?"
        else:
            continue
        yield Problem(rule.place.path, rule.place.line, rule.place.column, "W213", message)


def _formatted(path: Path, form: Form | None) -> tuple[str, Formatted]:
    try:
        before = path.read_text(encoding="utf-8-sig")
        return before, format_pack(before, path=str(path), form=form)
    except OSError as error:
        raise MonitorError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # not UTF-8, or not a file of rules
        raise MonitorError(str(error)) from error


def _write(path: Path, text: str) -> None:
    """Write a file with the ends of lines that it had."""
    ending = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    try:
        write_whole(path, text.replace("\n", ending).encode())
    except OSError as error:
        raise MonitorError(f"{path} cannot be written: {error.strerror or error}") from error


def _diff(path: Path, before: str, after: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"{path}", f"{path} (formatted)"
    )
    return "".join(lines)

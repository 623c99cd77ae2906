"""monitor check"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.app.rehearsal.scenarios import read_scenarios
from monitor.cli import options
from monitor.cli.output import counted, print_json, print_problems
from monitor.cli.rules import reports
from monitor.clock import now
from monitor.config.configuration import Configuration, load_configuration
from monitor.config.reachability import advise
from monitor.detect.explain.try_examples import check_examples
from monitor.errors import Problem


@click.command()
@options.rules_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="Output for people, programs, GitHub annotations or code scanning.",
)
@options.as_json
@click.option("--notes", is_flag=True, help="Include notes (codes that begin with I).")
@click.option("--strict", is_flag=True, help="Treat warnings and failing examples as errors.")
def command(directory: Path, *, form: str, as_json: bool, notes: bool, strict: bool) -> None:
    """Check every rule file in DIR (default: rules).

    Prints each problem as path:line:col: CODE message. Codes that begin with E are errors, W warnings, I notes.

    \b
    Exit codes:
      0  no errors
      1  errors found
      2  no such folder
    """
    found = load_configuration(directory, today=now().date())
    scenarios = (problem for document, _ in read_scenarios(found) for problem in document.problems)
    failing = check_examples(found.rules) if strict else ()
    problems = tuple(sorted((*found.problems, *advise(found), *scenarios, *failing)))
    blocking = sum(problem.blocks or (strict and not problem.code.startswith("I")) for problem in problems)
    warnings = sum(problem.code.startswith("W") for problem in problems)
    form = "json" if as_json else form
    if form == "json":
        print_json({"problems": problems, "blocking": blocking, "warnings": warnings})
    else:
        shown = tuple(problem for problem in problems if notes or not problem.code.startswith("I"))
        _show(shown, form, found, blocking=blocking, warnings=warnings)
    sys.exit(1 if blocking else 0)


def _show(problems: tuple[Problem, ...], form: str, found: Configuration, *, blocking: int, warnings: int) -> None:
    if form == "sarif":
        print_json(reports.sarif(problems))
        return
    if form == "github":
        if problems:
            click.echo(reports.github(problems))
        return
    print_problems(problems)
    contents = ", ".join(
        (
            counted(len(found.feeds), "feed"),
            counted(len(found.channels), "channel"),
            counted(len(found.rules.rules), "rule"),
        )
    )
    verdict = counted(blocking, "error") if blocking else "no errors"
    click.echo(f"{found.directory}: {contents}; {verdict}, {counted(warnings, 'warning')}")

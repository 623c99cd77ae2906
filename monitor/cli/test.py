"""monitor test"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from monitor.cli import options
from monitor.cli.output import counted, print_json, print_problems
from monitor.detect.examples import check_examples
from monitor.detect.load import load
from monitor.errors import ConfigError, MonitorError


@click.command()
@options.rules_argument
@options.as_json
def command(directory: Path, *, as_json: bool) -> None:
    """Run the examples inside the rules in DIR (default: rules).

    Needs no channel, no secret and no store: only packs, entities and lists are read.

    Exit codes: 0 all pass; 1 an example fails; 2 the rules cannot be read.
    """
    if not directory.is_dir():
        raise MonitorError(f"there is no folder {directory}: name yours, or make one with `monitor init`")
    loaded = load(directory)
    blocking = [problem for problem in loaded.problems if problem.blocks]
    if blocking:
        raise ConfigError(blocking)
    failures = check_examples(loaded.rules)
    examples = sum(len(rule.examples) for rule in loaded.rules.rules)
    untested = sorted(rule.id for rule in loaded.rules.rules if not rule.examples)
    if as_json:
        print_json({"examples": examples, "failures": failures, "untested": untested})
    else:
        print_problems(failures)
        passed = examples - len(failures)
        click.echo(
            f"{passed} of {counted(examples, 'example')} pass in {counted(len(loaded.rules.rules), 'rule')}"
        )
        if untested:
            click.echo(f"without examples: {', '.join(untested)}")
    sys.exit(1 if failures else 0)

"""The command `monitor`: one module per command.

Exit codes: 0 done; 1 the answer is no (problems found, a test failed, nothing known of it); 2 the call or the
configuration must be mended; 3 the store cannot be used; 130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from monitor import __version__
from monitor.errors import MonitorError, StoreRefusedError, StoreUnavailableError

COMMANDS = {
    "demo": "See it work: a bundled day of news, in about a minute. No network, no token.",
    "run": "Run the daemon on your rules.",
    "init": "Make a starter folder of rules.",
    "check": "Check every file of rules; say what to mend, and where.",
    "test": "Run the examples inside the rules, and the scenarios beside them.",
    "rules": "List the rules; show what one means; put them into one form; schemas for editors.",
    "entity": "Show the countries, places, people that rules may name; propose spellings of new ones.",
    "why": "Say what happened to an item, or what would happen to a text.",
    "stories": "List stories; show why each item is where it is; split and merge them.",
    "feeds": "List, add and remove feeds; OPML in and out; what is wrong with which.",
    "status": "Show feeds, queues, stories and the store on one screen.",
    "alerts": "List alerts and dead letters; replay or drop them.",
    "silence": "Do not ring for a rule, tag, source or story for a while.",
    "audit": "Add up everything that came in; name what is not accounted for.",
    "reload": "Make the daemon read its rules again; confirm an edit that removes much.",
    "channels": "List the channels; send a test message on them.",
    "message": "Preview what a message looks like on a channel.",
    "doctor": "Say what is missing or misconfigured, and the fix.",
}
"""In the order in which a newcomer needs them. Each is a module of this package, imported when called."""


_ROOMS = {
    "demo": "monitor.cli.operate.demo",
    "run": "monitor.cli.operate.run",
    "init": "monitor.cli.rules.init",
    "check": "monitor.cli.rules.check",
    "test": "monitor.cli.rules.test",
    "rules": "monitor.cli.rules.rules",
    "entity": "monitor.cli.rules.entity",
    "why": "monitor.cli.rules.why",
    "stories": "monitor.cli.alerts.stories",
    "feeds": "monitor.cli.feeds",
    "status": "monitor.cli.operate.status",
    "alerts": "monitor.cli.alerts.alerts",
    "silence": "monitor.cli.alerts.silence",
    "audit": "monitor.cli.operate.audit",
    "reload": "monitor.cli.operate.reload",
    "channels": "monitor.cli.alerts.channels",
    "message": "monitor.cli.alerts.message",
    "doctor": "monitor.cli.operate.doctor",
}


class _Commands(click.Group):
    """Imports a command's module only when that command is called, so that `--help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(_ROOMS[cmd_name]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
def cli() -> None:
    """Feeds in, told-once alerts out, nothing lost on the way."""


def _check_encoding(arguments: Sequence[str]) -> None:
    """Raise MonitorError for what is no text: it could be neither looked up nor stored nor told of."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise MonitorError(f"the argument {argument!r} is not UTF-8") from error


def main() -> None:
    """Run the command line, and turn what a person can fix into a message and an exit code."""
    try:
        _check_encoding(sys.argv[1:])
        sys.exit(cli(prog_name="monitor", standalone_mode=False))  # None, or the code of an Exit
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (StoreUnavailableError, StoreRefusedError) as error:
        click.echo(f"monitor: {error}", err=True)
        sys.exit(3)
    except MonitorError as error:
        click.echo(f"monitor: {error}" if "\n" not in str(error) else str(error), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)  # the reader of our output (head, less) has seen enough

"""The command `monitor`: one module per command.

Exit codes: 0 done; 1 the answer is no (problems found, a test failed, nothing known of it), or something needs a
person; 2 the call or the configuration must be fixed; 3 the store cannot be used; 4 nothing runs; 5 there is no
archive; 130 interrupted.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

import click

from monitor import __version__
from monitor.errors import MonitorError, NoArchiveError, StoreRefusedError, StoreUnavailableError

COMMANDS = {
    "demo": "Run the daemon on a bundled day of news, in about a minute. No network, no token.",
    "run": "Run the daemon on your rules.",
    "init": "Create a starter folder of rules.",
    "check": "Check every rule file; report each problem with its place.",
    "test": "Run the examples inside the rules, and scenarios.",
    "rules": "List, explain, count and format rules; print JSON Schemas.",
    "entity": "List and show the entities that rules can name; propose new ones.",
    "why": "Explain what happened to an item, or would happen to a text.",
    "stories": "List stories, explain their items, split and merge them.",
    "feeds": "Manage feeds: list, health, add, remove, import, export.",
    "status": "Show feeds, queues, counts and the store on one screen.",
    "alerts": "List sent, waiting and failed alerts; replay, drop or acknowledge them.",
    "silence": "Silence a rule, tag, source or story.",
    "search": "Search all items that are kept.",
    "report": "Report what alerted, as the hand-over of a shift.",
    "backtest": "Show what rules would have sent; compare with what was.",
    "archive": "Show, verify, adopt and export the archive on disk.",
    "backup": "Write the store, the archive and the rules into one file.",
    "restore": "Put such a file in place, on this machine or another.",
    "audit": "Reconcile all counts; report items unaccounted for.",
    "reload": "Reload the rules in the running daemon.",
    "channels": "List channels and test them.",
    "message": "Preview messages before they are sent.",
    "doctor": "Diagnose the installation and suggest fixes.",
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
    "search": "monitor.cli.history.search",
    "report": "monitor.cli.history.report",
    "backtest": "monitor.cli.history.backtest",
    "archive": "monitor.cli.history.archive",
    "backup": "monitor.cli.history.backup",
    "restore": "monitor.cli.history.restore",
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
        live = cmd_name == "status" and "--live" in sys.argv  # a health check must cost nothing
        room = "monitor.cli.operate.live" if live else _ROOMS[cmd_name]
        command: click.Command = importlib.import_module(room).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="monitor")
def cli() -> None:
    """News feeds in, deduplicated alerts out, at-least-once delivery."""


def _check_encoding(arguments: Sequence[str]) -> None:
    """Raise MonitorError for an argument that is not text: it can be neither looked up nor stored."""
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
    except NoArchiveError as error:
        click.echo(
            f"monitor: {error}: it is written by `monitor run` unless monitor.yaml says `archive: off`", err=True
        )
        sys.exit(5)
    except MonitorError as error:
        click.echo(f"monitor: {error}" if "\n" not in str(error) else str(error), err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)  # the reader of our output (head, less) has seen enough

"""Logs hold no secrets and obey no feed. In a process of their own: logging is set up for a whole process."""

from __future__ import annotations

import subprocess
import sys

SET_UP = """
import logging, structlog
from monitor.app.telemetry import logs
logs.set_up(level=logging.DEBUG, json_lines=False)
log = structlog.get_logger("monitor")
"""


def printed(script: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", SET_UP + script], capture_output=True, text=True, timeout=30, check=True
    )
    return ended.stderr


def test_secrets_are_blanked_in_our_lines_in_those_of_libraries_and_in_tracebacks() -> None:
    lines = printed(
        """
logs.redact({"123456:SECRETTOKEN"})
log.info("sent", url="tgram://123456:SECRETTOKEN/1")
logging.getLogger("urllib3").warning("retry of https://api/bot123456:SECRETTOKEN/send")
try:
    raise ValueError("bad 123456:SECRETTOKEN")
except ValueError:
    log.exception("a bug")
"""
    )

    assert "SECRETTOKEN" not in lines.replace('raise ValueError("bad 123456:SECRETTOKEN")', "")
    assert lines.count("[secret]") >= 3


def test_a_feeds_text_stays_on_one_line_without_terminal_codes() -> None:
    lines = printed(r'log.info("polled", title="one\ntwo\x1b[31m\u202egnp.exe")')

    assert lines.count("\n") == 1
    assert "\x1b" not in lines
    assert "\u202e" not in lines


def test_what_a_library_says_of_a_feeds_text_is_one_line_as_well() -> None:
    lines = printed(r'logging.getLogger("library").warning("bad header: %s", "one\ntwo\x1b[31m\u202egnp.exe")')

    assert lines.count("\n") == 1
    assert "\x1b" not in lines
    assert "\u202e" not in lines

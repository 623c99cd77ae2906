"""Alerts on the terminal."""

from __future__ import annotations

import io
from datetime import UTC

import pytest

from monitor.model.sending.alert import Alert, Reason
from monitor.send.attempt import Sent, Transient
from monitor.send.channels.console import Console
from monitor.send.message.compose import compose_message
from monitor.send.message.templates import Template
from tests.fakes import a_rule, an_alert, an_item, hit


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


async def shown(alert: Alert, *, stream: io.StringIO | None = None, repeat: bool = False) -> str:
    stream = stream or io.StringIO()
    assert await Console(stream).send(compose_message(alert, tz=UTC, repeat=repeat)) == Sent()
    return stream.getvalue()


async def test_a_block_shows_all_that_there_is_to_know() -> None:
    item = an_item()
    alert = an_alert(item=item, rules=(a_rule(hit(item, "Kursk")),), sources=("Antara", "Kompas"))

    assert (await shown(alert)).splitlines() == [
        " HIGH  FIRST  Antara, 2026-03-12 12:00 UTC",
        "Troops arrive in Kursk",
        "  https://news.example/1",
        "  also reported by: Kompas (2 sources, 1 independent)",
        "  rules: Kursk",
    ]


async def test_a_further_source_is_one_line() -> None:
    alert = an_alert(item=an_item(source="Kompas"), sources=("Antara", "Kompas"), reason=Reason.ALSO)

    assert await shown(alert) == "↳ also reported by Kompas (2 sources, 1 independent): Troops arrive in Kursk\n"


async def test_a_digest_lists_its_stories_a_line_each() -> None:
    alert = an_alert(
        reason=Reason.DIGEST, digest_lines=("Troops arrive in Kursk", "Dockers walk out"), explanation="a storm"
    )

    assert (await shown(alert)).splitlines() == [
        " HIGH  DIGEST 2 stories",
        "  a storm",
        "  • Troops arrive in Kursk",
        "  • Dockers walk out",
    ]


async def test_a_blank_line_parts_the_blocks_and_an_update_stays_with_its_block() -> None:
    stream = io.StringIO()
    console = Console(stream)
    for name, reason in (("a1", Reason.FIRST), ("a2", Reason.ALSO), ("a3", Reason.FIRST)):
        await console.send(compose_message(an_alert(name, reason=reason), tz=UTC, repeat=False))

    blank = [number for number, text in enumerate(stream.getvalue().splitlines()) if not text]

    assert stream.getvalue().splitlines()[blank[0] - 1].startswith("↳ ")
    assert len(blank) == 1


async def test_a_change_and_a_possible_repeat_are_said() -> None:
    text = await shown(an_alert(reason=Reason.CHANGED, explanation="new number: 12,000"), repeat=True)

    assert " CHANGED " in text
    assert "  new number: 12,000\n" in text
    assert "possible duplicate" in text


async def test_only_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    assert "\x1b" in await shown(an_alert(), stream=Terminal())
    assert "\x1b" not in await shown(an_alert())


async def test_long_lines_are_left_to_the_terminal_so_that_links_stay_whole() -> None:
    url = "https://news.example/" + "a" * 300

    assert url in await shown(an_alert(item=an_item(url=url)))


async def test_a_closed_stream_is_a_failure_and_not_a_crash() -> None:
    stream = io.StringIO()
    console = Console(stream)
    stream.close()

    assert isinstance(await console.send(compose_message(an_alert(), tz=UTC, repeat=False)), Transient)


async def test_what_the_streams_encoding_lacks_is_replaced() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")

    message = compose_message(an_alert(item=an_item("Курск")), tz=UTC, repeat=False)

    assert await Console(stream).send(message) == Sent()
    stream.seek(0)
    assert "?????" in stream.read()


async def test_a_template_decides_the_form() -> None:
    stream = io.StringIO()
    console = Console(stream, template=Template("{{ severity }} [{{ headline }}]", escape=str))

    await console.send(compose_message(an_alert(), tz=UTC, repeat=False))

    assert stream.getvalue() == "HIGH [Troops arrive in Kursk]\n"

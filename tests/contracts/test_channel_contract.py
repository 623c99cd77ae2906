"""What every channel keeps to, whatever it speaks to."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from datetime import UTC

import pytest

from monitor.model.ids import AlertId
from monitor.model.sending.alert import Reason
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.send.attempt import Ambiguous, Attempt, Permanent, RateLimited, Sent, Transient, Unauthorised
from monitor.send.channel import ChannelType
from monitor.send.channels import CHANNELS, channel_types
from monitor.send.message.compose import Message, compose_message
from monitor.store.base.codec import decode, encode
from tests.contracts.places import PLACES, Place, Trouble
from tests.fakes import DESK, NOON, an_alert, an_item

# a library of Apprise's mail plugin imports a module of Python's that is on its way out
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

HOSTILE = [
    "<b>bold</b> <script>alert(1)</script> &amp; &lt;",
    "[bold red]rich[/bold red] [link=file:///etc/passwd]x[/link] :smile:",
    "*bold* _it_ `code` [text](https://e.example) ~~x~~ ||spoiler||",
    "{{7*7}} ${HOME} %(x)s {0.__class__} {{app_id}} \\n \\x41",
    "' OR 1=1 -- ; rm -rf / $(id) `id`",
]
"""Shown as it is written: none of this is markup, a template or a command to us."""
DISGUISED = [
    "line\r\none\u2028two\x0bthree",
    "\x1b[2J\x1b]0;owned\x07 ansi \x9b31m",
    "exe.\u202etxt\u2066hidden\u2069",
    "nul\x00bell\x07back\x08",
    "lone \ud800 surrogate",
]
"""Never sent as it is written: these command a terminal, a line or the reading order."""
FORBIDDEN = "\x00\x07\x08\x1b\x9b\u202e\u2066\u2028\x0b\ud800"


EXPECTED: dict[Trouble, tuple[type[Attempt], ...]] = {
    Trouble.SLOW_DOWN: (RateLimited, Transient),  # a mail server has one word for both
    Trouble.BREAK_DOWN: (Transient,),
    Trouble.WHO_ARE_YOU: (Unauthorised,),
    Trouble.NEVER: (Permanent,),
    Trouble.CUT: (Ambiguous, Transient),  # a mail server that had no mail yet cannot have accepted it
    Trouble.ACCEPT_AND_CUT: (Ambiguous,),
}


@pytest.fixture(params=PLACES)
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    async with PLACES[request.param]() as made:
        yield made
        await made.channel.close()


@pytest.fixture(params=sorted(set(PLACES) - {"console"}))
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    """A channel with a service that can be in trouble."""
    async with PLACES[request.param]() as made:
        yield made
        await made.channel.close()


def test_every_channel_type_is_under_this_contract() -> None:
    assert set(CHANNELS) == set(PLACES)


@pytest.mark.parametrize("kind", CHANNELS.values(), ids=CHANNELS)
def test_a_type_is_found_by_its_name(kind: ChannelType) -> None:
    assert channel_types()[kind.name] is kind


async def test_an_accepted_message_is_sent_and_arrives_whole(place: Place) -> None:
    message = compose_message(an_alert(sources=("Antara", "Kompas")), tz=UTC, repeat=False)

    assert isinstance(await place.channel.send(message), Sent)

    for line in (message.headline, *message.parts.values()):
        assert line in place.arrived()


def kept(attempt: Attempt) -> bool:
    """Whether the store can note how an attempt ended, and reads the same again."""
    delivery = Delivery(
        alert=AlertId("a1"),
        channel=DESK,
        outcome=Outcome.SENT if isinstance(attempt, Sent) else Outcome.RETRY,
        at=NOON,
        detail="" if isinstance(attempt, Sent) else attempt.detail,
        message_id=attempt.message_id if isinstance(attempt, Sent) else "",
    )
    return decode(encode(delivery), Delivery) == delivery


async def test_the_store_can_keep_what_a_service_answers(place: Place) -> None:
    for reason in Reason:
        message = compose_message(an_alert(reason=reason, explanation="why"), tz=UTC, repeat=False)
        attempt = await place.channel.send(message)
        assert isinstance(attempt, Sent)
        assert kept(attempt)


async def test_messages_arrive_in_the_order_of_their_sending(place: Place) -> None:
    for number in range(5):
        message = compose_message(an_alert(item=an_item(f"Number {number}")), tz=UTC, repeat=False)
        assert isinstance(await place.channel.send(message), Sent)

    found = [place.arrived().index(f"Number {number}") for number in range(5)]
    assert found == sorted(found)


LETTERS = pytest.mark.parametrize("letter", ["a", "พ", "😀"], ids=["ascii", "thai", "emoji"])
"""One byte, three bytes, and two units of UTF-16 for a code point: services count in each of them."""


async def sends_all_lines_or_says_how_many_are_missing(place: Place, letter: str, *, lines: int) -> int:
    """How many lines of a digest did not arrive. Fails if the reader is not told of them."""
    listed = tuple(f"Line {number:03} {letter * 200} end {number:03}" for number in range(lines))
    message = compose_message(an_alert(reason=Reason.DIGEST, digest_lines=listed), tz=UTC, repeat=False)

    assert isinstance(await place.channel.send(message), Sent)

    came = [line in place.arrived() for line in listed]
    missing = came.count(False)
    assert came == [True] * (lines - missing) + [False] * missing
    assert not missing or f"and {missing} more lines" in place.arrived()
    return missing


@LETTERS
async def test_a_message_as_long_as_they_come_arrives_whole(place: Place, letter: str) -> None:
    assert await sends_all_lines_or_says_how_many_are_missing(place, letter, lines=15) == 0


@LETTERS
async def test_of_a_longer_message_the_reader_is_told_how_much_is_missing(place: Place, letter: str) -> None:
    await sends_all_lines_or_says_how_many_are_missing(place, letter, lines=60)


class Cutting:
    """A channel that sends the first 2,000 characters and says nothing of the rest."""

    updates = False

    def __init__(self) -> None:
        self.sent = ""

    async def send(self, message: Message) -> Attempt:
        self.sent += f"{message.title}\n{message.body}"[:2_000]
        return Sent("")

    async def close(self) -> None:
        """Nothing to close."""


async def test_the_contract_sees_a_channel_that_cuts() -> None:
    channel = Cutting()
    with pytest.raises(AssertionError):
        await sends_all_lines_or_says_how_many_are_missing(Place(channel, lambda: channel.sent), "a", lines=15)


@pytest.mark.parametrize("text", HOSTILE)
async def test_markup_templates_and_commands_in_a_feed_are_plain_text(place: Place, text: str) -> None:
    message = compose_message(an_alert(item=an_item(text, summary=text, source=text)), tz=UTC, repeat=False)

    assert isinstance(await place.channel.send(message), Sent)
    assert text in place.arrived()


@pytest.mark.parametrize("text", DISGUISED)
async def test_what_commands_a_terminal_or_the_reading_order_does_not_get_through(place: Place, text: str) -> None:
    alert = an_alert(item=an_item(text, summary=text, source=text), headline=text, explanation=text)

    for reason in Reason:
        message = compose_message(
            an_alert(item=alert.match.item, reason=reason, explanation=text), tz=UTC, repeat=True
        )
        assert isinstance(await place.channel.send(message), Sent)

    assert not set(place.arrived()) & set(FORBIDDEN)


@pytest.mark.parametrize("trouble", Trouble)
async def test_a_trouble_is_told_by_its_kind_and_the_next_message_arrives(
    service: Place, trouble: Trouble
) -> None:
    lost = compose_message(an_alert("a1", item=an_item("Under trouble")), tz=UTC, repeat=False)
    service.trouble(trouble)

    attempt = await service.channel.send(lost)

    assert isinstance(attempt, EXPECTED[trouble])
    assert kept(attempt)
    again = compose_message(an_alert("a1", item=an_item("Under trouble")), tz=UTC, repeat=True)
    assert isinstance(await service.channel.send(again), Sent)
    assert "possible duplicate" in service.arrived()


async def test_every_reason_can_be_told(place: Place) -> None:
    for reason in Reason:
        alert = an_alert(item=an_item(f"Told as {reason}"), reason=reason, explanation="why")
        assert isinstance(await place.channel.send(compose_message(alert, tz=UTC, repeat=False)), Sent)
        assert f"Told as {reason}" in place.arrived()


async def test_closing_twice_is_closing_once(place: Place) -> None:
    await place.channel.close()
    await place.channel.close()


@pytest.mark.parametrize("messages", [10, pytest.param(40, marks=pytest.mark.gate)])
async def test_a_night_of_troubles_loses_nothing_and_repeats_only_what_was_in_doubt(
    service: Place, messages: int
) -> None:
    rng = random.Random(7)
    in_doubt = 0
    for number in range(messages):
        repeat = False
        while True:
            trouble = rng.choice(list(Trouble)) if rng.random() < 0.4 else None
            if trouble is not None:
                service.trouble(trouble)
            alert = an_alert(f"a{number}", item=an_item(f"Number {number}"))
            attempt = await service.channel.send(compose_message(alert, tz=UTC, repeat=repeat))
            if isinstance(attempt, Sent):
                break
            in_doubt += isinstance(attempt, Ambiguous)
            repeat = repeat or isinstance(attempt, Ambiguous)

    times = [len(re.findall(rf"HIGH: Number {number}\b", service.arrived())) for number in range(messages)]
    assert min(times) >= 1
    assert sum(times) - messages <= in_doubt

"""E-mail: against a mail server on loopback that keeps to the letter of the law."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from monitor.model.sending.alert import Reason
from monitor.send.attempt import Ambiguous, Attempt, Permanent, Sent, Transient, Unauthorised
from monitor.send.channel import Channel
from monitor.send.channels import CHANNELS
from monitor.send.channels.email import Mail
from monitor.send.message.compose import Message, compose_message
from tests.fakes import an_alert, an_item
from tests.services.smtp import PASSWORD, USER, LoopbackSmtp, certificate

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


@pytest.fixture
async def smtp() -> AsyncIterator[LoopbackSmtp]:
    async with LoopbackSmtp().serve() as made:
        yield made


def build(smtp: LoopbackSmtp, **options: str) -> Channel:
    given = {
        "host": "127.0.0.1",
        "port": str(smtp.port),
        "from": "Monitor <monitor@example.org>",
        "to": "desk@example.org",
        "security": smtp.security,
    }
    return CHANNELS["email"].build("desk", given | options)


def a_message(title: str = "Troops arrive in Kursk", *, thread: str = "", **changes: Any) -> Message:
    return compose_message(an_alert(item=an_item(title), **changes), tz=UTC, repeat=False, thread=thread)


def parts(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


async def test_a_story_is_one_thread(smtp: LoopbackSmtp) -> None:
    desk = build(smtp)
    first = await desk.send(a_message())
    assert isinstance(first, Sent)
    changed = an_alert("a2", reason=Reason.CHANGED, explanation="new number")

    await desk.send(compose_message(changed, tz=UTC, repeat=False, thread=first.message_id))

    opening, development = smtp.mails
    assert opening["Message-ID"] == first.message_id == "<a1.desk@example.org>"
    assert opening["References"] == "<i1.story.desk@example.org>"
    assert development["In-Reply-To"] == first.message_id
    assert development["References"] == f"<i1.story.desk@example.org> {first.message_id}"


async def test_a_repeat_is_the_same_mail_to_whoever_compares(smtp: LoopbackSmtp) -> None:
    desk = build(smtp)

    await desk.send(a_message())
    await desk.send(a_message())

    assert len({mail["Message-ID"] for mail in smtp.mails}) == 1


async def test_text_and_html_say_the_same_in_any_script(smtp: LoopbackSmtp) -> None:
    await build(smtp).send(a_message("합참 “북한, 미사일 발사” قوات & <b>news</b> 🚀"))

    mail = smtp.mails[0]
    plain, html = parts(mail)
    assert mail["Subject"] == "HIGH: \u2068합참 “북한, 미사일 발사” قوات & <b>news</b> 🚀\u2069"
    assert "Antara, 2026-03-12 12:00 UTC" in plain
    assert "합참 “북한, 미사일 발사” قوات &amp; &lt;b&gt;news&lt;/b&gt; 🚀" in html
    assert smtp.raw[0].isascii()


async def test_the_feeds_own_words_stand_in_their_own_direction(smtp: LoopbackSmtp) -> None:
    words = "وصلت القوات إلى كورسك اليوم"
    item = an_item("Kursk", summary=words)
    await build(smtp).send(compose_message(an_alert(item=item), tz=UTC, repeat=False))

    _, html = parts(smtp.mails[0])
    [line] = [line for line in html.splitlines() if words in line]
    assert line.startswith('<div dir="auto"')
    assert 'dir="ltr"' in html, "what we say stands in ours"


async def test_no_header_can_be_smuggled_in(smtp: LoopbackSmtp) -> None:
    await build(smtp).send(a_message("Kursk\r\nBcc: evil@example.org\r\n\r\n<script>alert(1)</script>"))

    mail = smtp.mails[0]
    assert mail["Bcc"] is None
    assert mail["To"] == "desk@example.org"
    assert "<script" not in parts(mail)[1]


def test_breaks_that_nobody_before_has_taken_out_are_blanks_in_a_header() -> None:
    evil = "<a@b>\r\nBcc: evil@example.org\u2028\x85\n\nbody"
    channel = Mail(name="desk", host="127.0.0.1", sender="monitor@example.org", to="desk@example.org")
    mail = channel.compose(replace(a_message("Troops"), title=evil, thread=evil))

    assert mail["Bcc"] is None
    for name in ("Subject", "In-Reply-To", "References"):
        assert "Bcc: evil" in mail[name]
        assert not set("\r\n\u2028\x85") & set(mail[name])


@pytest.mark.parametrize(
    "word",
    [
        "=?utf-8?q?Kursk=0D=0ABcc=3A_evil=40example.org=0D=0A=0D=0A<script>?=",
        "=?utf-8?b?S3Vyc2sNCkJjYzogZXZpbEBleGFtcGxlLm9yZw0KDQo8c2NyaXB0Pg==?=",
        "=?us-ascii?Q?Kursk=0ABcc:_evil@example.org?= =?us-ascii?Q?=0A=0A<script>?=",
        "=?utf-8?q?=E2=80=A8Bcc:_evil@example.org?=",
        "Kursk =?utf-8?q?=00=0BBcc:_evil@example.org?=\x85Bcc: evil@example.org",
    ],
)
async def test_no_encoded_word_of_a_feed_is_decoded_in_a_header(smtp: LoopbackSmtp, word: str) -> None:
    plain = a_message("Troops arrive in Kursk")
    await build(smtp).send(plain)
    await build(smtp).send(a_message(word * 3, headline=word, explanation=word))

    usual, forged = (raw.partition(b"\r\n\r\n")[0].split(b"\r\n") for raw in smtp.raw)
    names = [line.partition(b":")[0] for line in forged if line[:1] not in (b" ", b"\t")]
    assert names == [line.partition(b":")[0] for line in usual if line[:1] not in (b" ", b"\t")]
    assert not any(b"\n" in line or b"\r" in line for line in forged)
    mail = smtp.mails[1]
    assert mail["Bcc"] is None
    assert "<script" not in parts(mail)[1]
    assert (
        str(mail["Subject"]).replace("\u2060", "").startswith(f"HIGH: {word.split(chr(0x85), maxsplit=1)[0]}"[:60])
    )


async def test_a_line_that_begins_with_a_full_stop_arrives(smtp: LoopbackSmtp) -> None:
    alert = an_alert(item=an_item(summary=".hidden"), reason=Reason.NOTICE)

    await build(smtp).send(compose_message(alert, tz=UTC, repeat=False))

    assert parts(smtp.mails[0])[0].startswith(".hidden\r\n")


async def test_a_template_is_the_html_part(smtp: LoopbackSmtp) -> None:
    await build(smtp, template="<h1>{{ headline }}</h1>").send(a_message("<b>{{ 7*7 }}</b>"))

    assert parts(smtp.mails[0])[1].strip() == "<h1>&lt;b&gt;{{ 7*7 }}&lt;/b&gt;</h1>"


@pytest.mark.parametrize(
    ("command", "reply", "kind"),
    [
        ("CONNECT", "421 busy", Transient),
        ("CONNECT", None, Transient),
        ("MAIL", None, Transient),
        ("RCPT", "451 4.7.1 greylisted", Transient),
        ("RCPT", "550 5.1.1 no such user", Permanent),
        ("MAIL", "530 5.7.0 authenticate first", Unauthorised),
        ("DATA", "451 later", Transient),
        ("TEXT", "451 4.3.0 try later", Transient),
        ("TEXT", "554 5.7.1 spam", Permanent),
        ("TEXT", None, Ambiguous),
        ("QUIT", None, Sent),
    ],
)
async def test_a_mail_is_judged_by_the_reply_that_decided_it(
    smtp: LoopbackSmtp, command: str, reply: str | None, kind: type[Attempt]
) -> None:
    smtp.replies[command] = reply

    assert isinstance(await build(smtp).send(a_message()), kind)


async def test_a_mail_that_was_taken_before_the_line_was_cut_is_ambiguous(smtp: LoopbackSmtp) -> None:
    smtp.replies["CONFIRM"] = None

    assert isinstance(await build(smtp).send(a_message()), Ambiguous)
    assert len(smtp.mails) == 1


async def test_nobody_at_the_address_is_transient(smtp: LoopbackSmtp) -> None:
    assert isinstance(await build(smtp, port="1").send(a_message()), Transient)


async def test_a_server_without_encryption_gets_neither_password_nor_mail(smtp: LoopbackSmtp) -> None:
    desk = build(smtp, security="starttls", user=USER, password=PASSWORD)

    assert isinstance(await desk.send(a_message()), Unauthorised)
    assert smtp.raw == []


@needs_openssl
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_over_tls_a_login_is_made_and_a_wrong_password_is_unauthorised(
    tmp_path: Path, security: str
) -> None:
    context, cert = certificate(tmp_path)
    async with LoopbackSmtp(security=security, tls=context).serve() as smtp:
        known = build(smtp, ca=str(cert), user=USER, password=PASSWORD)
        unknown = build(smtp, ca=str(cert), user=USER, password="wr0ngwr0ng")

        assert isinstance(await known.send(a_message()), Sent)
        refused = await unknown.send(a_message())

    assert isinstance(refused, Unauthorised)
    assert "wr0ng" not in refused.detail


@needs_openssl
async def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    async with LoopbackSmtp(security="tls", tls=context).serve() as smtp:
        attempt = await build(smtp).send(a_message())

    assert isinstance(attempt, Transient)
    assert "CERTIFICATE_VERIFY_FAILED" in attempt.detail.upper().replace(" ", "_")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"to": "a@example.org, b@example.org"}, "to must be one address"),
        ({"to": "nobody"}, "to must be one address"),
        ({"from": "x\r\nBcc: e@example.org"}, "from must be one address"),
        ({"security": "ssl"}, "security must be one of"),
        ({"security": "none", "user": "u", "password": "T0KEN"}, "for anybody to read"),
        ({"security": "tls", "user": "u"}, "belong together"),
        ({"port": "smtp"}, "port must be a number"),
        ({"ca": "/no/such/file"}, "no file"),
    ],
)
def test_what_cannot_work_is_refused(options: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why) as error:
        build(LoopbackSmtp(port=25), **options)

    assert "T0KEN" not in str(error.value)

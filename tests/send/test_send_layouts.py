"""Whatever a feed says, what leaves for a service is well formed and shows it as text."""

from __future__ import annotations

from datetime import UTC
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.demo.telegram.html import parse
from monitor.model.matching.rule_hit import Hit
from monitor.model.news.item import Field
from monitor.model.sending.alert import Reason
from monitor.send.channels import email_html as mail_html
from monitor.send.channels import telegram
from monitor.send.channels.email import Mail
from monitor.send.channels.slack.blocks import blocks, escape_mrkdwn
from monitor.send.message.compose import Message, compose_message
from monitor.send.message.markup import split_html
from tests.examples import examples
from tests.fakes import a_rule, an_alert, an_item

NAUGHTY = [
    "<b>bold</b><script>alert(1)</script>",
    "*bold* _it_ ~x~ `code` [a](https://e.example) ~~s~~ ||s|| # > + - = | { } . !",
    "{{7*7}} {% raw %} ${HOME} %(x)s {0.__class__} #{1+1}",
    "<!channel> <@U1> <#C1|x> @everyone @here <https://e.example|bank>",
    "&amp; &lt;b&gt; &#x3c; &nbsp; &unknown;",
    "Subject: x\r\nBcc: e@example.org\r\n\r\nbody",
    "قوات تصل إلى كورسك \u202eevil\u202c שלום",
    "👩\u200d🚀" * 200,
    "x" * 6_000,
    "合" * 6_000,
    "]]> --> */ ' \" ` \\ \\n %00",
]
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "References", "Auto-Submitted", "Importance"}
HEADERS |= {"MIME-Version", "Content-Type"}
ELEMENTS = {"html", "head", "meta", "body", "div", "a"}


def a_message(text: str, *, reason: Reason = Reason.FIRST, length: int = 5) -> Message:
    item = an_item(text, summary=text, source=text, url="https://e.example/?a=1&b='2'\"")
    hits = (Hit(term="t", field=Field.SUMMARY, start=0, end=length),)
    alert = an_alert(
        item=item, rules=(a_rule(*hits, title=text),), sources=(text, "B"), reason=reason, explanation=text,
        digest_lines=(text, text) if reason is Reason.DIGEST else (),
    )  # fmt: skip
    return compose_message(alert, tz=UTC, repeat=True)


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}


def check(message: Message) -> None:
    for piece in split_html(telegram.lay_out(message), limit=telegram.LIMIT):
        assert parse(piece).units <= telegram.LIMIT
    for [block] in blocks(message, None):
        assert all(
            part.get("text") or part.get("url") for element in block["elements"] for part in element["elements"]
        )
    elements = Elements()
    elements.feed(mail_html.lay_out(message))
    assert elements.seen <= ELEMENTS
    assert elements.attributes <= {"charset", "style", "dir", "href"}
    mail = Mail(name="desk", host="h", sender="m@example.org", to="d@example.org", security="none")
    composed = mail.compose(message)
    assert composed.as_bytes().isascii()
    assert set(composed.keys()) <= HEADERS


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_texts_do_no_harm(text: str, reason: Reason) -> None:
    check(a_message(text, reason=reason))


@settings(max_examples=examples(60))
@given(
    text=st.text(st.characters(exclude_categories=()), max_size=400),
    reason=st.sampled_from(Reason),
    length=st.integers(min_value=1, max_value=20),
)
def test_any_text_does_no_harm(text: str, reason: Reason, length: int) -> None:
    check(a_message(text, reason=reason, length=length))


@given(text=st.text())
def test_no_text_can_mention_or_link_in_mrkdwn(text: str) -> None:
    escaped: Any = escape_mrkdwn(text)

    assert "<" not in escaped
    assert ">" not in escaped

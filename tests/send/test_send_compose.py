"""What a person reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.language.display import neutralise, shorten
from monitor.model.ids import ItemId, Severity
from monitor.model.matching.correlation import Contribution, Trigger
from monitor.model.matching.rule_hit import Hit
from monitor.model.news.item import Field
from monitor.model.sending.alert import Reason
from monitor.send.message.compose import BODY_LIMIT, TITLE_LIMIT, MessagePart, compose_message
from tests.fakes import NOON, a_rule, an_alert, an_item, hit

JAKARTA = ZoneInfo("Asia/Jakarta")


def test_a_lock_screen_shows_severity_and_headline_then_the_words_that_fired_then_who_says_so_and_when() -> None:
    item = an_item(
        "Menlu Korea Utara tiba di Moskow",
        summary="Choe Son Hui bertemu Lavrov, sementara pasukan tiba di Kursk.",
        published_at=NOON - timedelta(minutes=5),
    )
    rules = (
        a_rule(hit(item, "Kursk", Field.SUMMARY), title="Kursk front"),
        a_rule(hit(item, "Choe Son Hui", Field.SUMMARY), title="Choe Son Hui"),
    )
    alert = an_alert(item=item, rules=rules, sources=("Antara", "Kompas", "Tempo"))

    message = compose_message(alert, tz=JAKARTA, repeat=False)

    assert message.title == "HIGH: Menlu Korea Utara tiba di Moskow"
    assert message.body.splitlines() == [
        "«Choe Son Hui» bertemu Lavrov, sementara pasukan tiba di «Kursk».",
        "Antara, 2026-03-12 19:00 WIB",
        "https://news.example/1",
        "also reported by: Kompas, Tempo (3 sources, 1 independent)",
        "rules: Kursk front, Choe Son Hui",
    ]


def test_a_change_says_what_changed_and_of_which_story() -> None:
    alert = an_alert(
        item=an_item("12,000 troops in Kursk"),
        headline="Troops arrive in Kursk",
        reason=Reason.CHANGED,
        explanation="new number: 12,000 troops",
    )

    message = compose_message(alert, tz=UTC, repeat=False)

    assert message.title == "HIGH, changed: 12,000 troops in Kursk"
    assert message.parts[MessagePart.BECAUSE] == "new number: 12,000 troops"
    assert message.parts[MessagePart.STORY] == "story: Troops arrive in Kursk"


def test_old_news_says_when_it_was_published() -> None:
    alert = an_alert(item=an_item(published_at=NOON - timedelta(days=2)))

    source = compose_message(alert, tz=UTC, repeat=False).parts[MessagePart.SOURCE]

    assert source == "Antara, 2026-03-12 12:00 UTC (published 2026-03-10 12:00 UTC)"


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Jakarta"])
@pytest.mark.parametrize("published", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_senseless_date_breaks_nothing(published: str, zone: str) -> None:
    alert = an_alert(item=an_item(published_at=datetime.fromisoformat(published)))

    assert "Antara" in compose_message(alert, tz=ZoneInfo(zone), repeat=False).body


def test_every_term_is_quoted_once_in_its_context_and_words_are_not_cut() -> None:
    summary = "Kursk " + "filler " * 40 + "the minister Choe arrived " + "padding " * 40 + "Kursk again"
    item = an_item("No name here", summary=summary)
    rules = (a_rule(hit(item, "Kursk", Field.SUMMARY), hit(item, "Choe", Field.SUMMARY)),)

    shown = compose_message(an_alert(item=item, rules=rules), tz=UTC, repeat=False).parts[MessagePart.EXCERPT]

    assert shown.startswith("«Kursk» filler")
    assert "… filler" in shown
    assert "the minister «Choe» arrived" in shown
    assert shown.count("«") == 2
    assert set(shown.replace("·", "").replace("…", "").split()) <= {"«Kursk»", "«Choe»", *summary.split()}


def test_overlapping_hits_are_marked_as_one_and_hits_outside_of_the_text_are_left_out() -> None:
    item = an_item(summary="South Korea Times")
    hits = (
        Hit(term="South Korea", field=Field.SUMMARY, start=0, end=11),
        Hit(term="Korea Times", field=Field.SUMMARY, start=6, end=17),
        Hit(term="gone", field=Field.SUMMARY, start=40, end=44),
    )

    message = compose_message(an_alert(item=item, rules=(a_rule(*hits),)), tz=UTC, repeat=False)

    assert message.parts[MessagePart.EXCERPT] == "«South Korea Times»"


def test_words_that_fired_only_in_the_headline_are_not_said_twice() -> None:
    item = an_item("Troops arrive in Kursk", summary="The ministry did not comment.")
    alert = an_alert(item=item, rules=(a_rule(hit(item, "Kursk")),))

    assert MessagePart.EXCERPT not in compose_message(alert, tz=UTC, repeat=False).parts


def test_without_words_that_fired_the_summary_begins_to_tell() -> None:
    alert = an_alert(item=an_item(summary="It began at dawn. " * 30))

    assert (
        compose_message(alert, tz=UTC, repeat=False).parts[MessagePart.EXCERPT].startswith("It began at dawn. It")
    )


def test_an_item_without_a_title_is_headed_by_what_there_is() -> None:
    alert = an_alert(item=an_item("", summary="Only a summary"))

    assert compose_message(alert, tz=UTC, repeat=False).title == "HIGH: Only a summary"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "", "http://[", "https://e.example/a b", "https://e.example/\u202egnp", "data:x"],
)
def test_a_link_that_is_not_safe_to_follow_is_left_out(url: str) -> None:
    assert MessagePart.LINK not in compose_message(an_alert(item=an_item(url=url)), tz=UTC, repeat=False).parts


def test_many_sources_are_counted() -> None:
    alert = an_alert(sources=("Antara", *(f"Paper {number}" for number in range(20))))

    also = compose_message(alert, tz=UTC, repeat=False).parts[MessagePart.ALSO]

    assert also.endswith("Paper 7 and 12 more (21 sources, 1 independent)")


def test_an_update_stands_in_for_the_first_message_and_names_whoever_came_after_it() -> None:
    item = an_item("Pasukan tiba", source="Tempo")
    alert = an_alert(
        item=item, headline="Troops arrive in Kursk", sources=("Antara", "Kompas", "Tempo"), reason=Reason.ALSO
    )
    alert = replace(alert, story=replace(alert.story, independent=2))

    message = compose_message(alert, tz=UTC, repeat=False, thread="17")

    assert message.thread == "17"
    assert message.title == "HIGH: Troops arrive in Kursk"
    assert message.parts[MessagePart.ALSO] == "also reported by: Kompas, Tempo (3 sources, 2 independent)"
    assert message.parts[MessagePart.SOURCE] == "latest: Tempo, 2026-03-12 12:00 UTC"
    assert MessagePart.STORY not in message.parts


def test_the_monitors_own_news_is_no_news_of_an_outlet() -> None:
    item = an_item("3 feeds are blind", source="monitor", summary="Look at `monitor status`.", url="")

    message = compose_message(an_alert(item=item, reason=Reason.NOTICE), tz=UTC, repeat=False)

    assert message.title == "monitor: 3 feeds are blind"
    assert message.body.splitlines() == ["Look at `monitor status`.", "monitor, 2026-03-12 12:00 UTC"]


def test_a_digest_lists_as_many_stories_as_fit_and_says_how_many_are_missing() -> None:
    listed = tuple(f"Story number {number} of a long night in Kursk" for number in range(300))

    message = compose_message(an_alert(reason=Reason.DIGEST, digest_lines=listed), tz=UTC, repeat=False)
    lines = message.body.splitlines()

    assert message.title == "HIGH, digest: 300 stories"
    assert len(message.body) <= BODY_LIMIT
    assert lines[-1] == f"… and {300 - len(lines) + 1} more lines"
    assert message.parts[MessagePart.LISTED].count("\n") == 299


def test_right_to_left_text_is_kept_apart_from_the_words_around_it() -> None:
    alert = an_alert(item=an_item("قوات تصل إلى كورسك", source="صدى المرسى"), sources=("صدى المرسى", "Antara"))

    message = compose_message(alert, tz=UTC, repeat=False)

    assert message.title == "HIGH: \u2068قوات تصل إلى كورسك\u2069"
    assert message.parts[MessagePart.SOURCE] == "\u2068صدى المرسى\u2069, 2026-03-12 12:00 UTC"
    assert "\u2068" not in message.parts[MessagePart.ALSO]


@pytest.mark.parametrize("cluster", ["e\u0301", "👩\u200d🚀", "👍🏽", "❤\ufe0f", "कि"])
def test_shortening_cuts_no_letter_and_no_emoji_in_two(cluster: str) -> None:
    for limit in range(2, 30):
        kept = shorten(cluster * 20, limit=limit).removesuffix("…")
        assert kept == cluster * (len(kept) // len(cluster)) or limit - 1 < len(cluster)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("two\r\nlines\u2028three", "two lines three"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07x", "red x"),
        ("a\u202etxt.exe\u202c\u2066b\u2069", "atxt.exeb"),
        ("bell\x07 nul\x00 c1\x9b31m", "bell nul c131m"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("می\u200cخواهم \u200fשלום", "می\u200cخواهم \u200fשלום"),
        ("{{7*7}} ${HOME} %(x)s [bold]b[/bold] <b>", "{{7*7}} ${HOME} %(x)s [bold]b[/bold] <b>"),
    ],
)
def test_text_of_a_feed_is_one_line_that_commands_nothing(text: str, plain: str) -> None:
    assert neutralise(text) == plain


@given(text=st.text(), limit=st.integers(min_value=1, max_value=40))
def test_shortening_keeps_to_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit=limit)) <= limit


@given(
    text=st.text(st.characters(exclude_categories=()), max_size=5_000),
    start=st.integers(min_value=0, max_value=50),
    length=st.integers(min_value=1, max_value=50),
    reason=st.sampled_from(Reason),
)
def test_whatever_a_feed_says_the_message_is_short_and_as_many_lines_as_it_has_parts(
    text: str, start: int, length: int, reason: Reason
) -> None:
    item = an_item(text, summary=text, source=text, url="https://e.example/" + text, author=text)
    hits = tuple(Hit(term="t", field=where, start=start, end=start + length) for where in Field)
    alert = an_alert(
        item=item, rules=(a_rule(*hits, title=text),), sources=(text, "b"), reason=reason, explanation=text
    )

    message = compose_message(alert, tz=JAKARTA, repeat=True)

    assert len(message.title) <= TITLE_LIMIT
    assert len(message.body) <= BODY_LIMIT
    assert len(message.body.splitlines()) == len(message.parts), "no text of a feed has a line of its own"
    message.body.encode()


def test_severity_comes_first() -> None:
    alert = an_alert()
    told = compose_message(alert, tz=UTC, repeat=False)

    assert told.alert is alert
    assert told.title.startswith(Severity.HIGH.name)


def test_what_came_together_is_listed_with_the_numbers_before_it() -> None:
    occasion = Trigger(
        text="2 of 2 sources within 1 h: Antara, Yonhap",
        contributions=tuple(
            Contribution(
                member=source, at=NOON + timedelta(minutes=n), item=ItemId(source), source=source, title=title
            )
            for n, (source, title) in enumerate([("Antara", "Troops move\nwest"), ("Yonhap", "Choe in Moscow")])
        ),
    )
    item = an_item("Burst: 2 of 2 sources within 1 h", source="monitor", url="https://news.example/2")
    alert = an_alert(item=item, explanation=occasion.text)
    alert = replace(alert, match=replace(alert.match, trigger=occasion))
    message = compose_message(alert, tz=JAKARTA, repeat=False)
    assert message.title == "HIGH: Burst: 2 of 2 sources within 1 h"
    assert message.body.splitlines() == [
        "2 of 2 sources within 1 h: Antara, Yonhap",
        "• 2026-03-12 19:00 WIB, Antara: Troops move west",
        "• 2026-03-12 19:01 WIB, Yonhap: Choe in Moscow",
        "monitor, 2026-03-12 19:00 WIB",
        "https://news.example/2",
    ]
    again = compose_message(replace(alert, reason=Reason.REMINDER, explanation="unheard"), tz=UTC, repeat=False)
    assert again.parts[MessagePart.BECAUSE] == "unheard; 2 of 2 sources within 1 h: Antara, Yonhap"

"""A report as a message: what does not work first, then the stories, as many as a service takes."""

from __future__ import annotations

from datetime import UTC, timedelta

from monitor.config.files.reports import ReportSettings
from monitor.desk.query.due_reports import timetable
from monitor.desk.render.message import headline, lines, story_lines, summary
from monitor.desk.shapes.channels import ChannelTroubleShape
from monitor.desk.shapes.report import SpansShape, TimeToAlertShape
from monitor.model.sending.alert import Reason
from monitor.send.message.compose import BODY_LIMIT, MessagePart, compose_message
from monitor.store.records.report_times import ReportState
from tests.desk.reports import MINUTE, a_report, a_sent_alert, a_story, an_act
from tests.fakes import DESK, NOON, an_alert, an_item

SPANS = SpansShape(count=1, p50_s=1.4, p95_s=5.6)
TIMES = TimeToAlertShape(feed=None, published_to_seen=SPANS, seen_to_sent=SPANS, published_to_sent=SPANS)


def test_the_headline_says_how_it_went() -> None:
    report = a_report(a_story(), a_story("Rain", acknowledged=(an_act(),)), times=(TIMES,))
    assert headline(report, "night") == "Report night: 2 stories alerted, 1 not acknowledged"
    assert summary(report, zone=UTC) == (
        "2026-03-12, 11:00 to 13:00 UTC: 3 items matched rules, 2 alerts sent;"
        " first seen to sent 1.4 s / 5.6 s (p50 / p95)"
    )
    assert headline(a_report(), "night") == "Report night: nothing alerted"
    assert lines(a_report(), zone=UTC) == ()


def test_what_does_not_work_is_first_and_a_digest_has_the_stories_alone() -> None:
    trouble = ChannelTroubleShape(
        channel="mail",
        says="mail refuses us",
        fix="monitor reload",
        gone=False,
        since=None,
        paused_until=None,
        waiting=0,
    )
    seen = a_story("Rain", severity="low", acknowledged=(an_act("mira"), an_act("mira")), not_relevant=True)
    report = a_report(a_story(), seen, channels=(trouble,), failed=(a_sent_alert(outcome="refused"),))
    stories = (
        "HIGH 12:01 Troops arrive in Kursk (2 sources; NOT acknowledged)",
        "LOW 12:01 Rain (2 sources; acknowledged by mira, not relevant)",
    )
    assert lines(report, zone=UTC) == (
        "! mail refuses us: monitor reload", "! 1 alert not sent: monitor alerts log --outcome any", *stories,
    )  # fmt: skip
    assert story_lines(report, zone=UTC) == stories


def test_a_long_report_fits_into_a_message_and_says_what_is_missing() -> None:
    report = a_report(*[a_story(f"{number} " + "Kursk " * 40) for number in range(500)])
    found = lines(report, zone=UTC)
    shown = len(found) - 1
    assert found[-1] == (
        f"and {500 - shown} more: monitor report --since '2026-03-12 11:00' --until '2026-03-12 13:00'"
    )
    item = an_item(title=headline(report, "night"), summary=summary(report, zone=UTC))
    alert = an_alert(item=item, reason=Reason.REPORT, digest_lines=found, explanation="late: " + "x" * 150)
    message = compose_message(alert, tz=UTC, repeat=True)
    assert message.title == "Report night: 500 stories alerted, 500 not acknowledged"
    assert len(message.body) <= BODY_LIMIT
    assert found[-1] in message.body
    assert set(message.parts) == {
        MessagePart.REPEAT, MessagePart.BECAUSE, MessagePart.LISTED, MessagePart.EXCERPT,
    }  # fmt: skip


def test_a_report_is_overdue_when_nobody_sent_it_in_time() -> None:
    settings = ReportSettings(name="noon", cron="0 12 * * *", to=(DESK,))
    day = timedelta(days=1)
    [unseen] = timetable([settings], {}, zone=UTC, at=NOON)
    assert (unseen.next_at, unseen.sent_until, unseen.overdue_since) == (NOON + day, None, None)
    before = ReportState(cron=settings.cron, done_until=NOON - day)
    [soon] = timetable([settings], {"noon": before}, zone=UTC, at=NOON + MINUTE)
    assert soon.overdue_since is None
    [late] = timetable([settings], {"noon": before}, zone=UTC, at=NOON + 3 * MINUTE)
    assert (late.overdue_since, late.next_at) == (NOON, NOON + day)
    [edited] = timetable(
        [settings], {"noon": ReportState(cron="1 1 * * *", done_until=NOON - day)}, zone=UTC, at=NOON + 3 * MINUTE
    )
    assert edited.overdue_since is None

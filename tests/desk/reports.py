"""Reports for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.desk.shapes.report import ReportShape, ReportStoryShape
from monitor.desk.shapes.sent import AcknowledgedShape, SentAlertShape
from tests.fakes import NOON

MINUTE = timedelta(minutes=1)


def an_act(person: str = "editor", **changes: Any) -> AcknowledgedShape:
    values = {"person": person, "way": "cli", "comment": "", "at": NOON + 5 * MINUTE}
    return AcknowledgedShape(**{**values, **changes})


def a_story(headline: str = "Troops arrive in Kursk", **changes: Any) -> ReportStoryShape:
    values: dict[str, Any] = {
        "id": "s1", "headline": headline, "url": "https://news.example/1", "severity": "high",
        "sources": ("Antara", "NK News"), "independent": 1, "first_seen_at": NOON, "first_sent_at": NOON + MINUTE,
        "last_sent_at": NOON + MINUTE, "alerts": 1, "rules": ("kursk",), "channels": ("desk",),
        "acknowledged": (), "not_relevant": False, "developments": (),
    }  # fmt: skip
    return ReportStoryShape(**{**values, **changes})


def a_report(*stories: ReportStoryShape, **changes: Any) -> ReportShape:
    values: dict[str, Any] = {
        "since": NOON - 60 * MINUTE, "until": NOON + 60 * MINUTE, "made_at": NOON + 60 * MINUTE,
        "stories": stories, "alerts": sum(one.alerts for one in stories),
        "unacknowledged": sum(not one.acknowledged for one in stories), "matches": 3, "suppressed": {},
        "notices": (), "failed": (), "dead_letters": (), "waiting": {}, "channels": (), "feeds": (), "rules": (),
        "times": (), "unreadable": (),
    }  # fmt: skip
    return ReportShape(**{**values, **changes})


def a_sent_alert(name: str = "a1", **changes: Any) -> SentAlertShape:
    values: dict[str, Any] = {
        "id": name, "channel": "desk", "at": NOON + MINUTE, "outcome": "sent", "detail": "", "attempts": 1,
        "took_ms": 800, "story": "s1", "item": "i1", "reason": "first", "severity": "high", "rules": ("kursk",),
        "headline": "Troops arrive in Kursk", "source": "Antara", "url": "https://news.example/1",
        "feed": "antara", "published_at": NOON - MINUTE, "first_seen_at": NOON, "acknowledged": None,
        "not_relevant": False,
    }  # fmt: skip
    return SentAlertShape(**{**values, **changes})

"""A rule that alerts far too often, as those who run the monitor are notified of it."""

from __future__ import annotations

from dataclasses import replace

from monitor.app.pipeline.storms import storm_notices
from tests.store.store_news import alert, decision, match

WHY = "first report; 31 alerts of this rule within an hour: a digest"


def test_those_who_run_the_monitor_are_notified_of_the_rule_once_a_day() -> None:
    found = match("a")
    told = replace(alert("a"), in_storm=True, explanation=WHY)

    [notice] = storm_notices(decision(found, told, told))

    assert notice.title == f"the rule {found.rules[0].rule} alerts too often"
    assert notice.detail.startswith("31 alerts of this rule within an hour: a digest every ten minutes")
    [later] = storm_notices(decision(found, replace(told, explanation="something else")))
    assert later.key == notice.key, "one of the same key is sent once"


def test_a_rule_that_alerts_as_usual_is_no_news() -> None:
    assert list(storm_notices(decision(match("a"), alert("a")))) == []

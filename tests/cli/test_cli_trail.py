"""What happened to an item, in the words of monitor why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.cli.rules.trail import in_words
from monitor.model.ids import AlertId, ChannelName
from monitor.model.matching.correlation import Contribution, Trigger
from monitor.model.matching.correlation_state import StateChange
from monitor.model.sending.alert import Alert, Reason, Suppression, SuppressionReason, copy_id, moved_id
from monitor.model.sending.decision import Decision
from monitor.model.sending.delivery import Delivery, Outcome
from monitor.model.story import StoryAssignment, Tier
from monitor.store.records.history import Trail
from tests.fakes import DESK, NOON, an_alert

ALERT = an_alert(explanation="first report", headline="Troops in Kursk")


def routed(*outcomes: Alert | Suppression) -> list[str]:
    """The lines on routing for an item with these outcomes."""
    match = ALERT.match
    assignment = StoryAssignment(
        story=ALERT.story, item=match.item.id, tier=Tier.OPENED, explanation="nothing like it"
    )
    trail = Trail(
        item=match.item,
        baseline=False,
        examined=True,
        matched=True,
        decisions=(Decision(match=match, assignment=assignment, outcomes=outcomes),),
        deliveries=(),
    )
    return [line for line in in_words(trail) if line.startswith("route")]


@pytest.mark.parametrize(
    ("because", "words"),
    [
        (SuppressionReason.FOLDED, f"duplicate of {ALERT.story.id}"),
        (SuppressionReason.THROTTLED, "throttled"),
        (SuppressionReason.OUT_OF_HOURS, "quiet hours"),
        (SuppressionReason.UNCONFIRMED, "unconfirmed"),
        (SuppressionReason.SILENCED, "silenced"),
        (SuppressionReason.NO_ROUTE, "no route"),
    ],
)
def test_a_silence_says_why_in_the_words_that_people_ask_with(because: SuppressionReason, words: str) -> None:
    silence = Suppression(
        story=ALERT.story.id, item=ALERT.match.item.id, channel=DESK, reason=because, detail="so and so"
    )
    assert routed(silence) == [f"route    suppress for desk: {words}, so and so"]


def test_what_is_told_held_or_brought_up_to_date_is_told_apart() -> None:
    later = NOON + timedelta(hours=18)
    assert routed(ALERT, an_alert("a2", explanation="held", not_before=later)) == [
        "route    notify desk: first, first report (alert a1)",
        "route    hold for desk until 2026-03-13 06:00:00 UTC: first, held (alert a2)",
    ]
    assert routed(an_alert("a3", reason=Reason.ALSO, explanation="also reported by Yonhap")) == [
        "route    bring desk up to date: also reported by Yonhap (alert a3)"
    ]


def test_an_item_says_what_it_counted_for_and_an_occasion_what_came_together() -> None:
    assignment = StoryAssignment(story=ALERT.story, item=ALERT.match.item.id, tier=Tier.OPENED)
    counted = StateChange(descriptions=("burst: 5 of 8 sources within 1 h",))
    decision = Decision(match=ALERT.match, assignment=assignment, state_change=counted)
    trail = Trail(
        item=ALERT.match.item, baseline=False, examined=True, matched=True, decisions=(decision,), deliveries=()
    )
    assert "count    burst: 5 of 8 sources within 1 h" in list(in_words(trail))
    witness = Contribution(member="a", at=NOON, item=ALERT.match.item.id, source="Antara", title="Troops")
    occasion = replace(ALERT.match, trigger=Trigger(text="8 of 8 sources within 1 h", contributions=(witness,)))
    lines = list(in_words(replace(trail, decisions=(replace(decision, match=occasion),))))
    assert "         kursk: 8 of 8 sources within 1 h" in lines
    assert f"         2026-03-12 12:00 UTC Antara: Troops  id {ALERT.match.item.id}" in lines
    assert not any(line.startswith("collect") for line in lines), "no feed brought it"


def test_an_item_of_which_nothing_but_counting_was_decided_is_not_called_unmatched() -> None:
    trail = Trail(item=ALERT.match.item, baseline=False, examined=True, matched=True, decisions=(), deliveries=())
    assert "detect   only rules with `when` count it, or it waits for its decision" in list(in_words(trail))


def test_what_a_fallback_has_sent_what_was_moved_and_what_was_dropped_is_said() -> None:
    def sent(alert: AlertId, channel: str, outcome: Outcome, detail: str = "") -> Delivery:
        return Delivery(alert=alert, channel=ChannelName(channel), outcome=outcome, at=NOON, detail=detail)

    trail = Trail(
        item=ALERT.match.item,
        baseline=False,
        examined=True,
        matched=True,
        decisions=(
            Decision(
                match=ALERT.match,
                assignment=StoryAssignment(
                    story=ALERT.story, item=ALERT.match.item.id, tier=Tier.OPENED, explanation="nothing like it"
                ),
                outcomes=(ALERT,),
            ),
        ),
        deliveries=(
            sent(copy_id(ALERT.id, to=ChannelName("phone")), "phone", Outcome.SENT),
            sent(moved_id(ALERT.id, to=ChannelName("mail")), "mail", Outcome.SENT),
            sent(ALERT.id, "desk", Outcome.REFUSED, "dropped"),
        ),
    )
    assert [line.partition("UTC ")[2] for line in in_words(trail) if line.startswith("send")] == [
        "to phone, the fallback of desk: sent",
        "to mail, moved there from desk: sent",
        "to desk: refused: dropped",
    ]

"""How long things take: the parts agree with one another, and what the parts take for granted is the same."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.app.assembly.timing import Timing
from monitor.config.files.routes import REMINDED
from monitor.detect.lint.policies import LONGEST_STORY, REMEMBERED
from monitor.group.grouper import Grouper
from monitor.store.decisions.alert_queue import AlertQueue
from monitor.store.decisions.decider_lease import DeciderLease
from monitor.store.queues.item_queue import ItemQueue
from monitor.store.queues.outbox import ChannelOutbox

USUAL = Timing()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"story_window": timedelta(days=4)}, "a log of decisions longer than"),
        ({"visit_lease": timedelta(seconds=90)}, "shorter than the longest visit"),
        ({"story_life": timedelta(hours=71)}, "as long as it waits for its next item"),
        ({"action_wait": timedelta(seconds=90)}, "asked for actions longer"),
        ({"sign_of_life_every": timedelta(seconds=6)}, "counts as dead"),
        ({"sender_lease": timedelta(minutes=2)}, "nobody could take over"),
        ({"decider_lease": timedelta(minutes=2)}, "nobody could take over"),
    ],
)
def test_spans_that_contradict_each_other_are_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(USUAL, **changes)


def test_advice_names_the_spans_that_hold() -> None:
    assert (USUAL.story_window, USUAL.story_life, USUAL.remind_for) == (REMEMBERED, LONGEST_STORY, REMINDED)


def test_what_hangs_on_another_follows_it() -> None:
    short = replace(USUAL, story_window=timedelta(hours=10), visit_lease=timedelta(seconds=50))
    assert short.replay_span == timedelta(hours=20)
    assert short.story_silenced == timedelta(hours=10)
    assert short.visit_renewal == timedelta(seconds=10)
    assert USUAL.stall_after > 2 * USUAL.tidy_every


@pytest.mark.parametrize(
    ("part", "parameter", "span"),
    [
        (ChannelOutbox, "lease", USUAL.sender_lease),
        (ItemQueue, "min_idle", USUAL.item_takeover),
        (AlertQueue, "update_every", USUAL.update_every),
        (DeciderLease, "span", USUAL.decider_lease),
        (Grouper, "window", USUAL.story_window),
        (Grouper, "life", USUAL.story_life),
    ],
)
def test_a_part_that_is_used_alone_takes_as_long_as_in_the_daemon(
    part: Any, parameter: str, span: timedelta
) -> None:
    assert inspect.signature(part).parameters[parameter].default == span

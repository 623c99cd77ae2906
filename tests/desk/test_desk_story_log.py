"""A story as the log of decisions has it."""

from __future__ import annotations

from dataclasses import replace

from monitor.desk.story_log import StoryRecord
from monitor.model.ids import StoryId
from monitor.model.sending.decision import Decision
from tests.store.store_news import assignment, match


def reported(source: str, *, account: str) -> Decision:
    hit = match("a")
    hit = replace(hit, item=replace(hit.item, source=source))
    return Decision(match=hit, assignment=replace(assignment(hit), account=account))


def test_those_who_copy_one_account_count_once_and_those_without_one_for_themselves() -> None:
    decisions = (
        reported("Antara", account="Reuters"),
        reported("Kompas", account="Reuters"),
        reported("Sindo", account="Reuters"),
        reported("Tempo", account=""),
        reported("Detik", account=""),
        reported("Detik", account=""),
    )
    story = StoryRecord(id=StoryId("s"), decisions=decisions)

    assert story.sources == ("Antara", "Kompas", "Sindo", "Tempo", "Detik")
    assert story.independent == 3

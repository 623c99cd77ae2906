"""What two headlines in two languages must share to be of one event, at the edges of each threshold."""

from __future__ import annotations

import pytest

from monitor.group.evidence.across_languages import same_event
from tests.group.group_news import item_of, match_of, one_story, reading_of

_RUSSIAN = "В Курске без света остались два района города"
_ENGLISH = "Power cut leaves two districts of Kursk in the dark"
_TOWN = "place/kursk"


def shared(
    title: str = _ENGLISH, *, entities: tuple[str, ...] = (_TOWN,), hours: float = 0.5, before: str = _RUSSIAN
) -> str:
    """What an English title shares with a Russian one of some hours before."""
    stories, thread = one_story(match_of(item_of(before, source="Первый", lang="ru"), entities=(_TOWN,)))
    item = item_of(title, source="Second", hours=hours)
    reading = reading_of(match_of(item, entities=entities), stories)
    return same_event(reading, thread, common=stories.common, usual=stories.usual)


def test_one_name_with_something_that_happens_and_a_count_is_enough() -> None:
    assert shared().startswith("shares place/kursk, “blackout” with")
    assert not shared("Power cut leaves five districts of Kursk in the dark"), "another count"
    assert not shared("Fog leaves two districts of Kursk in the dark"), "something else happens"
    assert not shared("Power cut leaves two districts in the dark", entities=()), "no name"


@pytest.mark.parametrize(
    ("title", "enough"),
    [
        ("Fire and blackout in Kursk", True),
        ("Blackout in Kursk", False),
    ],
)
def test_without_a_count_two_things_happen_in_both(title: str, enough: bool) -> None:
    assert bool(shared(title, before="В Курске пожар, отключение света")) is enough


def test_what_is_shared_is_more_than_half_of_the_names_of_either_title() -> None:
    assert shared("Power cut leaves two districts of Kursk in the dark")
    assert not shared("Power cut leaves two districts of Kursk and Belgorod", entities=(_TOWN, "place/belgorod"),
                      before="Без света два района Курска и Воронежа")  # fmt: skip


def test_a_report_in_another_language_comes_within_a_day() -> None:
    assert shared(hours=24)
    assert not shared(hours=24.1)

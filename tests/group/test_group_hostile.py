"""What feeds do by mistake or on purpose. None of it suppresses another outlet's news, and none of it floods."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from monitor.group.grouper import Grouper
from monitor.model.news.item import Item
from monitor.model.story import StoryAssignment, Tier
from tests.group.group_news import QUAKE, START, item_of, match_of

BOILERPLATE = (
    "Tous droits réservés. Abonnez-vous à notre lettre d'information pour recevoir chaque matin l'essentiel de "
    "l'actualité, les analyses de la rédaction et nos enquêtes exclusives, sans engagement et sans publicité."
)
EVENTS = [
    "Grain ships leave the port of Odesa",
    "Central bank of Turkey lifts interest rates",
    "Volcano erupts on the island of Java",
    "Chess champion resigns in Oslo final",
    "Tram drivers in Lisbon walk out over pay",
]


def grouped(*items: Item) -> list[StoryAssignment]:
    grouper = Grouper()
    return [grouper.group(match_of(item)) for item in items]


def rings(assignments: list[StoryAssignment]) -> int:
    return sum(assignment.tier is Tier.OPENED or bool(assignment.development) for assignment in assignments)


def test_a_feed_that_takes_the_guids_of_another_suppresses_nothing() -> None:
    victim = item_of(QUAKE, source="Paper", guid="7")
    thief = item_of("Lottery numbers of the day", source="Thief", guid="7", hours=-0.1)
    assignments = grouped(thief, victim)
    assert [assignment.tier for assignment in assignments] == [Tier.OPENED, Tier.OPENED]


def test_a_feed_that_takes_the_links_of_another_suppresses_nothing() -> None:
    link = "https://paper.example/quake"
    thief = item_of("Lottery numbers of the day", source="Thief", url=link, hours=-0.1)
    assert grouped(thief, item_of(QUAKE, url=link))[-1].tier is Tier.OPENED


def test_a_new_guid_at_every_visit_rings_once() -> None:
    items = [item_of(QUAKE, id=f"churn {n}", guid=str(n), hours=n / 60) for n in range(200)]  # ids are strings
    assert rings(grouped(*items)) == 1


def test_a_title_that_flaps_a_hundred_times_rings_at_most_twice() -> None:
    titles = (QUAKE, "Thousands flee the coast after quake strikes Hokkaido at night")
    items = [
        item_of(titles[n % 2], id=f"flap {n}", guid=str(n), hours=n / 60)  # ids are strings
        for n in range(100)
    ]
    assert rings(grouped(*items)) <= 2


def test_what_a_feed_says_of_time_changes_nothing() -> None:
    def stream(published: timedelta | None) -> list[StoryAssignment]:
        at = None if published is None else START + published
        return grouped(
            *(item_of(t, source=f"P{n}", published_at=at) for n, t in enumerate((QUAKE, *EVENTS, QUAKE)))
        )

    honest = stream(timedelta())
    assert stream(timedelta(days=-900)) == honest
    assert stream(timedelta(days=900)) == honest
    assert stream(None) == honest


def test_old_items_under_new_dates_fold_into_their_story() -> None:
    again = [item_of(QUAKE, id=f"again {n}", guid=f"new {n}", hours=n) for n in range(48)]  # ids are strings
    assert rings(grouped(*again)) == 1


def test_a_clock_that_jumps_back_breaks_nothing() -> None:
    assignments = grouped(
        *(item_of(t, source=f"P{n}", hours=-5.0 * n) for n, t in enumerate((QUAKE, *EVENTS, QUAKE)))
    )
    assert assignments[-1].story.id == assignments[0].story.id
    assert rings(assignments) == 6


@pytest.mark.parametrize("title", ["Breaking", "Live", "速報", "Update", "-", "!!!", "", "7"])
def test_a_headline_of_one_word_joins_outlets_never(title: str) -> None:
    first = item_of(title, id="a", source="One", summary=EVENTS[0])  # ids are strings
    second = item_of(title, id="b", source="Two", summary=EVENTS[1], hours=0.1)  # ids are strings
    assert [assignment.tier for assignment in grouped(first, second)] == [Tier.OPENED, Tier.OPENED]


@pytest.mark.slow
def test_ten_thousand_items_with_one_title_ring_once_and_cost_little() -> None:
    grouper = Grouper()
    rang = 0
    for number in range(10_000):
        assignment = grouper.group(
            match_of(item_of(QUAKE, source=f"Paper {number % 50}", guid=str(number), id=number))
        )
        rang += assignment.tier is Tier.OPENED or bool(assignment.development)
    assert rang == 1
    assert assignment.story.size == 10_000
    assert len(assignment.story.items) <= 16
    other = grouper.group(match_of(item_of(EVENTS[2], source="Small paper")))
    assert other.tier is Tier.OPENED


def test_one_boilerplate_under_every_headline_joins_nothing() -> None:
    items = [item_of(title, source="Paper", summary=BOILERPLATE, hours=n / 5) for n, title in enumerate(EVENTS)]
    assert [assignment.tier for assignment in grouped(*items)] == [Tier.OPENED] * len(EVENTS)


def test_one_boilerplate_under_short_headlines_of_two_outlets_joins_nothing() -> None:
    first = item_of("Nuit blanche à Lyon", source="One", lang="fr", summary=BOILERPLATE)
    second = item_of("Orage sur Marseille", source="Two", lang="fr", summary=BOILERPLATE, hours=0.1)
    assert grouped(first, second)[-1].tier is Tier.OPENED


def test_text_that_is_no_language_breaks_nothing() -> None:
    odd = [
        "\u202e\u200d\ufeff",
        "🇰🇵" * 40,
        "a" * 20_000,
        "९" * 50,
        "\ud800 lone",
        "1 " * 3_000,
        ":" * 99,
        ": : ; ; |",
    ]
    assignments = grouped(*(item_of(text, id=str(n), source=f"P{n}") for n, text in enumerate(odd)))
    assert len({assignment.story.id for assignment in assignments}) == len(odd)


def test_one_boilerplate_under_headlines_taken_for_two_languages_joins_nothing() -> None:
    first = item_of("Nuit blanche à Lyon", source="One", lang="fr", summary=BOILERPLATE)
    second = item_of("Orage sur Marseille", source="Two", lang="en", summary=BOILERPLATE, hours=0.1)
    assert grouped(first, second)[-1].tier is Tier.OPENED


def siblings(count: int) -> list[Item]:
    """One headline over and over, each time of another place."""
    names = [
        "".join(letters) for letters in itertools.product("BDFGKLMNPRSTVZ", "aeiou", "lmnrst", "aeiou", "kndrs")
    ]
    names = [names[number * 977 % len(names)] for number in range(count)]  # neighbours in the list are spellings
    return [
        item_of(
            f"Bus plunges into ravine near {name}, killing at least 19",
            source=f"Paper {number % 70}", id=f"sibling {number}", guid=str(number), hours=number / 600,
        )
        for number, name in enumerate(names)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [150, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_flood_of_one_swapped_word_stays_apart(count: int) -> None:
    opened = sum(assignment.tier is Tier.OPENED for assignment in grouped(*siblings(count)))
    assert opened >= 0.85 * count


@pytest.mark.parametrize("count", [300, pytest.param(5_000, marks=pytest.mark.slow)])
def test_a_story_of_many_wordings_stays_one_and_keeps_what_it_remembers_bounded(count: int) -> None:
    grouper = Grouper()
    adjectives, verbs = ("Strong", "Powerful", "Heavy", "Severe"), ("hits", "shakes", "strikes", "rattles")
    ends = ("people flee homes", "schools closed", "power cut", "rescuers on the way", "trains halted")
    stories = set()
    for number in range(count):
        title = (
            f"{adjectives[number % 4]} earthquake {verbs[number // 4 % 4]} Hokkaido in northern Japan, "
            f"{ends[number // 16 % 5]}"
        )
        item = item_of(title, source=f"Paper {number % 70}", id=f"wording {number}", hours=number / 600)
        assignment = grouper.group(match_of(item))
        stories.add(assignment.story.id)
    assert len(stories) == 1
    assert assignment.story.size == count
    assert len(assignment.story.items) <= 16


def test_an_outlet_that_exchanges_places_suppresses_nothing_of_another() -> None:
    copied = [
        item_of(QUAKE.replace("Japan", place), source="Copier", id=f"copy {place}", guid=place, hours=n / 60)
        for n, place in enumerate(("Chile", "Peru", "Nepal", "Turkey", "Iran"))
    ]
    assignments = grouped(*copied, item_of(QUAKE, source="Paper", hours=0.2), item_of(EVENTS[0], hours=0.3))
    assert assignments[-2].tier is Tier.OPENED
    assert assignments[-1].tier is Tier.OPENED


def test_a_publication_time_a_year_off_moves_no_item() -> None:
    plain = grouped(item_of(QUAKE), item_of(f"{QUAKE}, trains stop", source="Two", hours=1))
    for days in (-365, 365):
        wrong = START + timedelta(days=days)
        off = grouped(
            item_of(QUAKE, published_at=wrong),
            item_of(f"{QUAKE}, trains stop", source="Two", hours=1, published_at=wrong),
        )
        assert [one.tier for one in off] == [one.tier for one in plain]
        assert off[-1].score == plain[-1].score


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Once again the dam at Halden holds, engineers say"),
        ("pl", "Ten pożar w Gdańsku wciąż trwa, mówią strażacy"),
        ("en", "Sei whale found off the coast of Galicia"),
        ("nl", "Brand in Zwolle: acht geven op rook, zegt de brandweer"),
    ],
)
def test_a_number_word_of_another_language_is_no_changed_count(lang: str, title: str) -> None:
    first, second = grouped(item_of(title, lang=lang), item_of(f"{title} today", source="Two", lang=lang, hours=1))
    assert "number" not in second.development
    assert second.story.id == first.story.id

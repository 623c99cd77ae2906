from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.group.grouper import Grouper
from monitor.model.ids import EntityId, FeedId, ItemId, RuleId, Severity, StoryId
from monitor.model.matching.match import Match
from monitor.model.matching.rule_hit import Hit, RuleHit
from monitor.model.news.item import Field, Item
from monitor.model.story import Tier
from tests.group.group_news import item_of, match_of, mentions_of

START = datetime(2024, 10, 28, 6, 0, tzinfo=UTC)
QUAKE = "Strong earthquake shakes northern Japan coast, tsunami warning issued"


def news(
    title: str,
    *,
    key: str = "",
    summary: str = "",
    source: str = "Paper",
    url: str = "",
    guid: str = "",
    lang: str | None = "en",
    hours: float = 0.0,
    entities: tuple[str, ...] = (),
    required: tuple[str, ...] = (),
    in_title: tuple[str, ...] = (),
    severity: Severity = Severity.MEDIUM,
    rule: str = "rule",
) -> Match:
    item = Item(
        id=ItemId(key or f"{source} {title}"),
        feed=FeedId(source.lower()),
        source=source,
        url=url,
        title=title,
        summary=summary,
        guid=guid,
        lang=lang,
        first_seen_at=START + timedelta(hours=hours),
    )
    hit = RuleHit(
        rule=RuleId(rule),
        title=rule,
        severity=severity,
        required=tuple(map(EntityId, required)),
        hits=tuple(Hit(term=name, field=Field.TITLE, start=0, end=1, entity=EntityId(name)) for name in in_title),
    )
    mentions = mentions_of(item, entities, in_title=in_title)
    return Match(item=item, rules=(hit,), entities=tuple(map(EntityId, entities)), mentions=mentions)


def test_the_first_item_opens_a_story_with_its_own_id() -> None:
    assignment = Grouper().group(news(QUAKE, key="a"))
    assert assignment.tier is Tier.OPENED
    assert assignment.story.id == StoryId("a")
    assert assignment.story.headline == QUAKE
    assert assignment.explanation


def test_an_item_that_has_a_story_gets_the_same_joining_again() -> None:
    grouper = Grouper()
    first = grouper.group(news(QUAKE, key="a"))
    second = grouper.group(news(QUAKE, key="b", source="Other"))
    assert grouper.group(news(QUAKE, key="a")) == first
    assert grouper.group(news(QUAKE, key="b", source="Other")) == second
    assert len(grouper) == 2


def test_a_story_gathers_items_sources_rules_and_the_highest_severity() -> None:
    grouper = Grouper()
    grouper.group(news(QUAKE, key="a", source="One", severity=Severity.LOW))
    grouper.group(news(QUAKE, key="b", source="Two", severity=Severity.HIGH, rule="quake", hours=1))
    story = grouper.group(news(QUAKE, key="c", source="One", severity=Severity.INFO, hours=2)).story
    assert story.items == ("a", "b", "c")
    assert story.sources == ("One", "Two")
    assert story.rules == ("rule", "quake")
    assert story.severity is Severity.HIGH
    assert story.opened_at == START
    assert story.updated_at == START + timedelta(hours=2)


def test_the_same_title_elsewhere_is_the_same_item() -> None:
    grouper = Grouper()
    grouper.group(news(QUAKE, source="One"))
    assignment = grouper.group(news(f"{QUAKE} - Other Paper", source="Two"))
    assert assignment.tier is Tier.SAME_ITEM
    assert "same title" in assignment.explanation


def test_the_same_link_in_two_feeds_is_the_same_item() -> None:
    grouper = Grouper()
    grouper.group(news("Choe arrives in Moscow for talks", source="One", url="https://a.example/x?utm_source=1"))
    assignment = grouper.group(news("Choe arrives in Moscow", source="Two", url="http://www.a.example/x/"))
    assert assignment.tier is Tier.SAME_ITEM
    assert "same link" in assignment.explanation


def test_a_link_that_everything_points_to_joins_nothing() -> None:
    grouper = Grouper()
    grouper.group(news("Choe arrives in Moscow for talks", source="One", url="https://a.example/news"))
    assignment = grouper.group(news("Volcano erupts on Java", source="Two", url="https://a.example/news"))
    assert assignment.tier is Tier.OPENED


def test_the_same_guid_counts_only_within_its_feed() -> None:
    grouper = Grouper()
    grouper.group(news("Choe arrives in Moscow for talks", key="a", guid="7", source="One"))
    assert grouper.group(news("Update", key="b", guid="7", source="One")).tier is Tier.SAME_ITEM
    assert grouper.group(news("Volcano erupts on Java", key="c", guid="7", source="Two")).tier is Tier.OPENED


def test_wire_copy_with_a_word_changed_is_a_near_duplicate() -> None:
    grouper = Grouper()
    grouper.group(news(QUAKE, source="One"))
    assignment = grouper.group(news(QUAKE.replace("Strong", "Powerful"), source="Two"))
    assert assignment.tier is Tier.NEAR_DUPLICATE
    assert assignment.development == ""


def test_another_toll_in_the_same_words_is_a_development_and_no_copy() -> None:
    grouper = Grouper()
    grouper.group(news("Ferry sinks off Sulawesi coast, 3 people dead", source="One"))
    assignment = grouper.group(news("Ferry sinks off Sulawesi coast, 12 people dead", source="Two", hours=2))
    assert assignment.tier is Tier.SAME_STORY
    assert assignment.development == "new number: 12 (was 3)"


def test_a_negated_headline_is_no_copy() -> None:
    grouper = Grouper()
    grouper.group(news("Choe Son Hui visits Moscow", source="One"))
    assignment = grouper.group(news("Choe Son Hui not visit Moscow, ministry denies report", source="Two"))
    assert assignment.tier is not Tier.NEAR_DUPLICATE


def test_alike_words_about_another_person_open_a_story() -> None:
    grouper = Grouper()
    grouper.group(
        news("Choe meets Lavrov in Moscow for security talks", entities=("person/choe", "person/lavrov"))
    )
    assignment = grouper.group(
        news("Kim meets Lavrov in Moscow for security talks", entities=("person/kim", "person/lavrov"))
    )
    assert assignment.tier is Tier.OPENED
    assert assignment.runner_up is not None
    assert assignment.runner_up_score > 0.5


def test_alike_words_about_another_place_open_a_story() -> None:
    grouper = Grouper()
    grouper.group(news("Drone attack on oil depot in Kursk causes large fire", entities=("place/kursk",)))
    assignment = grouper.group(
        news("Drone attack on oil depot in Bryansk causes large fire", source="Two", entities=("place/bryansk",))
    )
    assert assignment.tier is Tier.OPENED


def test_entities_that_the_rule_demands_join_nothing() -> None:
    names = ("person/kim-jong-un", "country/KP", "place/pyongyang")
    grouper = Grouper()
    grouper.group(news("김정은, 평양서 군 간부 회의 주재", lang="ko", entities=names, required=names))
    assignment = grouper.group(
        news("Kim Jong Un opens hospital in Pyongyang", entities=names, required=names, hours=1)
    )
    assert assignment.tier is Tier.OPENED


def test_a_minister_and_two_countries_join_across_languages() -> None:
    names = ("person/choe-son-hui", "country/KP", "country/RU")
    grouper = Grouper()
    grouper.group(news("北朝鮮の崔善姫外相がロシアへ", lang="ja", entities=names))
    assignment = grouper.group(news("Choe Son Hui se rend en Russie", lang="fr", entities=names, hours=1))
    assert assignment.tier is Tier.SAME_STORY
    assert assignment.development == ""


def test_the_entities_of_long_ago_join_nothing() -> None:
    names = ("person/choe-son-hui", "country/KP", "country/RU")
    grouper = Grouper()
    grouper.group(news("北朝鮮の崔善姫外相がロシアへ", lang="ja", entities=names))
    assignment = grouper.group(news("Choe Son Hui se rend en Russie", lang="fr", entities=names, hours=40))
    assert assignment.tier is Tier.OPENED


def test_a_new_name_rings_only_if_the_title_names_it() -> None:
    names = ("org/nato", "country/KP", "place/kursk")
    title = "North Korean troops in Kursk: NATO sees escalation"
    grouper = Grouper()
    grouper.group(news(title, source="One", summary="Troops were seen near Kursk.", entities=names))
    background = grouper.group(
        news(
            "NATO sees escalation by troops of North Korea",
            source="Two",
            summary="They were seen in Kursk, not in Belgorod.",
            entities=(*names, "place/belgorod"),
        )
    )
    headline = grouper.group(
        news(
            "NATO sees North Korean troops in Sumy",
            source="Three",
            summary="They had been seen in Kursk.",
            entities=(*names, "place/sumy"),
        )
    )
    assert background.development == ""
    assert headline.development == "new place: Sumy"
    assert headline.story.id == background.story.id


def test_a_longer_form_of_a_known_place_is_nothing_new() -> None:
    names = ("org/nato", "country/KP", "place/kursk")
    grouper = Grouper()
    grouper.group(news("NATO sees North Korean troops in Kursk", source="One", entities=names))
    assignment = grouper.group(
        news(
            "NATO: North Korean troops now all over Kursk oblast",
            source="Two",
            entities=(*names, "place/kursk-oblast"),
        )
    )
    assert assignment.tier is Tier.SAME_STORY
    assert assignment.development == ""


def test_a_number_told_in_another_language_does_not_ring_again() -> None:
    names = ("org/nato", "country/KP", "place/kursk")
    grouper = Grouper()
    grouper.group(news("NATO: 3,000 troops in Kursk", source="One", entities=names))
    grouper.group(news("NATO: 3.000 tentara di Kursk", source="Two", entities=names, lang="id"))
    risen = grouper.group(news("NATO now sees 12,000 troops in Kursk", source="One", entities=names, hours=5))
    again = grouper.group(
        news("NATO kini melihat 12.000 tentara di Kursk", source="Two", entities=names, lang="id", hours=6)
    )
    assert risen.development == "new number: 12,000 (was 3,000)"
    assert again.development == ""


def test_words_alone_ring_when_most_of_the_headline_is_new() -> None:
    grouper = Grouper()
    grouper.group(news("Copper price falls, demand weak", source="One"))
    assignment = grouper.group(
        news("Copper price falls: miners, unions, owners, traders quarrel", source="Two", hours=8)
    )
    assert assignment.tier is Tier.SAME_STORY
    assert assignment.development == "new words: miners, unions, owners, traders, quarrel"


def test_a_story_takes_no_more_after_the_window_and_forgets() -> None:
    grouper = Grouper(window=timedelta(hours=72))
    grouper.group(news(QUAKE, key="a"))
    assert grouper.group(news(QUAKE, key="b", source="Two", hours=71)).story.id == "a"
    assert grouper.group(news(QUAKE, key="c", source="Two", hours=144)).tier is Tier.OPENED
    assert len(grouper) == 1


def test_a_lively_story_ends_after_a_week() -> None:
    grouper = Grouper()
    stories = [
        grouper.group(news(QUAKE, key=f"day {day}", source=f"Paper {day}", hours=24 * day)).story.id
        for day in range(10)
    ]
    assert stories == ["day 0"] * 8 + ["day 8"] * 2


def test_a_person_only_in_the_background_makes_alike_words_prove_more() -> None:
    one = "North Korean soldiers gather in Kursk, officials warn"
    other = "North Korea diplomat heads to Russia as soldiers gather in Kursk"
    sure = []
    for names in ((), ("person/choe-son-hui",)):
        grouper = Grouper()
        grouper.group(news(one, summary="The alliance spoke of a dangerous step."))
        assignment = grouper.group(
            news(other, summary="The minister left on Monday by plane.", entities=names, hours=0.8)
        )
        sure.append(assignment.score if assignment.tier is Tier.SAME_STORY else assignment.runner_up_score)
    assert sure[1] < sure[0] - 0.03


def test_a_capital_written_for_its_country_is_nothing_new() -> None:
    names = ("person/choe-son-hui", "country/KP", "country/RU", "place/kursk")
    grouper = Grouper()
    grouper.group(news("Choe Son-hui bertolak ke Rusia", lang="id", entities=names))
    assignment = grouper.group(
        news("Choe Son Hui terbang menuju Moskow", lang="id", source="Two", entities=(*names, "place/moscow"))
    )
    assert assignment.tier is Tier.SAME_STORY
    assert assignment.development == ""


def test_a_figure_is_as_good_as_a_name_across_languages() -> None:
    names = ("country/KP", "country/RU", "org/pentagon")
    for told, by_figure in (("1만2000명", True), ("3000명", False)):
        grouper = Grouper()
        grouper.group(news("Pentagon: 12,000 North Korean soldiers in Russia", entities=names))
        assignment = grouper.group(news(f"펜타곤 “러시아 파병 북한군 {told}”", lang="ko", entities=names))
        assert ("12,000 like it" in assignment.explanation) is by_figure, assignment


def test_the_words_by_which_a_rule_finds_its_items_join_nothing() -> None:
    first = item_of("Drone debris damages a school in the city of Kursk", source="One")
    second = item_of("Ballet returns to the stage in the city of Kursk", source="Two", hours=0.2)
    for found_by, tier in (((), Tier.SAME_STORY), (("the city of Kursk",), Tier.OPENED)):
        grouper = Grouper()
        grouper.group(match_of(first, words=found_by))
        assignment = grouper.group(match_of(second, words=found_by))
        assert assignment.tier is tier, assignment
        assert assignment.runner_up_score < 0.3


def test_a_story_of_many_items_names_its_newest_and_counts_all() -> None:
    grouper = Grouper()
    for number in range(40):
        story = grouper.group(match_of(item_of(QUAKE, source=f"Paper {number}"))).story
    assert story.size == 40
    assert len(story.items) == 16
    assert story.items[-1] == f"Paper 39 {QUAKE}"


def test_what_a_rules_plain_phrase_names_joins_nothing_either() -> None:
    grouper = Grouper()
    for number, title in enumerate(("Bridge near Kursk reopens after repairs", "Choir from Kursk wins a contest")):
        match = match_of(item_of(title, source=str(number)), words=("Kursk",), entities=("place/kursk",))
        assert grouper.group(match).tier is Tier.OPENED

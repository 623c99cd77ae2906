"""Rules that name entities of the library: no file of the user's is needed, and one takes the library's place."""

from __future__ import annotations

import pytest

from monitor.detect.detector import Detector
from monitor.detect.library.library import NO_LIBRARY
from monitor.detect.load import load
from monitor.model.ids import EntityId
from monitor.model.news.item import Field
from tests.detect.detect_rules import NOW, Desk, item


def detector(desk: Desk) -> Detector:
    loaded = desk.loads()
    assert [str(problem) for problem in loaded.problems if problem.blocks] == []
    return Detector(loaded.rules, now=lambda: NOW)


@pytest.mark.parametrize(
    ("entity", "lang", "title"),
    [
        ("country/KP", "id", "pemimpin se-Korea Utara"),
        ("country/KP", "he", "בצפון קוריאה"),
        ("country/GN", "en", "Guinea and Equatorial Guinea"),
        ("country/US", "en", "US sanctions"),
        ("country/US", "en", "a U.S.-led coalition"),
        ("country/IN", "ja", "インドの首相"),
        ("org/nato", "en", "NATO WARNS OF TROOPS IN KURSK"),
        ("place/kursk", "ru", "под Курском"),
        ("person/choe-son-hui", "id", "Kunjungan Choe ke Rusia, kata media Korea Utara"),
        ("person/zelensky", "uk", "зустріч із Зеленським"),
        ("org/sdf", "en", "Syrian Democratic Forces advance"),
        ("country/SY", "en", "Syrian Democratic Forces advance"),
    ],
)
def test_a_rule_may_name_an_entity_without_a_file(desk: Desk, entity: str, lang: str, title: str) -> None:
    desk.rule(f"named: ['entity:{entity}']")
    assert detector(desk).detect(item(title, lang=lang)) is not None


@pytest.mark.parametrize(
    ("entity", "lang", "title"),
    [
        ("country/GN", "en", "Papua New Guinea and Equatorial Guinea"),
        ("country/US", "en", "tell us more"),
        ("country/US", "en", "LET US PRAY"),
        ("country/IN", "ja", "インドネシアの首相"),
        ("country/IN", "zh", "印度尼西亚总统"),
        ("country/QA", "id", "kata dia"),
        ("country/TD", "id", "saat ini"),
        ("country/IR", "es", "los diputados irán a votar"),
        ("country/ML", "hr", "mali brod"),
        ("org/nato", "it", "è nato a Roma"),
        ("place/kursk", "en", "the Kursk submarine disaster"),
        ("person/choe-son-hui", "en", "Choe Hyun-wook scored"),
        ("country/JO", "en", "Michael Jordan sells his team"),
    ],
)
def test_a_rule_is_not_set_off_by_what_only_looks_like_it(desk: Desk, entity: str, lang: str, title: str) -> None:
    desk.rule(f"named: ['entity:{entity}']")
    assert detector(desk).detect(item(title, lang=lang)) is None


def test_metonyms_of_the_library_count_where_a_rule_asks_for_them(desk: Desk) -> None:
    desk.rule("plain: ['entity:country/RU']\nwide: [{entity: country/RU, with: [metonym]}]")
    match = detector(desk).detect(item("The Kremlin denies it", lang="en"))
    assert match is not None
    assert [hit.rule for hit in match.rules] == ["wide"]


def test_an_own_entity_takes_the_place_of_the_librarys(desk: Desk) -> None:
    desk.rule("named: ['entity:place/kursk']", entities="place/kursk: [Kurskaya Roshcha]")
    asked = detector(desk)

    assert asked.detect(item("Troops in Kursk", lang="en")) is None
    match = asked.detect(item("Troops near Kurskaya Roshcha and Belgorod", lang="en"))
    assert match is not None
    assert match.entities == ("place/kursk", "place/belgorod")


def test_an_own_entity_may_have_the_librarys_in_its_context(desk: Desk) -> None:
    desk.rule(
        "named: ['entity:org/desk']",
        entities="org/desk: {names: [Harbour Desk], weak: [Desk], context: ['entity:country/UA']}",
    )
    assert detector(desk).detect(item("The Desk on Ukraine", lang="en")) is not None
    assert detector(desk).detect(item("The Desk on Spain", lang="en")) is None


def test_a_match_names_entities_that_no_rule_asked_for_in_the_order_of_the_text(desk: Desk) -> None:
    desk.rule("talks: [talks]")
    match = detector(desk).detect(item("Lavrov and Rubio hold talks in Riyadh on Ukraine", lang="en"))
    assert match is not None
    assert match.entities == ("person/lavrov", "person/rubio", "place/riyadh", "country/UA")


@pytest.mark.parametrize(
    ("title", "lang", "written"),
    [
        ("俄外长拉夫罗夫会见王毅", "zh", ("拉夫罗夫", "王毅")),
        ("لافروف يلتقي وانغ يي", "ar", ("لافروف", "وانغ يي")),
        ("Lavrov meets Wang Yi", "en", ("Lavrov", "Wang Yi")),
    ],
)
def test_a_match_says_in_which_field_and_where_each_entity_stands(
    desk: Desk, title: str, lang: str, written: tuple[str, str]
) -> None:
    desk.rule("all: ['re:.+']")
    match = detector(desk).detect(item(title, lang=lang, summary="Kursk, Lavrov"))
    assert match is not None
    told = {mention.entity: mention for mention in match.mentions}
    assert tuple(told) == match.entities
    for entity, name in zip(("person/lavrov", "person/wang-yi"), written, strict=True):
        assert told[EntityId(entity)].field is Field.TITLE
        assert title[told[EntityId(entity)].start : told[EntityId(entity)].end] == name
    kursk = told[EntityId("place/kursk")]
    assert (kursk.field, kursk.start, kursk.end) == (Field.SUMMARY, 0, 5)


def test_an_unknown_entity_is_told_with_the_nearest_of_the_library(desk: Desk) -> None:
    problems = desk.rule("named: ['entity:country/KPP']").loads().problems
    assert any("did you mean 'country/KP'?" in str(problem) for problem in problems)


def test_the_generation_of_the_rules_knows_the_edition_of_the_library(desk: Desk) -> None:
    desk.rule("talks: [talks]")
    assert load(desk.folder, library=NO_LIBRARY).rules.ruleset != desk.loads().rules.ruleset


KURSK = """place/kursk:
  extends: place/kursk
  names: {id: [Kota Kurskaya]}
  weak: [KRSK]
  context: [oblast]
  except: [Kursk Street]
"""


@pytest.mark.parametrize(
    ("title", "lang", "found"),
    [
        ("Pasukan tiba di Kota Kurskaya", "id", True),
        ("Troops arrive in Kursk", "en", True),
        ("под Курском", "ru", True),
        ("KRSK oblast under fire", "en", True),
        ("KRSK under fire", "en", False),
        ("Fire on Kursk Street", "en", False),
        ("the Kursk submarine disaster", "en", False),
    ],
)
def test_an_entity_that_extends_one_of_the_library_adds_to_it(
    desk: Desk, title: str, lang: str, *, found: bool
) -> None:
    desk.rule("named: ['entity:place/kursk']", entities=KURSK)
    assert (detector(desk).detect(item(title, lang=lang)) is not None) is found


def test_a_name_that_both_write_is_as_the_own_entity_writes_it(desk: Desk) -> None:
    desk.rule(
        "named: ['entity:place/kursk']",
        entities="place/kursk: {extends: place/kursk, weak: [Kursk], context: [oblast]}",
    )
    assert detector(desk).detect(item("Troops arrive in Kursk", lang="en")) is None
    assert detector(desk).detect(item("Troops arrive in Kursk oblast", lang="en")) is not None


@pytest.mark.parametrize(
    ("entity", "problem"),
    [
        ("place/kursk: {extends: place/kurks}", "E201 no entity 'place/kurks' comes with the monitor"),
        ("place/kursk: {extends: place/kurks}", "(did you mean 'place/kursk'?)"),
        (
            "place/my-kursk: {extends: place/kursk}",
            "E105 an entity that extends 'place/kursk' must have the same id",
        ),
        ("place/kursk: {extends: [place/kursk]}", "E105 extends must be a text, not a list"),
        ("place/kursk: {extend: place/kursk}", "(did you mean 'extends'?)"),
    ],
)
def test_what_cannot_be_extended_is_said(desk: Desk, entity: str, problem: str) -> None:
    desk.rule("named: ['entity:place/kursk']", entities=entity)
    [found] = [str(one) for one in desk.loads().problems if one.blocks]
    assert problem in found


def test_an_extension_counts_for_the_generation_of_the_rules(desk: Desk) -> None:
    desk.rule("named: ['entity:place/kursk']")
    before = desk.loads().rules.ruleset
    desk.rule("named: ['entity:place/kursk']", entities=KURSK)
    assert desk.loads().rules.ruleset != before

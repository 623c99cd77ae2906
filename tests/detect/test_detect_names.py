"""When a name counts: its capitals, what holds it, who else is called so, and the office that stands for it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.detect.library.library import shipped_library
from monitor.detect.match.names.entity_scanner import entity_scanner_of
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.model.ids import FeedId, ItemId
from monitor.model.news.item import Item
from tests.detect.library_matrix import cells

LIBRARY = shipped_library()
SCANNER = entity_scanner_of(LIBRARY)
MATRIX = 0.98


def named(title: str, lang: str | None, day: datetime = datetime(2025, 11, 1, tzinfo=UTC)) -> set[str]:
    """The entities that a headline names on a day."""
    item = Item(
        id=ItemId("item"), feed=FeedId("feed"), source="", url="", title=title, summary="", lang=lang,
        first_seen_at=day,
    )  # fmt: skip
    return set(SCANNER.naming(FoldedItem(item)).entities)


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_what_every_reader_expects_is_known_in_45_languages(every: int) -> None:
    """In the everyday run in a fifth of them: a language costs what makes its names ready."""
    cells_by_lang = sorted(cells(LIBRARY))
    langs = sorted({lang for lang, _, _ in cells_by_lang})
    assert len(langs) >= 45
    wanted = [cell for cell in cells_by_lang if cell[0] in langs[::every]]
    missing = [(lang, name, text) for lang, name, text in wanted if not text or name not in named(text, lang)]

    assert 1 - len(missing) / len(wanted) >= MATRIX, missing


@pytest.mark.parametrize(
    ("lang", "text", "entities"),
    [
        ("en", "IMF CUTS FORECAST FOR CHINA", {"org/imf", "country/CN"}),
        ("en", "U.S. STRIKES HOUTHI TARGETS", {"country/US", "org/houthis"}),
        ("en", "US STRIKES IRAN", {"country/US", "country/IR"}),
        ("en", "WHO DECLARES EMERGENCY", {"org/who"}),
        ("en", "LET US PRAY", set()),
        ("en", "WHO WILL WIN THE CUP", set()),
        ("it", "Usa, dazi sulla Ue: la Nato avverte", {"country/US", "org/eu", "org/nato"}),
        ("it", "NATO A ROMA NEL 1950", {"place/rome"}),
        ("it", "Usa il telefono alla guida: multato", set()),
        ("fr", "L'Onu et l'Otan", {"org/un", "org/nato"}),
        ("fr", "UN HOMME TUÉ PAR BALLE", set()),
        ("en", "W.H.O. warns; S.Korea, N.Korea agree", {"org/who", "country/KR", "country/KP"}),
    ],
)  # fmt: skip
def test_acronyms_count_in_capitals_unless_they_are_everyday_words(
    lang: str, text: str, entities: set[str]
) -> None:
    assert named(text, lang) == entities


@pytest.mark.parametrize(
    ("lang", "small", "entity"),
    [
        ("fr", "Une lampe de chine achetée à Lyon", "country/CN"),
        ("fr", "porcelaine de chine", "country/CN"),
        ("pt", "Receita de lula frita com arroz", "person/lula"),
        ("es", "El salvador del equipo fue Messi", "country/SV"),
        ("es", "el salvador del equipo", "country/SV"),
        ("tr", "Bu kırım büyük zarar verdi", "place/crimea"),
        ("pl", "Dwie korea na obrazie Jana", "country/KR"),
    ],
)
def test_a_name_that_is_written_with_a_capital_needs_one(lang: str, small: str, entity: str) -> None:
    assert entity not in named(small, lang)


def test_a_text_without_capitals_and_a_hashtag_need_none() -> None:
    assert "country/KP" in named("north korea fires missile", "en")
    assert "country/UA" in named("Big news #ukraine today", "en")
    assert "country/RU" in named("Az oroszországi helyzet", "hu")


def test_a_hashtag_is_read_by_its_capitals() -> None:
    assert named("#KimJongUn and #NorthKorea", "en") == {"person/kim-jong-un", "country/KP"}


@pytest.mark.parametrize(
    ("lang", "text", "inner"),
    [
        ("de", "US-Präsident Trump trifft Merz", "country/US"),
        ("ja", "トランプ米大統領が訪中", "country/US"),
        ("en", "UN Security Council votes", "org/un"),
        ("en", "US State Department warns", "country/US"),
    ],
)
def test_titles_and_organs_do_not_hide_what_they_belong_to(lang: str, text: str, inner: str) -> None:
    assert inner in named(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "entity"),
    [
        ("zh", "内蒙古发生地震", "country/MN"),
        ("zh", "北爱尔兰议会", "country/IE"),
        ("ko", "파리 한 마리가 방에", "place/paris"),
        ("he", "רוח עזה נשבה", "place/gaza"),
        ("vi", "Pháp luật về đất đai", "country/FR"),
        ("vi", "Ca sĩ Mỹ Linh hát ở Thủ Đức", "country/US"),
        ("en", "Panama hat and guinea pig", "country/PA"),
        ("en", "Film review: Kursk", "place/kursk"),
        ("ru", "Фильм «Курск» вышел на экраны", "place/kursk"),
        ("zh", "电影《库尔斯克》上映", "place/kursk"),
        ("en", "Judd Trump wins the Masters", "person/trump"),
        ("ja", "小中学校の英語授業で米を炊く", "country/CN"),
    ],
)
def test_longer_words_other_people_and_films_are_not_the_entity(lang: str, text: str, entity: str) -> None:
    assert entity not in named(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("id", "Menlu Korut ke Rusia"),
        ("en", "North Korean foreign minister visits Russia"),
        ("en", "The foreign minister of North Korea visits Russia"),
        ("zh", "朝鲜外相访问俄罗斯"),
        ("ja", "北朝鮮外相がロシア訪問"),
        ("ko", "북한 외무상, 러시아 방문"),
        ("ru", "Глава МИД КНДР прибыла в Москву"),
        ("fr", "La ministre nord-coréenne des Affaires étrangères à Moscou"),
    ],
)
def test_an_office_with_its_country_names_who_holds_it(lang: str, text: str) -> None:
    assert "person/choe-son-hui" in named(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Former North Korean foreign minister dies"),
        ("en", "North Korean vice foreign minister visits"),
        ("en", "North Korea's foreign minister Ri Yong Ho speaks"),
        ("en", "North Korea tells Russia's foreign minister"),
        ("zh", "朝鲜前外相"),
        ("id", "Mantan Menlu Korut meninggal"),
    ],
)
def test_an_office_that_is_not_held_or_is_another_persons_names_nobody(lang: str, text: str) -> None:
    assert "person/choe-son-hui" not in named(text, lang)


def test_an_office_names_who_held_it_on_the_day() -> None:
    text = "South Korean president resigns"

    assert "person/yoon-suk-yeol" in named(text, "en", datetime(2024, 12, 3, tzinfo=UTC))
    assert "person/lee-jae-myung" in named(text, "en", datetime(2025, 7, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Xi and Putin meet", {"person/xi-jinping", "person/putin"}),
        ("Sisi meets Macron in Cairo", {"person/sisi", "person/macron", "place/cairo"}),
        ("Merz warns of split", {"person/merz"}),
        ("Assad flees", {"person/assad"}),
        ("Xi is a letter of the alphabet", set()),
    ],
)
def test_politics_nearby_is_context_for_the_surname_of_a_leader(text: str, people: set[str]) -> None:
    assert named(text, "en") == people


@pytest.mark.parametrize(
    ("lang", "text", "entities"),
    [
        ("de", "Die Nordkoreakrise und der Ukrainekrieg", {"country/KP", "country/UA"}),
        ("sv", "Gazaremsan och Ukrainakriget", {"place/gaza", "country/UA"}),
        ("ko", "北미사일 발사…美·日 긴급회의", {"country/KP", "country/US", "country/JP"}),
        ("ja", "北、弾道ミサイル発射", {"country/KP"}),
        ("zh", "俄外长访朝", {"country/RU", "country/KP"}),
    ],
)
def test_headlines_abbreviate_and_compound(lang: str, text: str, entities: set[str]) -> None:
    assert entities <= named(text, lang)


@pytest.mark.parametrize(
    ("lang", "another", "itself", "entity"),
    [
        ("en", "Sprinter breaks record | Jamaica Observer", "Sprinter - Jamaica sets a new record", "country/JM"),
        ("en", "Lebanon, Pa. bakery wins award", "Lebanon, Syria agree on gas", "country/LB"),
        ("en", "Portrait of Anne of Denmark found", "Queen Margrethe of Denmark to visit", "country/DK"),
        ("en", "Bandung, the Paris of Java", "the mayor of Paris, of all people", "place/paris"),
        ("en", "Cuban sandwich recipe for supper", "Cuban ambassador expelled over sandwich", "country/CU"),
        ("fil", "Mali ang sagot ng guro", "Mali: hukbo, umatake", "country/ML"),
        ("en", "Michael B Jordan to direct thriller", "King Abdullah of Jordan to direct relief", "country/JO"),
        ("en", "Singapore Airlines names a new chef", "Singapore names a new envoy", "country/SG"),
        ("en", "Brothers go Dutch on wedding bill", "Dutch voters go to the polls", "country/NL"),
    ],
)
def test_what_is_beside_a_name_shows_what_it_means(lang: str, another: str, itself: str, entity: str) -> None:
    assert entity not in named(another, lang)
    assert entity in named(itself, lang)


def test_a_country_written_as_in_english_has_the_forms_of_its_language() -> None:
    assert "country/CN" in named("Chinas Führung reagiert", "de")
    assert "country/CN" in named("Chinareise des Kanzlers verschoben", "de")
    assert "country/CN" not in named("Vase aus china zerbrochen", "de")


def test_what_happens_to_countries_does_not_make_a_surname_that_of_a_leader() -> None:
    assert "person/choe-son-hui" not in named("Choe, a striker, signs a new contract", "en")
    assert "person/powell" not in named("Powell arrested after attack on police", "en")


def test_a_language_may_be_given_by_its_code_of_old() -> None:
    assert "country/PS" in named("Mga Palestino, pumila para sa tubig", "tl")

"""What headlines say has happened, in many languages: turns in words and phrases, and what only may come."""

from __future__ import annotations

import pytest

from monitor.group.features.terms import terms
from monitor.group.features.turns import already_had, turns_said
from monitor.language.headlines.flash_heads import without_flash


@pytest.mark.parametrize(
    ("lang", "title", "turn"),
    [
        ("en", "Marsh steps down as Norvane chief", "#resign"),
        ("id", "Hendra Wiguna ditahan, mundur dari jabatan", "#resign"),
        ("es", "Berta toca tierra en Nayarit", "#landfall"),
        ("pt", "Tribunal manda soltar Barreto Lins", "#free"),
        ("fr", "Luc Ferrand fait appel de sa condamnation", "#appeal"),
        ("de", "Fusion geplatzt: Voltheim bricht Gespräche ab", "#fail"),
        ("it", "Si dimette il sindaco Conti", "#resign"),
        ("nl", "Verdachte aangehouden voor brand in Zwolle", "#arrest"),
        ("pl", "Dwóch górników z Rybnika nie żyje", "#die"),
        ("cs", "Po srážce vlaků u Přerova zemřel člověk", "#die"),
        ("sv", "En person död efter skottlossningen i Malmö", "#die"),
        ("da", "Mand anholdt efter brand i Odense", "#arrest"),
        ("no", "Mann pågrepet etter brann i Bergen", "#arrest"),
        ("fi", "Mies kuoli tulipalossa Turussa", "#die"),
        ("hu", "Meghalt egy ember a szegedi tűzben", "#die"),
        ("ro", "Șoferul camionului a fost arestat", "#arrest"),
        ("el", "Συνελήφθη ύποπτος για εμπρησμό", "#arrest"),
        ("bg", "Министърът подаде оставка", "#resign"),
        ("hr", "Uhićen osumnjičenik za požar u Zadru", "#arrest"),
        ("ru", "Министр транспорта подал в отставку", "#resign"),
        ("uk", "Депутату Ткаченку повідомили про підозру", "#charge"),
        ("ar", "ارتفاع حصيلة قطار أسيوط إلى 11 قتيلا", "#die"),
        ("fa", "مریم احمدی با وثیقه آزاد شد", "#free"),
        ("he", "נעצר חשוד בהצתה בחיפה", "#arrest"),
        ("hi", "भागलपुर पुल हादसा: ठेकेदार गिरफ्तार", "#arrest"),
        ("bn", "ঢাকায় কারখানার মালিক গ্রেপ্তার", "#arrest"),
        ("tr", "Maden ocağı sahibi tutuklandı", "#arrest"),
        ("vi", "Bắt giam chủ phà bị lật ở Đồng Tháp", "#arrest"),
        ("th", "อาคารถล่มเชียงใหม่ พบผู้เสียชีวิต 6 ราย", "#die"),
        ("zh", "台风“海燕”在福建霞浦登陆", "#landfall"),
        ("ja", "津波注意報をすべて解除", "#lift"),
        ("ko", "안동 산불 주불 진화", "#extinguish"),
    ],
)
def test_a_turn_is_found_in_its_language(lang: str, title: str, turn: str) -> None:
    assert turn in turns_said(title, lang)


@pytest.mark.parametrize(
    "title",
    [
        "Power cut leaves two districts in the dark",
        "В Курске без света остались два района города",
        "У Сумах без світла лишилися два райони",
        "Medio millón de hogares sin luz en Concepción",
        "Bairros de Belém ficam sem luz",
        "Ganz Zwickau ohne Strom",
        "Dwie dzielnice Łodzi bez prądu",
        "Fırtınada elektrikler kesildi",
        "Hai quận mất điện sau bão",
    ],
)
def test_being_without_power_is_a_blackout_in_any_language(title: str) -> None:
    assert "#blackout" in terms(title)
    assert not turns_said(title, None).keys() & {"#blackout"}, "it turns no story"


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Protesters call for minister to resign"),
        ("en", "Moscow won't agree, says spokesman"),
        ("es", "Piden la renuncia de la ministra Arrieta"),
        ("pt", "Oposição pede a demissão da ministra"),
        ("fr", "Le maire pourrait être condamné"),
        ("de", "Opposition fordert Rücktritt des Ministers"),
        ("it", "L'opposizione chiede le dimissioni del ministro"),
        ("id", "Mahasiswa desak menteri mundur"),
        ("ru", "Оппозиция требует отставки министра"),
        ("uk", "Опозиція вимагає відставки міністра"),
        ("zh", "反对党要求部长辞职"),
        ("ja", "岩見知事、会見で辞任は否定"),
        ("ja", "野島農相が辞任へ"),
        ("ko", "야당, 장관 사임 요구"),
    ],
)
def test_what_is_asked_for_denied_or_to_come_has_not_happened(lang: str, title: str) -> None:
    said = turns_said(title, lang)
    assert said.keys() <= {"#deny"}


@pytest.mark.parametrize(
    "title",
    [
        "Container ship leaves Rotterdam",
        "Peru terá segundo turno, indica contagem rápida",
        "Copa Libertadores: sorteio das quartas",
        "Fire reported at the Halden depot",
        "Restaurants fill up in Bangkok",
    ],
)
def test_what_begins_like_a_turn_is_none(title: str) -> None:
    assert not turns_said(title, "en" if title.isascii() else "pt")


def test_a_turn_keeps_the_words_that_say_so() -> None:
    assert turns_said("Berta Toca Tierra en Nayarit", "es")["#landfall"] == "Toca Tierra"


def test_outlets_call_one_turn_by_several_names() -> None:
    assert already_had("#suspend", {"#close"})
    assert not already_had("#suspend", {"#arrest"})


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("[속보] 안동 산불 확산", "안동 산불 확산"),
        ("【速報】農相が辞任へ", "農相が辞任へ"),
        ("快讯：吕梁煤矿爆炸", "吕梁煤矿爆炸"),
        ("Breaking | Fire in Halden", "Fire in Halden"),
        ("+++ EIL +++ Zug entgleist", "Zug entgleist"),
        ("Última hora: renuncia la ministra", "renuncia la ministra"),
        ("СРОЧНО: взрыв в шахте", "взрыв в шахте"),
        ("عاجل | انهيار مبنى", "انهيار مبنى"),
        ("Flash floods hit Valencia", "Flash floods hit Valencia"),
        ("Urgent care centre closes", "Urgent care centre closes"),
        ("Breaking:", "Breaking:"),
    ],
)
def test_a_flash_head_goes_and_nothing_else(title: str, bare: str) -> None:
    assert without_flash(title) == bare

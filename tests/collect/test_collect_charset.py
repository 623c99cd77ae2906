"""Bytes become the text that was written, whatever is or is not said of their charset."""

from __future__ import annotations

import codecs
import contextlib
from html import escape
from pathlib import Path

import pytest
import webencodings
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.parse.charset import codec_of, decode
from monitor.collect.parse.entries import ParsedFeed
from monitor.collect.parse.formats import read

# One short piece of news for each language, in the project's own words.
NEWS = {
    "ru": ("Порт закрыт из-за шторма", "Паромы не ходят с утра, сообщила администрация порта. Рейсы отменены."),
    "uk": ("Порт закрито через шторм", "Пороми не ходять зранку, повідомила адміністрація. Рейси їх скасовано."),
    "de": (
        "Hafen wegen Sturm geschlossen",
        "Die Fähren fahren seit früh nicht, teilte die Behörde für Häfen mit.",
    ),
    "fr": ("Le port fermé à cause de la tempête", "Les ferries sont arrêtés dès l'aube, a annoncé la préfecture."),
    "es": (
        "El puerto cerró por la tempestad",
        "Los barcos no salen desde la mañana, informó la autoridad portuaria.",
    ),
    "pl": (
        "Port zamknięty z powodu sztormu",
        "Promy nie kursują od rana, poinformował zarząd. Rejsy są odwołane, później też.",
    ),
    "cs": (
        "Přístav je kvůli bouři zavřený",
        "Trajekty od rána nejezdí, uvedla správa přístavu. Plavby byly zrušeny.",
    ),
    "tr": (
        "Liman fırtına yüzünden kapatıldı",
        "Feribotlar sabahtan beri çalışmıyor, dedi liman başkanlığı. Seferler iptal edildi.",
    ),
    "el": ("Το λιμάνι έκλεισε λόγω καταιγίδας", "Τα πλοία δεν αναχωρούν από το πρωί, ανακοίνωσε το λιμεναρχείο."),
    "he": ("הנמל נסגר בגלל הסערה", "המעבורות אינן יוצאות מהבוקר, הודיעה הנהלת הנמל. ההפלגות בוטלו."),
    "ar": ("إغلاق الميناء بسبب العاصفة", "العبارات متوقفة منذ الصباح حسب إدارة الميناء وألغيت الرحلات"),
    "ja": ("嵐のため港が閉鎖された", "フェリーは朝から運航していないと港湾局が発表した。便は欠航となった。"),
    "zh": ("港口因风暴关闭", "港务局表示，渡轮从早上起停航，所有航班已经取消。"),
    "tw": ("港口因風暴關閉", "港務局表示，渡輪從早上起停航，所有航班已經取消。"),
    "ko": ("폭풍으로 항구가 폐쇄됐다", "여객선은 아침부터 운항하지 않는다고 항만청이 밝혔다. 모든 편이 취소됐다."),
    "th": ("ท่าเรือปิดเพราะพายุ", "เรือเฟอร์รี่หยุดเดินตั้งแต่เช้า การท่าเรือแจ้งว่าเที่ยวเรือถูกยกเลิกทั้งหมด"),
}
LEGACY = [
    *(("ru", "cp1251"), ("ru", "koi8-r"), ("uk", "cp1251"), ("de", "cp1252"), ("fr", "cp1252"), ("es", "cp1252")),
    *(("pl", "iso8859-2"), ("pl", "cp1250"), ("cs", "cp1250"), ("cs", "iso8859-2"), ("tr", "cp1254")),
    *(("el", "cp1253"), ("he", "cp1255"), ("ar", "cp1256"), ("ja", "cp932"), ("ja", "euc_jp"), ("zh", "gb18030")),
    *(("tw", "big5"), ("ko", "cp949"), ("th", "cp874")),
]


def document(items: list[tuple[str, str]], *, label: str = "") -> str:
    told = "".join(
        f"<item><title>{escape(title)}</title><link>https://news.example/{place}</link>"
        f"<description>{escape(text)}</description></item>"
        for place, (title, text) in enumerate(items)
    )
    declared = f'<?xml version="1.0" encoding="{label}"?>' if label else ""
    return f'{declared}<rss version="2.0"><channel><title>News</title>{told}</channel></rss>'


def titles(body: bytes, *, content_type: str = "application/xml") -> list[str]:
    reply = read(body, content_type=content_type, url="https://news.example/feed.xml")
    assert isinstance(reply, ParsedFeed), reply
    return [entry.title for entry in reply.entries]


def test_undeclared_bytes_are_read_as_what_they_most_likely_are() -> None:
    wrong = [
        (lang, charset)
        for lang, charset in LEGACY
        if titles(document([NEWS[lang]]).encode(charset)) != [NEWS[lang][0]]
    ]
    assert len(wrong) * 10 <= len(LEGACY), wrong


@pytest.mark.parametrize("lang", NEWS)
def test_a_label_that_cannot_be_true_is_not_believed(lang: str) -> None:
    charset = next(charset for other, charset in LEGACY if other == lang)
    body = document([NEWS[lang]], label="utf-8").encode(charset)
    if lang not in ("de", "fr", "es", "tr", "pl", "cs"):  # of which most letters are ASCII
        assert titles(body) == [NEWS[lang][0]]


def test_some_broken_letters_do_not_make_another_charset() -> None:
    body = document([NEWS["ru"]], label="utf-8").encode().replace("Паромы".encode(), "Паром".encode() + b"\xd1")
    assert titles(body) == [NEWS["ru"][0]]


@given(st.sampled_from(LEGACY), st.booleans())
def test_a_label_is_believed_in_the_header_and_in_the_document(written: tuple[str, str], in_header: bool) -> None:
    lang, charset = written
    body = document([NEWS[lang]], label="" if in_header else charset).encode(charset)
    content_type = f"text/xml; charset={charset}" if in_header else "text/xml"
    assert titles(body, content_type=content_type) == [NEWS[lang][0]]


@pytest.mark.parametrize(
    ("title", "charset"),
    [
        *((title, "gb18030") for title in ("地震", "台风来袭", "3人死亡", "港口因风暴关闭", "中国外交部回应")),
        *((title, "big5") for title in ("地震", "颱風來襲", "港口因風暴關閉", "日本發射飛彈")),
        *((title, "cp949") for title in ("지진 발생", "서울 화재")),
        *((title, "cp1252") for title in ("Ángel Ávila", "INFORMAÇÃO À IMPRENSA", "Ærø", "ÄÖÜ")),
    ],
)
def test_a_single_short_headline_without_a_label_is_read(title: str, charset: str) -> None:
    assert titles(document([(title, "")]).encode(charset)) == [title]


@pytest.mark.parametrize("label", ["ISO-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    ("lang", "charset"),
    [("pl", "iso8859-2"), ("pl", "cp1250"), ("cs", "cp1250"), ("cs", "iso8859-2"), ("tr", "cp1254")],
)
def test_a_text_whose_letters_its_label_lacks_is_read_by_its_letters(lang: str, charset: str, label: str) -> None:
    assert titles(document([NEWS[lang]], label=label).encode(charset)) == [NEWS[lang][0]]


@pytest.mark.parametrize(
    ("lang", "title", "charset", "read_as"),
    [
        ("tr", "Şehirde yangın", "cp1254", "Şehirde yangın"),
        ("tr-TR", "Şehirde yangın", "cp1254", "Şehirde yangın"),
        ("cs", "Maďarsko: vlak vykolejil, několik mrtvých", "cp1250", "Maďarsko: vlak vykolejil, několik mrtvých"),
        ("pl", "Wypadek w Łodzi", "iso8859-2", "Wypadek w Łodzi"),
        ("pl", "José Fernández w Krakowie", "cp1252", "José Fernández w Krakowie"),
        ("is", "Ísland: gos þýðir ægilegt", "cp1252", "Ísland: gos þýðir ægilegt"),
        ("en", "Real's Ødegård and Martín sign for Pelé's Bahía", "cp1252", None),
        ("", "Real's Ødegård and Martín sign for Pelé's Bahía in 12 days", "cp1252", None),
    ],
)
def test_the_language_that_a_feed_says_decides_on_few_letters(
    lang: str, title: str, charset: str, read_as: str | None
) -> None:
    said = f"<language>{lang}</language>" if lang else ""
    body = document([(title, "")], label="iso-8859-1").replace("<channel>", f"<channel>{said}")
    assert titles(body.encode(charset)) == [read_as or title]


STANDARD = [
    *(
        "unicode-1-1-utf-8",
        "utf8",
        "866",
        "cp866",
        "csibm866",
        "ibm866",
        "l2",
        "latin2",
        "csisolatin2",
        "iso_8859-2:1987",
    ),
    *(
        "l3",
        "latin4",
        "cyrillic",
        "csisolatincyrillic",
        "arabic",
        "asmo-708",
        "ecma-114",
        "greek",
        "greek8",
        "sun_eu_greek",
    ),
    *(
        "hebrew",
        "visual",
        "iso-8859-8-e",
        "logical",
        "csiso88598i",
        "iso-8859-8-i",
        "l6",
        "latin6",
        "iso8859-13",
        "l9",
    ),
    *(
        "koi",
        "koi8",
        "koi8_r",
        "koi8-ru",
        "koi8-u",
        "mac",
        "x-mac-roman",
        "macintosh",
        "dos-874",
        "tis-620",
        "iso885911",
    ),
    *(
        "windows-874",
        "x-cp1250",
        "cp1251",
        "x-cp1251",
        "ansi_x3.4-1968",
        "us-ascii",
        "latin1",
        "x-cp1253",
        "l5",
        "latin5",
    ),
    *(
        "x-cp1255",
        "cp1256",
        "x-cp1257",
        "x-cp1258",
        "x-mac-cyrillic",
        "x-mac-ukrainian",
        "chinese",
        "csgb2312",
        "gb_2312-80",
    ),
    *("x-gbk", "gbk", "gb18030", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5", "x-euc-jp", "cseucpkdfmtjapanese"),
    *(
        "iso-2022-jp",
        "csiso2022jp",
        "ms_kanji",
        "windows-31j",
        "x-sjis",
        "shift-jis",
        "sjis",
        "ms932",
        "ks_c_5601-1987",
    ),
    *("korean", "windows-949", "csksc56011987", "ksc5601", "ks_c_5601-1989", "iso-ir-149"),
]
BESIDES = {
    "windows1251": "cp1251",
    "win-1251": "cp1251",
    "x-windows-949": "cp949",
    "x-euc": "euc_jp",
    "iso88592": "iso8859-2",
    "iso_8859_2": "iso8859-2",
    "utf8mb4": "utf-8",
    "cp-1252": "cp1252",
}


@pytest.mark.parametrize("label", STANDARD)
def test_a_label_of_the_encoding_standard_is_understood(label: str) -> None:
    known = webencodings.lookup(label)
    assert known is not None
    codec = codec_of(label)
    assert codec is not None
    sample = bytes(range(0x20, 0x7F)) if known.name.startswith("iso-2022") else b"a\xc0\xe0"
    standard, ours = (sample.decode(name, "replace") for name in (known.codec_info.name, codec))
    assert standard == ours or "\ufffd" in standard  # where the standard is wider than Python's codec


@pytest.mark.parametrize("label", BESIDES)
def test_and_so_are_labels_as_they_are_written_besides(label: str) -> None:
    assert codec_of(label) == BESIDES[label]


def test_thai_is_read_by_its_label() -> None:
    for label in ("windows-874", "tis-620", "iso-8859-11", "dos-874"):
        assert titles(document([NEWS["th"]], label=label).encode("cp874")) == [NEWS["th"][0]]


@pytest.mark.parametrize(
    "before",
    [
        codecs.BOM_UTF8 * 2,
        codecs.BOM_UTF8 + b"\n" + codecs.BOM_UTF8,
        b"Warning: foo\n",
        b"<br />\n<b>Notice</b>: Undefined index in <b>/var/www/rss.php</b> on line <b>3</b><br />\n",
        b"\n\n  ",
        b"<!-- cached -->\n",
        "Внимание!\n".encode(),
    ],
)
@pytest.mark.parametrize("label", ["utf-8", ""])
def test_what_stands_before_a_document_does_not_hide_it(before: bytes, label: str) -> None:
    body = before + document([NEWS["ru"], NEWS["de"]], label=label).encode()
    assert titles(body) == [NEWS["ru"][0], NEWS["de"][0]]


def test_the_charset_is_found_behind_a_warning_too() -> None:
    body = b"Warning: foo\n" + document([NEWS["ru"]], label="windows-1251").encode("cp1251")
    assert titles(body) == [NEWS["ru"][0]]


def test_a_page_that_shows_a_feed_is_a_page() -> None:
    page = "<!DOCTYPE html><html><body><pre>" + document([NEWS["de"]], label="utf-8") + "</pre></body></html>"
    assert not isinstance(read(page.encode(), content_type="", url="https://news.example/"), ParsedFeed)


FOREIGN = [(lang, charset) for lang, charset in LEGACY if lang not in ("de", "fr", "es", "pl", "cs", "tr")]


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "iso-8859-15", "utf-8"])
@pytest.mark.parametrize(("lang", "charset"), FOREIGN)
def test_a_latin_label_is_not_believed_of_another_script(lang: str, charset: str, label: str) -> None:
    assert titles(document([NEWS[lang]], label=label).encode(charset)) == [NEWS[lang][0]]
    body = document([NEWS[lang]]).encode(charset)
    assert titles(body, content_type=f"text/xml; charset={label}") == [NEWS[lang][0]]
    both = document([NEWS[lang]], label=charset).encode(charset)
    assert titles(both, content_type=f"text/xml; charset={label}") == [NEWS[lang][0]]


LATIN = [
    "Fähre & Boot", "Jäääär, öö, hääyöaie", "L’été «\u00a0créée\u00a0» — déjà… «\u00a0Où\u00a0?\u00a0»",
    "Ações e emoções", "þjóðæðarspjöldin í Ísafjarðardjúpi", "Årsmøte på Ærø, øl og blåbær",
    "¿Qué? ¡Señor! año", "Żółć, źdźbło, łąka", "Příliš žluťoučký kůň úpěl", "Șase ţări în întâlnire",
    "Çağdaş ürünler, güç", "šešių žąsų žiūrėjimas", "————————————————", "••••••••• ½ ¼ ¾ ° °",
    "§§ 3–5 “‘…’” „«»“ –—–—", "ÀÉÎÕÜ", "Île-de-Réunion", "Größenwahn", "ÅÄÖåäöÅÄÖ", "£5–€10",
    "\u00a0\u00a0»\u00a0—\u00a0«", "Curaçao", "Œœ", "Māori mēness ņēma", "Ñandú, ÑÁÉÍ",
]  # fmt: skip
LATIN_CHARSETS = [
    "iso-8859-1",
    "windows-1252",
    "iso-8859-15",
    "windows-1250",
    "iso-8859-2",
    "windows-1254",
    "windows-1257",
]


@given(st.lists(st.sampled_from(LATIN), min_size=1, max_size=12), st.sampled_from(LATIN_CHARSETS), st.booleans())
def test_a_latin_text_is_what_its_label_says(texts: list[str], label: str, in_header: bool) -> None:
    written = [text for text in texts if text == text.encode(label, "ignore").decode(label)]
    body = document([(text, text) for text in written], label="" if in_header else label).encode(label)
    read_as = titles(body, content_type=f"text/xml; charset={label}" if in_header else "text/xml")
    assert read_as == [" ".join(text.split()) for text in written]


def test_no_latin_text_of_this_project_is_taken_for_another_script() -> None:
    root, tried = Path(__file__).parents[2], 0
    files = [
        path for folder in ("monitor", "tests", "rules") for path in (root / folder).rglob("*") if path.is_file()
    ]
    for path in files:
        if path.suffix not in (".py", ".txt", ".yaml", ".md", ".jsonl", ".xml"):
            continue
        for line in {
            line for line in path.read_bytes().decode("utf-8", "ignore").splitlines() if not line.isascii()
        }:
            with contextlib.suppress(UnicodeEncodeError):
                body = line.encode("cp1252")
                assert decode(body, content_type="text/plain; charset=iso-8859-1") == line.lstrip("\ufeff"), path
                tried += 1
    assert tried > 500

"""Names of countries and cities from Unicode's CLDR, by way of Babel. Only for building the library.

CLDR names every territory, and for each time zone its city, in some three hundred languages; both come with the
language that the name is a name in, which is what makes them safe to match with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from babel import Locale, __version__, localedata
from babel.core import get_global

from monitor.detect.library.library import MadeFrom

_TERRITORY = re.compile(r"[A-Z]{2}")
_NO_COUNTRIES = ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "HK", "IC", "MO", "QO", "TA", "UN", "XA", "XB", "ZZ")
"""Codes of CLDR that are no countries, and two whose names in CLDR are not those in the news."""
_UNREAD_SCRIPTS = ("Dsrt", "Shaw")
_BRACKET = re.compile(r" ?[(（][^)）]*[)）]$")

# fmt: off
CITIES: Mapping[str, str] = {
    "country/HK": "Asia/Hong_Kong", "country/MO": "Asia/Macau",
    "place/abidjan": "Africa/Abidjan", "place/accra": "Africa/Accra", "place/addis-ababa": "Africa/Addis_Ababa",
    "place/aden": "Asia/Aden", "place/amman": "Asia/Amman",
    "place/ashgabat": "Asia/Ashgabat", "place/asmara": "Africa/Asmera", "place/athens": "Europe/Athens",
    "place/baghdad": "Asia/Baghdad", "place/baku": "Asia/Baku", "place/bamako": "Africa/Bamako",
    "place/bangkok": "Asia/Bangkok", "place/bangui": "Africa/Bangui", "place/beirut": "Asia/Beirut",
    "place/belgrade": "Europe/Belgrade", "place/berlin": "Europe/Berlin", "place/bishkek": "Asia/Bishkek",
    "place/bogota": "America/Bogota", "place/brussels": "Europe/Brussels", "place/bucharest": "Europe/Bucharest",
    "place/budapest": "Europe/Budapest", "place/bujumbura": "Africa/Bujumbura", "place/cairo": "Africa/Cairo",
    "place/caracas": "America/Caracas", "place/chisinau": "Europe/Chisinau", "place/colombo": "Asia/Colombo",
    "place/conakry": "Africa/Conakry", "place/damascus": "Asia/Damascus", "place/dhaka": "Asia/Dhaka",
    "place/dubai": "Asia/Dubai", "place/gaza": "Asia/Gaza",
    "place/harare": "Africa/Harare", "place/havana": "America/Havana",
    "place/hebron": "Asia/Hebron", "place/helsinki": "Europe/Helsinki", "place/istanbul": "Europe/Istanbul",
    "place/jakarta": "Asia/Jakarta", "place/jerusalem": "Asia/Jerusalem", "place/juba": "Africa/Juba",
    "place/kabul": "Asia/Kabul", "place/kaliningrad": "Europe/Kaliningrad", "place/karachi": "Asia/Karachi",
    "place/kathmandu": "Asia/Katmandu", "place/khartoum": "Africa/Khartoum", "place/kigali": "Africa/Kigali",
    "place/kinshasa": "Africa/Kinshasa", "place/kyiv": "Europe/Kiev", "place/lagos": "Africa/Lagos",
    "place/london": "Europe/London", "place/lubumbashi": "Africa/Lubumbashi", "place/madrid": "Europe/Madrid",
    "place/manila": "Asia/Manila", "place/maputo": "Africa/Maputo", "place/minsk": "Europe/Minsk",
    "place/mogadishu": "Africa/Mogadishu", "place/moscow": "Europe/Moscow", "place/nairobi": "Africa/Nairobi",
    "place/ndjamena": "Africa/Ndjamena", "place/niamey": "Africa/Niamey", "place/nicosia": "Asia/Nicosia",
    "place/ouagadougou": "Africa/Ouagadougou", "place/paris": "Europe/Paris",
    "place/phnom-penh": "Asia/Phnom_Penh", "place/podgorica": "Europe/Podgorica",
    "place/port-au-prince": "America/Port-au-Prince",
    "place/prague": "Europe/Prague", "place/pyongyang": "Asia/Pyongyang", "place/rangoon": "Asia/Rangoon",
    "place/riga": "Europe/Riga", "place/riyadh": "Asia/Riyadh", "place/rome": "Europe/Rome",
    "place/samarkand": "Asia/Samarkand", "place/sarajevo": "Europe/Sarajevo", "place/seoul": "Asia/Seoul",
    "place/shanghai": "Asia/Shanghai", "place/simferopol": "Europe/Simferopol", "place/skopje": "Europe/Skopje",
    "place/sofia": "Europe/Sofia", "place/taipei": "Asia/Taipei", "place/tallinn": "Europe/Tallinn",
    "place/tashkent": "Asia/Tashkent", "place/tbilisi": "Asia/Tbilisi", "place/tehran": "Asia/Tehran",
    "place/thimphu": "Asia/Thimphu", "place/tirana": "Europe/Tirane", "place/tokyo": "Asia/Tokyo",
    "place/tripoli": "Africa/Tripoli", "place/tunis": "Africa/Tunis", "place/urumqi": "Asia/Urumqi",
    "place/vienna": "Europe/Vienna", "place/vientiane": "Asia/Vientiane", "place/vilnius": "Europe/Vilnius",
    "place/vladivostok": "Asia/Vladivostok", "place/volgograd": "Europe/Volgograd",
    "place/warsaw": "Europe/Warsaw",
    "place/yakutsk": "Asia/Yakutsk", "place/yekaterinburg": "Asia/Yekaterinburg", "place/yerevan": "Asia/Yerevan",
    "place/zagreb": "Europe/Zagreb",
}
# fmt: on
"""The time zones whose city is an entity of the library."""


@dataclass(slots=True)
class CldrNames:
    """The names of one entity by language, each once, in the order in which they were met."""

    by_language: dict[str, dict[str, None]] = field(default_factory=dict)
    _met: set[tuple[str, str]] = field(default_factory=set)

    def add(self, lang: str, name: str) -> None:
        """Add a name as a text writes it: composed, without what is in brackets."""
        if (lang, name) in self._met:
            return  # most locales of a language repeat what the language has
        self._met.add((lang, name))
        plain = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) != "Cf")
        plain = _BRACKET.sub("", plain).strip()
        if lang == "en":
            plain = plain.replace("&", "and")
        if plain:
            self.by_language.setdefault(lang, {})[plain] = None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Each language with each of its names; English first, the others by their tags."""
        for lang in sorted(self.by_language, key=lambda tag: (tag != "en", tag)):
            for name in self.by_language[lang]:
                yield lang, name


def version() -> MadeFrom:
    """The versions of Babel and of the CLDR in it."""
    return MadeFrom(babel=__version__, cldr=str(get_global("cldr")["version"]))


def names() -> dict[str, CldrNames]:
    """The names of every country (`country/XX`) and of the cities in CITIES, by id."""
    found: dict[str, CldrNames] = {}
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        if locale.script in _UNREAD_SCRIPTS:
            continue
        for code, name in locale.territories.items():
            if _TERRITORY.fullmatch(code) and code not in _NO_COUNTRIES:
                found.setdefault(f"country/{code}", CldrNames()).add(locale.language, name)
        zones = locale.time_zones
        for entity, zone in CITIES.items():
            city = zones.get(zone, {}).get("city")
            if city:
                found.setdefault(entity, CldrNames()).add(locale.language, city)
    return found

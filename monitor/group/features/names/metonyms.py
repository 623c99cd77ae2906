"""Capitals and seats of power, written for their country: "visits Moscow" is no news after "Russia".

A story that already names the country knows its capital.
"""

from __future__ import annotations

from monitor.model.ids import EntityId

_SEATS = {
    "AE": "abu-dhabi", "AF": "kabul", "AM": "yerevan", "AR": "buenos-aires", "AT": "vienna", "AU": "canberra",
    "AZ": "baku", "BD": "dhaka", "BE": "brussels", "BG": "sofia", "BN": "bandar-seri-begawan", "BR": "brasilia",
    "BY": "minsk", "CA": "ottawa", "CH": "bern", "CL": "santiago", "CN": "beijing zhongnanhai", "CO": "bogota",
    "CU": "havana", "CZ": "prague", "DE": "berlin", "DK": "copenhagen", "DZ": "algiers", "EE": "tallinn",
    "EG": "cairo", "ES": "madrid", "ET": "addis-ababa", "FI": "helsinki", "FR": "paris elysee",
    "GB": "london downing-street", "GE": "tbilisi", "GR": "athens", "HU": "budapest", "ID": "jakarta",
    "IL": "jerusalem", "IN": "new-delhi delhi", "IQ": "baghdad", "IR": "tehran", "IT": "rome", "JO": "amman",
    "JP": "tokyo", "KE": "nairobi", "KG": "bishkek", "KH": "phnom-penh", "KP": "pyongyang",
    "KR": "seoul blue-house", "KZ": "astana", "LA": "vientiane", "LB": "beirut", "LT": "vilnius", "LV": "riga",
    "LY": "tripoli", "MA": "rabat", "MD": "chisinau", "MM": "naypyidaw", "MN": "ulaanbaatar", "MX": "mexico-city",
    "MY": "kuala-lumpur", "NG": "abuja", "NL": "the-hague amsterdam", "NO": "oslo", "NP": "kathmandu",
    "NZ": "wellington", "PE": "lima", "PH": "manila malacanang", "PK": "islamabad", "PL": "warsaw",
    "PS": "ramallah", "PT": "lisbon", "QA": "doha", "RO": "bucharest", "RS": "belgrade", "RU": "moscow kremlin",
    "SA": "riyadh", "SD": "khartoum", "SE": "stockholm", "SG": "singapore", "SK": "bratislava", "SY": "damascus",
    "TH": "bangkok", "TJ": "dushanbe", "TL": "dili", "TM": "ashgabat", "TN": "tunis", "TR": "ankara",
    "TW": "taipei", "UA": "kyiv", "US": "washington washington-dc white-house pentagon", "UZ": "tashkent",
    "VE": "caracas", "VN": "hanoi", "YE": "sanaa", "ZA": "pretoria",
}  # fmt: skip
_COUNTRY_OF = {seat: EntityId(f"country/{code}") for code, seats in _SEATS.items() for seat in seats.split()}


def stands_for(entity: EntityId) -> EntityId | None:
    """The country that the place or organisation is often written for, or None."""
    kind, _, name = entity.partition("/")
    return _COUNTRY_OF.get(name) if kind in ("place", "org") else None

"""What the modules of feeds say of an event beside its text: how severe, where, how strong.

Common Alerting Protocol (OASIS), GDACS, GeoRSS and WGS84 positions, EMSC's and other earthquake feeds.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.collect.parse.markup import from_markup, one_line

NAMESPACES = {
    "urn:oasis:names:tc:emergency:cap:1.1": "cap",
    "urn:oasis:names:tc:emergency:cap:1.2": "cap",
    "urn:oasis:names:tc:emergency:cap:1.3": "cap",
    "http://www.gdacs.org": "gdacs",
    "http://www.gdacs.org/": "gdacs",
    "https://www.gdacs.org": "gdacs",
    "http://www.glidenumber.net": "glide",
    "http://www.emsc-csem.org": "emsc",
    "https://www.emsc-csem.org": "emsc",
    "http://earthquake.usgs.gov/rss/1.0/": "eq",
    "https://earthquake.usgs.gov/rss/1.0/": "eq",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
}
"""Prefixes under which modules are known here, whatever a document calls them."""
_POSITIONS = {"http://www.georss.org/georss": "georss", "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo"}
"""Likewise, of which feedparser knows as well."""

AREA = "area"
_SEISMIC = ("magnitude", "mag", "depth", "region")
FIELDS = {
    "cap_event": "event",
    "cap_urgency": "urgency",
    "cap_severity": "severity",
    "cap_certainty": "certainty",
    "cap_areadesc": AREA,
    "cap_status": "status",
    "cap_msgtype": "message type",
    "cap_responsetype": "response",
    "cap_headline": "headline",
    "cap_instruction": "instruction",
    "cap_sendername": "sender",
    "cap_note": "note",
    "gdacs_alertlevel": "alert level",
    "gdacs_country": "country",
    "gdacs_eventtype": "event type",
    "gdacs_eventname": "event name",
    "gdacs_severity": "severity",
    "gdacs_population": "population",
    "gdacs_iso3": "country code",
    "glide_number": "glide",
    "georss_point": "point",
    "georss_polygon": "polygon",
    "georss_featurename": "place",
    "georss_featurenametag": "place",
    "geo_lat": "latitude",
    "geo_long": "longitude",
    **{f"{prefix}_{name}": {"mag": "magnitude"}.get(name, name) for prefix in ("emsc", "eq") for name in _SEISMIC},
}
"""The names of fields by the prefix and the name of their element, in lower case."""
_SPELT = {"areadesc": "areaDesc", "msgtype": "msgType", "responsetype": "responseType", "sendername": "senderName"}
ELEMENTS = {
    f"{uri} {_SPELT.get(local, local)}": name
    for uri, prefix in (NAMESPACES | _POSITIONS).items()
    for key, name in FIELDS.items()
    for of, _, local in (key.partition("_"),)
    if of == prefix
}
"""The same names by the namespace and the name of their element as it is spelt."""
MEDIA = "media description"
SUMMARY = "episode summary"
_MAGNITUDE = "magnitude"


def named(said: Iterable[tuple[str, str]], *, but: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """Fields by name, their texts on one line, each once, without the empty ones and what `but` says."""
    found: dict[tuple[str, str], None] = {}
    seen: set[str] | None = None
    for name, text in said:
        plain = one_line(from_markup(text))
        if seen is None:  # most entries have no such fields, and texts are long
            seen = {one_line(text) for text in but}
        if plain and plain not in seen:
            found[(name, plain)] = None
    return tuple(sorted(found, key=lambda field: field[0]))


def magnitudes(labels: Iterable[tuple[str | None, str | None]]) -> list[tuple[str, str]]:
    """The magnitude that a category says whose label is that, as the feeds of the USGS have it."""
    return [(_MAGNITUDE, term) for label, term in labels if term and (label or "").lower() == _MAGNITUDE]

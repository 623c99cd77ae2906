"""The files beside the rules as JSON Schema (draft 7), for editors: feeds, channels and routes, the monitor.

Made from the tables by which the files are read. They name keys, choices and the user's own names; what a value
must look like in detail is for `monitor check` to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from monitor.config.files import archive, feeds, reports, routes, selectors
from monitor.config.files import settings as monitor_yaml
from monitor.config.files.channel_policy import TERMS
from monitor.model.ids import Severity
from monitor.send.channels import channel_types

_TEXT = {"type": ["string", "number", "boolean"]}
_SWITCH = {"enum": [True, False, "yes", "no", "on", "off"]}
_SEVERITIES = [severity.name.lower() for severity in Severity]
_SWITCHES = ("backfill", "fulltext", "continue")

Schema = dict[str, Any]


def feeds_schema() -> Schema:
    """feeds.yaml."""
    select = {**_mapping(selectors.KEYS), "required": ["item", "title"]}
    details = _mapping(feeds.KEYS, type={"enum": list(selectors.TYPES)}, select=select)
    feed = {"anyOf": [{"type": "string"}, {**details, "required": ["url"]}]}
    return _file({"defaults": _mapping(feeds.DEFAULT_KEYS), "feeds": _named(feed)}, required=["feeds"])


def channels_schema(*, ids: Mapping[str, Collection[str]]) -> Schema:
    """channels.yaml, with the names of the user's channels, feeds and rules, by kind."""
    channel, feed, rule = (_many(_offered(ids.get(kind, ()))) for kind in ("channel", "feed", "rule"))
    severities = _many({"enum": _SEVERITIES})
    inner = {"type": "array", "items": {"$ref": "#/definitions/route"}}
    route = _mapping(routes.KEYS, severity=severities, rules=rule, feeds=feed, to=channel, routes=inner)
    inhibit = _mapping(routes.INHIBIT_KEYS, when=severities, silences=severities)
    forms = {"enum": [form.value for form in reports.ReportForm]}
    report = _mapping(reports.KEYS, cron={"type": "string"}, to=channel, form=forms)
    return {
        **_file(
            {
                "channels": _named(_channel(_offered(ids.get("channel", ())))),
                "routes": inner,
                "inhibit": {"type": "array", "items": inhibit},
                "reports": _named({**report, "required": ["cron", "to"]}),
            },
            required=["channels"],
        ),
        "definitions": {"route": route},
    }


def monitor_schema() -> Schema:
    """monitor.yaml."""
    stories = _mapping(monitor_yaml.STORIES_KEYS, embeddings=_SWITCH)
    keep = {"anyOf": [_TEXT, _mapping(archive.KEEP_KEYS)]}
    kept = {"anyOf": [_SWITCH, _mapping(archive.KEYS, keep=keep)]}
    return _file(_mapping(monitor_yaml.KEYS, stories=stories, archive=kept)["properties"], required=[])


def _channel(name: Schema) -> Schema:
    """A channel: its keys depend on its type."""
    types = channel_types()
    every = {key for kind in types.values() for key in kind.keys}
    return {
        **_mapping(
            ["type", *sorted(every), *TERMS],
            type={"enum": sorted(types)},
            fallback=name,
            repeat_after_fallback=_SWITCH,
            users={},
        ),
        "required": ["type"],
        "allOf": [
            {
                "if": {"properties": {"type": {"const": kind.name}}},
                "then": {
                    "propertyNames": {"enum": ["type", *kind.keys, *TERMS]},
                    "required": sorted(kind.required),
                },
            }
            for _, kind in sorted(types.items())
        ],
    }


def _file(properties: Schema, *, required: list[str]) -> Schema:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required,
    }


def _mapping(keys: Iterable[str], **known: Schema) -> Schema:
    shapes = {key: _SWITCH if key in _SWITCHES else known.get(key, {}) for key in keys}
    return {"type": "object", "additionalProperties": False, "properties": shapes}


def _named(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _many(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "array", "items": of}]}


def _offered(names: Collection[str]) -> Schema:
    return {"anyOf": [{"enum": sorted(names)}, _TEXT]} if names else _TEXT

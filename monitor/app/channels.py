"""rules/channels.yaml -> channels and routes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.app import values
from monitor.app.references import References
from monitor.document import Document, Entry, Map, Text, nearest
from monitor.model import ChannelName, RuleId, Severity
from monitor.route.routes import Route
from monitor.send.channels import Channel, ChannelType, channel_types

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SEVERITIES = tuple(severity.name.lower() for severity in Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """One configured channel. Options hold secrets: never log or show them."""

    name: ChannelName
    type: ChannelType
    options: Mapping[str, str]

    def build(self) -> Channel:
        """The channel itself. Raises ValueError, with a text for the user, if its options cannot work."""
        return self.type.build(self.name, self.options)


def read_channels(
    document: Document, references: References
) -> tuple[dict[ChannelName, ChannelSettings], tuple[Route, ...]]:
    """The channels and routes of a document; what is wrong with the others is noted in it."""
    if document.root is None:
        return {}, ()
    root = document.map(document.root, "channels.yaml")
    if root is None:
        return {}, ()
    document.check_keys(root, ("channels", "routes"))
    channels: dict[ChannelName, ChannelSettings] = {}
    entries = root.get("channels")
    if entries is None:
        document.problem(root, "E106", "channels.yaml needs the key 'channels'")
    else:
        types = channel_types()
        named = document.map(entries, "channels") or ()
        for entry in named:
            channel = _channel(document, entry, types, references)
            if channel is not None:
                channels[channel.name] = channel
    known = tuple(entry.key.value for entry in entries) if isinstance(entries, Map) else ()
    return channels, _routes(document, root, known)


def _channel(
    document: Document, entry: Entry, types: Mapping[str, ChannelType], references: References
) -> ChannelSettings | None:
    name = entry.key.value
    if not _NAME.fullmatch(name):
        document.problem(
            entry.key, "E105", f"the channel name {name!r} must be of small letters, digits and hyphens"
        )
        return None
    details = document.map(entry.value, f"channel {name!r}")
    if details is None:
        return None
    chosen = details.get("type")
    if not isinstance(chosen, Text):
        document.problem(entry.key, "E106", f"channel {name!r} needs a 'type': {', '.join(sorted(types))}")
        return None
    if chosen.value not in types:
        document.problem(
            chosen,
            "E201",
            f"no channel type {chosen.value!r}; there are {', '.join(sorted(types))}",
            hint=nearest(chosen.value, types),
        )
        return None
    kind = types[chosen.value]
    document.check_keys(details, ("type", *kind.options))
    before = len(document.problems)
    options: dict[str, str] = {}
    for option in details:
        if option.key.value in kind.options and isinstance(option.value, Text):
            expanded = references.expand(document, option.value)
            if expanded is not None:
                options[option.key.value] = expanded
        elif option.key.value in kind.options:
            document.text(option.value, option.key.value)
    for option_name, required in kind.options.items():
        if required and details.get(option_name) is None:
            document.problem(entry.key, "E106", f"channel {name!r} of type {kind.name} needs {option_name!r}")
    if len(document.problems) > before:
        return None
    return _that_works(document, entry, ChannelSettings(name=ChannelName(name), type=kind, options=options))


def _that_works(document: Document, entry: Entry, channel: ChannelSettings) -> ChannelSettings | None:
    try:
        channel.build()
    except ValueError as error:
        document.problem(entry.value, "E108", f"channel {channel.name!r}: {error}")
        return None
    return channel


def _routes(document: Document, root: Map, known: tuple[str, ...]) -> tuple[Route, ...]:
    node = root.get("routes")
    if node is None:
        return (Route(to=tuple(ChannelName(name) for name in known)),)
    if isinstance(node, Text | Map):
        document.problem(node, "E105", "routes must be a list of routes")
        return ()
    routes = (_route(document, entry, known) for entry in node if document.map(entry, "a route"))
    return tuple(route for route in routes if route is not None)


def _route(document: Document, node: object, known: tuple[str, ...]) -> Route | None:
    assert isinstance(node, Map)
    document.check_keys(node, ("severity", "tags", "rules", "to", "continue"))
    to = node.get("to")
    if to is None:
        document.problem(node, "E106", "a route needs 'to': the channels that it tells")
        return None
    for text in document.texts(to, "to"):
        if text.value not in known:
            document.problem(text, "E201", f"no channel {text.value!r}", hint=nearest(text.value, known))
    severities = document.texts(wanted, "severity") if (wanted := node.get("severity")) is not None else ()
    chosen = [values.one_of(document, text, "severity", _SEVERITIES) for text in severities]
    tags = document.texts(listed, "tags") if (listed := node.get("tags")) is not None else ()
    rules = document.texts(listed, "rules") if (listed := node.get("rules")) is not None else ()
    further = node.get("continue")
    return Route(
        severity=frozenset(Severity[name.upper()] for name in chosen if name),
        tags=frozenset(text.value for text in tags),
        rules=frozenset(RuleId(text.value) for text in rules),
        to=tuple(ChannelName(text.value) for text in document.texts(to, "to")),
        continue_=bool(further is not None and values.switch(document, further, "continue")),
    )

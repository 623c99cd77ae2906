"""The channels of rules/channels.yaml; its routes are read in `routes.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.config.files.channel_policy import TERMS, check_fallbacks, read_terms
from monitor.config.files.templates import bad_template, read_template
from monitor.model.ids import ChannelName
from monitor.send.channel import Channel, ChannelType
from monitor.send.channels import channel_types
from monitor.send.message.templates import BadTemplateError
from monitor.send.policy import DEFAULT_POLICY, ChannelPolicy
from monitor.yamldoc.parse import Document, Entry, Map, Text, nearest
from monitor.yamldoc.references import References

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """One configured channel. Options hold secrets: never log or show them."""

    name: ChannelName
    type: ChannelType
    options: Mapping[str, str] = field(repr=False)
    terms: ChannelPolicy = DEFAULT_POLICY

    def build(self) -> Channel:
        """The channel itself. Raises ValueError, with a text for the user, if its options cannot work."""
        return self.type.build(self.name, self.options)


def read_channels(document: Document, references: References) -> dict[ChannelName, ChannelSettings]:
    """The channels of a document; what is wrong with the others is noted in it."""
    if document.root is None:
        return {}
    root = document.map(document.root, "channels.yaml")
    if root is None:
        return {}
    document.check_keys(root, ("channels", "routes", "inhibit", "reports"))
    channels: dict[ChannelName, ChannelSettings] = {}
    entries = root.get("channels")
    if entries is None:
        document.problem(root, "E106", "channels.yaml needs the key 'channels'")
    else:
        types = channel_types()
        named = document.map(entries, "channels") or ()
        names = [entry.key.value for entry in named]
        for entry in named:
            channel = _channel(document, entry, types, references, names=names)
            if channel is not None:
                channels[channel.name] = channel
        check_fallbacks(
            document,
            {
                channels[name].name: (entry.value, channels[name].terms)
                for entry in named
                if (name := ChannelName(entry.key.value)) in channels and isinstance(entry.value, Map)
            },
        )
    return channels


def _channel(
    document: Document,
    entry: Entry,
    types: Mapping[str, ChannelType],
    references: References,
    *,
    names: Sequence[str],
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
    document.check_keys(details, ("type", *kind.keys, *TERMS))
    before = len(document.problems)
    options = _options(document, details, kind, references)
    for option_name in kind.required:
        if details.get(option_name) is None:
            document.problem(entry.key, "E106", f"channel {name!r} of type {kind.name} needs {option_name!r}")
    if len(document.problems) > before:
        return None
    terms = read_terms(document, details, channels=names, channel_type=kind, options=options)
    settings = ChannelSettings(name=ChannelName(name), type=kind, options=options, terms=terms)
    template = details.get("template")
    return _that_works(document, entry, settings, template=template.value if isinstance(template, Text) else "")


def _options(document: Document, details: Map, kind: ChannelType, references: References) -> dict[str, str]:
    """The options with their references replaced; of a template, what its file holds."""
    options: dict[str, str] = {}
    for option in details:
        key = option.key.value
        if key not in kind.keys or document.text(option.value, key) is None:
            continue
        assert isinstance(option.value, Text)
        expanded = references.expand(document, option.value)
        if expanded is not None and key == "template":
            expanded = read_template(document, option.value, expanded)
        if expanded is None:
            continue
        options[key] = expanded
        if key in kind.secrets:
            references.secrets.add(expanded)
    return options


def _that_works(
    document: Document, entry: Entry, channel: ChannelSettings, *, template: str
) -> ChannelSettings | None:
    try:
        channel.build()
    except BadTemplateError as error:
        bad_template(document, template, error)
        return None
    except ValueError as error:
        document.problem(entry.value, "E108", f"channel {channel.name!r}: {error}")
        return None
    return channel

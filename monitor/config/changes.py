"""What an edit of the rules changes, and whether that can be meant."""

from __future__ import annotations

import re

from monitor.config.configuration import Configuration

MASS_REMOVAL = 0.3
"""Share of the rules, or of the feeds, that may go at once without being confirmed."""
_FEW = 3
"""Removing fewer than so many is never a mass removal."""
_PLACE = re.compile(r"Place\([^()]*\)")


def mass_removal(before: Configuration, after: Configuration) -> str:
    """What goes from one configuration to the next, in words, if it is too much to go by mistake; else empty."""
    rules = ({rule.id for rule in before.rules.rules}, {rule.id for rule in after.rules.rules})
    feeds = (set(before.feeds), set(after.feeds))
    for noun, (had, has) in (("rules", rules), ("feeds", feeds)):
        gone = len(had - has)
        if gone >= _FEW and gone > len(had) * MASS_REMOVAL:
            return f"{gone} of {len(had)} {noun} are gone from the folder"
    return ""


def difference(before: Configuration, after: Configuration) -> dict[str, object]:
    """What a reload changed, for the log."""
    had, has = _written(before), _written(after)
    changed = [name for name in had.keys() & has.keys() if had[name] != has[name]]
    listed = {"added": has.keys() - had.keys(), "removed": had.keys() - has.keys(), "changed": changed}
    said: dict[str, object] = {name: ", ".join(sorted(ids)) for name, ids in listed.items() if ids}
    return {**said, "rules": len(has), "feeds": len(after.feeds)}


def _written(configuration: Configuration) -> dict[str, str]:
    """What each rule says, wherever in its file it says so."""
    return {rule.id: _PLACE.sub("", repr(rule)) for rule in configuration.rules.rules}

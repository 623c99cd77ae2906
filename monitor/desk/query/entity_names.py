"""What an entity is called where its id would say little."""

from __future__ import annotations

from monitor.detect.ruleset import Rules
from monitor.model.ids import EntityId


def entity_name(name: EntityId, rules: Rules) -> str:
    """The title that the library has for it, or its first name in the folder's own files, or its id."""
    if name in rules.library.ids and (title := rules.library.record(name).title):
        return title
    own = next((entity for entity in rules.entities if entity.id == name), None)
    return own.names[0].text if own is not None and own.names else str(name)

"""The first messages of stories, so that an update changes the line of sources in them and nothing else."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from monitor.model.sending.alert import Reason
from monitor.send.message.compose import Message, MessagePart

_KEPT = 1_000
"""Messages; older ones, and those from before a restart, are replaced by what the update itself says."""


class FirstMessages:
    """What a channel sent first of each story, for as long as the process lives."""

    def __init__(self) -> None:
        self._sent: OrderedDict[str, Message] = OrderedDict()

    def remember(self, name: str, message: Message) -> None:
        """A message was accepted under this name."""
        if not name or message.alert.reason is Reason.ALSO:
            return
        self._sent[name] = message
        while len(self._sent) > _KEPT:
            self._sent.popitem(last=False)

    def updated(self, update: Message) -> Message:
        """The first message of the update's story with the sources that it has now."""
        first = self._sent.get(update.thread)
        if first is None:
            return update
        parts = {
            part: text
            for part in MessagePart
            if (text := (update if part is MessagePart.ALSO else first).parts.get(part))
        }
        return replace(update, parts=parts)

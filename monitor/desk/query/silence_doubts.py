"""Whether a silence names what is not there, and therefore silences nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from monitor.config.configuration import Configuration
from monitor.config.reachability import may_be_source
from monitor.desk.query.stories import read_stories
from monitor.model.sending.decision import Silence
from monitor.store.connection.client import Client
from monitor.yamldoc.parse import nearest

_A_WEEK = 7 * 24
"""Hours: a story that is older takes no further items."""


async def doubts(client: Client, silence: Silence, configuration: Configuration | None) -> tuple[str, ...]:
    """What a silence names that neither the configuration, if there is one here, nor the store has; each with what
    was probably meant. A daemon may run on another folder, and a name may come with a later edit."""
    found = list(_unknown(silence, configuration)) if configuration is not None else []
    if silence.story is not None:
        stories = [story.id for story in (await read_stories(client, hours=_A_WEEK)).newest()]
        if silence.story not in stories:
            found.append(f"no story {silence.story!r} in the last 7 days{_meant(silence.story, stories)}")
    return tuple(found)


def _unknown(silence: Silence, configuration: Configuration) -> Iterator[str]:
    rules, feeds = configuration.rules.rules, configuration.feeds
    where = configuration.directory
    ids = {rule.id for rule in rules}
    if silence.rule is not None and silence.rule not in ids:
        yield f"{where} has no rule {silence.rule!r}{_meant(silence.rule, ids)}"
    tags = {tag for rule in rules for tag in rule.tags} | {tag for feed in feeds.values() for tag in feed.tags}
    if silence.tag is not None and silence.tag not in tags:
        yield f"no rule and no feed of {where} has the tag {silence.tag!r}{_meant(silence.tag, tags)}"
    source = silence.source
    if source is not None and source not in feeds and not may_be_source(source, feeds.values()):
        outlets = [*map(str, feeds), *(feed.title for feed in feeds.values())]
        yield f"{source!r} is no feed of {where}, nor the title or domain of one{_meant(source, outlets)}"


def _meant(name: str, known: Collection[str]) -> str:
    meant = next((one for one in known if one.startswith(name)), "") or nearest(name, known)
    return f" (did you mean {meant!r}?)" if meant else ""

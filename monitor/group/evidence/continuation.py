"""Whether an item carries a story on, however late, and however little its words are like those before.

It alerts either way, as a story of its own or as a change of this one: so this needs less evidence than joining
without an alert does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from monitor.group.evidence.development import new_words, turned
from monitor.group.evidence.entity_overlap import disjoint_people
from monitor.group.evidence.link import link
from monitor.group.features.features import Features
from monitor.group.features.title_words import Sure
from monitor.group.window.recent_items import Window
from monitor.group.window.story_state import StoryState, WindowItem

Near = Sequence[tuple[float, WindowItem]]
Usual = Callable[[Collection[str]], bool]
"""Whether so many stories have these terms that sharing them says nothing."""
_RARE = 0.2
"""The cosine of headlines that share rare words."""
_CLOSE = 0.42
"""The cosine from which on an item carries a story on by its words alone."""
_SHARED = 2
_LOOKED_AT = 8
_HOURS = 24.0
"""In how many hours a story asks for one nat more of what the titles share."""
_SERIES = "#win #lose #gold #silver #bronze #medal #champion #final #semifinal #record #round"
_IN_SERIES = frozenset(_SERIES.split())
"""What comes one after another with the same names, and is another event each time."""


def carries_on(reading: Features, thread: StoryState, near: Near, window: Window, *, linked: float) -> bool:
    """Whether the title shares with one of the story's so much that is rare, of this many nats, and reports a
    turn. Without one it must share more the longer the story is silent, name nobody else, and be no result."""
    shared = max((link(reading, old, window, least=linked) for _, old in near[:_LOOKED_AT]), default=0.0)
    if shared < linked:
        return False
    if turned(reading, thread):
        return True
    hours = abs((reading.identity.reported_at - thread.last_reported).total_seconds()) / 3600
    if shared < linked + hours / _HOURS or disjoint_people(reading, thread):
        return False
    return reading.words.title_set.isdisjoint(_IN_SERIES)


def develops_it(reading: Features, thread: StoryState, near: Near, *, usual: Usual, rare: Sequence[str]) -> bool:
    """Whether the title shares with the nearest a name and something that happens, or several rare words, none of
    them usual; and it reports a turn or of another count, or, where the words are much alike, it says much
    that is new."""
    if not near:
        return False
    cosine, old = near[0]
    shared = {term for term in reading.words.title_set & old.title_set if not usual((term,))}
    if len(shared) < _SHARED:
        return False
    if not turned(reading, thread):
        return cosine >= _CLOSE and bool(new_words(reading, thread, rare=rare))
    if cosine >= _RARE:
        return True
    names = {word.key for row in (reading.words.row, old.row) for word in row if word.sure >= Sure.INSIDE}
    return bool(shared & names and shared - names)

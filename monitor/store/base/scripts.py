"""The Lua scripts, each of which is one step that happens whole or not at all.

The second line of each says whether it is repeatable: whether it may be run again when its reply was lost.
Scripts that take work off carry `allow-oom`: they also run when the store is full. All others are refused
then before they write anything.
"""

from __future__ import annotations

import re
from importlib.resources import files

from monitor.store.connection.client import Script

_FOLDER = files(__package__) / "lua"
_REPEATABLE = re.compile(r"-- repeatable: (yes|no)\b")
_PRELUDE = (_FOLDER / "prelude.lua").read_text("utf-8")


def _script(name: str, *parts: str) -> Script:
    """The script of that name, with these other files before it.

    Raises ValueError if it does not say whether it is repeatable.
    """
    shebang, body = (_FOLDER / f"{name}.lua").read_text("utf-8").split("\n", 1)
    before = [(_FOLDER / f"{part}.lua").read_text("utf-8") for part in parts]
    return Script(name, "\n".join((shebang, _PRELUDE, *before, body)), repeatable=repeatable(name, body))


def repeatable(name: str, body: str) -> bool:
    """What the first line of a script's body says. Raises ValueError if it says nothing."""
    said = _REPEATABLE.match(body)
    if said is None:
        raise ValueError(f"{name}.lua does not say in its second line whether it is repeatable")
    return said[1] == "yes"


RECONCILE = _script("reconcile")
CLAIM = _script("claim")
KEEP_VISITS = _script("keep_visits")
SAVE = _script("save", "marks")
PUT_SUBSCRIPTION = _script("put_subscription")
VISIT_NOW = _script("visit_now")

CLAIM_IDLE = _script("claim_idle")
VANISHED = _script("vanished")
PUT_MATCHES = _script("put_matches")
DONE = _script("done")
RETIRE = _script("retire")
RECORD_FAILURE = _script("stumble")
SET_ASIDE = _script("set_aside")

LIFE = _script("life")
IDENTIFY = _script("identify")
BEAT = _script("beat")
SIGNS = _script("signs")
DOUBT = _script("doubt")
HOLD = _script("hold")
RELEASE = _script("release")

TAKE_MATCHES = _script("take_matches")
DECIDED = _script("decided")
WATERMARK = _script("watermark")
CORRECT = _script("correct")
REGISTER = _script("register")
EMIT = _script("emit")
ESCALATE = _script("escalate")
REFRESH = _script("refresh")
UPDATE = _script("update")

WAITING = _script("waiting")
BEGIN = _script("begin")
SENT = _script("sent")
AGAIN = _script("again")
LIFT = _script("lift")
KEEP_TEXT = _script("keep_text")
BY_FALLBACK = _script("by_fallback")
TAKE_BACK = _script("take_back")
WITHDRAW = _script("withdraw")
DEAD = _script("dead")
END_UPDATE = _script("end_update")
PACE = _script("pace")
SLOW_DOWN = _script("slow_down")
FOLLOWED = _script("followed")

KEEP_FILES = _script("keep_files")
SET = _script("set")

SILENCE = _script("mute")
END_SILENCES = _script("unmute")
ACK = _script("ack")
UNACK = _script("unack")
NOTE_ACTIVITY = _script("note_activity")

DROP = _script("drop")
TRIM = _script("trim")
ARCHIVED = _script("archived")
NOTE_ARCHIVE = _script("note_archive")
NOTE_REPORT = _script("note_report")

FORGETTING = _script("forgetting")
FORGET_WORK = _script("forget_work")
COPY_ENTRIES = _script("copy_entries")
SWAP_STREAM = _script("swap_stream")
REPLACE_FIELD = _script("replace_field")
DUMP_KEYS = _script("dump_keys")
DUMP_PART = _script("dump_part")
DUMP_STREAM = _script("dump_stream")
LOAD_VALUES = _script("load_values")
LOAD_GROUP = _script("load_group")
RESTORE_NOTED = _script("restore_noted")
UNLOAD = _script("unload")
RESTORING = _script("restoring")

REPACK = _script("repack")
UNSEAT = _script("unseat")

"""The rule language as one table: every key, what its value may be, and what it says.

The loader knows from here which keys there are, and editors get their JSON Schema from here (`schema`).
"""

from __future__ import annotations

from monitor.detect.rules.conditions import Accents, CaseMode, Forms
from monitor.detect.rules.shapes import (
    Either,
    Key,
    Many,
    NamedShape,
    NumberShape,
    OneOf,
    PartShape,
    Ref,
    Switch,
    TermShape,
    WordsShape,
    WrittenShape,
)
from monitor.model.ids import Severity
from monitor.model.matching.correlation import Distinct
from monitor.model.matching.rule_hit import Merge, Outside, Per
from monitor.model.news.item import Field

RULE_ID = "[a-z0-9][a-z0-9-]{1,63}"
ENTITY_ID = "(person|country|place|org)/[A-Za-z0-9][A-Za-z0-9_-]*"
LANGUAGE = "[a-z]{2,3}"
MAX_WITHIN = 200
MAX_NEAR = 8
"""Operands of `near`: more would need a chain for each of thousands of sets of them, at each place of a text."""
MAX_POINTS = 1000
MAX_COUNT = 1000
MAX_FACTOR = 100
FEED_DOWN = "feed_down"

_WORDS = WordsShape()
_TEXTS = Many(_WORDS)
_DURATION = WrittenShape("[1-9][0-9]*[smhd]")
_DATE = WrittenShape("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LANGUAGES = Many(Either((OneOf(("unknown",)), WrittenShape(LANGUAGE))))
_SEVERITY = OneOf(tuple(severity.name.lower() for severity in Severity))
_OPERAND = Either((TermShape(), PartShape("operand")))
_OPERANDS = Many(_OPERAND)
_EXAMPLES = Many(Either((_WORDS, PartShape("example"))))
_NAME = Many(Either((_WORDS, PartShape("name"))))
_NAMES = Either((_NAME, NamedShape(f"any|{LANGUAGE}", _NAME)))

_STYLE = (
    Key("in", Many(OneOf(tuple(Field))), "the part of an item in which terms count"),
    Key("case", OneOf(tuple(CaseMode)), "smart: capitals matter for acronyms; exact: as written; any: never"),
    Key(
        "forms",
        OneOf(tuple(Forms)),
        "auto: regular plurals and the endings of names; stem: words of one stem; exact: as written",
    ),
    Key("accents", OneOf(tuple(Accents)), "auto: they matter for very short words; fold: never; exact: always"),
    Key("langs", _LANGUAGES, "only in items of these languages; unknown: items whose language is not known"),
)
_GROUPS = (
    Key("all", _OPERANDS, "every one of these holds"),
    Key("any", _OPERANDS, "at least one of these holds"),
    Key("none", _OPERANDS, "none of these holds"),
    Key("near", PartShape("near"), "these are near each other"),
    Key("at_least", PartShape("at_least"), "so many of these hold"),
    Key("score", PartShape("score"), "the points of those that hold add up"),
)
_SHARED = (
    Key("severity", _SEVERITY, "how much you care; routes choose channels by it"),
    Key("tags", _TEXTS, "words to route and to filter by; those of the pack are added"),
    Key("notify", Many(Ref("channel")), "the channels to notify, instead of those that the routes choose"),
    Key("where", PartShape("where"), "which items are looked at"),
    Key(
        "within", _DURATION, "how late its news may be seen: `monitor feeds health` names feeds that are too slow"
    ),
    Key("throttle", Either((OneOf(("none",)), _DURATION, PartShape("throttle"))), "how often it may alert"),
    Key("schedule", Either((OneOf(("none",)), PartShape("schedule"))), "the hours in which it may alert"),
    Key(
        "story", Either((OneOf(("none",)), PartShape("story"))), "how items become one story; none: only copies do"
    ),
    Key("enabled", Switch(), "false switches the rule off"),
    Key("owner", _WORDS, "who looks after it"),
)
_LASTING = tuple(field for field in Distinct if field not in (Distinct.ITEM, Distinct.STORY))
_CORRELATIONS = (
    Key("count", PartShape("count"), "fires at a number of items"),
    Key("distinct", PartShape("distinct"), "fires at a number of different values"),
    Key("spike", PartShape("spike"), "fires when volume is far above the usual"),
    Key("absent", PartShape("absent"), "fires when nothing has arrived for a time"),
    Key("sequence", PartShape("sequence"), "fires when each of the rules had an item"),
    Key("new", PartShape("new"), "fires at a value not seen for a time"),
)
_LEAF = (
    Key("term", TermShape(), "a literal phrase, or re: and an expression"),
    Key("entity", Ref("entity"), "a person, country, place or organisation under any of its names"),
    Key("list", Ref("list"), "any term of a list"),
    Key("re", _WORDS, "an expression of RE2"),
    Key("number", _WORDS, "a number of the text: '>= 6', '10-20', '> 5%', '>= $1 million'"),
    Key("rule", Ref("rule"), "another rule holds, with its words and its where"),
    Key("role", WrittenShape(".+ of (country|org)/.+"), "whoever holds an office: foreign-minister of country/KP"),
    *_STYLE,
    Key("except", Many(TermShape()), "longer phrases inside which it does not count"),
    Key("with", Many(OneOf(("metonym",))), "metonym: metonyms of the entity match too"),
    Key("min_count", NumberShape(1, 1000), "minimum number of occurrences"),
    Key("near", Either((_OPERANDS, PartShape("near"))), "one of these stands near it"),
    Key("not_near", _OPERANDS, "only where none of these stands near it"),
    Key("within", NumberShape(0, MAX_WITHIN), "for near and not_near: words between at most; 10 if not said"),
    Key("same", OneOf(("sentence",)), "for near: sentence, no sentence may end between them"),
    Key("word", Switch(), "whether what an expression finds must be whole words"),
)

PARTS: dict[str, tuple[Key, ...]] = {
    "pack file": (
        Key("pack", PartShape("pack"), "what the file is"),
        Key("defaults", PartShape("defaults"), "what holds for every rule of the file that says nothing else"),
        Key(
            "rules",
            NamedShape(RULE_ID, Either((_OPERANDS, PartShape("rule")))),
            "the rules: an id, and words of which one is enough, or a mapping",
        ),
    ),
    "pack": (
        Key("id", _WORDS, "a name for the pack"),
        Key("owner", _WORDS, "who looks after its rules"),
    ),
    "defaults": (*_SHARED, *_STYLE),
    "rule": (
        *_GROUPS,
        *_SHARED,
        *_STYLE,
        Key("title", _WORDS, "what alerts show"),
        Key("expires", _DATE, "the last day on which the rule works"),
        Key("note", _WORDS, "why this rule exists"),
        Key("tests", PartShape("tests"), "examples that `monitor test` tries"),
        Key("when", PartShape("when"), "what is counted, for a correlation rule"),
        *_CORRELATIONS,
    ),
    "when": (
        Key("rules", _TEXTS, "items that satisfy one of these rules; * matches anything, as in dprk-*"),
        Key("where", PartShape("where"), "items of these feeds, languages or outlets"),
        *_GROUPS,
        *_STYLE,
    ),
    "correlations": _CORRELATIONS,
    "count": (
        Key("at_least", NumberShape(2, MAX_COUNT), "how many it takes"),
        Key("within", _DURATION, "in what time"),
        Key("distinct", OneOf(tuple(Distinct)), "what counts once; an item if not said"),
    ),
    "distinct": (
        Key("field", OneOf(tuple(Distinct)), "what of the items, such as source or entities.place"),
        Key("at_least", NumberShape(2, MAX_COUNT), "how many different ones it takes"),
        Key("within", _DURATION, "in what time"),
    ),
    "spike": (
        Key("factor", NumberShape(2, MAX_FACTOR), "how many times as many as usual"),
        Key("window", _DURATION, "the time in which they come"),
        Key("baseline", _DURATION, "how far back the usual is taken from; 7d if not said"),
        Key("min", NumberShape(1, MAX_COUNT), "how many it takes in any case; 5 if not said"),
    ),
    "absent": (
        Key("for", _DURATION, "how long nothing comes"),
        Key("unless", OneOf((FEED_DOWN,)), "feed_down: not before the feeds were visited well after that time"),
    ),
    "sequence": (
        Key("within", _DURATION, "in what time all of the rules"),
        Key("ordered", Switch(), "true: in the order written, each by another item"),
    ),
    "new": (
        Key("field", OneOf(_LASTING), "what of the items, such as entities.person or source"),
        Key("not_seen_in", _DURATION, "for how long it was not there; after a week of getting to know what is"),
    ),
    "groups": _GROUPS,
    "style": _STYLE,
    "leaf": _LEAF,
    "operand": tuple({key.name: key for key in (*_LEAF, *_GROUPS)}.values()),
    "near": (
        Key("of", _OPERANDS, "two or more operands that must be near each other"),
        Key("within", NumberShape(0, MAX_WITHIN), "words between one and the next at most; 10 if not said"),
        Key("ordered", Switch(), "true: in the order written"),
        Key("same", OneOf(("sentence",)), "sentence: no sentence may end between them"),
    ),
    "at_least": (
        Key("n", NumberShape(1, 5000), "how many"),
        Key("of", _OPERANDS, "of which"),
    ),
    "score": (
        Key("at_least", NumberShape(1, MAX_POINTS), "the points needed"),
        Key(
            "terms",
            NamedShape(".+", Either((NumberShape(-MAX_POINTS, MAX_POINTS), PartShape("weight")))),
            "what each term adds, or takes away",
        ),
    ),
    "weight": (
        Key("weight", NumberShape(-MAX_POINTS, MAX_POINTS), "the points of the term"),
        Key("each", Switch(), "true: at every place where it is found"),
        Key("cap", NumberShape(1, 1000), "places that count at most"),
    ),
    "where": (
        Key("langs", _LANGUAGES, "items in these languages; unknown: items whose language is not known"),
        Key("feeds", Many(Ref("feed")), "items of these feeds"),
        Key("tags", _TEXTS, "items of feeds with one of these tags"),
        Key("sources", _TEXTS, "items of these outlets, by name or domain; list:name for a list"),
        Key("not_sources", _TEXTS, "no items of these outlets"),
        Key("authors", _TEXTS, "items by these authors, as in '*Doe*'"),
        Key("categories", _TEXTS, "items that their publisher files under one of these"),
        Key("urls", _TEXTS, "items with these addresses, as in 'bbc.com/sport*'"),
        Key("tiers", Many(NumberShape(0, 9)), "items of feeds of these tiers; 0: of feeds without one"),
        Key("max_age", _DURATION, "no items published longer ago than this when first seen"),
    ),
    "throttle": (
        Key("every", _DURATION, "at most once in this time"),
        Key("per", OneOf(tuple(Per)), "what is counted separately"),
    ),
    "schedule": (
        Key(
            "hours",
            WrittenShape("[0-9]{1,2}:[0-9]{2} *[-–] *[0-9]{1,2}:[0-9]{2}"),
            "from and to, such as 06:00-22:00",
        ),
        Key("days", _TEXTS, "the days on which the hours begin, such as mon-fri"),
        Key("tz", _WORDS, "a time zone such as Asia/Jakarta"),
        Key("outside", OneOf(tuple(Outside)), "what becomes of alerts outside the hours"),
        Key("except", OneOf((*_SEVERITY.values, "none")), "from this severity up, it alerts at any hour"),
    ),
    "story": (
        Key("merge", OneOf(tuple(Merge)), "how much evidence makes two items one story"),
        Key("join", _DURATION, "how long after its last item a story takes more"),
        Key("min_independent", NumberShape(1, 100), "independent sources before the first alert"),
    ),
    "tests": (
        Key("match", _EXAMPLES, "texts that must match, as 'id: …' or as a mapping"),
        Key("no_match", _EXAMPLES, "texts that must not match"),
    ),
    "example": (
        Key("lang", WrittenShape(LANGUAGE), "the language of the text"),
        Key("title", _WORDS, "its headline"),
        Key("text", _WORDS, "the same as title"),
        Key("summary", _WORDS, "its summary"),
        Key("body", _WORDS, "its body"),
        Key("source", _WORDS, "the outlet, by name or domain"),
        Key("feed", _WORDS, "the feed"),
        Key("because", _WORDS, "for no_match: the reason that `monitor why` must give, or a part of it"),
    ),
    "entity file": (
        Key(
            "entities",
            NamedShape(ENTITY_ID, Either((_NAME, PartShape("entity")))),
            "the entities: an id, and names",
        ),
    ),
    "entity": (
        Key("extends", Ref("entity"), "the entity of the monitor's own, of the same id, to which this adds"),
        Key("names", _NAMES, "names that are its own, as a list or by language (any: all languages)"),
        Key("weak", _NAMES, "names that others share: they count near the context or beside a full name"),
        Key("context", _OPERANDS, "words near which a weak name counts"),
        Key("metonyms", _NAMES, "its metonyms; they match only where a rule says with: [metonym]"),
        Key("except", Many(TermShape()), "longer phrases that mean something else"),
        Key("title", _WORDS, "its name for people"),
        Key("role", _WORDS, "what it is"),
        Key("roles", _TEXTS, "the offices that it holds: foreign-minister of country/KP"),
        Key("qid", WrittenShape("Q[0-9]+"), "its number in Wikidata"),
        Key("as_of", _DATE, "when somebody last checked the entry"),
        Key("note", _WORDS, "anything else"),
        Key("source", _WORDS, "where the names are from"),
        Key("tests", PartShape("tests"), "examples that `monitor test` tries"),
    ),
    "name": (
        Key("term", _WORDS, "the name"),
        *(key for key in _STYLE if key.name in ("case", "forms", "accents")),
    ),
    "list file": (
        Key("lists", NamedShape(RULE_ID, Many(TermShape())), "the lists: a name, and terms or outlets"),
    ),
    "scenario file": (
        Key("clock", _WORDS, "when the scenario begins, as 2024-10-29T06:00+07:00"),
        Key("items", Many(PartShape("scenario item")), "what comes in, in the order of time"),
        Key("expect", Many(PartShape("expectation")), "which alerts are expected, and which are suppressed"),
    ),
    "scenario item": (
        Key("at", _WORDS, "when it comes: +5m after the beginning, or a time as in clock"),
        Key("lang", WrittenShape(LANGUAGE), "the language of the text"),
        Key("title", _WORDS, "its headline"),
        Key("summary", _WORDS, "its summary"),
        Key("body", _WORDS, "its body"),
        Key("source", _WORDS, "the outlet, by name"),
        Key("feed", _WORDS, "the feed"),
        Key("url", _WORDS, "its address"),
        Key(
            "guid", _WORDS, "what its feed names it by; one that the feed had before makes it an edit of that item"
        ),
        Key(
            "published",
            _WORDS,
            "when its feed says it was published: -90m before the clock, +5m after it, or a time",
        ),
        Key("tags", _TEXTS, "tags of its feed"),
    ),
    "expectation": (
        Key("at", _WORDS, "when the item comes that this is about"),
        Key("rule", _WORDS, "a rule that fires"),
        Key("channel", Ref("channel"), "the channel that is or is not notified"),
        Key("reason", _WORDS, "the reason of the alert: first, changed, escalated, …"),
        Key("suppressed_by", _WORDS, "why it is suppressed: duplicate, no route, …"),
    ),
}


_HOMES = {
    "near": "`near`",
    "at_least": "`at_least`",
    "score": "`score`",
    "weight": "a weighed term, as in {word: {weight: 5, each: true}}",
    "where": "`where`",
    "throttle": "`throttle`",
    "schedule": "`schedule`",
    "story": "`story`",
    "tests": "`tests`",
    "count": "`count`",
    "distinct": "`distinct`",
    "spike": "`spike`",
    "absent": "`absent`",
    "sequence": "`sequence`",
    "new": "`new`",
    "leaf": "an operand, as in any: [{term: …}, {entity: …}]",
    "rule": "a rule",
}


def home_of(key: str) -> str:
    """Where a key belongs, in words, for whoever wrote it elsewhere; empty if it belongs nowhere."""
    return next((words for part, words in _HOMES.items() if key in keys(part)), "")


def keys(part: str) -> tuple[str, ...]:
    """The keys of a part of the language."""
    return tuple(key.name for key in PARTS[part])

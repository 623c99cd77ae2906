"""For any rules and any text: the automaton and the anchors only save work, and hits are where they say."""

from __future__ import annotations

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.detect.detector import Detector
from monitor.detect.explain.explain import explain
from monitor.detect.lint.terms_and_rules import can_anchor
from monitor.detect.match.automaton import Automaton
from monitor.detect.match.text.folded_item import FoldedItem
from monitor.detect.match.verify import CompiledTerm, finds
from monitor.detect.rules.conditions import (
    EVERYWHERE,
    Accents,
    AllOf,
    AnyOf,
    Apart,
    AtLeast,
    CaseMode,
    Condition,
    EntityRef,
    Forms,
    Near,
    NoneOf,
    NumberIs,
    OfRule,
    Phrase,
    Regex,
    Repeated,
    Scope,
    Score,
    SourcePlace,
    Weight,
)
from monitor.detect.rules.entity import Alias, Entity
from monitor.detect.rules.rule import Rule
from monitor.detect.ruleset import Rules
from monitor.language.tokens import FOLDED
from monitor.language.words import compose, words
from monitor.model.ids import EntityId, RuleId
from monitor.model.news.item import Field, Item
from tests.detect.detect_rules import NOW, item
from tests.examples import examples

HERE = SourcePlace("rules", 1, 1)
WORDS = (
    "Kursk",
    "Korea Utara",
    "Korea",
    "NATO",
    "Choe Son-hui",
    "Choe",
    "Россия",
    "Северная Корея",
    "북한",
    "최선희",
)
MORE = (
    "Ukraina",
    "Korea Północna",
    "НАТО",
    "金正恩",
    "インド",
    "印度",
    "كوريا",
    "צפון",
    "nukl*",
    "Łódź",
    "U.S.",
    "เกาหลี",
    "Müller",
    "drone strike",
    "sanction",
    "Rakete",
    "C++",
    "Mueller",
)
PIECES = (
    *WORDS,
    *MORE,
    "Rusianya",
    "в России",
    "북한군은",
    "インドネシア",
    "印度洋",
    "nuklir",
    "Korea Utaranya",
    "Ukrainie",
    "w Korei Północnej",
    "nuklearnych",
    "НАТО",
    "в Северной Корее",
    "כשצפון",
    "‌",
    "x",
    "drone strikes",
    "drones",
    "sanctions",
    "Raketen",
    "C++",
    "12 ribu",
    "7.5",
    "two.",
)
GLUE = (" ", "-", ", ", "", "\n", "\u00ad", "’s ", " tidak ", " – ", "\0")

terms = st.sampled_from((*WORDS, *MORE))
scopes = st.builds(
    Scope,
    fields=st.sampled_from([tuple(Field), (Field.TITLE,), (Field.SUMMARY, Field.BODY)]),
    langs=st.sampled_from([(), ("id",), ("unknown", "ru")]),
    excepts=st.lists(st.builds(Phrase, text=terms), max_size=1).map(tuple),
)
ENTITIES = (
    Entity(
        id=EntityId("person/choe"),
        names=(Alias(text="Choe Son-hui"), Alias(text="최선희")),
        weak=(Alias(text="Choe"),),
        context=(EntityRef(entity=EntityId("country/KP")), Phrase(text="NATO")),
        metonyms=(Alias(text="Kursk"),),
        place=HERE,
    ),
    Entity(
        id=EntityId("country/KP"), names=(Alias(text="Korea Utara", lang="id"), Alias(text="북한")), place=HERE
    ),
    Entity(
        id=EntityId("country/IN"),
        names=(Alias(text="インド"), Alias(text="印度"), Alias(text="Korea")),
        excepts=(Phrase(text="印度洋"),),
        place=HERE,
    ),
)
leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Phrase, text=terms, forms=st.sampled_from(Forms), accents=st.sampled_from(Accents), scope=scopes),
    st.builds(
        EntityRef, entity=st.sampled_from([entity.id for entity in ENTITIES]), metonyms=st.booleans(), scope=scopes
    ),
    st.builds(
        Regex,
        pattern=st.sampled_from(["Kurs.", "(?i)nato", r"\pL+ Utara", "[北南]", "я"]),
        word=st.booleans(),
        scope=scopes,
    ),
)


numbers: st.SearchStrategy[Condition] = st.builds(
    NumberIs, text=st.just("3-10"), low=st.just(3.0), high=st.just(10.0), above=st.booleans(), scope=scopes
)


def weights(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Weight]:
    return st.builds(
        Weight,
        of=inner,
        points=st.integers(-2, 3),
        each=st.booleans(),
        cap=st.one_of(st.none(), st.integers(1, 2)),
    )


def compound(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, of=several),
        st.builds(AnyOf, of=several),
        st.builds(NoneOf, of=several),
        st.builds(AtLeast, of=several, n=st.integers(1, 2)),
        st.builds(Near, of=several, within=st.integers(0, 4), ordered=st.booleans(), same_sentence=st.booleans()),
        st.builds(Near, of=st.tuples(inner, numbers), within=st.integers(0, 4)),
        st.builds(Apart, of=inner, others=several, within=st.integers(0, 4)),
        st.builds(
            OfRule, rule=st.just(RuleId("other")), condition=inner, where=st.just(EVERYWHERE), place=st.just(HERE)
        ),
        st.builds(Repeated, of=inner, times=st.integers(1, 2)),
        st.builds(
            Score, of=st.lists(weights(inner), min_size=1, max_size=3).map(tuple), at_least=st.integers(1, 4)
        ),
    )


conditions = st.recursive(leaves, compound, max_leaves=8).filter(can_anchor)
texts = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(GLUE)), max_size=8).map(
    lambda parts: reduce(lambda text, part: text + part[0] + part[1], parts, "")
)
items = st.builds(
    item, texts, summary=texts, body=texts, lang=st.sampled_from([None, "id", "ru", "ko", "en", "pl", "fi", "de"])
)


def detector_of(written: list[Condition]) -> Detector:
    rules = tuple(
        Rule(id=RuleId(f"r{number}"), title="", condition=condition, place=HERE)
        for number, condition in enumerate(written)
    )
    return Detector(Rules(rules=rules, entities=ENTITIES, lists={}, ruleset="0" * 12), now=lambda: NOW)


@settings(max_examples=examples(300))
@given(written=st.lists(conditions, min_size=1, max_size=4), found=items)
def test_with_and_without_the_automaton_the_same_rules_match(written: list[Condition], found: Item) -> None:
    detector = detector_of(written)
    match = detector.detect(found)
    fast = {hit.rule for hit in match.rules} if match else set()
    assert fast == {verdict.rule for verdict in explain(detector, found) if verdict.matched}


@settings(max_examples=examples(300))
@given(texts=st.lists(terms, min_size=1, max_size=4, unique=True), forms=st.sampled_from(Forms), found=items)
def test_the_automaton_finds_what_a_plain_search_finds_where_it_does(
    texts: list[str], forms: Forms, found: Item
) -> None:
    sought = [CompiledTerm(text, CaseMode.SMART, forms) for text in texts]
    reading = FoldedItem(found)
    plainly = {
        number: {span for span, flaw in finds(term, reading) if flaw is None} for number, term in enumerate(sought)
    }
    fast = Automaton(sought).find(FoldedItem(found))
    assert {number: set(spans) for number, spans in fast.items()} == {
        n: spans for n, spans in plainly.items() if spans
    }


@settings(max_examples=examples(300))
@given(found=items, data=st.data())
def test_a_span_holds_the_letters_that_it_is_made_of(found: Item, data: st.DataObject) -> None:
    reading = FoldedItem(found)
    letters = [place for place, letter in enumerate(reading.text) if not letter.isspace()][:-1]
    start = data.draw(st.sampled_from(letters))
    end = data.draw(st.sampled_from([letter for letter in letters if letter >= start])) + 1
    assert reading.folded(reading.span(start, end)) == reading.text[start:end]
    first, last = reading.word(reading.span(start, end))
    assert f" {reading.folded((first, last))} " in reading.text


@settings(max_examples=examples(300))
@given(text=st.one_of(st.text(max_size=60), texts))
def test_a_text_folds_as_what_stands_between_its_blanks_does(text: str) -> None:
    assert "".join(FOLDED[token] for token in compose(text).split()).split() == words(text)


@settings(max_examples=examples(200))
@given(written=st.lists(conditions, min_size=1, max_size=3), found=items)
def test_hits_lie_in_their_field_in_order_and_each_once(written: list[Condition], found: Item) -> None:
    match = detector_of(written).detect(found)
    for rule in match.rules if match else ():
        places = [(tuple(Field).index(hit.field), hit.start, hit.end) for hit in rule.hits]
        assert places == sorted(set(places))
        assert all(found.text(hit.field)[hit.start : hit.end].strip() for hit in rule.hits)

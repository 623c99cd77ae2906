"""What a rule has counted is found again after an upgrade: its key is the one that 0.1.0 gave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.detect.reader.state_key import state_key
from monitor.detect.rules.conditions import Where
from monitor.model.ids import RuleId
from monitor.model.matching.correlation import Count
from tests.detect.detect_rules import Desk

KEYS = """\
words:ded408861a50
scoped:fd83b3e9eee7
regex:83cf975c6446
names:0a5a41bba368
near:f9f184626767
where:69f3e3a8609c
score:5ab506d54022
sequence:49594b8287fd
novel:6586a571decb
"""
"""Of the rules in `RULES`, as 0.1.0 made them."""
RULES = """\
words: {when: {any: [flood, {term: ICE, case: exact, forms: exact, accents: fold}]},
  count: {at_least: 3, within: 1h}}
scoped: {when: {any: [{term: dam, in: [title], langs: [en], except: [dam square]}]},
  count: {at_least: 3, within: 1h}}
regex: {when: {any: [{re: 'M[0-9]+'}]},
  spike: {factor: 3, window: 1h, baseline: 7d, min: 6}}
names: {when: {all: [entity:place/kursk, entity:person/putin], none: [football]},
  count: {at_least: 3, within: 1h, distinct: source}}
near: {when: {near: {of: [flood, dam], within: 5, ordered: true}},
  absent: {for: 26h}}
where: {when: {rules: [kursk], where: {langs: [en], tags: [wire], max_age: 2h}},
  distinct: {field: entities.place, at_least: 4, within: 3h}}
score: {when: {score: {at_least: 2, terms: {flood: 2}}},
  count: {at_least: 3, within: 1h}}
sequence: {when: {rules: [kursk, "k*"]},
  sequence: {within: 6h, ordered: true}}
novel: {when: {rules: [kursk]},
  new: {field: entities.person, not_seen_in: 90d}}
"""


def test_the_key_of_what_was_counted_is_that_of_0_1_0(desk: Desk) -> None:
    loaded = desk.rule(f"kursk: [Kursk]\n{RULES}").loads()
    assert [str(problem) for problem in loaded.problems if problem.blocks] == []
    assert [rule.when.correlation.key for rule in loaded.rules.rules if rule.when] == KEYS.split()


def test_a_rule_that_counts_something_else_has_another_key() -> None:
    count = Count(at_least=3, within=timedelta(hours=1))
    wheres = [Where(), Where(authors=("a",)), Where(categories=("a",)), Where(urls=("a",)), Where(tiers=(1,))]
    made = {state_key(RuleId("burst"), None, where, (), count) for where in wheres}
    made.add(state_key(RuleId("burst"), None, Where(), (), replace(count, at_least=4)))
    assert len(made) == len(wheres) + 1

"""Item -> Match. Which rules an item satisfies, and the words that did it.

In: an item, and the rules, entities and lists that the user wrote. Out: a match, or None.
Invariants: pure, no I/O but reading rule files; one pass of one automaton over folded text, however many rules
there are; the prefilter may only narrow; every hit points into the item's own text; one broken rule is
reported, the rest run.
"""

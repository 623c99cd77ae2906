"""Rules and an `Item` in, hits out: one automaton for all rules, then a check of each candidate. Linear in the
text.
"""

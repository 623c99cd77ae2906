"""The entities that an item names: a match in, sets of entity ids out.

A seat of government stands for its country.
"""

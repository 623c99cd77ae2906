"""Mutation testing: break the code in one place at a time, and see whether a test fails.

`python -m tests.mutants --seed 1 --count 100` prints each mutant that no related test detects. The places are
chosen by the seed: module first, then the kind of change, then the line. The working tree is only read.
"""

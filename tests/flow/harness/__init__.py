"""The fault harness: real processes, a store, feeds and a phone, and somebody who breaks them.

`python -m tests.flow.harness --items 10000 --kills 200 --store-kills 10 --seed 1` prints the ledger.
"""

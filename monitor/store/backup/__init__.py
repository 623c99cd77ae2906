"""All that a store holds for one monitor, taken out at one moment, and put into another store.

In: a client. Out: records (`records.py`), which are the same for every server and version. What always holds:
- While what changes is read nobody can write (`dump.py`): the records are of one moment.
- A store is used again only when all of it is there (`load.py`): until then no monitor starts on it.
"""

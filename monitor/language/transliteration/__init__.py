"""How else a name may be spelt. Proposals for a person to look through; nothing here matches texts.

Spellings differ by custom, not by distance: Choe, Choi and Ch'oe are one name, Kim Jong-un and Kim Jong-il are
two. So each custom is a table of its own, and `suggest` asks those that know the name's script.
"""

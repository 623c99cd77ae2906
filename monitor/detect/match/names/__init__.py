"""Which entity a name in a text means: terms that were found in, entities with their places out.

A name that several entities share counts for none of them, unless the text decides.
"""

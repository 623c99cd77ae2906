"""From a phrase to the patterns that are sought, one for each spelling and kind of form.

Pure: the same phrase always gives the same patterns.
"""

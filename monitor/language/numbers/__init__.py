"""The numbers of a text, in digits or words: a text in; values with what they count, or with places, out.

Dates, years, times, ordinals and names such as F-16 are never numbers.
"""

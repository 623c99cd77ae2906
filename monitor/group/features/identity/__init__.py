"""By what an item is known again, and what kind of title it has: an item in, its keys out.

A key that is not sure to identify is not made.
"""

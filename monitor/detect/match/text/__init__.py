"""An item as one folded text: an item in; words, places and lines out.

What is found in the folded text can always be shown as the item writes it.
"""

"""Whether an item belongs to a story, and what of it is new. Features in, a judgement with its reason out."""

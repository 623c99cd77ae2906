"""Changes to rule files that keep their comments and order: one form for packs, new entities."""

"""What comes in: feeds, items, visits."""

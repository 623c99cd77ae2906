"""What rules found: hits, matches, correlation states."""

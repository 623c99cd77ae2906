"""Commands about what was: the archive, searching it."""

"""YAML as people write it: every scalar is a text that knows its place; one reader for each kind of value."""

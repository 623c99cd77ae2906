"""YAML of packs and entities -> the tree in `rules/`. Collects every problem with its place; never raises."""

"""A folder of YAML -> `Configuration`, with every problem at its place. No store and no network."""

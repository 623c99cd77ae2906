"""The shapes of the answers: what `--json` prints, and what pages and programs will get.

Each is a tagged struct, so that a reader knows its kind from `type`. Severities are words, times have a zone.
`base.json_schema` describes one as JSON Schema.
"""

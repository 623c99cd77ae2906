"""Makes `library/entities.jsonl` from CLDR and what is written by hand. Never imported at run time."""

#!lua flags=allow-oom,no-writes
-- repeatable: yes
-- Which life of the server this is.
-- KEYS any key of the slot that is asked about   -> a name that no other life has
return life()

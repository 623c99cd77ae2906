#!lua flags=allow-oom,no-writes
-- repeatable: yes
-- Gives a part of a large value.
-- KEYS key   ARGV HSCAN, SSCAN or ZSCAN, cursor, about how many members   -> {next cursor, members}
return redis.call(ARGV[1], KEYS[1], ARGV[2], 'COUNT', ARGV[3])

#!lua flags=allow-oom
-- repeatable: yes
-- Deletes dead letters for good. They stay counted as dead.
-- KEYS dead   ARGV entry*   -> how many there were
return redis.call('XDEL', KEYS[1], unpack(ARGV))

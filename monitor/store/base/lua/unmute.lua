#!lua flags=allow-oom
-- repeatable: yes
-- Ends a mute.
-- KEYS mutes   ARGV id   -> whether there was one 0|1
return redis.call('HDEL', KEYS[1], ARGV[1])

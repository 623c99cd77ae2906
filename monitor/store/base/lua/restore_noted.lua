#!lua flags=allow-oom
-- repeatable: yes
-- A monitor has done what follows from a restored backup.
-- KEYS store   -> nothing
redis.call('HDEL', KEYS[1], 'restored')

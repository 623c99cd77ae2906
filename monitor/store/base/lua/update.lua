#!lua
-- repeatable: yes
-- Asks for an update of a story that a channel was told: the newest wins, the first sets the time.
-- KEYS updates, update_body   ARGV story, body, delay in ms   -> nothing
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[1], 'NX', now_ms() + ARGV[3], ARGV[1])

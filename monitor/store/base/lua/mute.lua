#!lua
-- repeatable: yes
-- Adds a mute, and forgets others.
-- KEYS mutes   ARGV id, body, forgotten id*   -> nothing
for i = 3, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])

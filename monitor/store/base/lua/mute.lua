#!lua
-- repeatable: yes
-- Adds a mute, and forgets others.
-- KEYS mutes, activity   ARGV id, body, act of who made it, forgotten id*   -> nothing
note_activity(KEYS[2], ARGV[3])
for i = 4, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])

#!lua
-- repeatable: yes
-- Replaces the last good files.
-- KEYS files   ARGV (path, content)*   -> nothing
redis.call('DEL', KEYS[1])
for i = 1, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end

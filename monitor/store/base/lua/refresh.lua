#!lua
-- repeatable: yes
-- Replaces the body of an alert that is held and was not attempted yet.
-- KEYS delayed, body, try   ARGV alert, old body, new body   -> 1 if it was replaced
local delayed, bodies, try = unpack(KEYS)
if redis.call('HGET', bodies, ARGV[1]) ~= ARGV[2] then return 0 end
if redis.call('HEXISTS', try, ARGV[1]) == 1 or not redis.call('ZSCORE', delayed, ARGV[1]) then return 0 end
redis.call('HSET', bodies, ARGV[1], ARGV[3])
return 1

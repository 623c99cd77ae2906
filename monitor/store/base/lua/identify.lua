#!lua
-- repeatable: yes
-- Which data this store holds. One that has none yet gets this name.
-- KEYS store, history   ARGV name, format   -> {name, format, sequence, made now 0|1, whether there were data before 0|1}
local made, had = 0, redis.call('EXISTS', KEYS[2])
if redis.call('HSETNX', KEYS[1], 'id', ARGV[1]) == 1 then
  redis.call('HSET', KEYS[1], 'made_at', string.format('%.0f', now_ms()), 'format', ARGV[2], 'sequence', 0)
  made = 1
end
local found = redis.call('HMGET', KEYS[1], 'id', 'format', 'sequence')
return {found[1], found[2] or '0', tonumber(found[3] or 0) or 0, made, had}

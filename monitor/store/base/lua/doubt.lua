#!lua flags=allow-oom
-- repeatable: yes
-- Writes down that the store has forgotten something: what may have been sent before is marked from now on, and the
-- feeds of it that are visited for the first time are no silent baseline.
-- KEYS doubt, again, events   ARGV what happened, since when items are looked at again in ms, feed*   -> nothing
local now = string.format('%.0f', now_ms())
redis.call('SET', KEYS[1], now)
for i = 3, #ARGV do redis.call('HSET', KEYS[2], ARGV[i], ARGV[2]) end
if #ARGV > 2 then redis.call('PEXPIRE', KEYS[2], 86400000) end
local last = redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 1)[1]
if not last or last[2][2] ~= ARGV[1] then redis.call('XADD', KEYS[3], 'MAXLEN', '~', 100, '*', 'v', ARGV[1]) end

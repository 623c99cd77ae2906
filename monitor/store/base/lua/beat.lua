#!lua flags=allow-oom
-- repeatable: yes, the sequence only has to grow
-- A sign of life of a process, if the store is still the one that it knows. Those that are a day old go, and those of a
-- time to come, from before the store's clock was put back.
-- KEYS store, beats   ARGV name of the store, holder, what it says of itself   -> the sequence, or false for another store
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then return false end
bump(KEYS[1], 'sequence', 1)
local now = now_ms()
redis.call('HSET', KEYS[2], ARGV[2], string.format('%.0f %s', now, ARGV[3]))
for _, holder in ipairs(redis.call('HKEYS', KEYS[2])) do
  local at = tonumber(string.match(redis.call('HGET', KEYS[2], holder), '^%d+') or 0)
  if math.abs(now - at) > 86400000 then redis.call('HDEL', KEYS[2], holder) end
end
return tonumber(redis.call('HGET', KEYS[1], 'sequence'))

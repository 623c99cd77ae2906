#!lua flags=allow-oom
-- repeatable: yes
-- Empties the buckets until a service wants to hear again, and slows them down, up to eightfold.
-- KEYS paces   ARGV now in ms, or 0 for the store's own clock, wait in ms, name of this time,
--      (scope, ms between two, burst)*   -> nothing
local now = tonumber(ARGV[1])
if now == 0 then now = now_ms() end
local until_ms = now + tonumber(ARGV[2])
if redis.call('HGET', KEYS[1], 'slowed down') == ARGV[3] then return end
redis.call('HSET', KEYS[1], 'slowed down', ARGV[3])
for i = 4, #ARGV, 3 do
  local scope, every, burst = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local slow = tonumber(redis.call('HGET', KEYS[1], scope .. ' slow') or 1) or 1
  local full_at = tonumber(redis.call('HGET', KEYS[1], scope .. ' at') or 0) or 0
  redis.call('HSET', KEYS[1], scope .. ' slow', math.min(8, slow * 2))
  redis.call('HSET', KEYS[1], scope .. ' at', string.format('%.0f', math.max(full_at, until_ms + (burst - 1) * every)))
end

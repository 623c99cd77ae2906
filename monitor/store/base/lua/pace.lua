#!lua flags=allow-oom
-- repeatable: no, a second run takes another right
-- Takes the right to send one message now, if every limit lets it; each limit is a bucket that refills evenly
-- (generic cell rate algorithm). A limit that was overstepped is slower for a while.
-- KEYS paces   ARGV now in ms, or 0 for the store's own clock, (scope, ms between two, burst)*
-- -> 0 if it was taken, else in how many ms to ask again
local now, wait, taken = tonumber(ARGV[1]), 0, {}
if now == 0 then now = now_ms() end
for i = 2, #ARGV, 3 do
  local scope, every, burst = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local slow = tonumber(redis.call('HGET', KEYS[1], scope .. ' slow') or 1) or 1
  local full_at = math.max(tonumber(redis.call('HGET', KEYS[1], scope .. ' at') or 0) or 0, now)
  wait = math.max(wait, full_at - (burst - 1) * every - now)
  taken[#taken + 1] = {scope, full_at + every * slow, slow}
end
if wait > 0 then return math.ceil(wait) end
for _, one in ipairs(taken) do
  redis.call('HSET', KEYS[1], one[1] .. ' at', string.format('%.0f', one[2]))
  if one[3] > 1 then redis.call('HSET', KEYS[1], one[1] .. ' slow', string.format('%.3f', math.max(1, one[3] * 0.9))) end
end
return 0

#!lua flags=allow-oom
-- repeatable: yes
-- Ends the back-off of a channel, and makes what failed due at once. What its service asked for stays, and what is held.
-- KEYS backoff, delayed, try   -> how many alerts are due earlier
local now, lifted = now_ms(), 0
redis.call('DEL', KEYS[1])
for _, member in ipairs(redis.call('HKEYS', KEYS[3])) do
  local due = tonumber(redis.call('ZSCORE', KEYS[2], member) or 0)
  if due > now then
    redis.call('ZADD', KEYS[2], now, member)
    lifted = lifted + 1
  end
end
return lifted

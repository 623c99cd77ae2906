#!lua
-- repeatable: yes
-- Brings a feed's next visit forward. One that is being visited, or is not in the schedule, stays as it is.
-- KEYS due, lease, good   ARGV feed, gap in ms   -> 1 if it was brought forward
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due or redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return 0 end
local last = tonumber(redis.call('HGET', KEYS[3], ARGV[1]) or 0) or 0
local at = math.max(now_ms(), last + ARGV[2])
if at >= tonumber(due) then return 0 end
redis.call('ZADD', KEYS[1], at, ARGV[1])
return 1

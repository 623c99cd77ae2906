#!lua
-- Puts matches on the deciding loop's stream, each item's once.
-- KEYS matched, matches, undecided   ARGV how long matched is kept in ms, (item, body)*   -> how many were new
local now, new = now_ms(), 0
for i = 2, #ARGV, 2 do
  if redis.call('ZADD', KEYS[1], 'NX', now, ARGV[i]) == 1 then
    redis.call('SADD', KEYS[3], ARGV[i])
    redis.call('XADD', KEYS[2], '*', 'v', ARGV[i + 1])
    new = new + 1
  end
end
prune(KEYS[1], now - ARGV[1])
return new

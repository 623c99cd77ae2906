#!lua
-- Makes the schedule hold exactly the given feeds; what is known of the others is kept.
-- KEYS due, lease, pauses   ARGV (feed, first visit in ms)*   -> (group, until in ms)* of the pauses that last
local wanted, count = {}, 0
for i = 1, #ARGV, 2 do
  if not wanted[ARGV[i]] then count = count + 1 end
  wanted[ARGV[i]] = true
  redis.call('ZADD', KEYS[1], 'NX', ARGV[i + 1], ARGV[i])
end
if redis.call('ZCARD', KEYS[1]) ~= count then
  for _, feed in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    if not wanted[feed] then
      redis.call('ZREM', KEYS[1], feed)
      redis.call('HDEL', KEYS[2], feed)
    end
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now_ms())
return redis.call('ZRANGE', KEYS[3], 0, -1, 'WITHSCORES')

#!lua
-- repeatable: yes
-- Makes the schedule hold exactly the given feeds; what is known of the others is kept. When the clock was set back by
-- more than a minute, visits and pauses move back with it: nobody waits until it shows the old time again.
-- KEYS due, lease, pauses, clock, store   ARGV name of the store or '', (feed, first visit in ms)*
-- -> (group, until in ms)* of the pauses that last, or false for another store
if ARGV[1] ~= '' and redis.call('HGET', KEYS[5], 'id') ~= ARGV[1] then return false end
local now = now_ms()
local set_back = (tonumber(redis.call('GET', KEYS[4]) or now) or now) - now
if set_back > 60000 then
  for _, zset in ipairs({KEYS[1], KEYS[3]}) do
    for _, member in ipairs(redis.call('ZRANGE', zset, 0, -1)) do redis.call('ZINCRBY', zset, -set_back, member) end
  end
end
redis.call('SET', KEYS[4], string.format('%.0f', now))
local wanted, count = {}, 0
for i = 2, #ARGV, 2 do
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
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
return redis.call('ZRANGE', KEYS[3], 0, -1, 'WITHSCORES')

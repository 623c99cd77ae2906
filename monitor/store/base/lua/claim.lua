#!lua
-- repeatable: yes
-- Takes feeds that are due. Each is due again after the lease, unless a poll is saved before.
-- KEYS due, lease, token, memory, saved   ARGV limit, lease in ms
-- -> (feed, token, memory or '', what became of its last poll or '')*
local now, claimed = now_ms(), {}
for _, feed in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local token = after(redis.call('GET', KEYS[3]))
  redis.call('SET', KEYS[3], token)
  redis.call('ZADD', KEYS[1], now + ARGV[2], feed)
  redis.call('HSET', KEYS[2], feed, token)
  claimed[#claimed + 1] = feed
  claimed[#claimed + 1] = tonumber(token)
  claimed[#claimed + 1] = redis.call('HGET', KEYS[4], feed) or ''
  claimed[#claimed + 1] = redis.call('HGET', KEYS[5], feed) or ''
end
return claimed

#!lua flags=allow-oom
-- Takes or renews a lease. The fencing token grows with each change of holder.
-- KEYS lease, fence   ARGV holder, lease in ms   -> token, or false while another holds it
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return false end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if redis.call('HGET', KEYS[2], 'holder') ~= ARGV[1] then
  redis.call('HSET', KEYS[2], 'holder', ARGV[1])
  redis.call('HINCRBY', KEYS[2], 'token', 1)
end
return tonumber(redis.call('HGET', KEYS[2], 'token'))

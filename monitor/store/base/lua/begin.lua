#!lua flags=allow-oom
-- Notes that an attempt begins, and renews the lease. What was told already is taken off.
-- KEYS fence, lease, told, out, delayed, body, try, counts
-- ARGV token, lease in ms, alert, member, group, entry, mark   -> 1 if it may be sent
local fence, lease, told, out, delayed, bodies, try, counts = unpack(KEYS)
if not holds(fence, ARGV[1]) then return 0 end
redis.call('SET', lease, redis.call('HGET', fence, 'holder'), 'PX', ARGV[2])
if redis.call('ZSCORE', told, ARGV[3]) then
  local removed = finish(out, ARGV[5], ARGV[6]) + redis.call('ZREM', delayed, ARGV[4])
  if removed > 0 then bump(counts, 'told', 1) end
  redis.call('HDEL', bodies, ARGV[4])
  redis.call('HDEL', try, ARGV[4])
  return 0
end
redis.call('HSET', try, ARGV[4], ARGV[7])
return 1

#!lua
-- Writes a decision to the log, takes its match off the stream, and renews the lease.
-- KEYS fence, lease, matches, undecided, log, counts
-- ARGV token, lease in ms, group, entry, item, body, matched, folded, silenced, queued   -> 1, or 0 for an old token
local fence, lease, matches, undecided, log, counts = unpack(KEYS)
if not holds(fence, ARGV[1]) then return 0 end
redis.call('SET', lease, redis.call('HGET', fence, 'holder'), 'PX', ARGV[2])
if finish(matches, ARGV[3], ARGV[4]) == 0 then return 1 end
redis.call('HINCRBY', counts, 'decided', 1)
redis.call('SREM', undecided, ARGV[5])
redis.call('XADD', log, '*', 'i', ARGV[5], 'v', ARGV[6])
for i, name in ipairs({'matched', 'folded', 'silenced', 'queued'}) do
  if ARGV[6 + i] ~= '0' then redis.call('HINCRBY', counts, name, ARGV[6 + i]) end
end
return 1

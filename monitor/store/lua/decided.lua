#!lua
-- Writes a decision to the log and takes its match off the stream.
-- KEYS fence, matches, undecided, log, counts
-- ARGV token, group, entry, item, body, matched, folded, silenced, queued   -> 1, or 0 for an old token
if not holds(KEYS[1], ARGV[1]) then return 0 end
if finish(KEYS[2], ARGV[2], ARGV[3]) == 0 then return 1 end
redis.call('HINCRBY', KEYS[5], 'decided', 1)
redis.call('SREM', KEYS[3], ARGV[4])
redis.call('XADD', KEYS[4], '*', 'i', ARGV[4], 'v', ARGV[5])
for i, name in ipairs({'matched', 'folded', 'silenced', 'queued'}) do
  if ARGV[5 + i] ~= '0' then redis.call('HINCRBY', KEYS[5], name, ARGV[5 + i]) end
end
return 1

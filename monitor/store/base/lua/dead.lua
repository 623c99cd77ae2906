#!lua flags=allow-oom
-- repeatable: yes
-- Moves an alert to the dead letters. It counts as told no longer, so that a later item may ring again.
-- KEYS told_of, queued, out, delayed, body, try, events, dead, counts
-- ARGV alert, group, entry, story, body, delivery, the same with what the alert is about   -> 1 the first time
local told_of, queued, out, delayed, bodies, try, events, dead, counts = unpack(KEYS)
local alert = ARGV[1]
local removed = finish(out, ARGV[2], ARGV[3]) + redis.call('ZREM', delayed, alert)
redis.call('HDEL', bodies, alert)
redis.call('HDEL', try, alert)
if removed == 0 then return 0 end -- done before, or told meanwhile by another sender
redis.call('ZREM', queued, alert)
local left = {}
for _, telling in ipairs(tellings_of(told_of, ARGV[4])) do
  if telling.alert ~= alert then left[#left + 1] = telling end
end
set_tellings(told_of, ARGV[4], left)
redis.call('XADD', dead, '*', 'v', ARGV[5], 'd', ARGV[6])
note_attempt(events, alert, ARGV[7])
bump(counts, 'dead', 1)
return 1

#!lua flags=allow-oom
-- repeatable: yes
-- Takes an alert off an outbox that nobody sends from. It is no longer on its way, so that a later item may alert again.
-- KEYS queued, told_of, stream (out or urgent), delayed, body, try, counts, events
-- ARGV alert, group, entry, story, counter of what became of it or '', note of that for the log or ''   -> 1 the first time
local queued, told_of, stream, delayed, bodies, try, counts, events = unpack(KEYS)
redis.call('XACK', stream, ARGV[2], ARGV[3])
local removed = redis.call('XDEL', stream, ARGV[3]) + redis.call('ZREM', delayed, ARGV[1])
redis.call('HDEL', bodies, ARGV[1])
redis.call('HDEL', try, ARGV[1])
if removed == 0 then return 0 end
redis.call('ZREM', queued, ARGV[1])
local left = {}
for _, telling in ipairs(tellings_of(told_of, ARGV[4])) do
  if telling.alert ~= ARGV[1] then left[#left + 1] = telling end
end
set_tellings(told_of, ARGV[4], left)
if ARGV[5] ~= '' then bump(counts, ARGV[5], 1) end
if ARGV[6] ~= '' then note_attempt(events, ARGV[1], ARGV[6]) end
return 1

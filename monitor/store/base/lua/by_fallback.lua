#!lua flags=allow-oom
-- repeatable: yes
-- Takes an alert off that the channel's fallback has sent in its place. The story counts as sent.
-- KEYS told, told_of, stream (out or urgent), delayed, body, try, counts
-- ARGV alert, group, entry, story   -> 1 the first time
local told, told_of, stream, delayed, bodies, try, counts = unpack(KEYS)
local removed = finish(stream, ARGV[2], ARGV[3]) + redis.call('ZREM', delayed, ARGV[1])
redis.call('HDEL', bodies, ARGV[1])
redis.call('HDEL', try, ARGV[1])
if removed == 0 then return 0 end
local tellings = tellings_of(told_of, ARGV[4])
for _, telling in ipairs(tellings) do
  if telling.alert == ARGV[1] then telling.accepted = true end
end
set_tellings(told_of, ARGV[4], tellings)
redis.call('ZADD', told, 'NX', now_ms(), ARGV[1])
bump(counts, 'by_fallback', 1)
return 1

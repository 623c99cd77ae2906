#!lua
-- repeatable: yes
-- Notes that somebody acknowledged a story, and who; the latest time counts.
-- KEYS acks, acked by, activity   ARGV story, at in ms, how long is kept in ms, act of who did it   -> nothing
local acks, acked_by, activity = unpack(KEYS)
if redis.call('ZADD', acks, 'GT', 'CH', ARGV[2], ARGV[1]) == 1 then redis.call('HSET', acked_by, ARGV[1], ARGV[4]) end
for _, old in ipairs(prune(acks, now_ms() - ARGV[3])) do redis.call('HDEL', acked_by, old) end
note_activity(activity, ARGV[4])

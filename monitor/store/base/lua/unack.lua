#!lua flags=allow-oom
-- repeatable: yes
-- Takes an acknowledgement back.
-- KEYS acks, acked by, activity   ARGV story, act of who did it   -> whether there was one 0|1
local acks, acked_by, activity = unpack(KEYS)
redis.call('HDEL', acked_by, ARGV[1])
note_activity(activity, ARGV[2])
return redis.call('ZREM', acks, ARGV[1])

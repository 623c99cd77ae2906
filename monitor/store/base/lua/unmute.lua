#!lua flags=allow-oom
-- repeatable: yes
-- Ends a mute.
-- KEYS mutes, activity   ARGV id, act of who ended it   -> whether there was one 0|1
local ended = redis.call('HDEL', KEYS[1], ARGV[1])
if ended == 1 then note_activity(KEYS[2], ARGV[2]) end
return ended

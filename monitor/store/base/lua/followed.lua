#!lua flags=allow-oom
-- repeatable: yes
-- Ends a follow-up, unless a later one has taken its place.
-- KEYS followups, follow_body   ARGV member, due in ms   -> whether it ended now 0|1
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or -1) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('HDEL', KEYS[2], ARGV[1])

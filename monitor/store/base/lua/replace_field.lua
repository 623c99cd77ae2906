#!lua flags=allow-oom
-- repeatable: yes
-- Replaces the value of a field, or deletes it, if it is the one that the caller knows.
-- KEYS hash, sorted set that has the field as well or the hash again   ARGV field, old value, new value or ''   -> 1 if it was done
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
else
  redis.call('HDEL', KEYS[1], ARGV[1])
  if KEYS[2] ~= KEYS[1] then redis.call('ZREM', KEYS[2], ARGV[1]) end
end
return 1

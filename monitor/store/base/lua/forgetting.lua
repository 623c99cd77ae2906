#!lua
-- repeatable: yes
-- Replaces what is to be forgotten, if it is what the caller knows, and notes what came of the last.
-- KEYS forgetting   ARGV what is asked now or '', what is asked from now on or '', what came of it or ''   -> 1 if it was done
if (redis.call('HGET', KEYS[1], 'asked') or '') ~= ARGV[1] then
  return redis.call('HGET', KEYS[1], 'asked') == ARGV[2] and 1 or 0
end
if ARGV[2] == '' then redis.call('HDEL', KEYS[1], 'asked') else redis.call('HSET', KEYS[1], 'asked', ARGV[2]) end
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'done', ARGV[3]) end
return 1

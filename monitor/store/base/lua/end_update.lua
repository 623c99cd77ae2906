#!lua flags=allow-oom
-- repeatable: yes
-- Ends an update, accepted or given up. A newer one that came meanwhile stays, and is due.
-- KEYS updates, update_body, try, events, counts
-- ARGV story, body, alert, delivery, accepted 0|1   -> 1 the first time
if redis.call('HDEL', KEYS[3], ARGV[1]) == 0 then return 0 end
if redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
end
note_attempt(KEYS[4], ARGV[3], ARGV[4])
if ARGV[5] == '1' then bump(KEYS[5], 'updates', 1) end
return 1

#!lua flags=allow-oom
-- repeatable: yes
-- Has whoever holds a lease begin again: what it remembers is no longer what is written.
-- KEYS fence   -> nothing
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'holder', '', 'token', after(redis.call('HGET', KEYS[1], 'token')))
end

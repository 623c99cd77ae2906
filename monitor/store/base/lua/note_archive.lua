#!lua flags=allow-oom
-- repeatable: yes
-- Notes which archive this store has, and how it is.
-- KEYS archive   ARGV id or '' if it is not known, state   -> nothing
if ARGV[1] ~= '' then redis.call('HSET', KEYS[1], 'id', ARGV[1]) end
redis.call('HSET', KEYS[1], 'state', ARGV[2])

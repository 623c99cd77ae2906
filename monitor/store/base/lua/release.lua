#!lua flags=allow-oom
-- repeatable: yes
-- Gives a lease back.
-- KEYS lease   ARGV holder   -> nothing
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end

#!lua
-- repeatable: yes
-- Notes for which of its times a report was sent last.
-- KEYS reports   ARGV name, state   -> nothing
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])

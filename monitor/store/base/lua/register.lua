#!lua
-- repeatable: yes
-- Notes the names of channels that have an outbox.
-- KEYS channels   ARGV channel*   -> nothing
redis.call('SADD', KEYS[1], unpack(ARGV))

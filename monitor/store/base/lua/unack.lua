#!lua flags=allow-oom
-- repeatable: yes
-- Takes an acknowledgement back.
-- KEYS acks   ARGV story   -> whether there was one 0|1
return redis.call('ZREM', KEYS[1], ARGV[1])

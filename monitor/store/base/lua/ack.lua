#!lua
-- repeatable: yes
-- Notes that somebody acknowledged a story; the latest time counts.
-- KEYS acks   ARGV story, at in ms, how long is kept in ms   -> nothing
redis.call('ZADD', KEYS[1], 'GT', ARGV[2], ARGV[1])
prune(KEYS[1], now_ms() - ARGV[3])

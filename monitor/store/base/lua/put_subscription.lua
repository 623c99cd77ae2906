#!lua
-- repeatable: yes
-- Replaces a feed's subscription.
-- KEYS subscriptions   ARGV feed, body   -> nothing
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])

#!lua
-- Notes what a reader did, in a log that keeps about the last 10,000.
-- KEYS actions   ARGV what was done, by whom and when; a repeated call notes it twice   -> nothing
redis.call('XADD', KEYS[1], 'MAXLEN', '~', 10000, '*', 'v', ARGV[1])

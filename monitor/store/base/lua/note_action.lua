#!lua
-- repeatable: no, a second run notes it twice
-- Notes what a reader did, in a log that keeps about the last 10,000.
-- KEYS actions   ARGV what was done, by whom and when   -> nothing
redis.call('XADD', KEYS[1], 'MAXLEN', '~', 10000, '*', 'v', ARGV[1])

#!lua
-- repeatable: yes
-- Writes down what a person set right about a story, unless it is what was said last. Keeps about the last 10,000.
-- KEYS corrections, activity   ARGV body, act of who did it   -> 1, or 0 if it was said
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
if #last > 0 and last[1][2][2] == ARGV[1] then return 0 end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', 10000, '*', 'v', ARGV[1])
note_activity(KEYS[2], ARGV[2])
return 1

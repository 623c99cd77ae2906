#!lua flags=allow-oom
-- repeatable: yes
-- Deletes a consumer that has nothing pending.
-- KEYS stream   ARGV group, consumer   -> whether it has gone 0|1
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
if pending.err or #pending > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1

#!lua flags=allow-oom
-- repeatable: yes
-- Counts entries that were deleted before they were done, and takes them off the pending list.
-- KEYS stream, counts   ARGV group, entry*   -> nothing
local lost = 0
for i = 2, #ARGV do lost = lost + redis.call('XACK', KEYS[1], ARGV[1], ARGV[i]) end
if lost > 0 then bump(KEYS[2], 'vanished', lost) end

#!lua
-- repeatable: yes
-- Puts what a stream has beside its entries into a store that is restored: the last name that was given, and a group with
-- what is pending. A stream without entries is made.
-- KEYS stream   ARGV last name, group or '', its last delivered entry, (entry, consumer, idle in ms, deliveries)*   -> nothing
local stream, group = KEYS[1], ARGV[2]
if redis.call('EXISTS', stream) == 0 then
  redis.call('XADD', stream, ARGV[1] == '0-0' and '0-1' or ARGV[1], 'x', 'x')
  redis.call('XTRIM', stream, 'MAXLEN', 0)
end
if ARGV[1] ~= '0-0' then redis.pcall('XSETID', stream, ARGV[1]) end
if group == '' then return end
redis.pcall('XGROUP', 'CREATE', stream, group, ARGV[3])
for i = 4, #ARGV, 4 do
  redis.pcall('XCLAIM', stream, group, ARGV[i + 1], 0, ARGV[i], 'IDLE', ARGV[i + 2], 'RETRYCOUNT', ARGV[i + 3], 'FORCE', 'JUSTID')
end

#!lua flags=allow-oom
-- repeatable: yes
-- Takes over entries that a consumer has left alone for too long.
-- KEYS stream, counts   ARGV group, consumer, idle for at least in ms, count   -> entries
local cursor, entries = '0-0', {}
repeat
  local reply = redis.pcall('XAUTOCLAIM', KEYS[1], ARGV[1], ARGV[2], ARGV[3], cursor, 'COUNT', ARGV[4])
  if reply.err then
    if string.find(reply.err, 'NOGROUP', 1, true) then return {} end
    return reply
  end
  cursor, entries = reply[1], reply[2]
  if #reply[3] > 0 then bump(KEYS[2], 'vanished', #reply[3]) end
until cursor == '0-0' or #entries > 0
return entries

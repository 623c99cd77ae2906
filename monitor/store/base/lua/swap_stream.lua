#!lua
-- repeatable: yes
-- Puts a copy in the place of its stream, with what has come since, if that is little. If the newest entry that is on disk
-- is not there any more, that is noted: the archive would take the store for one that has forgotten.
-- KEYS copy, stream, archived   ARGV the last entry that was considered, the lowest name after it, how many may have come
--      since, whether anything was copied 0|1, the newest entry that is on disk or ''   -> 1, or 0 if more has come
local copy, stream = KEYS[1], KEYS[2]
if ARGV[4] == '0' then
  redis.call('XTRIM', stream, 'MINID', ARGV[2])
elseif redis.call('EXISTS', copy) == 1 then
  local rest = redis.call('XRANGE', stream, '(' .. ARGV[1], '+', 'COUNT', ARGV[3])
  if #rest == tonumber(ARGV[3]) then return 0 end
  for _, entry in ipairs(rest) do add_once(copy, entry[1], unpack(entry[2])) end
  local info = redis.call('XINFO', 'STREAM', stream)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then redis.call('XSETID', copy, info[i + 1]) end
  end
  redis.call('RENAME', copy, stream)
end
if ARGV[5] ~= '' and #redis.call('XRANGE', stream, ARGV[5], ARGV[5]) == 0 then
  redis.call('HSET', KEYS[3], 'forgotten', ARGV[5])
end
return 1

#!lua flags=allow-oom
-- repeatable: yes
-- Forgets the entries of a stream that are older than is kept. Where an archive follows it, they are kept for a shorter
-- time, but nothing goes that is not on disk; the newest entry that is stays as well, because it shows whether the store
-- has forgotten some. What is more than the stream may hold at most goes in any case, and is counted if it is nowhere.
-- KEYS stream, archived, counts
-- ARGV how long is kept in ms, the same once it is archived, off | if followed | always, most entries
--      -> {how many were forgotten, how many of them are in no archive}
local stream, archived, counts = unpack(KEYS)
local held = ARGV[3] ~= 'off' and (redis.call('HGET', archived, 'entry') or (ARGV[3] == 'always' and '0-0'))
-- Where nobody can read up to where it has them, nothing is known to be on disk.
if held and not string.match(held, '^%d+%-%d+$') then held = '0-0' end
local forgotten, lost = 0, 0
local function forget_before(instant)
  forgotten = forgotten + redis.call('XTRIM', stream, 'MINID', instant)
end
if held then
  local before = now_ms() - ARGV[2]
  forget_before(before <= tonumber(string.match(held, '^%d+')) and string.format('%.0f', before) or held)
else
  forget_before(string.format('%.0f', now_ms() - ARGV[1]))
end
if redis.call('XLEN', stream) > tonumber(ARGV[4]) then
  if held then forget_before(held) end
  local first = redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)[1]
  local extra = redis.call('XTRIM', stream, 'MAXLEN', ARGV[4])
  forgotten = forgotten + extra
  if held and extra > 0 then
    lost = first[1] == held and extra - 1 or extra
    bump(counts, 'not_archived', lost)
  end
end
return {forgotten, lost}
